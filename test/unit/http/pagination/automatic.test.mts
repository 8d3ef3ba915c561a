import fc from 'fast-check';
import type { ApiResponse } from '../../../../http/response/read.ts';
import { type AutomaticOptions, fetchAllPages } from '../../../../http/pagination/automatic.ts';
import { linkHeaderPaging, nextLink } from '../../../../http/pagination/link-header.ts';
import type { Paging, Query } from '../../../../http/profile.ts';
import type { ApiRequest } from '../../../../http/request/request.ts';

interface Record_ {
	id: string;
}

const options: AutomaticOptions = {
	limit: Infinity,
	pageSize: 10,
	maxPages: Infinity,
	concurrency: 4,
	interval: 0,
};

const request: ApiRequest = {
	method: 'GET',
	url: new URL('https://a.example/list'),
	query: { filter: 'x' },
	headers: {},
	repeatable: true,
};

interface PageOf {
	items: Record_[];
	last?: number;
	next?: string;
}

/** A service with numbered pages that tells the last one, links, or both. */
const paging: Paging = {
	pageSize: 10,
	first: (query, size) => ({ ...query, page: 1, size }),
	read: (body, query) => {
		const { items, last, next } = body as PageOf;
		const page = Number(query.page ?? 0);
		return {
			records: items,
			next,
			others:
				last === undefined
					? undefined
					: Array.from({ length: Math.max(0, last - page) }, (_, i) => ({
							...query,
							page: page + 1 + i,
						})),
			identity: (record) => (record as Record_).id,
		};
	},
};

/** Pages through what a function answers, and notes what was asked. */
async function pages(
	serve: (query: Query, url: URL) => PageOf,
	change: Partial<AutomaticOptions> = {},
) {
	const asked: Query[] = [];
	let running = 0;
	let most = 0;
	const records = await fetchAllPages(
		{
			paging,
			fetch: async ({ query, url }) => {
				asked.push(query);
				most = Math.max(most, ++running);
				await new Promise((resolve) => setImmediate(resolve));
				running--;
				const body = serve({ ...Object.fromEntries(url.searchParams), ...query }, url);
				return { statusCode: 200, statusMessage: '', headers: {}, kind: 'json', body };
			},
			resolve: (next, page) => new URL(next, page),
			records: ({ body }: ApiResponse) => (body as PageOf).items,
			wait: async () => {},
		},
		request,
		{ ...options, ...change },
	);
	return { ids: (records as Record_[]).map(({ id }) => id), asked, most };
}

const list = (count: number) => Array.from({ length: count }, (_, n) => ({ id: String(n) }));
const slice = (all: Record_[], page: number, size: number) =>
	all.slice((page - 1) * size, page * size);

test('any list comes out whole, in order, once each; whatever page size the server makes of it', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.nat(60),
			fc.integer({ min: 1, max: 20 }),
			fc.integer({ min: 1, max: 12 }),
			fc.option(fc.integer({ min: 1, max: 70 }), { nil: Infinity }),
			async (count, pageSize, serverSize, limit) => {
				const all = list(count);
				const serve = ({ page, size }: Query): PageOf => {
					const given = Math.min(Number(size), serverSize);
					return { items: slice(all, Number(page), given), last: Math.ceil(count / given) };
				};
				const { ids, asked, most } = await pages(serve, { pageSize, limit });
				expect(ids).toEqual(all.slice(0, limit).map(({ id }) => id));
				expect(most).toBeLessThanOrEqual(4);
				const least = Math.max(
					1,
					Math.ceil(Math.min(count, limit) / Math.min(pageSize, limit, serverSize)),
				);
				expect(asked.length).toBeLessThanOrEqual(least);
				for (const query of asked) expect(query.filter).toBe('x');
			},
		),
		{ numRuns: 300 },
	);
});

test('links are followed where no number of pages is told', async () => {
	const serve = ({ at = 0 }: Query): PageOf => ({
		items: [{ id: `${at}` }],
		next: Number(at) < 5 ? `?at=${Number(at) + 1}` : undefined,
	});
	expect((await pages(serve)).ids).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('a record that moved to the next page meanwhile comes out once', async () => {
	const serve = ({ page }: Query): PageOf => ({
		items: Number(page) === 1 ? [{ id: 'a' }, { id: 'b' }] : [{ id: 'b' }, { id: `c${page}` }],
		last: 3,
	});
	expect((await pages(serve)).ids).toEqual(['a', 'b', 'c2', 'c3']);
});

test('pages that repeat themselves end with an error, not never', async () => {
	const same = (): PageOf => ({ items: [{ id: 'a' }], next: '?again' });
	await expect(pages(same)).rejects.toThrow('same page came back twice');
});

test('an empty page ends the list, whatever its link says', async () => {
	const serve = ({ at = 0 }: Query): PageOf => ({
		items: Number(at) < 2 ? [{ id: `${at}` }] : [],
		next: `?at=${Number(at) + 1}`,
	});
	expect((await pages(serve)).ids).toEqual(['0', '1']);
});

test('no more pages are fetched than allowed, planned or linked', async () => {
	const planned = ({ page }: Query): PageOf => ({ items: [{ id: `${page}` }], last: 50 });
	expect((await pages(planned, { maxPages: 4 })).ids).toHaveLength(4);
	const linked = ({ at = 0 }: Query): PageOf => ({
		items: [{ id: `${at}` }],
		next: `?at=${Number(at) + 1}`,
	});
	expect((await pages(linked, { maxPages: 4 })).ids).toHaveLength(4);
});

test('an error on one page is the error of the list', async () => {
	const serve = ({ page }: Query): PageOf => {
		if (Number(page) === 3) throw new Error('page 3');
		return { items: [{ id: `${page}` }], last: 9 };
	};
	await expect(pages(serve)).rejects.toThrow('page 3');
});

describe('the Link header', () => {
	test.each([
		['<https://a.example/?page=2>; rel="next"', 'https://a.example/?page=2'],
		['<https://a.example/1>; rel="prev", <https://a.example/3>; rel="next"', 'https://a.example/3'],
		['<https://a.example/3>; rel=next', 'https://a.example/3'],
		['</list?a=1,2;3>; title="x"; rel="last NEXT"', '/list?a=1,2;3'],
		['<https://a.example/9>; rel="last"', undefined],
		['<https://a.example/9>; rel="nextish"', undefined],
		['', undefined],
		['garbage', undefined],
	])('%s', (header, url) => {
		expect(nextLink(header)).toBe(url);
	});

	test('pages any list', () => {
		const reader = linkHeaderPaging((body) => body);
		expect(reader.read([1, 2], {}, { link: ['<x>; rel="next"'] })).toEqual({
			records: [1, 2],
			next: 'x',
		});
		expect(reader.read({ a: 1 }, {}, {})).toEqual({ records: [{ a: 1 }], next: undefined });
		expect(reader.read(undefined, {}, {})).toEqual({ records: [], next: undefined });
	});
});
