import { getOwn, isObject, setOwn, textOf, tryParseJson } from '../../../http/json.ts';

test.each([
	[{}, true],
	[Object.create(null), true],
	[[], false],
	[null, false],
	['x', false],
	[undefined, false],
])('The value %j is an object of JSON: %s', (value, expected) => {
	expect(isObject(value)).toBe(expected);
});

test('A key that is called __proto__ becomes a key, and not the prototype', () => {
	const target = {};
	setOwn(target, '__proto__', { polluted: true });
	expect(Object.keys(target)).toEqual(['__proto__']);
	expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
	expect(getOwn(target, '__proto__')).toEqual({ polluted: true });
});

test('A key of the prototype is not taken for one of the object', () => {
	expect(getOwn({}, 'constructor')).toBeUndefined();
	expect(getOwn({}, '__proto__')).toBeUndefined();
});

test.each([
	['{"id":12345678901234567890}', { id: '12345678901234567890' }],
	['[{"storeId":-9007199254740993}]', [{ storeId: '-9007199254740993' }]],
	['{"data":{"customer_id" : 9007199254740993}}', { data: { customer_id: '9007199254740993' } }],
	['{"id":9007199254740991,"total":9007199254740993}', { id: 2 ** 53 - 1, total: 2 ** 53 }],
	['{"id":9007199254740993,"total":1e300}', { id: '9007199254740993', total: 1e300 }],
	['{"id":"9007199254740993","paid":9007199254740993}', { id: '9007199254740993', paid: 2 ** 53 }],
	[
		'{"id":9007199254740993,"__proto__":{"a":1}}',
		JSON.parse('{"id":"9007199254740993","__proto__":{"a":1}}'),
	],
])(
	'An ID beyond 2^53 stays as it is written, and other numbers stay numbers: %s',
	(text, value) => {
		expect(tryParseJson(text)).toEqual({ ok: true, value });
	},
);

test('Text that is no JSON is told with a reason instead of thrown', () => {
	expect(tryParseJson('[1]')).toEqual({ ok: true, value: [1] });
	const parsed = tryParseJson('{');
	expect(parsed.ok ? '' : parsed.reason).toMatch(/JSON/);
});

test.each([
	['x', 'x'],
	[0, '0'],
	[false, 'false'],
	[12n, '12'],
	[{}, ''],
	[[1], ''],
	[null, ''],
	[undefined, ''],
])('The value %p as text is "%s"', (value, text) => {
	expect(textOf(value)).toBe(text);
});
