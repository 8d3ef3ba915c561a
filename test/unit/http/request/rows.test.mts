import { rowsToNestedObject, rowsToObject } from '../../../../http/request/rows.ts';

test('Rows become an object: repeated names a list or the last value, no name nothing, no harm to prototypes', () => {
	const rows = [
		{ name: 'a', value: 1 },
		{ name: 'a', value: 2 },
		{ name: 'a', value: 3 },
		{ name: '', value: 4 },
		{ name: '__proto__', value: { polluted: true } },
	];
	const result = rowsToObject(rows, true);
	expect(JSON.parse(JSON.stringify(result.a))).toEqual([1, 2, 3]);
	expect(rowsToObject(rows, false).a).toBe(3);
	expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('Rows of a JSON body are paths, and do no harm to prototypes', () => {
	const rows = [
		{ name: 'a.b', value: 1 },
		{ name: 'a.c[1].d', value: 2 },
		{ name: 'a.b', value: 3 },
		{ name: '__proto__.polluted', value: true },
		{ name: 'constructor.prototype.polluted', value: true },
	];
	expect(JSON.stringify(rowsToNestedObject(rows))).toBe(
		'{"a":{"b":3,"c":[null,{"d":2}]},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
	);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
