import { inBody, inPath, inQuery, type Field, type Operation } from '../../../../http/operation.ts';
import { requestOf } from '../../support/panel.mts';

const operation = (name: string, fields: Field[]): Operation => ({
	resource: 'thing',
	operation: name,
	name,
	action: `${name} a thing`,
	description: 'Does it',
	method: 'POST',
	path: '/things',
	source: { grade: 'documented', url: 'https://example.com' },
	fields,
});

/** Optional fields of all kinds, each in a place of its own name. */
const optional = { optional: true, description: 'Optional' } as const;
const create = operation('create', [
	{ ...optional, name: 'owner', label: 'Owner', type: 'id', record: 'owner', to: inBody('owner') },
	{
		...optional,
		name: 'amount',
		label: 'Amount',
		type: 'number',
		default: 1,
		to: inBody('amount'),
	},
	{ ...optional, name: 'day', label: 'Day', type: 'date', to: inBody('day') },
	{ ...optional, name: 'zone', label: 'Zone', type: 'timeZone', to: inQuery('zone') },
	{ ...optional, name: 'note', label: 'Note', type: 'text', to: inBody('note') },
	{
		...optional,
		name: 'total',
		label: 'Total',
		type: 'text',
		isSafeguard: true,
		to: inBody('total'),
	},
	{
		...optional,
		name: 'parts',
		label: 'Parts',
		type: 'rows',
		item: 'Part',
		to: inBody('parts'),
		fields: [{ ...optional, name: 'owner', label: 'Owner', type: 'id', record: 'owner' }],
	},
]);

const locator = (value: unknown) => ({ __rl: true, mode: 'id', value });

/** What is sent where the named fields are expressions that give these values. */
function sent(parameters: Record<string, unknown>, expressions = Object.keys(parameters)) {
	return requestOf(create, parameters, { expressions }).body;
}

test.each<[string, unknown]>([
	['owner', locator(undefined)],
	['owner', locator(null)],
	['owner', locator('')],
	['owner', null],
	['amount', null],
	['amount', ''],
	['day', null],
	['day', ' '],
	['note', null],
	['zone', null],
	['total', null],
	['total', ''],
	['parts', null],
])('An optional field is not dropped where its expression finds nothing: %s, %j', (name, value) => {
	const label = name.charAt(0).toUpperCase() + name.slice(1);
	expect(() => sent({ [name]: value })).toThrow(`The expression in "${label}" finds nothing`);
});

test('A record in a row is not dropped where its expression finds nothing', () => {
	const parameters = { parts: { rows: [{ owner: locator(undefined) }] } };
	expect(() => sent(parameters, ['parts.rows[0].owner'])).toThrow(
		'The expression in "Part: Owner" finds nothing',
	);
});

test('A text that an expression leaves empty is left out, and so is an empty list', () => {
	expect(sent({ note: '', parts: [] })).toEqual({ amount: 1 });
});

test('Optional fields that nobody has filled in are left out', () => {
	expect(sent({ owner: locator(''), day: '', note: '', total: '', parts: {} }, [])).toEqual({
		amount: 1,
	});
});

test('A model leaves out what it does not need', () => {
	const source = { owner: locator(''), amount: '', day: null };
	const fromModel = "={{ $fromAI('owner', 'Whose it is', 'string') }}";
	const { body } = requestOf(create, source, { expressions: Object.keys(source), fromModel });
	expect(body).toBeUndefined();
});

test('A Date is a day: that of the workflow', () => {
	expect(sent({ day: new Date('2026-06-30T22:30:00Z') })).toMatchObject({ day: '2026-07-01' });
});

test.each(['undefined', 'null', 'NaN'])('"%s" is what a template makes of nothing, no ID', (id) => {
	expect(() => sent({ owner: locator(id) })).toThrow('"Owner" is not an ID');
});

test.each([NaN, Infinity])('%p is no text', (note) => {
	expect(() => sent({ note })).toThrow(`"Note" is ${note}`);
});

