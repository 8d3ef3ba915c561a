import type { Paging } from '../../http/profile';
import type { Query } from '../../http/request/request';

/** anybill sends no more at a time, whatever is asked. */
const MAX_TAKE = 100;

/**
 * anybill's lists: `skip` records, `take` the next ones, until fewer come than were asked for. An
 * empty list may be 204 without a body.
 *
 * @see https://developers.anybill.de
 */
export const anybillPaging: Paging = {
	pageSize: MAX_TAKE,

	first(query, pageSize) {
		const take = Math.min(readCount(query, 'take', 1) ?? pageSize, MAX_TAKE);
		return withPage(query, readCount(query, 'skip', 0) ?? 0, take);
	},

	read(body, query) {
		if (body === undefined) return { records: [] };
		if (!Array.isArray(body)) return { records: undefined };
		const take = readCount(query, 'take', 1) ?? MAX_TAKE;
		const skip = readCount(query, 'skip', 0) ?? 0;
		return {
			records: body,
			// More than asked: this list is not paged, and all of it is here.
			next: body.length === take ? withPage(query, skip + take, take) : undefined,
			recordKey: idOf,
		};
	},
};

/** @returns undefined where the record has no id: it is then never taken for a duplicate */
function idOf(record: unknown): string | undefined {
	const id = (record as { id?: unknown } | null | undefined)?.id;
	return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined;
}

/** ASP.NET does not tell `take` from `Take`, so neither do we. */
function nameIn(query: Query, name: string): string {
	return Object.keys(query).find((key) => key.toLowerCase() === name) ?? name;
}

function readCount(query: Query, name: string, least: number): number | undefined {
	const value = query[nameIn(query, name)];
	if (value === undefined || value === null || value === '') return undefined;
	const count = Number(value);
	return Number.isSafeInteger(count) && count >= least ? count : undefined;
}

function withPage(query: Query, skip: number, take: number): Query {
	return { ...query, [nameIn(query, 'skip')]: skip, [nameIn(query, 'take')]: take };
}
