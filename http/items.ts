import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { isFile, type Answer } from './answer';
import type { ServiceProfile } from './profile';
import type { Settings } from './request';

/**
 * Turns an answer into items: one for each record of a list, one for anything else.
 *
 * @param input the item that the request was made for
 * @param simplify whether records come out flat
 */
export function toItems(
	answer: Answer,
	input: INodeExecutionData,
	itemIndex: number,
	settings: Settings,
	profile: ServiceProfile,
	simplify: boolean,
): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	const { statusCode, statusMessage, headers } = answer;
	const head = { headers: headers as IDataObject, statusCode, statusMessage };
	if (isFile(answer)) {
		const binary = { ...input.binary, [settings.outputField]: answer.body as IBinaryData };
		return [{ json: settings.fullResponse ? head : input.json, binary, pairedItem }];
	}
	if (settings.fullResponse) {
		const field = answer.kind === 'text' ? settings.outputField : 'body';
		const body = simplify && profile.simplify ? profile.simplify(answer.body) : answer.body;
		return [{ json: { [field]: body ?? {}, ...head } as IDataObject, pairedItem }];
	}
	if (answer.kind === 'empty') return [{ json: { success: true, statusCode }, pairedItem }];
	if (answer.kind === 'text') {
		return [{ json: { [settings.outputField]: answer.body as string }, pairedItem }];
	}
	const records =
		simplify && profile.simplify ? profile.simplify(answer.body) : profile.records(answer.body);
	return (Array.isArray(records) ? records : [records]).map((record) => ({
		json: toJson(record, settings.outputField),
		pairedItem,
	}));
}

/** An item has to be an object: anything else goes into a field. */
export function toJson(record: unknown, field: string): IDataObject {
	return typeof record === 'object' && record !== null && !Array.isArray(record)
		? (record as IDataObject)
		: ({ [field]: record } as IDataObject);
}
