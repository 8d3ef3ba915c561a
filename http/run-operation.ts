import type { INodeExecutionData } from 'n8n-workflow';
import { DEFAULTS } from './defaults';
import { DownloadError, InputError } from './errors/errors';
import { isObject, textOf, type PlainObject } from './json';
import type { ItemContext } from './item-context';
import { CUSTOM, type FieldValues, type Operation, type Output, type Upsert } from './operation';
import {
	collectAutomatically,
	keptRecords,
	listToItems,
	type CollectedList,
} from './pagination/collect';
import { buildOperationRequest } from './request/build';
import { readFieldValues, type FieldSource } from './request/field-values';
import type { ParameterReader } from './request/parameters';
import type { ApiRequest } from './request/request';
import { readConcurrency } from './request/settings';
import { assertExpected, unexpected, type Expected } from './response/expected';
import { recordsIn, toItems } from './response/items';
import type { ApiResponse } from './response/response';
import { downloadFile } from './transport/download';
import { KeyedLock } from './transport/keyed-lock';
import { requestWithRetries } from './transport/retries';

const TRY_AGAIN = 'Run the node again.';
/** A list without an end is not followed for ever in search of its first record. */
const MAX_ENDLESS_PAGES = 30;

/**
 * The operation that the node's parameters choose.
 *
 * @returns undefined for the generic request, also in a node whose type was changed
 * @throws {InputError} for one that does not exist; n8n takes no expression here, so that a tool's
 *   operation is not chosen by a model
 */
export function readOperation({ read, profile }: ItemContext): Operation | undefined {
	const resource = read.text('resource', CUSTOM);
	if (resource === CUSTOM) return undefined;
	const operation = read.text('operation');
	const found = profile.operations.find(
		(one) => one.resource === resource && one.operation === operation,
	);
	if (found) return found;
	throw new InputError(
		`There is no operation "${operation}" of the resource "${resource}"`,
		'Open the node and choose a resource and an operation.',
	);
}

/** Sends what an operation stands for, and makes of the response what it promises. */
export async function runOperation(
	item: ItemContext,
	operation: Operation,
): Promise<INodeExecutionData[]> {
	const values = readFieldValues(operation, fieldSource(item));
	const output: Output = operation.output ?? { kind: 'record' };
	const own = withOutput(item, output);
	if (operation.upsert) return await runUpsert(own, operation, values);
	const request = buildOperationRequest(own, operation, values);
	if (output.kind === 'list' && output.paging !== 'none') {
		return await runList(own, request, output.paging);
	}
	const response = await send(own, request, expectedOf(output, request));
	switch (output.kind) {
		case 'record':
			return toItems(response, own);
		case 'list':
			return listItems(response, own);
		case 'deleted':
			return [deletedItem(operation, values, item)];
		case 'file':
			return toItems(named(response, output.fileName(values)), own);
		case 'download': {
			const link = output.link(response.body, values);
			if (!link) {
				throw new DownloadError(
					`${item.profile.name} has no such document for this record`,
					'It may not have been made yet, or the record has none of this kind.',
				);
			}
			return toItems(named(await downloadFile(own, link.url), link.fileName), own);
		}
	}
}

/** What the response has to be. Who asks for a record gets one; a write may say nothing but that it was done. */
function expectedOf({ kind }: Output, { isRepeatable }: ApiRequest): Expected {
	switch (kind) {
		case 'record':
			return isRepeatable ? 'record' : 'done';
		case 'download':
			return 'record';
		case 'list':
			return 'list';
		case 'deleted':
			return 'done';
		case 'file':
			return 'document';
	}
}

async function send(
	item: ItemContext,
	request: ApiRequest,
	expected: Expected,
): Promise<ApiResponse> {
	const response = await requestWithRetries(item, request, item.settings);
	assertExpected(response, expected, { request, profile: item.profile });
	return response;
}

/** Between the search and the write, no other item of this process may create the same record. */
const upserts = new KeyedLock();

/** Creates a record, or updates the one that is there. */
async function runUpsert(
	item: ItemContext,
	operation: Operation,
	values: FieldValues,
): Promise<INodeExecutionData[]> {
	const { upsert } = operation;
	if (!upsert) return [];
	const key = `${item.credential.rateLimitKey} ${operation.path} ${upsert.key(values)}`;
	return await upserts.run(key, async () => {
		const found = await findRecords(item, { path: operation.path, upsert, values });
		if (found.length > 1) {
			throw new InputError(
				`There are ${found.length} records with ${upsert.words}`,
				'Which one is meant cannot be told. Merge them, or update one by its ID.',
			);
		}
		const [id] = found;
		const { update } = upsert;
		const request =
			id === undefined
				? buildOperationRequest(item, operation, values)
				: buildOperationRequest(item, update, { ...values, [identifierOf(update)]: id });
		return toItems(await send(item, request, 'done'), item);
	});
}

/**
 * The IDs of the records that match, each once.
 *
 * @throws {UnexpectedResponseError} where the response is anything but a list of records with IDs: that
 *   a record is not there can only be told by a list
 */
