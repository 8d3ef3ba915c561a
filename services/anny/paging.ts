import { isObject, type PlainObject } from '../../http/json';
import type { Paging } from '../../http/profile';
import type { Query } from '../../http/request/request';
import { resourceKey } from './json-api/document';

const PAGE_SIZE = 100;
/** More pages than this are not planned ahead, but followed one by one. */
const MAX_PLANNED_PAGES = 10_000;

const NUMBER = 'page[number]';
const SIZE = 'page[size]';

/**
 * anny's lists: numbered pages, `page[number]` and `page[size]`. The response tells the number of
 * pages, `links.next`, or neither (a list that comes as a whole). It may hold fewer records than
 * were asked for; only the numbers count.
 *
 * @see https://developers.anny.co/guides/json-api-conventions
 * @see https://jsonapi.org/format/#fetching-pagination
 */
export const annyPaging: Paging = {
	pageSize: PAGE_SIZE,

	first(query, pageSize) {
		const flat = flatten(query);
		return { ...flat, [SIZE]: toCount(flat[SIZE]) ?? pageSize };
	},

	read(body, query) {
		const records = readRecords(body);
		if (!isObject(body)) return { records, recordKey: resourceKey };
		const { current, last, total } = readMeta(body);
		const flat = flatten(query);
		// The larger of both: a query may be older than a followed link, and a server that ignores the
		// number would otherwise be asked for the same page for ever.
		const page = Math.max(toCount(flat[NUMBER]) ?? 1, current ?? 1);
		const pageQuery = (number: number): Query => ({ ...flat, [NUMBER]: number });
		const left = last === undefined ? 0 : Math.max(0, last - page);
		return {
			records,
			// A query rather than the link: the query keeps all that the user asked for.
			next: left > 0 ? pageQuery(page + 1) : readNextLink(body),
			remaining:
				left > 0 && left <= MAX_PLANNED_PAGES
					? { count: left, query: (index) => pageQuery(page + 1 + index) }
					: undefined,
			total,
			recordKey: resourceKey,
		};
	},
};

function readRecords(body: unknown): unknown[] | undefined {
	if (body === undefined) return [];
	const list = isObject(body) ? body.data : body;
	return Array.isArray(list) ? (list as unknown[]) : undefined;
}

/** JSON:API responses have `meta.page` with dashes, plain JSON ones `meta` with underscores. */
function readMeta({ meta }: PlainObject): {
	current?: number | undefined;
	last?: number | undefined;
	total?: number | undefined;
} {
	if (!isObject(meta)) return {};
	const page = isObject(meta.page) ? meta.page : {};
	return {
		current: toCount(page['current-page'] ?? page.current_page ?? meta.current_page),
		last: toCount(page['last-page'] ?? page.last_page ?? meta.last_page),
		total: toCount(page.total ?? meta.total),
	};
}

/** A link is a text or an object with `href` (https://jsonapi.org/format/#document-links). */
function readNextLink({ links }: PlainObject): string | undefined {
	const next = isObject(links) ? links.next : undefined;
	const link = isObject(next) ? next.href : next;
	return typeof link === 'string' && link !== '' ? link : undefined;
}

/** `{page: {number: 2}}` as `{'page[number]': 2}`, which it is on the wire. */
function flatten(query: Query): Query {
	if (!isObject(query.page)) return query;
	const { page, ...flat } = query;
	const nested = Object.entries(page as PlainObject).map(([name, value]) => [
		`page[${name}]`,
		value,
	]);
	return { ...(Object.fromEntries(nested) as Query), ...flat };
}

function toCount(value: unknown): number | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const count = Number(value);
	return Number.isSafeInteger(count) && count > 0 ? count : undefined;
}
