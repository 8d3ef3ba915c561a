import fc from 'fast-check';
import { ResponseParseError } from '../../../../http/errors/errors.ts';
import {
	isNestedTooDeep,
	JsonBudget,
	refuseDeepNesting,
} from '../../../../http/response/json-bounds.ts';

const MIB = 1024 * 1024;

test('50,000 records with 60 fields each are let through', () => {
	const record = `{${Array.from({ length: 60 }, (_, n) => `"f${n}":1`).join()}}`;
	const text = `[${Array.from({ length: 50_000 }, () => record).join()}]`;
	expect(() => new JsonBudget().take(text)).not.toThrow();
});

test('A text of more than 64 MiB is refused, and one of 64 MiB is not', () => {
	const text = 'x'.repeat(64 * MIB);
	expect(() => new JsonBudget().take(text)).not.toThrow();
	expect(() => new JsonBudget().take(`${text}x`)).toThrow(ResponseParseError);
	expect(() => new JsonBudget().take(`${text}x`)).toThrow('more than 64 MiB of JSON');
});

test.each(['[],', '{},', '0,', '[', '{"a":['])(
	'A text made of %j is refused by the number of its values before it is parsed',
	(part) => {
		const text = part.repeat(5_000_001);
		expect(() => new JsonBudget().take(text)).toThrow('more than 5,000,000 values');
	},
);

test('The texts of one execution are refused once they are too large together', () => {
	const budget = new JsonBudget(10);
	budget.take('"1234"');
	budget.take('1234');
	expect(() => budget.take('1')).toThrow(/^The responses hold more than .* MiB of JSON together$/);
});

test('A response that is refused takes nothing from the budget of the others', () => {
	const budget = new JsonBudget(10);
	expect(() => budget.take('"a text of 23 bytes ..."')).toThrow(ResponseParseError);
	expect(() => budget.take('"1234"')).not.toThrow();
});

test('An execution has a budget of its own', () => {
	const spent = new JsonBudget(1);
	spent.take('1');
	expect(() => new JsonBudget(1).take('1')).not.toThrow();
});

test('JSON that is small enough is never refused, whatever it holds', () => {
	fc.assert(
		fc.property(fc.json(), (text) => {
			expect(() => new JsonBudget().take(text)).not.toThrow();
		}),
	);
});

test.each([
	['lists', (depth: number) => '['.repeat(depth) + ']'.repeat(depth)],
	['objects', (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)],
])(
	'JSON of %s is refused where it is nested more than 500 deep, which n8n cannot store',
	(_, make) => {
		const nested = (depth: number) => JSON.parse(make(depth)) as unknown;
		expect(() => refuseDeepNesting(nested(500))).not.toThrow();
		expect(() => refuseDeepNesting(nested(501))).toThrow('nested more than 500 levels deep');
		expect(isNestedTooDeep(nested(500))).toBe(false);
		expect(isNestedTooDeep(nested(100_000))).toBe(true);
	},
);

test('Brackets and commas in a text are no values', () => {
	for (const text of ['['.repeat(6_000_000), '"{'.repeat(3_000_000), ','.repeat(6_000_000)]) {
		expect(() => new JsonBudget().take(JSON.stringify({ text }))).not.toThrow();
	}
});

test('The nesting of JSON is told as it is, whatever it holds', () => {
	const nestingOf = (value: unknown): number =>
		typeof value === 'object' && value !== null
			? 1 + Math.max(0, ...Object.values(value).map(nestingOf))
			: 0;
	fc.assert(
		fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
			const left = 500 - nestingOf(value);
			const deep = (levels: number) =>
				Array.from({ length: levels }).reduce<unknown>((inner) => [0, inner], value);
			expect(isNestedTooDeep(deep(left))).toBe(false);
			expect(isNestedTooDeep(deep(left + 1))).toBe(true);
		}),
	);
});
