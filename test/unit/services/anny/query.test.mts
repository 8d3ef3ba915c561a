import { annyHeaders, annyQuery } from '../../../../services/anny/query.ts';
import { inputErrorOf } from '../../support/errors.mts';
import { readerOf } from '../../support/reader.mts';

const queryOf = (queryHelpers: object) => annyQuery(readerOf({ queryHelpers }));

test.each([
	[{ mode: 'list', value: 'a' }, { o: 'a' }],
	[{ mode: 'id', value: ' a ' }, { o: 'a' }],
	['a', { o: 'a' }],
	[7, { o: '7' }],
	[{ mode: 'list', value: '' }, {}],
	['  ', {}],
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

test.each([undefined, { mode: 'id', value: undefined }])(
	'No request goes to every organization where an expression finds none: %j',
	(organization) => {
		expect(inputErrorOf(() => annyQuery(readerOf({ organization }))).message).toBe(
			'The expression in "Organization" finds nothing',
		);
	},
);

test.each([null, '', ' ', { mode: 'id', value: null }, { mode: 'list', value: '' }])(
	"No request goes to the token's own organization where an expression gives none: %j",
	(organization) => {
		const read = readerOf({ organization }, '={{ $json.organization }}');
		expect(inputErrorOf(() => annyQuery(read)).message).toBe(
			'The expression in "Organization" finds nothing',
		);
	},
);

test.each([{ id: 5 }, { mode: 'id', value: { id: 5 } }, ['5'], '5&o=6'])(
	'No request goes to another organization than the one that is meant: %j',
	(organization) => {
		expect(inputErrorOf(() => annyQuery(readerOf({ organization }))).message).toBe(
			'"Organization" is not an ID',
		);
	},
);

test.each<[object, string]>([
	[{ filter: { rows: [{ name: 'status', value: undefined }] } }, 'Filter: status'],
	[{ filter: { rows: [{ name: 'status', value: null }] } }, 'Filter: status'],
	[{ filter: { rows: [{ name: undefined, value: 'open' }] } }, 'Filter: Name'],
	[{ fields: { rows: [{ type: 'bookings', names: undefined }] } }, 'Fields: bookings'],
	[{ include: undefined }, 'Include'],
	[{ pageNumber: undefined }, 'Page Number'],
])('No filter or field is dropped where an expression finds nothing: %j', (helpers, label) => {
	expect(inputErrorOf(() => queryOf(helpers)).message).toBe(
		`The expression in "${label}" finds nothing`,
	);
});

test('A filter that is an empty text is sent as one', () => {
	expect(queryOf({ filter: { rows: [{ name: 'status', value: '' }] } })).toEqual({
		'filter[status]': '',
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
