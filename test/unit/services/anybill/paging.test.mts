import fc from 'fast-check';
import type { Query } from '../../../../http/profile.ts';
import { anybillPaging } from '../../../../services/anybill/paging.ts';

const read = (body: unknown, query: Query) => anybillPaging.read(body, query, {});

const stores = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));
const first = (query: Parameters<typeof anybillPaging.first>[0]) =>
	anybillPaging.first(query, anybillPaging.pageSize);

describe('the first page', () => {
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
	])('%s', (_, query, expected) => {
		expect(first(query)).toEqual(expected);
	});
});

describe('the next page', () => {
	test.each([
		['after a full page: the next ones', stores(20), { q: 'x', skip: 60, take: 20 }],
		['after a short page: none', stores(19), undefined],
		['after an empty page: none', [], undefined],
		['after 204: none', undefined, undefined],
		['after more than asked: none, the list is not paged', stores(21), undefined],
	])('%s', (_, body, next) => {
		const page = read(body, { q: 'x', skip: 40, take: 20 });
		expect(page.next).toEqual(next);
		expect(page.records).toEqual(body ?? []);
	});

	test('a list of any length comes whole and in order', () => {
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
						records.push(...page.records);
						query = page.next;
					}
					expect(records).toEqual(all);
				},
			),
		);
	});
});

test('what is no list is one record and the end', () => {
	const page = read({ url: 'https://x' }, first({}));
	expect(page).toEqual({ records: [{ url: 'https://x' }] });
});

test('records are the same with the same id; without one none is taken for a duplicate', () => {
	const { identity } = read([{}], first({}));
	expect(identity!({ id: 'a', name: 'x' })).toBe(identity!({ id: 'a' }));
	expect(identity!({ id: 'a' })).not.toBe(identity!({ id: 'b' }));
	for (const record of [{}, { id: '' }, { id: null }, null, 'a', undefined]) {
		expect(identity!(record)).toBeUndefined();
	}
});

test('whatever a server answers is read without an error', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (body) => {
			const page = read(body, first({}));
			page.records.forEach((record) => page.identity?.(record));
		}),
	);
});
