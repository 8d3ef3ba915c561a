import { annyHeaders, annyQuery } from '../../../../services/anny/query.ts';
import { readerOf } from '../../support/reader.mts';

const queryOf = (queryHelpers: object) => annyQuery(readerOf({ queryHelpers }));

test.each([
	[{ mode: 'list', value: 'a' }, { o: 'a' }],
	[{ mode: 'id', value: ' a ' }, { o: 'a' }],
	['a', { o: 'a' }],
	[7, { o: '7' }],
	[{ mode: 'list', value: '' }, {}],
	['  ', {}],
	[undefined, {}],
])('The organization %j is sent as the query %j', (organization, query) => {
	expect(annyQuery(readerOf({ organization }))).toEqual(query);
});

test('The query helpers are written as JSON:API names them', () => {
	expect(
		queryOf({
			include: ['order', ' customer '],
			sort: 'a, -b,',
			fields: { rows: [{ type: ' bookings ', names: 'status, notes' }, { names: 'left out' }] },
			filter: { rows: [{ name: 'status', value: 'open' }, { value: 'left out' }] },
			pageNumber: 2,
			pageSize: 5,
		}),
	).toEqual({
		include: 'order,customer',
		sort: 'a,-b',
		'fields[bookings]': 'status,notes',
		'filter[status]': 'open',
		'page[number]': 2,
		'page[size]': 5,
	});
});

test('Query helpers that are empty are not sent', () => {
	expect(
		queryOf({ include: '', sort: '', fields: {}, filter: { rows: [] }, pageNumber: 0 }),
	).toEqual({});
});

test('The language is sent as a header, and only where it is chosen', () => {
	expect(annyHeaders(readerOf({ queryHelpers: { locale: 'de' } }))).toEqual({
		'accept-language': 'de',
	});
	expect(annyHeaders(readerOf({}))).toEqual({});
	for (const locale of ['', null, [], {}]) {
		expect(annyHeaders(readerOf({ queryHelpers: { locale } }))).toEqual({});
	}
});
