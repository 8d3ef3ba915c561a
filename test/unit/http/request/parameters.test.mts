import type { INodeParameters } from 'n8n-workflow';
import { InputError } from '../../../../http/errors/errors.ts';
import { parameterReaders, ParameterReader } from '../../../../http/request/parameters.ts';
import { readerOf } from '../../support/reader.mts';
import { inputErrorOf } from '../../support/errors.mts';

const holding = (value: unknown) => new ParameterReader(() => value);

test('A parameter that is absent has the fallback, whatever its type', () => {
	const read = holding(null);
	expect(read.text('x', 'y')).toBe('y');
	expect(read.number('x', { fallback: 7 })).toBe(7);
	expect(read.flag('x', true)).toBe(true);
	expect(read.choice('x', ['a', 'b'], 'b')).toBe('b');
	expect(read.rows('x')).toEqual([]);
	expect(read.collection('x')).toEqual({});
	expect(read.json('x', 'X')).toBeUndefined();
	expect(read.jsonObject('x', 'X')).toEqual({});
});

type Reading = (read: ParameterReader) => unknown;
const readings: Array<[string, Reading]> = [
	['text', (read) => read.text('resourceType')],
	['number', (read) => read.number('resourceType', { fallback: 1 })],
	['flag', (read) => read.flag('resourceType', false)],
	['choice', (read) => read.choice('resourceType', ['a'], 'a')],
	['list', (read) => read.rows('resourceType')],
	['collection', (read) => read.collection('resourceType')],
	['JSON', (read) => read.json('resourceType', 'Resource Type')],
	['value', (read) => read.found('resourceType')],
];

test.each(readings)(
	'An expression that finds nothing is a mistake where it is read as %s',
	(_, get) => {
		expect(inputErrorOf(() => get(holding(undefined))).message).toBe(
			'The expression in "Resource Type" finds nothing',
		);
	},
);

const origin = { expressionOf: () => '={{ $json.x }}', isLenient: false };

test.each(readings)(
	'A node that was one of n8n’s own may find nothing where it reads %s',
	(_, get) => {
		const read = new ParameterReader(() => undefined, { ...origin, isLenient: true });
		expect(() => get(read)).not.toThrow();
	},
);

test.each(['', null])(
	'A JSON field is no request without body where an expression gives %j',
	(value) => {
		const get = (read: ParameterReader) => read.json('jsonBody', 'JSON Body');
		expect(inputErrorOf(() => get(new ParameterReader(() => value, origin))).message).toBe(
			'The expression in "JSON Body" finds nothing',
		);
		expect(get(holding(value))).toBeUndefined();
		expect(get(new ParameterReader(() => value, { ...origin, isLenient: true }))).toBeUndefined();
	},
);

test('A row in which an expression finds nothing is named; an empty text is what it says', () => {
	const rowsOf = (value: unknown) => () =>
		holding([{ name: 'status', value }]).rows('queryParameters.parameters');
	expect(inputErrorOf(rowsOf(undefined)).message).toBe(
		'The expression in "Query Parameters: status" finds nothing',
	);
	expect(rowsOf('')()).toEqual([{ name: 'status', value: '' }]);
});

test('A number, flag or choice that is an empty text has the fallback; a text stays empty', () => {
	const read = holding('');
	expect(read.number('x', { fallback: 7 })).toBe(7);
	expect(read.flag('x', true)).toBe(true);
	expect(read.choice('x', ['a', 'b'], 'b')).toBe('b');
	expect(read.text('x', 'y')).toBe('');
});

test.each([null, ''])(
	'A number, flag or choice that an expression gives as %j is not guessed',
	(x) => {
		const read = readerOf({ x }, '={{ $json.x }}');
		for (const reading of [
			() => read.number('x', { fallback: 7 }),
			() => read.flag('x', true),
			() => read.choice('x', ['a', 'b'], 'b'),
		]) {
			expect(inputErrorOf(reading).message).toBe('The expression in "X" finds nothing');
		}
		const fromModel = readerOf({ x }, "={{ $fromAI('x', 'How many', 'number') }}");
		expect(fromModel.number('x', { fallback: 7 })).toBe(7);
	},
);

test('A number or boolean is read as text where text is needed', () => {
	expect(holding(7).text('x')).toBe('7');
	expect(holding(false).text('x')).toBe('false');
});

