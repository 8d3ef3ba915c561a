import type { IDataObject } from 'n8n-workflow';
import type { Field, Operation } from '../../http/operation.ts';
import { table, type Entry, useOperations } from './support/operation-world.mts';

/**
 * A model writes what it was talked into, into every field that a tool's maker may leave to it: the
 * tool does its one thing, or nothing.
 */
const operations = useOperations();

/** What would reach further, if it were pasted into a path, a query, a header or a body. */
const BAITS: unknown[] = [
	'/cancel',
	'7/cancel',
	'7%2Fcancel',
	'7%252Fcancel',
	'..',
	'../../orders',
	'7?o=999',
	'7#/cancel',
	'7&o=999&filter[status]=accepted',
	'7\r\nX-HTTP-Method-Override: DELETE',
	'https://foreign.example/steal',
	'"}},"data":{"id":"1"',
	'2026-01-31T09:00:00+01:00&o=999',
	{ __proto__: null, constructor: { prototype: { polluted: true } }, o: '999' },
	{ __rl: true, mode: 'url', value: 'https://foreign.example/steal' },
	['7', '../cancel'],
	-1,
	1e308,
	true,
];

/** The fields that a model may fill in, by the paths of their parameters. */
function pathsOf({ fields }: Operation): string[] {
	const pathOf = ({ group, name }: Field) => (group ? `${group}.${name}` : name);
	return fields.flatMap((field) => {
		const path = pathOf(field);
		if (field.type === 'pairs') return [`${path}.pairs.0.name`, `${path}.pairs.0.value`];
		if (field.type !== 'rows') return [path];
		return field.fields.map(({ name }) => `${path}.rows.0.${name}`);
	});
}

/** The parameters with an expression for the bait in one field. */
function baited(parameters: IDataObject, path: string): IDataObject {
	const copy = structuredClone(parameters) as Record<string, unknown>;
	const names = path.split('.');
	const last = names.pop() ?? '';
	let place = copy;
	for (const [index, name] of names.entries()) {
		const isList = /^\d+$/.test(names[index + 1] ?? last);
		place[name] ??= isList ? [] : {};
		place = place[name] as Record<string, unknown>;
	}
	place[last] = '={{ $json.bait }}';
	if (typeof parameters[last] === 'object' && last in parameters && names.length === 0) {
		place[last] = { __rl: true, mode: 'id', value: '={{ $json.bait }}' };
	}
	return copy as IDataObject;
}

/** Whether a request is one of those that an operation consists of, IDs aside. */
function isOwn({ operation, name }: Entry, { method, path }: { method: string; path: string }) {
	const { search = [], further = [] } = operations.rows[name]?.() ?? {};
	const { upsert } = operation;
	const own: unknown[] = [`${operation.method} ${operation.path}`, ...search, ...further];
	if (upsert) own.push(`${upsert.update.method} ${upsert.update.path}`);
	return own.some((one) => {
		const text = `${method} ${path}`;
		if (typeof one !== 'string')
			return (one as { asymmetricMatch(x: string): boolean }).asymmetricMatch(text);
		const pattern = one.replace(/\{\w+\}|[\da-f]{8}-[\da-f-]{27}/g, '[\\w.~-]+');
		return new RegExp(`^${pattern}$`).test(text);
	});
}

test.each(table)(
	'As a tool, $name does nothing else, whatever a model writes into its fields',
	async (entry) => {
		const { service, operation } = entry;
		const { sandbox } = operations.world;
		const parameters = await operations.parameters(entry);
		let sent = 0;
		for (const path of [...pathsOf(operation), 'limit']) {
			await operations.world.settled(service);
			const before = (await sandbox.requests({ service })).length;
			const items = BAITS.map((bait) => ({ json: { bait } as IDataObject }));
			const extra = { asTool: true, items, onError: 'continueRegularOutput' } as const;
			try {
				const { error } = await operations.run(entry, baited(parameters, path), extra);
				expect(error).toBeUndefined();
			} catch (error) {
				// n8n itself misses the fields that another choice shows.
				expect((error as Error).name).toBe('WorkflowHasIssuesError');
			}
			await operations.world.settled(service);
			const received = (await sandbox.requests({ service }))
				.slice(before)
				.filter(({ path: at }) => !at.includes('/oauth'));
			sent += received.length;
			const others = received.filter((request) => !isOwn(entry, request));
			expect(others.map(({ method, path: at }) => `${path}: ${method} ${at}`)).toEqual([]);
			const queries = received.map(({ query }) => new URLSearchParams(query));
			expect(queries.flatMap((query) => query.getAll('o'))).toEqual([]);
		}
		expect((await sandbox.counters()).foreign.requests).toBe(0);
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
		expect(sent).toBeGreaterThan(0);
	},
	60_000,
);

test.each(['resource', 'operation'])(
	'As a tool, a node takes no "%s" from a model',
	async (name) => {
		const { world, ids } = operations;
		const parameters = {
			resource: 'booking',
			operation: 'get',
			bookingId: { __rl: true, mode: 'id', value: ids.bookingId },
			[name]: '={{ $json.chosen }}',
		};
		const chosen = name === 'resource' ? 'booking' : 'cancel';
		const items = [{ json: { chosen } }];
		const before = (await world.requests('/api')).length;
		const { error } = await world.anny(parameters, { asTool: true, items });
		expect(error?.message).toMatch(/^There is no operation/);
		expect(await world.requests('/api')).toHaveLength(before);
	},
);
