import type { INodeExecutionData } from 'n8n-workflow';
import type { ItemContext } from '../item-context';
import { cancelSignal } from '../n8n-versions';
import type { Paging, ServiceProfile } from '../profile';
import type { ApiRequest } from '../request/request';
import { resolveUrl } from '../request/url';
import { unexpected } from '../response/expected';
import { recordsOf, toItems } from '../response/items';
import type { ApiResponse } from '../response/response';
import { requestWithRetries } from '../transport/retries';
import { sleepUnlessAborted } from '../transport/sleep';
import { automaticPages, type AutomaticOptions, type PageInPlace } from './automatic';
import { collect, type CollectedPage } from './pages';

/** How a list is collected. */
export interface ListOptions extends AutomaticOptions {
	paging: Paging;
	/** What is kept of a page; its records as the node's settings want them, unless given. */
	keep?: (page: CollectedPage) => unknown[];
	/** Whether the first page has to be a list, too. */
	isListOnly?: boolean;
	/** What the user can do where the same page comes again; choose another mode, unless given. */
	circleAdvice?: string;
}

/** What is left of the pages of a list: they themselves would take as much memory again. */
export interface CollectedList {
	/** Those that were kept, in the order in which the service sent them. */
	records: unknown[];
	/** How many came, with those that were not kept. */
	seen: number;
	/** How many there are in all, where the service says so. */
	total: number | undefined;
	/** Whether the service names a page after the last one. */
	hasNext: boolean;
	/** The first page; undefined where none was wanted. */
	first: ApiResponse | undefined;
}

/**
 * Requests the pages of a list, up to the limits, as the paging says.
 *
 * @throws {UnexpectedResponseError} for a page that is no list
 */
export async function collectAutomatically(
	item: ItemContext,
	request: ApiRequest,
	options: ListOptions,
): Promise<CollectedList> {
	const { profile, credential, hosts } = item;
	const { keep = (page) => keptRecords(page, item) } = options;
	const source = {
		paging: options.isListOnly ? refusingErrors(options.paging, profile) : options.paging,
		send: async (target: ApiRequest) => await requestWithRetries(item, target, item.settings),
		resolve: (next: string, page: URL) =>
			resolveUrl(new URL(next, page).href, profile.baseUrl(credential.data), hosts),
		wait: async (ms: number) => {
			await waitBetweenPages(item, ms);
		},
		isListOnly: options.isListOnly ?? false,
		refuse: ({ request: sent, response, number }: PageInPlace) =>
			unexpected(`Page ${number} is not a list`, response, { request: sent, profile }),
	};
	const list: CollectedList = {
		records: [],
		seen: 0,
		total: undefined,
		hasNext: false,
		first: undefined,
	};
	for await (const page of collect(automaticPages(source, request, options), options)) {
		list.first ??= page.response;
		list.total ??= page.total;
		list.hasNext = page.hasNext ?? false;
		list.seen += page.records?.length ?? 0;
		for (const record of keep(page)) list.records.push(record);
	}
	return list;
}

/** Errors are a list as well, and no records. */
function refusingErrors(paging: Paging, profile: ServiceProfile): Paging {
	return {
		...paging,
		read: (body, ...rest) =>
			profile.isErrorDocument(body) ? { records: undefined } : paging.read(body, ...rest),
	};
}

/** One item for each record. */
export function listToItems(
	{ first, records }: CollectedList,
	item: ItemContext,
): INodeExecutionData[] {
	if (!first) return [];
	if (first.kind === 'file') return toItems(first, item);
	// The records are as flat as they are to be: the list itself is what goes out.
	const list: ApiResponse = { ...first, kind: 'json', body: records };
	return toItems(list, { ...item, simplify: false });
}

/** The records of a page that were kept, flat where that is wanted. */
export function keptRecords(
	{ response, records = [], kept }: CollectedPage,
	item: Pick<ItemContext, 'profile' | 'simplify'>,
): unknown[] {
	const all = recordsOf(response, records, item);
	return kept.map((index) => all[index]);
}

export async function waitBetweenPages({ n8n }: ItemContext, ms: number): Promise<void> {
	if (ms > 0) await sleepUnlessAborted(ms, cancelSignal(n8n));
}
