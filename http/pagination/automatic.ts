import type { PageContent, Paging } from '../profile';
import type { ApiRequest, Query } from '../request/request';
import { isList } from '../response/items';
import type { ApiResponse } from '../response/response';
import { iterateConcurrently } from '../transport/concurrency';
import type { Page } from './pages';

/** What the user asks of "Automatic" pagination. */
export interface AutomaticOptions {
	/** Maximum number of records; `Infinity` for no limit. */
	limit: number;
	/** Records to ask for at a time. */
	pageSize: number;
	/** Maximum number of pages; `Infinity` for no limit. */
	maxPages: number;
	/** Pages to request at a time, where the first one tells how many there are. */
	concurrency: number;
	/** Between the starts of two requests. */
	intervalMs: number;
}

/** How pages are requested and read. */
export interface PageSource {
	paging: Paging;
	send: (request: ApiRequest) => Promise<ApiResponse>;
	/** Resolves the next page's URL against the one that named it, and holds it to the allowed hosts. */
	resolve: (next: string, page: URL) => URL;
	wait: (ms: number) => Promise<void>;
	/** Whether the first page has to be a list, too: else it may be a single record. */
	isListOnly: boolean;
	/** The error of a page that cannot be one of this list. */
	refuse: (page: PageInPlace) => Error;
}

/** A page, and where it stands. */
export interface PageInPlace {
	request: ApiRequest;
	response: ApiResponse;
	/** From 1. */
	number: number;
}

/**
 * Yields the pages of a list, in order, as the service pages it.
 *
 * Where the first page tells the number of pages, the others are requested several at a time; then,
 * and where it does not, `next` is followed until there is none. An empty page is no end while the
 * service names a next one. What is no list is no page of one: skipped, it would make the list look
 * complete.
 *
 * @throws what `refuse` makes of such a page
 */
export async function* automaticPages(
	source: PageSource,
	request: ApiRequest,
	options: AutomaticOptions,
): AsyncGenerator<Page, void, undefined> {
	const { paging } = source;
	let firstShape: Shape | undefined = source.isListOnly ? 'list' : undefined;
	let lastNumber = 0;

	const fetchPage = async (target: ApiRequest, number: number): Promise<Fetched> => {
		lastNumber = Math.max(lastNumber, number);
		const response = await source.send(target);
		const content = paging.read(response.body, target.query, response.headers);
		const shape: Shape = isList(response, content.records) ? 'list' : response.kind;
		firstShape ??= shape;
		if (shape !== 'list' && shape !== firstShape) {
			throw source.refuse({ request: target, response, number });
		}
		const { records = [response.body], recordKey, next, total } = content;
		const link = linkOf(target);
		const page = { response, link, records, recordKey, total, hasNext: next !== undefined };
		return { target, content, page };
	};

	// No more than wanted: the first page may be all.
	const pageSize = Math.min(options.pageSize, options.limit);
	const first = { ...request, query: paging.first(request.query, pageSize) };
	let fetched = await fetchPage(first, 1);
	yield fetched.page;

	const remaining = neededPages(fetched.content, options);
	if (remaining) {
		const others = iterateConcurrently(
			remaining.count,
			{
				limit: options.concurrency,
				beforeStart: async () => {
					await source.wait(options.intervalMs);
				},
			},
			async (index) => await fetchPage({ ...request, query: remaining.query(index) }, index + 2),
		);
		for await (fetched of others) yield fetched.page;
	}

	while (fetched.content.next !== undefined) {
		await source.wait(options.intervalMs);
		const { next } = fetched.content;
		const target: ApiRequest =
			typeof next === 'string'
				? { ...first, url: source.resolve(next, fetched.target.url), query: {} }
				: { ...first, query: { ...first.query, ...next } };
		fetched = await fetchPage(target, lastNumber + 1);
		yield fetched.page;
	}
}

interface Fetched {
	target: ApiRequest;
	content: PageContent;
	page: Page;
}

/** What a page is: a list, or else the kind of its response. */
type Shape = 'list' | ApiResponse['kind'];

function linkOf({ url, query }: ApiRequest): string {
	return `${url.href} ${JSON.stringify(query)}`;
}

/** The pages that are still needed, if the first one told them. */
function neededPages(
	{ records, remaining }: PageContent,
	{ limit, maxPages }: AutomaticOptions,
): { count: number; query(index: number): Query } | undefined {
	const size = records?.length ?? 0;
	if (!remaining || size === 0 || size >= limit) return undefined;
	const forLimit = Math.ceil((limit - size) / size);
	const count = Math.min(remaining.count, forLimit, maxPages - 1);
	return count > 0 ? { ...remaining, count } : undefined;
}
