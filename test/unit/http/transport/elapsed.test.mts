import { isWithin } from '../../../../http/transport/elapsed.ts';

test.each([
	['at that moment', 1_000, true],
	['a moment before the end', 1_099, true],
	['at the end', 1_100, false],
	['after the clock was set back', 999, false],
])('What was at 1,000 ms is less than 100 ms ago: %s (%i ms): %s', (_, nowMs, expected) => {
	expect(isWithin(100, 1_000, nowMs)).toBe(expected);
});

test('What never was is not a while ago', () => {
	expect(isWithin(100, undefined, 1_000)).toBe(false);
});
