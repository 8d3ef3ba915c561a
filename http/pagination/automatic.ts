import type { ApiResponse } from '../response/read';
import { mapConcurrently } from '../transport/concurrency';
import { InputError } from '../errors/input-error';
import type { Page, Paging, Query } from '../profile';
import type { ApiRequest } from '../request/request';

/** What the user asks of "Automatic" pagination. */
export interface AutomaticOptions {
	/** Most records in all; Infinity for all there are. */
	limit: number;
	/** Records to ask for at a time. */
	pageSize: number;
	/** Most pages in all. */
	maxPages: number;
	/** Pages to fetch at a time, where the first one tells how many there are. */
	concurrency: number;
	/** ms to wait before each further page. */
	interval: number;
}

/** How pages are fetched and read; what comes back is one list. */
export interface PageSource {
	paging: Paging;
	/** Sends a request; the URL of a next page has already been held to the allowed hosts. */
	fetch(request: ApiRequest): Promise<ApiResponse>;
	/** Resolves the next page's URL against the one that named it, and checks it. */
	resolve(next: string, page: URL): URL;
	/** Turns a page's answer into records, simplified where the user wants it. */
	records(answer: ApiResponse): unknown[];
	wait(ms: number): Promise<void>;
}

/**
 * Fetches all pages of a list, in order, no record twice.
 *
 * Where the first page tells the number of pages, the others are fetched several at a time; then,
 * and where it does not, `next` is followed until there is none.
 *
 * @throws {InputError} where the pages go round in a circle
 */
export async function fetchAllPages(
	source: PageSource,
	request: ApiRequest,
	options: AutomaticOptions,
): Promise<unknown[]> {
	const list = new RecordList(options.limit);
	const { paging } = source;

	const ask = async (target: ApiRequest): Promise<Fetched> => {
		const answer = await source.fetch(target);
		const page = paging.read(answer.body, target.query, answer.headers);
		return { page, records: page.records.length > 0 ? source.records(answer) : [] };
	};

	// No more than wanted: the first page may be all.
	const pageSize = Math.min(options.pageSize, options.limit);
	const first: ApiRequest = { ...request, query: paging.first(request.query, pageSize) };
	let fetched = await ask(first);
	let pages = 1;
	list.add(fetched);

	const others = neededQueries(fetched.page, list, options);
	if (others.length > 0) {
		const rest = await mapConcurrently(
			others.length,
			options.concurrency,
			async (index) => await ask({ ...request, query: others[index] }),
			async () => await source.wait(options.interval),
		);
		for (fetched of rest) list.add(fetched);
		pages += others.length;
	}

	const links = new Set<string>();
	let asked = first;
	let lastContent = JSON.stringify(fetched.page.records);
	while (fetched.page.next !== undefined && !list.isFull() && pages < options.maxPages) {
		await source.wait(options.interval);
		asked = nextRequest(first, asked.url, fetched.page.next, source);
		const link = `${asked.url.href} ${JSON.stringify(asked.query)}`;
		fetched = await ask(asked);
		pages++;
		if (fetched.page.records.length === 0) break;
		const content = JSON.stringify(fetched.page.records);
		if (!list.add(fetched) || content === lastContent || links.has(link)) {
			throw new InputError(
				'The same page came back twice, so the pagination was stopped',
				'The service ignores the parameter that asks for the next page. Choose another pagination mode.',
			);
		}
		links.add(link);
		lastContent = content;
	}
	return list.records;
}

interface Fetched {
	page: Page;
	records: unknown[];
}

/** The queries of the pages that are still needed, if the first page told them. */
function neededQueries(page: Page, list: RecordList, options: AutomaticOptions): Query[] {
	const size = page.records.length;
	if (!page.others || size === 0 || list.isFull()) return [];
	const forLimit = Math.ceil((options.limit - list.records.length) / size);
	return page.others.slice(0, Math.min(forLimit, options.maxPages - 1));
}

/** A link is asked for as it is; a query keeps all that the user asked for. */
function nextRequest(
	first: ApiRequest,
	page: URL,
	next: string | Query,
	source: PageSource,
): ApiRequest {
	return typeof next === 'string'
		? { ...first, url: source.resolve(next, page), query: {} }
		: { ...first, query: { ...first.query, ...next } };
}

/** Collects records up to a limit and drops those that came before. */
class RecordList {
	readonly records: unknown[] = [];

	private readonly seen = new Set<string>();

	constructor(private readonly limit: number) {}

	/** @returns whether the page brought anything new */
	add({ page, records }: Fetched): boolean {
		let isNew = records.length === 0;
		page.records.forEach((record, index) => {
			const identity = page.identity?.(record);
			if (identity !== undefined && this.seen.has(identity)) return;
			if (identity !== undefined) this.seen.add(identity);
			isNew = true;
			if (!this.isFull()) this.records.push(records[index]);
		});
		return isNew;
	}

	isFull(): boolean {
		return this.records.length >= this.limit;
	}
}
