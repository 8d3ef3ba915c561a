import fc from 'fast-check';
import type { Query } from '../../../../http/request/request.ts';
import { annyPaging } from '../../../../services/anny/paging.ts';

const read = (body: unknown, query: Query) => annyPaging.read(body, query, {});

/** The queries of all pages that are left, where the page tells them. */
const remainingOf = ({ remaining }: ReturnType<typeof read>) =>
	remaining && Array.from({ length: remaining.count }, (_, index) => remaining.query(index));

const bookings = (...ids: number[]) => ids.map((id) => ({ type: 'bookings', id: String(id) }));

test.each([
	['asks for large pages', { o: '7' }, { o: '7', 'page[size]': 100 }],
	['keeps the size of the user', { 'page[size]': '30' }, { 'page[size]': 30 }],
	['keeps a nested size', { page: { size: 30 } }, { 'page[size]': 30 }],
	['starts where the user does', { page: { number: 3 } }, { 'page[number]': 3, 'page[size]': 100 }],
	['replaces a size that is none', { 'page[size]': 'all' }, { 'page[size]': 100 }],
	['keeps lists', { include: ['a', 'b'] }, { include: ['a', 'b'], 'page[size]': 100 }],
])('The first page of anny %s', (_, query, expected) => {
	expect(annyPaging.first(query, annyPaging.pageSize)).toEqual(expected);
});

test.each([
	['JSON:API', { page: { 'current-page': 1, 'last-page': 3, total: 250 } }],
	['plain JSON', { current_page: 1, last_page: 3 }],
	['texts', { current_page: '1', last_page: '3' }],
])('The number of pages in %s gives all other pages, with the rest of the query', (_, meta) => {
	const query = { o: '7', 'page[size]': 100 };
	const page = read({ data: bookings(1, 2), meta }, query);
	expect(page.records).toEqual(bookings(1, 2));
	expect(remainingOf(page)).toEqual([
		{ o: '7', 'page[size]': 100, 'page[number]': 2 },
		{ o: '7', 'page[size]': 100, 'page[number]': 3 },
	]);
});

test.each([
	['flat', { 'page[number]': '5' }],
	['nested', { page: { number: 5 } }],
])(
	'The pages after the one that the user starts at are given where its number is %s',
	(_, query) => {
		const page = read({ data: [], meta: { current_page: 5, last_page: 7 } }, query);
		expect(remainingOf(page)).toEqual([{ 'page[number]': 6 }, { 'page[number]': 7 }]);
	},
);

test('The last page has no other pages and no next one', () => {
	const page = read({ data: [], meta: { current_page: 3, last_page: 3 } }, {});
	expect(page.remaining).toBeUndefined();
	expect(page.next).toBeUndefined();
});

test('An absurd number of pages is followed one by one', () => {
	const page = read({ data: [], meta: { last_page: 2_000_000_000 } }, { o: '7' });
	expect(page.remaining).toBeUndefined();
	expect(page.next).toEqual({ o: '7', 'page[number]': 2 });
});

const link = 'https://b.anny.co/api/v1/bookings?page%5Bnumber%5D=2&o=7';

test.each([
	['a link', { next: link }, link],
	['a link object', { next: { href: link } }, link],
	['no more', { next: null }, undefined],
	['an empty link', { next: '' }, undefined],
	['nonsense', { next: 7 }, undefined],
])('The next page is read where the links hold %s', (_, links, expected) => {
	expect(read({ data: bookings(1), links }, {}).next).toBe(expected);
});

test('The next page of a known number is a query, which keeps what the user asked', () => {
	const body = {
		data: bookings(1),
		meta: { current_page: 1, last_page: 3 },
		links: { next: link },
	};
	expect(read(body, { o: '7' }).next).toEqual({ o: '7', 'page[number]': 2 });
});

test('A server that ignores the page number is not asked for ever', () => {
	const body = { data: bookings(1), meta: { current_page: 1, last_page: 3 } };
	expect(read(body, { 'page[number]': 2 }).next).toEqual({ 'page[number]': 3 });
	expect(read(body, { 'page[number]': 3 }).next).toBeUndefined();
});

test('The last page of followed links is the end, though the query is still the first', () => {
	const body = {
		data: bookings(9),
		meta: { current_page: 9, last_page: 9 },
		links: { next: null },
	};
	expect(read(body, { 'page[number]': 3 }).next).toBeUndefined();
});

test.each([
	['a bare array', [{ id: 1 }, { id: 2 }], [{ id: 1 }, { id: 2 }]],
	['an empty response', undefined, []],
	['an empty list', { data: [] }, []],
	['a list with more beside it', { data: [{ id: 1 }], total: 1 }, [{ id: 1 }]],
	['one resource', { data: { type: 'bookings', id: '1' } }, undefined],
	['no resource', { data: null }, undefined],
	['an object without data', { name: 'x' }, undefined],
	['errors', { errors: [{ detail: 'Busy' }] }, undefined],
	['a web page', '<html>', undefined],
	['null', null, undefined],
])('The records of %s are read, and no further page', (_, body, records) => {
	const page = read(body, {});
	expect(page.records).toEqual(records);
	expect(page.next).toBeUndefined();
	expect(remainingOf(page) ?? []).toEqual([]);
});

test('Records are the same with the same type and id, whatever else they hold', () => {
	const of = (record: unknown) => read({ data: [] }, {}).recordKey?.(record);
	expect(of({ type: 'bookings', id: '1' })).toBeDefined();
	expect(of({ type: 'bookings', id: '1' })).toBe(of({ type: 'bookings', id: 1, attributes: {} }));
	expect(of({ type: 'bookings', id: '1' })).not.toBe(of({ type: 'orders', id: '1' }));
	expect(of({ id: '1' })).toBeUndefined();
	expect(of(null)).toBeUndefined();
});

test('Whatever a server sends is read as a page without an error', () => {
	const hostile = fc.oneof(
		fc.jsonValue(),
		fc.record({ data: fc.jsonValue(), meta: fc.jsonValue(), links: fc.jsonValue() }),
		fc.record({
			meta: fc.record({
				page: fc.jsonValue(),
				last_page: fc.jsonValue(),
				current_page: fc.jsonValue(),
			}),
		}),
	);
	fc.assert(
		fc.property(hostile, (body) => {
			const page = read(body, {});
			expect(page.records === undefined || Array.isArray(page.records)).toBe(true);
			expect(page.remaining?.count ?? 0).toBeLessThanOrEqual(10_000);
		}),
	);
});
