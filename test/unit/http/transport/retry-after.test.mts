import { parseRetryAfter, serverTime } from '../../../../http/transport/retry-after.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
	['42', 42_000],
	[' 1 ', 1000],
	['0', 0],
	['0.5', 500],
	['Sun, 01 Mar 2026 12:00:10 GMT', 10_000],
	['Sunday, 01-Mar-26 12:00:10 GMT', 10_000],
	['Sun, 01 Mar 2026 11:59:00 GMT', 0],
	['', undefined],
	['soon', undefined],
	['-5', undefined],
	['2026', 2026_000],
	['1e3', undefined],
])('The Retry-After header "%s" means %s ms', (header, delayMs) => {
	expect(parseRetryAfter(header, now)).toBe(delayMs);
});

test('A Retry-After date is read by the clock of the server that set it', () => {
	const ours = now + 3_600_000;
	expect(serverTime('Sun, 01 Mar 2026 12:00:00 GMT', ours)).toBe(now);
	expect(serverTime('', ours)).toBe(ours);
});
