import fc from 'fast-check';
import { inBody, inHeader, inPath, inQuery, type Operation } from '../../../../http/operation.ts';
import { requestOf } from '../../support/panel.mts';

const operation: Operation = {
	resource: 'thing',
	operation: 'update',
	name: 'Update',
	action: 'Update a thing',
	description: 'Change a thing',
	method: 'PATCH',
	path: '/things/{thingId}',
	source: { grade: 'documented', url: 'https://example.com' },
	body: { data: { type: 'things' } },
	fields: [
		{
			name: 'thingId',
			label: 'Thing',
			type: 'id',
			record: 'thing',
			description: 'Which',
			to: [inPath, inBody('data', 'id')],
		},
		{
			name: 'amount',
			label: 'Amount',
			type: 'number',
			default: 1,
			min: 0,
			moreThanMin: true,
			decimals: 0,
			optional: true,
			description: 'How much',
			to: inBody('data', 'attributes', 'amount'),
		},
		{
			name: 'start',
			label: 'Start',
			type: 'dateTime',
			group: 'additionalFields',
			description: 'When',
			to: inBody('data', 'attributes', 'start'),
		},
		{
			name: 'end',
			label: 'End',
			type: 'dateTime',
			after: 'start',
			group: 'additionalFields',
			description: 'Until when',
			to: inBody('data', 'attributes', 'end'),
		},
		{
			name: 'notes',
			label: 'Notes',
			type: 'text',
			group: 'additionalFields',
			description: 'What',
			to: inBody('data', 'attributes', 'notes'),
		},
		{
			name: 'language',
			label: 'Language',
			type: 'text',
			group: 'additionalFields',
			description: 'Language',
			to: inHeader('accept-language'),
		},
		{
			name: 'others',
			label: 'Others',
			type: 'pairs',
			item: 'Attribute',
			group: 'additionalFields',
			description: 'More',
			to: inBody('data', 'attributes', '*'),
		},
		{
			name: 'search',
			label: 'Search',
			type: 'text',
			group: 'filters',
			description: 'Text',
			to: inQuery('filter[search]'),
		},
		{
			name: 'otherFilters',
			label: 'Other Filters',
			type: 'pairs',
			item: 'Filter',
			group: 'filters',
			description: 'More',
			to: inQuery('filter[*]'),
		},
		{
			name: 'timeZone',
			label: 'Time Zone',
			type: 'timeZone',
			optional: true,
			description: 'Where',
			to: inQuery('timezone'),
		},
	],
};

test('every value goes to its place in path, query, header and body', () => {
	expect(
		requestOf(operation, {
			thingId: { __rl: true, mode: 'list', value: 7 },
			amount: 3,
			timeZone: 'America/New_York',
			filters: { search: 'x', otherFilters: { pairs: [{ name: 'a', value: true }] } },
			additionalFields: {
				start: '2026-01-31T09:00:00',
				end: '2026-01-31T10:00:00',
				notes: '',
				language: 'de-DE',
				others: { pairs: [{ name: '__proto__', value: 1 }] },
			},
		}),
	).toEqual({
		method: 'PATCH',
		path: '/things/7',
		query: { 'filter[search]': 'x', 'filter[a]': true, timezone: 'America/New_York' },
		headers: { 'accept-language': 'de-DE' },
		body: {
			data: {
				type: 'things',
				id: '7',
				attributes: {
					amount: 3,
					start: '2026-01-31T09:00:00-05:00',
					end: '2026-01-31T10:00:00-05:00',
					notes: '',
					['__proto__']: 1,
				},
			},
		},
	});
	expect({}).not.toHaveProperty('amount');
});

test("an empty time zone is the workflow's own", () => {
	const { query } = requestOf(operation, { thingId: '7' }, { timeZone: 'Asia/Tokyo' });
	expect(query).toEqual({ timezone: 'Asia/Tokyo' });
});

test.each([
	['a required field that is empty', { thingId: '' }, '"Thing" is empty'],
	[
		'a locator that is empty',
		{ thingId: { __rl: true, mode: 'list', value: '' } },
		'"Thing" is empty',
	],
	[
		'an expression that finds nothing',
		{ thingId: undefined },
		'The expression in "Thing" finds nothing',
	],
	[
		'a filter that finds nothing',
		{ thingId: '7', filters: { search: undefined } },
		'The expression in "Search" finds nothing',
	],
	[
		'a free filter that finds nothing',
		{ thingId: '7', filters: { otherFilters: { pairs: [{ name: 'status', value: undefined }] } } },
		'The expression in "Other Filters: status" finds nothing',
	],
	['a filter that is empty', { thingId: '7', filters: { search: ' ' } }, '"Search" is empty'],
	['an amount of nothing', { thingId: '7', amount: 0 }, '"Amount" must be more than 0'],
	['a negative amount', { thingId: '7', amount: -2 }, '"Amount" must be more than 0'],
	['half an amount', { thingId: '7', amount: 1.5 }, '"Amount" must be a whole number'],
	['an amount in words', { thingId: '7', amount: 'two' }, '"Amount" is not a number'],
	[
		'an unknown time zone',
		{ thingId: '7', timeZone: 'Europe/Berlim' },
		'"Time Zone" is not a known time zone',
	],
	[
		'an end before its start',
		{
			thingId: '7',
			additionalFields: { start: '2026-01-31T10:00:00', end: '2026-01-31T09:00:00' },
		},
		'"End" must be later than "Start"',
	],
	[
		'an object where a text belongs',
		{ thingId: '7', additionalFields: { notes: { a: 1 } } },
		'"Notes" must be text, but it is an object',
	],
])('%s is refused before anything is sent', (_, parameters, message) => {
	expect(() => requestOf(operation, parameters)).toThrow(message);
});

test.each([
	'7/cancel',
	'7%2Fcancel',
	'..',
	'.',
	'..%2f..',
	'7?x=1',
	'7#x',
	'a b',
	'7\\cancel',
	'7;x',
	'',
	'x'.repeat(201),
	2 ** 60,
	{ a: 1 },
])('%p is no ID', (thingId) => {
	expect(() => requestOf(operation, { thingId })).toThrow(/^"Thing" is (not an ID|empty)$/);
});

test('no ID can lead to another path than its own', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webPath()), (thingId) => {
			let path: string;
			try {
				({ path } = requestOf(operation, { thingId }));
			} catch {
				return;
			}
			const { pathname, search } = new URL(path, 'https://example.com');
			expect(decodeURIComponent(pathname)).toBe(`/things/${thingId.trim()}`);
			expect(search).toBe('');
			expect(pathname.split('/')).toHaveLength(3);
		}),
	);
});

test('a value of null empties an attribute', () => {
	const { body } = requestOf(operation, { thingId: '7', additionalFields: { notes: null } });
	expect(body).toMatchObject({ data: { attributes: { notes: null } } });
});

test("an expression's time needs an offset, a picked one takes that of the time zone", () => {
	const parameters = { thingId: '7', additionalFields: { start: '2026-01-31T09:00:00' } };
	const expressions = ['additionalFields.start'];
	expect(() => requestOf(operation, parameters, { expressions })).toThrow(
		'"Start" has no UTC offset',
	);
	expect(requestOf(operation, parameters).body).toMatchObject({
		data: { attributes: { start: '2026-01-31T09:00:00+01:00' } },
	});
});