test('A text that is a number is read as one, and moved into its bounds', () => {
	expect(holding(' 2.5 ').number('x', { fallback: 1 })).toBe(2.5);
	expect(holding(-1).number('x', { fallback: 1, min: 0, max: 9 })).toBe(0);
	expect(holding('10').number('x', { fallback: 1, min: 0, max: 9 })).toBe(9);
});

test('A text that says true or false is read as a flag', () => {
	expect(holding('true').flag('x', false)).toBe(true);
	expect(holding('false').flag('x', true)).toBe(false);
});

test('Rows that are no objects are left out', () => {
	expect(holding([{ name: 'a' }, null, 'x', ['y']]).rows('x')).toEqual([{ name: 'a' }]);
});

test('A JSON field may hold an object that an expression gave', () => {
	expect(holding({ a: 1 }).jsonObject('x', 'X')).toEqual({ a: 1 });
	expect(holding('{"a":1}').jsonObject('x', 'X')).toEqual({ a: 1 });
});

const LIMIT = 'options.pagination.pagination.maxRequests';

test.each<[string, (read: ParameterReader) => unknown, unknown, string]>([
	['a text', (read) => read.text('outputPropertyName'), {}, '"Output Property Name" must be text'],
	[
		'a number',
		(read) => read.number(LIMIT, { fallback: 1 }),
		'soon',
		'"Max Pages" must be a number, but it is "soon"',
	],
	[
		'a number',
		(read) => read.number(LIMIT, { fallback: 1 }),
		[7],
		'"Max Pages" must be a number, but it is an object or a list',
	],
	[
		'a flag',
		(read) => read.flag('sendBody', true),
		1,
		'"Send Body" must be true or false, but it is "1"',
	],
	[
		'a choice',
		(read) => read.choice('mode', ['a', 'b'], 'a'),
		'c',
		'"Mode" must be one of a, b, but it is "c"',
	],
	['a list', (read) => read.rows('queryParameters.parameters'), 'x', '"Parameters" must be a list'],
	['JSON', (read) => read.json('jsonBody', 'JSON Body'), '{', '"JSON Body" is not valid JSON'],
	[
		'a JSON object',
		(read) => read.jsonObject('jsonQuery', 'JSON'),
		'[]',
		'"JSON" must be a JSON object',
	],
])('What cannot be read as %s is a mistake that names the field', (_, call, value, message) => {
	expect(inputErrorOf(() => call(holding(value))).message).toContain(message);
});

test('A mistake quotes no more than the beginning of a long value', () => {
	const { message } = inputErrorOf(() => holding('x'.repeat(9999)).flag('sendBody', true));
	expect(message.length).toBeLessThan(200);
});

/** A node whose parameters n8n resolves to their name and the item. */
function sourceOf(parameters: INodeParameters) {
	const asked: string[] = [];
	const node = { id: '', name: '', type: '', typeVersion: 1, position: [0, 0] as [number, number] };
	const source = {
		getNode: () => ({ ...node, parameters }),
		getNodeParameter: (name: string, itemIndex: number) => {
			asked.push(`${name} ${itemIndex}`);
			return `${name} ${itemIndex}`;
		},
	};
	return { asked, readerOf: parameterReaders(source) };
}

test('A parameter without an expression is resolved once for all items', () => {
	const { asked, readerOf } = sourceOf({ url: '/x', options: { a: { b: ['x'] } } });
	for (const item of [0, 1, 2]) {
		expect(readerOf(item).value('url')).toBe('url 0');
		expect(readerOf(item).value('options.a.b')).toBe('options.a.b 0');
	}
	expect(asked).toEqual(['url 0', 'options.a.b 0']);
});

test('A parameter with an expression, however deep, is resolved for each item', () => {
	const { readerOf } = sourceOf({ url: '={{ $json.url }}', options: { a: { b: ['=x'] } } });
	for (const item of [0, 1]) {
		expect(readerOf(item).value('url')).toBe(`url ${item}`);
		expect(readerOf(item).value('options.a.b')).toBe(`options.a.b ${item}`);
	}
});

test('Every mistake in a parameter is an InputError, which n8n shows with the item', () => {
	expect(inputErrorOf(() => holding({}).text('x'))).toBeInstanceOf(InputError);
});
