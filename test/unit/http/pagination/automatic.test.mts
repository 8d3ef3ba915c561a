import fc from 'fast-check';
import {
	automaticPages,
	type AutomaticOptions,
	type PageInPlace,
} from '../../../../http/pagination/automatic.ts';
import { collect } from '../../../../http/pagination/pages.ts';
import type { Paging } from '../../../../http/profile.ts';
import { HeaderMap } from '../../../../http/request/headers.ts';
import type { ApiRequest, Query } from '../../../../http/request/request.ts';
import { allOf } from '../../support/all-of.mts';

// Pages let the event loop come by before they start, which takes a timer a page.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {
		await new Promise((resolve) => setImmediate(resolve));
	},
}));

interface Item {
	id: string;
}

const options: AutomaticOptions = {
	limit: Infinity,
	pageSize: 10,
	maxPages: Infinity,
	concurrency: 4,
	intervalMs: 0,
};

const request: ApiRequest = {
	method: 'GET',
	url: new URL('https://a.example/list'),
	query: { filter: 'x' },
	headers: new HeaderMap(),
	isRepeatable: true,
};

interface PageBody {
	items: Item[];
	last?: number;
	next?: string | undefined;
}

/** A service with numbered pages that tells the last one, links, or both. */
const paging: Paging = {
	pageSize: 10,
	first: (query, size) => ({ ...query, page: 1, size }),
	read: (body, query) => {
		const { items, last, next } = body as PageBody;
		const page = Number(query.page ?? 0);
		const remaining =
			last === undefined
				? undefined
				: {
						count: Math.max(0, last - page),
						query: (index: number) => ({ ...query, page: page + 1 + index }),
					};
		return { records: items, next, remaining, recordKey: (record) => (record as Item).id };
	},
};

/** Pages through what a function serves, and notes what was asked. */
async function pages(
	serve: (query: Query, url: URL) => PageBody,
	change: Partial<AutomaticOptions> = {},
	response: () => Promise<unknown> = async () => {
		await new Promise((resolve) => setImmediate(resolve));
	},
) {
	const asked: Query[] = [];
	const waits: number[] = [];
	let running = 0;
	let most = 0;
	const source = {
		paging,
		send: async ({ query, url }: ApiRequest) => {
			asked.push(query);
			most = Math.max(most, ++running);
			await response();
			running--;
			const body = serve({ ...Object.fromEntries(url.searchParams), ...query }, url);
			const head = { statusCode: 200, statusMessage: '', headers: {} };
			return { ...head, kind: 'json' as const, body };
		},
		resolve: (next: string, page: URL) => new URL(next, page),
		wait: async (ms: number) => {
			waits.push(ms);
		},
		isListOnly: false,
		refuse: ({ number }: PageInPlace) => new Error(`page ${number} is no list`),
	};
	const all = { ...options, ...change };
	const collected = await allOf(collect(automaticPages(source, request, all), all));
	const records = collected.flatMap(({ records: own = [], kept }) => kept.map((at) => own[at]));
	return { ids: (records as Item[]).map(({ id }) => id), asked, most, waits };
}

const list = (count: number) => Array.from({ length: count }, (_, n) => ({ id: String(n) }));
const slice = (all: Item[], page: number, size: number) =>
	all.slice((page - 1) * size, page * size);
const pageNumber = ({ page }: Query) => Number(page);
const linkNumber = ({ at = 0 }: Query) => Number(at);

