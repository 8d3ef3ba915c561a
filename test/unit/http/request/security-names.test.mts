import * as fc from 'fast-check';
import { InputError } from '../../../../http/errors/errors.ts';
import { rowsToNestedObject } from '../../../../http/request/rows.ts';
import { inputErrorOf } from '../../support/errors.mts';

const bodyOf = (...names: string[]) =>
	rowsToNestedObject(names.map((name) => ({ name, value: 'x' })));

test('An index of millions in a name of the body is refused, whichever row it stands in', () => {
	const { message } = inputErrorOf(() => bodyOf('a[0]', 'a[3000000]'));
	expect(message).toBe('The index 3000000 in a name in the body is larger than 9999');
});

test('A number of many digits is a key where there is no list', () => {
	expect(bodyOf('prices.20261126')).toEqual({ prices: { 20261126: 'x' } });
});

test('A dotted name of 40 kB is refused, and not repeated in full', () => {
	const { message } = inputErrorOf(() => bodyOf('a.'.repeat(20_000)));
	expect(message).toContain('has more than 100 parts');
	expect(message.length).toBeLessThan(200);
});

test('A name of 100 parts is fine', () => {
	expect(JSON.stringify(bodyOf(Array.from({ length: 100 }, () => 'a').join('.')))).toContain('x');
});

test('Whatever the names of the body are, its size is bounded by theirs', () => {
	const part = fc.oneof(
		fc.constantFrom('a', '0', '[0]', '[9999]', '[10000]', '[4294967294]', '__proto__'),
		fc.string({ maxLength: 5 }),
	);
	const name = fc.array(part, { minLength: 1, maxLength: 150 }).map((parts) => parts.join('.'));
	fc.assert(
		fc.property(fc.array(name, { maxLength: 5 }), (names) => {
			let body: object;
			try {
				body = bodyOf(...names);
			} catch (error) {
				expect(error).toBeInstanceOf(InputError);
				return;
			}
			const length = names.join('').length;
			// Each index may add as many as 10,000 nulls, of 5 characters each.
			expect(JSON.stringify(body).length).toBeLessThan(10 * length + 50_000 * (length + 1));
			expect(Object.prototype).not.toHaveProperty('x');
		}),
		{ numRuns: 300 },
	);
});
