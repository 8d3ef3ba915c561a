import type { INodeExecutionData } from 'n8n-workflow';
import { DEFAULTS } from './defaults';
import type { ItemContext } from './item-context';
import type { AutomaticOptions } from './pagination/automatic';
import { collectAutomatically, listToItems, waitBetweenPages } from './pagination/collect';
import { expressionPages } from './pagination/expressions';
import { linkHeaderPaging } from './pagination/link-header';
import { collect } from './pagination/pages';
import type { Paging } from './profile';
import { buildRequest } from './request/build';
import { isList } from './request/endpoints';
import type { ParameterReader } from './request/parameters';
import type { ApiRequest } from './request/request';
import { resolveUrl } from './request/url';
import { readConcurrency } from './request/settings';
import { readOperation, runOperation } from './run-operation';
import { toItems } from './response/items';
import { requestWithRetries } from './transport/retries';

const PAGINATION = 'options.pagination.pagination';

const PAGINATION_MODES = [
	'off',
	'automatic',
	'linkHeader',
	'responseContainsNextURL',
	'updateAParameterInEachRequest',
] as const;

/** All that happens for one input item: build the request, follow its pages, make items of them. */
export async function runItem(item: ItemContext): Promise<INodeExecutionData[]> {
	const operation = readOperation(item);
	return operation ? await runOperation(item, operation) : await runCustomRequest(item);
}

/** The generic request, as n8n's HTTP Request node has it. */
async function runCustomRequest(item: ItemContext): Promise<INodeExecutionData[]> {
	const request = await buildRequest(item);
	switch (readMode(item.read)) {
		case 'off':
			return await runOnce(item, request);
		case 'automatic':
			return await runAutomatic(item, request, item.profile.paging);
		case 'linkHeader':
			return await runAutomatic(
				item,
				request,
				linkHeaderPaging((body) => item.profile.records(body, { simplify: false })),
			);
		case 'responseContainsNextURL':
		case 'updateAParameterInEachRequest':
			return await runExpressions(item, request);
	}
}

function readMode(read: ParameterReader) {
	return read.choice(`${PAGINATION}.paginationMode`, PAGINATION_MODES, 'off');
}

async function runOnce(item: ItemContext, request: ApiRequest): Promise<INodeExecutionData[]> {
	const response = await requestWithRetries(item, request, item.settings);
	const isEmptyList =
		response.kind === 'empty' &&
		isList(request.method, request.url.pathname, item.profile.operations);
	return isEmptyList && !item.settings.response.fullResponse ? [] : toItems(response, item);
}

async function runAutomatic(
	item: ItemContext,
	request: ApiRequest,
	paging: Paging,
): Promise<INodeExecutionData[]> {
	const list = await collectAutomatically(item, request, {
		paging,
		...readAutomaticOptions(item),
	});
	return listToItems(list, item);
}

async function runExpressions(
	item: ItemContext,
	request: ApiRequest,
): Promise<INodeExecutionData[]> {
	const { limit, intervalMs } = readLimits(item);
	const source = {
		send: async (target: ApiRequest, acceptStatuses: readonly number[]) =>
			await requestWithRetries(item, target, item.settings, { acceptStatuses }),
		resolve: (url: string) =>
			resolveUrl(url, item.profile.baseUrl(item.credential.data), item.hosts),
		beforeNext: async () => {
			await waitBetweenPages(item, intervalMs);
		},
	};
	const pages = collect(expressionPages(item, request, source), {
		limit,
		// n8n's own loop counts them: an expression may tell the number anew for each page.
		maxPages: Infinity,
	});
	const items: INodeExecutionData[] = [];
	for await (const { response } of pages) {
		for (const one of toItems(response, item)) items.push(one);
	}
	return items.slice(0, limit);
}

/** What holds for every pagination mode. */
function readLimits({ read }: ItemContext) {
	const limit = read.number(`${PAGINATION}.limit`, { fallback: DEFAULTS.limit, min: 1 });
	const fallback = DEFAULTS.pageIntervalMs;
	return {
		limit: read.flag(`${PAGINATION}.returnAll`, true) ? Infinity : Math.floor(limit),
		intervalMs: read.number(`${PAGINATION}.requestInterval`, { fallback, min: 0 }),
	};
}

function readAutomaticOptions(item: ItemContext): AutomaticOptions {
	const { read, profile } = item;
	const fallback = DEFAULTS.maxPages;
	const maxPages = read.number(`${PAGINATION}.maxRequests`, { fallback, min: 0 });
	return {
		...readLimits(item),
		pageSize: Math.floor(
			read.number(`${PAGINATION}.pageSize`, { fallback: profile.paging.pageSize, min: 1 }),
		),
		// No pages mean no limit, as in n8n's own node.
		maxPages:
			read.flag(`${PAGINATION}.limitPagesFetched`, false) && maxPages > 0 ? maxPages : Infinity,
		concurrency: readConcurrency(read),
	};
}
