import type { INodeExecutionData } from 'n8n-workflow';
import { DEFAULTS } from './defaults';
import type { ItemContext } from './item-context';
import { cancelSignal } from './n8n-versions';
import { automaticPages, type AutomaticOptions } from './pagination/automatic';
import { expressionPages } from './pagination/expressions';
import { linkHeaderPaging } from './pagination/link-header';
import { collect } from './pagination/pages';
import type { Paging } from './profile';
import { buildRequest } from './request/build';
import { isList } from './request/endpoints';
import type { ParameterReader } from './request/parameters';
import type { ApiRequest } from './request/request';
import { resolveUrl } from './request/url';
import { toItems, toList } from './response/items';
import type { ApiResponse } from './response/response';
import { requestWithRetries } from './transport/retries';
import { sleepUnlessAborted } from './transport/sleep';

const MAX_CONCURRENCY = 100;

/** Our option "Requests at a Time". */
export function readConcurrency(read: ParameterReader): number {
	const fallback = DEFAULTS.concurrency;
	return Math.floor(read.number('options.concurrency', { fallback, min: 1, max: MAX_CONCURRENCY }));
}

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
		isList(request.method, request.url.pathname, item.profile.endpoints);
	return isEmptyList && !item.settings.response.fullResponse ? [] : toItems(response, item);
}

async function runAutomatic(
	item: ItemContext,
	request: ApiRequest,
	paging: Paging,
): Promise<INodeExecutionData[]> {
	const options = readAutomaticOptions(item);
	const source = {
		paging,
		send: async (target: ApiRequest) => await requestWithRetries(item, target, item.settings),
		resolve: (next: string, page: URL) => resolve(item, new URL(next, page).href),
		wait: async (ms: number) => {
			await wait(item, ms);
		},
	};
	const pages = await collect(automaticPages(source, request, options), options);
	const [first] = pages;
	if (!first) return [];
	if (first.response.kind === 'file') return toItems(first.response, item);
	const records = pages.flatMap(({ response, kept }) => {
		const all = recordsOf(response, item);
		return kept.map((index) => all[index]);
	});
	// The records are as flat as they are to be: the list itself is what goes out.
	const list: ApiResponse = { ...first.response, kind: 'json', body: records };
	return toItems(list, { ...item, simplify: false });
}

/** Simplified where the user wants it, in the order in which the service sent them. */
function recordsOf(response: ApiResponse, { profile, simplify }: ItemContext): unknown[] {
	return toList(profile.records(response.body, { simplify }));
}

async function runExpressions(
	item: ItemContext,
	request: ApiRequest,
): Promise<INodeExecutionData[]> {
	const options = readAutomaticOptions(item);
	const source = {
		send: async (target: ApiRequest, acceptStatuses: readonly number[]) =>
			await requestWithRetries(item, target, item.settings, { acceptStatuses }),
		resolve: (url: string) => resolve(item, url),
		beforeNext: async () => {
			await wait(item, options.intervalMs);
		},
	};
	const pages = await collect(expressionPages(item, request, source), options);
	return pages.flatMap(({ response }) => toItems(response, item)).slice(0, options.limit);
}

function readAutomaticOptions({ read, profile }: ItemContext): AutomaticOptions {
	const limit = read.number(`${PAGINATION}.limit`, { fallback: DEFAULTS.limit, min: 1 });
	const maxPages = read.number(`${PAGINATION}.maxRequests`, {
		fallback: DEFAULTS.maxPages,
		min: 0,
	});
	return {
		limit: read.flag(`${PAGINATION}.returnAll`, true) ? Infinity : Math.floor(limit),
		pageSize: Math.floor(
			read.number(`${PAGINATION}.pageSize`, { fallback: profile.paging.pageSize, min: 1 }),
		),
		// No pages mean no limit, as in n8n's own node.
		maxPages:
			read.flag(`${PAGINATION}.limitPagesFetched`, false) && maxPages > 0 ? maxPages : Infinity,
		intervalMs: read.number(`${PAGINATION}.requestInterval`, {
			fallback: DEFAULTS.pageIntervalMs,
			min: 0,
		}),
		concurrency: readConcurrency(read),
	};
}

function resolve({ profile, credential, hosts }: ItemContext, url: string): URL {
	return resolveUrl(url, profile.baseUrl(credential.data), hosts);
}

async function wait({ n8n }: ItemContext, ms: number): Promise<void> {
	if (ms > 0) await sleepUnlessAborted(ms, cancelSignal(n8n));
}