test('Any list comes out whole, in order, once each; whatever page size the server makes of it', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.nat(60),
			fc.integer({ min: 1, max: 20 }),
			fc.integer({ min: 1, max: 12 }),
			fc.option(fc.integer({ min: 1, max: 70 }), { nil: Infinity }),
			async (count, pageSize, serverSize, limit) => {
				const all = list(count);
				const serve = ({ page, size }: Query): PageBody => {
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
}, 60_000);

test('Pages are requested several at a time where the first one tells their number', async () => {
	const serve = (query: Query): PageBody => ({ items: [{ id: `${pageNumber(query)}` }], last: 9 });
	// All but the first page arrive only once four are under way; less would wait for ever.
	const waiting: Array<() => void> = [];
	let isFirst = true;
	const four = async () => {
		if (isFirst) {
			isFirst = false;
			return;
		}
		await new Promise<void>((resolve) => {
			waiting.push(resolve);
			if (waiting.length === 4) for (const arrive of waiting.splice(0)) arrive();
		});
	};
	const { most, ids } = await pages(serve, { concurrency: 4 }, four);
	expect(most).toBe(4);
	expect(ids).toHaveLength(9);
	expect((await pages(serve, { concurrency: 1 })).most).toBe(1);
});

test('Links are followed where no number of pages is told', async () => {
	const serve = (query: Query): PageBody => ({
		items: [{ id: `${linkNumber(query)}` }],
		next: linkNumber(query) < 5 ? `?at=${linkNumber(query) + 1}` : undefined,
	});
	expect((await pages(serve)).ids).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('The interval passes before each page but the first', async () => {
	const planned = (query: Query): PageBody => ({
		items: [{ id: `${pageNumber(query)}` }],
		last: 4,
	});
	expect((await pages(planned, { intervalMs: 7 })).waits).toEqual([7, 7, 7]);
	const linked = (query: Query): PageBody => ({
		items: [{ id: `${linkNumber(query)}` }],
		next: linkNumber(query) < 2 ? `?at=${linkNumber(query) + 1}` : undefined,
	});
	expect((await pages(linked, { intervalMs: 7 })).waits).toEqual([7, 7]);
});

test('A record that moved to the next page meanwhile comes out once', async () => {
	const serve = (query: Query): PageBody => {
		const page = pageNumber(query);
		return {
			items: page === 1 ? [{ id: 'a' }, { id: 'b' }] : [{ id: 'b' }, { id: `c${page}` }],
			last: 3,
		};
	};
	expect((await pages(serve)).ids).toEqual(['a', 'b', 'c2', 'c3']);
});

test('Pages that repeat themselves end with an error instead of never', async () => {
	const same = (): PageBody => ({ items: [{ id: 'a' }], next: '?again' });
	await expect(pages(same)).rejects.toThrow('same page came back twice');
});

test('An empty page does not end a list while its link names a next one', async () => {
	const serve = (query: Query): PageBody => {
		const at = linkNumber(query);
		return {
			items: at === 1 || at === 2 ? [] : [{ id: `${at}` }],
			next: at < 4 ? `?at=${at + 1}` : undefined,
		};
	};
	expect((await pages(serve)).ids).toEqual(['0', '3', '4']);
});

test('Empty pages that link to each other in a circle end with an error', async () => {
	const serve = (query: Query): PageBody => ({
		items: [],
		next: `?at=${(linkNumber(query) + 1) % 3}`,
	});
	await expect(pages(serve)).rejects.toThrow('same page came back twice');
});

test('Empty pages without end are given up after a hundred', async () => {
	let asked = 0;
	const serve = (query: Query): PageBody => {
		asked++;
		return { items: [], next: `?at=${linkNumber(query) + 1}` };
	};
	await expect(pages(serve)).rejects.toThrow('the pagination was stopped');
	expect(asked).toBe(101);
});

test('No more pages are requested than allowed, whether planned or linked', async () => {
	const planned = (query: Query): PageBody => ({
		items: [{ id: `${pageNumber(query)}` }],
		last: 50,
	});
	const linked = (query: Query): PageBody => ({
		items: [{ id: `${linkNumber(query)}` }],
		next: `?at=${linkNumber(query) + 1}`,
	});
	for (const serve of [planned, linked]) {
		const { ids, asked } = await pages(serve, { maxPages: 4 });
		expect(ids).toHaveLength(4);
		expect(asked).toHaveLength(4);
	}
});

test('An error on one page is the error of the list', async () => {
	const serve = (query: Query): PageBody => {
		if (pageNumber(query) === 3) throw new Error('page 3');
		return { items: [{ id: `${pageNumber(query)}` }], last: 9 };
	};
	await expect(pages(serve)).rejects.toThrow('page 3');
});

/** A service whose pages are lists, or whatever the test says. */
const shapes: Paging = {
	pageSize: 10,
	first: (query) => ({ ...query, page: 1 }),
	read: (body, { page }) => ({
		records: Array.isArray(body) ? (body as unknown[]) : body === undefined ? [] : undefined,
		next: Number(page) < 3 ? { page: Number(page) + 1 } : undefined,
	}),
};

const json = (body: unknown) => ({ kind: 'json' as const, statusCode: 200, body });
const text = { kind: 'text' as const, statusCode: 200, body: '<html>' };
const nothing = (statusCode: number) => ({ kind: 'empty' as const, statusCode });

/** The records of three pages with these responses. */
async function recordsOf(
	responses: Array<ReturnType<typeof json> | typeof text | ReturnType<typeof nothing>>,
	{ isListOnly = false, plan = false } = {},
): Promise<unknown[]> {
	const paging: Paging = plan
		? {
				...shapes,
				read: (body, query, headers) => ({
					records: shapes.read(body, query, headers).records,
					remaining:
						query.page === 1 ? { count: 2, query: (index) => ({ page: index + 2 }) } : undefined,
				}),
			}
		: shapes;
	const source = {
		paging,
		send: async ({ query }: ApiRequest) => {
			const response = responses[Number(query.page) - 1] ?? nothing(204);
			return { statusMessage: '', headers: {}, ...response };
		},
		resolve: (next: string, page: URL) => new URL(next, page),
		wait: async () => {},
		isListOnly,
		refuse: ({ number }: PageInPlace) => new Error(`page ${number} is no list`),
	};
	const collected = await allOf(collect(automaticPages(source, request, options), options));
	return collected.flatMap(({ records = [], kept }) => kept.map((index) => records[index]));
}

describe.each([
	['followed', false],
	['planned', true],
])('Of pages that are %s', (_, plan) => {
	test.each([
		['a web page', text],
		['an object', json({ message: 'Server busy' })],
		['null', json(null)],
		['nothing with status 200', nothing(200)],
	])('one that is %s ends the list with an error that names it', async (_what, page) => {
		await expect(recordsOf([json([1]), page, json([3])], { plan })).rejects.toThrow(
			'page 2 is no list',
		);
		await expect(recordsOf([json([1]), json([2]), page], { plan })).rejects.toThrow(
			'page 3 is no list',
		);
	});

	test('one without content, 204, is an empty one', async () => {
		expect(await recordsOf([json([1]), nothing(204), json([3])], { plan })).toEqual([1, 3]);
	});
});

test('A first page that is no list is one record, unless only a list will do', async () => {
	const single = [json({ a: 1 }), json({ a: 2 }), json({ a: 3 })];
	expect(await recordsOf(single)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
	await expect(recordsOf(single, { isListOnly: true })).rejects.toThrow('page 1 is no list');
	await expect(recordsOf([nothing(200)], { isListOnly: true })).rejects.toThrow('page 1');
});

test('A web page after objects is no page of theirs', async () => {
	await expect(recordsOf([json({ a: 1 }), text])).rejects.toThrow('page 2 is no list');
});