const change = operation('update', [
	{
		name: 'thingId',
		label: 'Thing',
		type: 'id',
		record: 'thing',
		description: 'Which',
		to: [inPath, inBody('id')],
	},
	...(
		[
			{ name: 'note', label: 'Note', type: 'text', to: inBody('note') },
			{ name: 'email', label: 'Email', type: 'email', to: inBody('email') },
			{ name: 'start', label: 'Start', type: 'dateTime', to: inBody('start') },
			{ name: 'owner', label: 'Owner', type: 'id', record: 'owner', to: inBody('owner') },
			{ name: 'others', label: 'Others', type: 'pairs', item: 'Attribute', to: inBody('*') },
		] as const
	).map((field): Field => ({ ...field, description: '', group: 'additionalFields' })),
]);

const changed = (additionalFields: object) =>
	requestOf(change, { thingId: '7', additionalFields }).body;

test('A text can be emptied', () => {
	expect(changed({ note: '' })).toEqual({ id: '7', note: '' });
	expect(changed({ note: null })).toEqual({ id: '7', note: null });
});

test.each(['email', 'start', 'owner'])('%s cannot be emptied by what is not there', (name) => {
	expect(() => changed({ [name]: null })).toThrow('is empty');
});

test.each([{}, { others: { pairs: [] } }, { others: { pairs: [{ name: '', value: '' }] } }])(
	'An update without a change is refused: it would look like a success: %j',
	(additionalFields) => {
		expect(() => changed(additionalFields)).toThrow('Nothing is to be changed');
	},
);

test.each([
	[{ note: 'a', others: { pairs: [{ name: 'note', value: 'b' }] } }],
	[
		{
			others: {
				pairs: [
					{ name: 'note', value: 'a' },
					{ name: 'note', value: 'b' },
				],
			},
		},
	],
])('A value by a free name does not take the place of another one: %j', (additionalFields) => {
	expect(() => changed(additionalFields)).toThrow('"Others" has "note", which is filled already');
});

test('A value without a name is not lost', () => {
	expect(() => changed({ others: { pairs: [{ name: null, value: 'x' }] } })).toThrow(
		'"Others" has a value without a name',
	);
});

test('What is no number is not sent as null, which would empty an attribute', () => {
	expect(() => changed({ others: { pairs: [{ name: 'seats', value: NaN }] } })).toThrow(
		'"Others: seats" is NaN',
	);
});

const list = operation('getAll', [
	{
		name: 'others',
		label: 'Others',
		type: 'pairs',
		item: 'Filter',
		group: 'filters',
		description: 'More',
		to: inQuery('filter[*]'),
	},
]);

const filtered = (...pairs: object[]) => requestOf(list, { filters: { others: { pairs } } }).query;

test.each([null, '', ' ', []])('A filter of %j is refused: all records would come', (value) => {
	expect(() => filtered({ name: 'customer', value })).toThrow('"Others: customer" is empty');
});

test('A filter of several values has them separated by commas', () => {
	expect(filtered({ name: 'customer', value: [7, '8'] })).toEqual({ 'filter[customer]': '7,8' });
});

test('A filter is never sent as [object Object]', () => {
	const customer = { name: 'customer', value: { id: 7 } };
	expect(() => filtered(customer, { name: 'customer', value: 'b' })).toThrow(
		'"Others: customer" must be text, but it is an object',
	);
});

const texts = operation('getAll', [
	{
		name: 'ids',
		label: 'IDs',
		type: 'texts',
		group: 'filters',
		description: 'Several',
		to: inQuery('ids'),
	},
]);

test.each([' 12, 15, ', ['12', 15], [' 12 ', '', '15']])(
	'Several texts are separated by commas, without blanks: %j',
	(ids) => {
		expect(requestOf(texts, { filters: { ids } }).query).toEqual({ ids: '12,15' });
	},
);

test.each([' , ', ['']])('Several texts of which none is left are refused: %j', (ids) => {
	expect(() => requestOf(texts, { filters: { ids } })).toThrow('"IDs" is empty');
});

test("A filter's name may be written as the API's documents write it", () => {
	expect(filtered({ name: 'filter[customer]', value: 7 })).toEqual({ 'filter[customer]': 7 });
});