async function findRecords(
	item: ItemContext,
	{ path, upsert, values }: { path: string; upsert: Upsert; values: FieldValues },
): Promise<string[]> {
	const { profile } = item;
	const search: Operation = {
		...upsert.update,
		method: 'GET',
		path,
		fields: [],
		compose: () => ({ query: upsert.query(values) }),
	};
	delete search.body;
	const request = buildOperationRequest(item, search, {});
	const { records } = await collectAutomatically(item, request, {
		paging: profile.paging,
		keep: (page) => {
			const found = keptRecords(page, { profile, simplify: true });
			if (page.response.kind === 'json' && found.every(hasId)) return found;
			const complaint = `${profile.name} sent no list of records to look for ${upsert.words} in`;
			throw unexpected(complaint, page.response, { request, profile });
		},
		limit: Infinity,
		pageSize: profile.paging.pageSize,
		maxPages: Infinity,
		concurrency: 1,
		intervalMs: 0,
		isListOnly: true,
		circleAdvice: `${TRY_AGAIN} If it comes again, update the record by its ID.`,
	});
	const ids = records
		.filter(hasId)
		.filter((record) => upsert.matches(record, values))
		.map(({ id }) => textOf(id));
	return [...new Set(ids)];
}

function hasId(record: unknown): record is PlainObject {
	return isObject(record) && textOf(record.id) !== '';
}

/** The field whose value stands in the path. */
function identifierOf({ fields }: Operation): string {
	const field = fields.find(({ to }) => [to].flat().some((target) => target?.in === 'path'));
	return field?.name ?? '';
}

function fieldSource({ n8n, read }: ItemContext): FieldSource {
	return {
		value: (name) => read.value(name),
		expressionOf: (path) => read.expressionOf(path),
		timeZone: n8n.getTimezone(),
	};
}

/** The settings of an operation: it knows itself how its response is read. */
function withOutput(item: ItemContext, { kind }: Output): ItemContext {
	const { read, settings } = item;
	const outputField = read.text('binaryPropertyName') || DEFAULTS.outputField;
	return {
		...item,
		settings: {
			...settings,
			response: {
				format: kind === 'file' ? 'document' : 'autodetect',
				fullResponse: false,
				neverError: false,
				outputField,
			},
		},
	};
}

async function runList(
	item: ItemContext,
	request: ApiRequest,
	paging: Exclude<Extract<Output, { kind: 'list' }>['paging'], 'none'>,
): Promise<INodeExecutionData[]> {
	const { read, profile } = item;
	const isEndless = paging !== 'service';
	const returnAll = !isEndless && read.flag('returnAll', false);
	const limit = returnAll ? Infinity : readLimit(read);
	const list = await collectAutomatically(item, request, {
		paging: isEndless ? paging.endless : profile.paging,
		// Plain JSON is flat already.
		...(isEndless && {
			keep: ({ records = [], kept }) => kept.map((index) => records[index]),
		}),
		limit,
		pageSize: profile.paging.pageSize,
		maxPages: isEndless ? MAX_ENDLESS_PAGES : Infinity,
		concurrency: readConcurrency(read),
		intervalMs: 0,
		isListOnly: true,
		circleAdvice: `${TRY_AGAIN} If it comes again, get fewer records: narrow the list, or turn off "Return All" and lower "Limit".`,
	});
	if (!isEndless) adviseIfCut(item, list, limit);
	return listToItems(list, item);
}

function readLimit(read: ParameterReader): number {
	const limit = Math.floor(read.number('limit', { fallback: DEFAULTS.limit }));
	if (limit >= 1) return limit;
	throw new InputError('"Limit" must be at least 1');
}

/** Says that a limit cut the list, and how many records there are. */
function adviseIfCut({ advise }: ItemContext, list: CollectedList, limit: number): void {
	const { seen, total, hasNext } = list;
	const kept = list.records.length;
	const isCut = total === undefined ? seen > kept || hasNext : total > kept;
	if (kept < limit || !isCut) return;
	const ofTotal = total === undefined ? '' : ` of ${total}`;
	advise(
		`These are the first ${kept}${ofTotal} records. Turn on "Return All", or raise "Limit", to get more.`,
	);
}

/** A list that comes as a whole; an empty response is an empty list. */
function listItems(response: ApiResponse, item: ItemContext): INodeExecutionData[] {
	if (response.kind === 'empty') return [];
	return toItems({ ...response, kind: 'json', body: recordsIn(response.body) }, item);
}

/** n8n's own shape of what is left of a deleted record. */
function deletedItem(
	operation: Operation,
	values: FieldValues,
	{ itemIndex }: ItemContext,
): INodeExecutionData {
	const id = textOf(values[identifierOf(operation)]);
	return { json: { deleted: true, id }, pairedItem: { item: itemIndex } };
}

function named(response: ApiResponse, fileName: string): ApiResponse {
	if (response.kind === 'file') response.body.fileName = fileName;
	return response;
}
