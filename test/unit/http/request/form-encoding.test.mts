import fc from 'fast-check';
import { encodePairs, fieldPairs } from '../../../../http/request/form-encoding.ts';

test.each([
	['a', 1, 'a=1'],
	['a b', "ä&='()*!", 'a%20b=%C3%A4%26%3D%27%28%29%2A%21'],
	['a', null, 'a='],
	['a', undefined, ''],
	['a', [1, [2]], 'a%5B0%5D=1&a%5B1%5D%5B0%5D=2'],
	['a', { b: { c: true } }, 'a%5Bb%5D%5Bc%5D=true'],
	['z[]', [1, 2], 'z%5B%5D=1&z%5B%5D=2'],
	['a', new Date('2026-01-02T03:04:05Z'), 'a=2026-01-02T03%3A04%3A05.000Z'],
])('the field %p with the value %p is written as %p', (name, value, text) => {
	expect(encodePairs(fieldPairs(name, value))).toBe(text);
});

test('whatever is written is read back, and never in more than one field', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
			const wellFormed: [string, string] = [name.toWellFormed(), value.toWellFormed()];
			expect([...new URLSearchParams(encodePairs([[name, value]]))]).toEqual([wellFormed]);
		}),
	);
});
