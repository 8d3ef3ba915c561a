import {
	NodeApiError,
	type IBinaryData,
	type IDataObject,
	type INodeExecutionData,
	type NodeOperationError,
} from 'n8n-workflow';
import type { ItemContext } from '../item-context';
import { isObject, toList } from '../json';
import type { NodeVersion } from '../request/node-version';
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
		const value = response.kind === 'empty' ? {} : body;
		return [{ json: { [field]: value, ...head(response) } as IDataObject, pairedItem }];
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

/**
 * The records of a page, flat where that is wanted.
 *
 * @param sent as the page has them: its list, or the whole body as a single record
 */
export function recordsOf(
	{ body }: ApiResponse,
	sent: unknown[],
	{ profile, simplify }: Pick<ItemContext, 'profile' | 'simplify'>,
): unknown[] {
	const flat = profile.records(body, { simplify });
	const isSingle = sent[0] === body;
	// Plain JSON with more beside its list stays as it is: the records in it are flat already.
	return isSingle || Array.isArray(flat) ? toList(flat) : sent;
}

function head({ headers, statusCode, statusMessage }: ApiResponse): IDataObject {
	// The client's headers are a class that joins lists once it is stored.
	return { headers: { ...headers } as IDataObject, statusCode, statusMessage };
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

/**
 * The list in a response: also where it lies inside an object as its only list, as in `{"items": [],
 * "total": 0}`. An object with an `id` is a record, whatever lists it has.
 *
 * @returns undefined where there is none, or more than one
 */
export function listIn(records: unknown): unknown[] | undefined {
	if (Array.isArray(records)) return records as unknown[];
	if (!isObject(records) || Object.hasOwn(records, 'id')) return undefined;
	const lists = Object.values(records).filter((value) => Array.isArray(value));
	return lists.length === 1 ? (lists[0] as unknown[]) : undefined;
}

/**
 * The records of a list in plain JSON: null is an empty one. An object with several lists is one record,
 * since nobody knows which of them is meant.
 *
 * @returns undefined where it is no list
 */
export function recordsIn(body: unknown): unknown[] | undefined {
	if (body === null) return [];
	const list = listIn(body);
	if (list || !isObject(body) || Object.hasOwn(body, 'id')) return list;
	return Object.values(body).some((value) => Array.isArray(value)) ? [body] : undefined;
}

/**
 * Whether a response is a list. No content is an empty one only where the status says so: 204.
 *
 * @param records what was found in its body
 */
export function isList({ kind, statusCode }: ApiResponse, records: unknown[] | undefined): boolean {
	return kind === 'empty' ? statusCode === 204 : records !== undefined;
}

/** A longer error page is for people, and would be in the item of each request that failed, in characters. */
const MAX_ERROR_TEXT = 10_000;

/** JSON stays whole, up to the 256 KiB that are read of an error response. */
function cutText(body: unknown): unknown {
	const isLong = typeof body === 'string' && body.length > MAX_ERROR_TEXT;
	return isLong ? `${body.slice(0, MAX_ERROR_TEXT - 1)}…` : body;
}

/** Where an item failed, and what the service sent. */
export interface FailedItem {
	itemIndex: number;
	version: NodeVersion;
	/** Of the error response, parsed; undefined where there was none. */
	body: unknown;
}

/**
 * The item of a request that failed, where the node goes on. Its shape is the one of n8n's HTTP Request
 * node 4.5; n8n's error output wants exactly these keys and adds those of the input item. A swapped
 * node keeps the object that its workflow may look into, and the text where a request was not sent or
 * its response could not be read.
 */
export function toErrorItem(
	error: NodeApiError | NodeOperationError,
	{ itemIndex, version, body }: FailedItem,
): INodeExecutionData {
	const { name, message, description, context } = error;
	const httpCode = error instanceof NodeApiError ? error.httpCode : null;
	const details: IDataObject = {
		message,
		description,
		httpCode,
		body: cutText(body ?? null) as IDataObject,
		context,
	};
	const shown =
		version.isSwapped && httpCode !== null ? { name, message, description, httpCode } : message;
	return { json: { error: shown, details }, pairedItem: { item: itemIndex } };
}

/** An item has to be an object: anything else goes into a field. */
function toJson(record: unknown, field: string): IDataObject {
	return isObject(record) ? (record as IDataObject) : { [field]: record as IDataObject };
}
