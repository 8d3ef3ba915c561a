import { InputError } from '../errors/errors';
import type { ApiResponse } from '../response/response';

/** One page of a list, as every pagination mode yields it. */
export interface Page {
	response: ApiResponse;
	/** What was requested, where the same request twice is a circle. */
	link: string | undefined;
	/** The records, still as the service sent them; undefined where the response is no list. */
	records: unknown[] | undefined;
	/** How many records there are in all, where the service says so. */
	total?: number | undefined;
	/** Whether the service names a page after this one. */
	hasNext?: boolean;
	/** The same content may come again, e.g. of a job that is not done: n8n's loop notices when it is too often. */
	mayRepeat?: true;
	/** Unique key of a record, to drop duplicates. */
	recordKey?: ((record: unknown) => string | undefined) | undefined;
}

/** A page, and which of its records are wanted: none twice, and no more than the limit. */
export interface CollectedPage extends Page {
	/** Indexes into `records`, ascending. */
	kept: number[];
}

export interface CollectOptions {
	/** Maximum number of records; `Infinity` for no limit. */
	limit: number;
	/** Maximum number of pages; `Infinity` for no limit. */
	maxPages: number;
	/** What the user can do where the same page comes again. */
	circleAdvice?: string | undefined;
}

/** A list may have gaps, but not without end: pages in a row that bring no new record. */
const MAX_IDLE_PAGES = 100;

/** For pages that the user's own settings ask for. */
const MODE_ADVICE =
	'Check the pagination settings: the next request must differ from the one before. If the service ignores the parameter that asks for the next page, choose another pagination mode.';

/**
 * Collects pages up to the limits, drops records that came before, and notices pages that go round
 * in a circle. A page whose records all came before is none: a record that is added meanwhile moves
 * the others on to the next page.
 *
 * Each page is handed on as it comes, so that its consumer keeps no more of it than is needed.
 *
 * @throws {InputError} where the same page comes back
 */
export async function* collect(
	pages: AsyncIterable<Page>,
	{ limit, maxPages, circleAdvice = MODE_ADVICE }: CollectOptions,
): AsyncGenerator<CollectedPage, void, undefined> {
	let pageCount = 0;
	const links = new Set<string>();
	const keys = new Set<string>();
	let recordCount = 0;
	let idlePages = 0;
	let lastContent: string | undefined;

	for await (const page of pages) {
		const { records, recordKey } = page;
		const isEmpty = records?.length === 0;
		const kept: number[] = [];
		let isNew = !records;
		records?.forEach((record, index) => {
			const key = recordKey?.(record);
			if (key !== undefined && keys.has(key)) return;
			if (key !== undefined) keys.add(key);
			isNew = true;
			if (recordCount + kept.length < limit) kept.push(index);
		});
		idlePages = isNew ? 0 : idlePages + 1;
		const isChecked = !page.mayRepeat;
		const content = isChecked && !isEmpty ? contentOf(page) : undefined;
		const isSame = content !== undefined && content === lastContent;
		const wasRequested = page.link !== undefined && links.has(page.link);
		const isRepeated = isSame || idlePages > MAX_IDLE_PAGES;
		if (wasRequested || (isChecked && isRepeated)) throw circle(circleAdvice);
		if (page.link !== undefined) links.add(page.link);
		if (!isEmpty) lastContent = content;
		yield { ...page, kept };
		pageCount++;
		recordCount += records ? kept.length : 1;
		if (recordCount >= limit || pageCount >= maxPages) break;
	}
}

/** By what two pages are the same: their records, in order. */
function contentOf({ response, records, recordKey }: Page): string {
	const isKeyed = records && recordKey;
	return JSON.stringify(
		isKeyed ? records.map((record) => recordKey(record) ?? record) : response.body,
	);
}

function circle(advice: string): InputError {
	return new InputError('The same page came back twice, so the pagination was stopped', advice);
}
