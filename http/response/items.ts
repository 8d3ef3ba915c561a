import type {
	IBinaryData,
	IDataObject,
	INode,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import type { ItemContext } from '../item-context';
import { isObject } from '../json';
import type { ApiResponse } from './response';

/** Turns a response into items: one for each record of a list, one for anything else. */
export function toItems(response: ApiResponse, item: ItemContext): INodeExecutionData[] {
	const { itemIndex, profile, simplify, settings } = item;
	const { fullResponse, outputField } = settings.response;
	const pairedItem = { item: itemIndex };
	if (response.kind === 'file') return [fileItem(response, item)];
	if (fullResponse) {
		const field = response.kind === 'text' ? outputField : 'body';
		const body =
			response.kind === 'json' && simplify
				? profile.records(response.body, { simplify })
				: response.body;
		return [{ json: { [field]: body ?? {}, ...head(response) } as IDataObject, pairedItem }];
	}
	switch (response.kind) {
		case 'empty':
			return [{ json: { success: true, statusCode: response.statusCode }, pairedItem }];
		case 'text':
			return [{ json: { [outputField]: response.body }, pairedItem }];
		case 'json':
			return toList(profile.records(response.body, { simplify })).map((record) => ({
				json: toJson(record, outputField),
				pairedItem,
			}));
	}
}

function head({ headers, statusCode, statusMessage }: ApiResponse): IDataObject {
	return { headers: headers as IDataObject, statusCode, statusMessage };
}

function fileItem(
	response: ApiResponse & { kind: 'file' },
	{ n8n, itemIndex, isTool, settings }: ItemContext,
): INodeExecutionData {
	const { fullResponse, outputField } = settings.response;
	const input = n8n.getInputData()[itemIndex];
	const json = isTool ? { file: describeFile(response.body) } : (input?.json ?? {});
	return {
		json: fullResponse ? head(response) : json,
		binary: { ...input?.binary, [outputField]: response.body },
		pairedItem: { item: itemIndex },
	};
}

function describeFile({ fileName, mimeType, fileSize }: IBinaryData): IDataObject {
	return { fileName, mimeType, fileSize };
}

/** One record is a list of one. */
export function toList(records: unknown): unknown[] {
	return Array.isArray(records) ? (records as unknown[]) : [records];
}

/**
 * The list in a response: also where it lies inside an object as its only list, as in `{"items": [],
 * "total": 0}`.
 *
 * @returns undefined where there is none, or more than one
 */
export function listIn(records: unknown): unknown[] | undefined {
	if (Array.isArray(records)) return records as unknown[];
	if (!isObject(records)) return undefined;
	const lists = Object.values(records).filter((value) => Array.isArray(value));
	return lists.length === 1 ? (lists[0] as unknown[]) : undefined;
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
	const details: IDataObject = { message, description, httpCode, context: context };
	// A node that was one of n8n's own keeps the object that its workflow may look into.
	const isSwapped = node.typeVersion >= 3;
	const json = { error: isSwapped ? { message, description, httpCode } : message, details };
	return { json, pairedItem: { item: itemIndex } };
}

/** An item has to be an object: anything else goes into a field. */
function toJson(record: unknown, field: string): IDataObject {
	return isObject(record) ? (record as IDataObject) : { [field]: record as IDataObject };
}
