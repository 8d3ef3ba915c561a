import type {
	IBinaryData,
	IDataObject,
	INode,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { isFile, type ApiResponse } from './read';
import type { ServiceProfile } from '../profile';
import type { Settings } from '../request/request';

/**
 * Turns an answer into items: one for each record of a list, one for anything else.
 *
 * @param input the item that the request was made for
 * @param simplify whether records come out flat
 * @param isTool whether a model reads the items, which cannot open a file
 */
export function toItems(
	answer: ApiResponse,
	input: INodeExecutionData,
	itemIndex: number,
	settings: Settings,
	profile: ServiceProfile,
	simplify: boolean,
	isTool: boolean,
): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	const { statusCode, statusMessage, headers } = answer;
	const head = { headers: headers as IDataObject, statusCode, statusMessage };
	if (isFile(answer)) {
		const file = answer.body as IBinaryData;
		const binary = { ...input.binary, [settings.outputField]: file };
		const json = isTool ? { file: describeFile(file) } : input.json;
		return [{ json: settings.fullResponse ? head : json, binary, pairedItem }];
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

function describeFile({ fileName, mimeType, fileSize }: IBinaryData): IDataObject {
	return { fileName, mimeType, fileSize };
}

/**
 * How many records there are: also where the only list lies inside an object, as in `{"items": [],
 * "total": 0}`.
 *
 * @returns undefined where that cannot be told
 */
export function countRecords(records: unknown): number | undefined {
	if (Array.isArray(records)) return records.length;
	if (typeof records !== 'object' || records === null) return undefined;
	const lists = Object.values(records).filter((value) => Array.isArray(value));
	return lists.length === 1 ? lists[0].length : undefined;
}

/**
 * The item of a request that failed, where the node goes on. Its shape is the one of n8n's HTTP Request
 * node 4.5; n8n's error output wants exactly these keys and adds those of the input item.
 */
export function toErrorItem(
	error: NodeApiError | NodeOperationError,
	node: INode,
	itemIndex: number,
): INodeExecutionData {
	const { message, description, context } = error;
	const httpCode = 'httpCode' in error ? error.httpCode : null;
	const details: IDataObject = { message, description, httpCode, context: context as IDataObject };
	// A node that was one of n8n's own keeps the object that its workflow may look into.
	const isSwapped = node.typeVersion >= 3;
	const json = { error: isSwapped ? { message, description, httpCode } : message, details };
	return { json, pairedItem: { item: itemIndex } };
}

/** An item has to be an object: anything else goes into a field. */
function toJson(record: unknown, field: string): IDataObject {
	return typeof record === 'object' && record !== null && !Array.isArray(record)
		? (record as IDataObject)
		: ({ [field]: record } as IDataObject);
}
