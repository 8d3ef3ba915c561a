import fc from 'fast-check';
import type { Query } from '../../../../http/request/request.ts';
import { anybillPaging } from '../../../../services/anybill/paging.ts';

const read = (body: unknown, query: Query) => anybillPaging.read(body, query, {});

const stores = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));
const first = (query: Parameters<typeof anybillPaging.first>[0]) =>
	anybillPaging.first(query, anybillPaging.pageSize);

test.each([
	['takes 100 from the start', { q: 'x' }, { q: 'x', skip: 0, take: 100 }],
	["keeps the user's start and size", { skip: '40', take: '20' }, { skip: 40, take: 20 }],
	[
		'takes no more than anybill gives, or a full page would look short',
		{ take: 500 },
		{ skip: 0, take: 100 },
	],
	["keeps the user's spelling", { Skip: 5, Take: 10 }, { Skip: 5, Take: 10 }],
	['replaces nonsense', { skip: -1, take: 'all' }, { skip: 0, take: 100 }],
	['replaces nothing to take', { take: 0 }, { skip: 0, take: 100 }],
])('The first page of anybill %s', (_, query, expected) => {
	expect(first(query)).toEqual(expected);
});

test.each([
	['comes after a full page', stores(20), { q: 'x', skip: 60, take: 20 }],
	['does not come after a short page', stores(19), undefined],
	['does not come after an empty page', [], undefined],
	['does not come after 204', undefined, undefined],
	['does not come after more records than asked, which are the whole list', stores(21), undefined],
])('A next page %s', (_, body, next) => {
	const page = read(body, { q: 'x', skip: 40, take: 20 });
	expect(page.next).toEqual(next);
	expect(page.records).toEqual(body ?? []);
});

test('A list of any length comes whole and in order', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 450 }),
			fc.integer({ min: 1, max: 150 }),
			(count, take) => {
				const all = stores(count);
				const records: unknown[] = [];
				for (
					let query: unknown = first({ take }), asked = 0;
					query !== undefined && asked < 500;
					asked++
				) {
					const { skip, take: size } = query as { skip: number; take: number };
					const body = all.slice(skip, skip + Math.min(size, 100));
					const page = read(body.length ? body : undefined, { skip, take: size });
					records.push(...(page.records ?? []));
					query = page.next;
				}
				expect(records).toEqual(all);
			},
		),
	);
});

test.each([{ url: 'https://x' }, { title: 'Busy', status: 503 }, 'text', '', null, 7])(
	'%j is no list of anybill, and has no next page',
	(body) => {
		expect(read(body, first({}))).toEqual({ records: undefined });
	},
);

test('Records are the same with the same id; without one none is taken for a duplicate', () => {
	const keyOf = (record: unknown) => read([{}], first({})).recordKey?.(record);
	expect(keyOf({ id: 'a' })).toBeDefined();
	expect(keyOf({ id: 'a', name: 'x' })).toBe(keyOf({ id: 'a' }));
	expect(keyOf({ id: 'a' })).not.toBe(keyOf({ id: 'b' }));
	for (const record of [{}, { id: '' }, { id: null }, null, 'a', undefined]) {
		expect(keyOf(record)).toBeUndefined();
	}
});

test('Whatever a server sends is read as a page without an error', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (body) => {
			const page = read(body, first({}));
			expect(page.records).toEqual(Array.isArray(body) ? body : undefined);
			for (const record of page.records ?? []) page.recordKey?.(record);
		}),
	);
});
