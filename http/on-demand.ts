import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ListSearch, Picker } from './list-search';
import type { ServiceProfile } from './profile';

/**
 * n8n loads every node when it starts, in each of its processes, to know how it looks. What a node runs
 * with, more than half of the package, is loaded with its first call.
 */
export type ProfileLoader = () => Promise<ServiceProfile>;

/** @throws as `executeRequests` does */
export async function executeOnDemand(
	n8n: IExecuteFunctions,
	loadProfile: ProfileLoader,
): Promise<INodeExecutionData[][]> {
	const { executeRequests } = await import('./execute.js');
	return await executeRequests(n8n, await loadProfile());
}

/** The methods that fill a node's lists, as `listSearchMethod` makes them, by the names of their pickers. */
export function listSearchOnDemand(
	loadProfile: ProfileLoader,
	pickers: Readonly<Record<string, Picker>>,
): Record<string, ListSearch> {
	const methods: Record<string, ListSearch> = {};
	for (const [name, picker] of Object.entries(pickers)) {
		methods[name] = async function (...args) {
			const { listSearchMethod } = await import('./list-search.js');
			return await listSearchMethod(await loadProfile(), picker).apply(this, args);
		};
	}
	return methods;
}
