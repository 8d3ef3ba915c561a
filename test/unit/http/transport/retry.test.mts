import fc from 'fast-check';
import { decideRetry } from '../../../../http/transport/retry.ts';
import { parseRetryAfter, serverTime } from '../../../../http/transport/retry-after.ts';

const limits = { maxTries: 3, maxWait: 60_000 };

describe('Retry-After', () => {
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
	])('"%s" means %s ms', (header, wait) => {
		expect(parseRetryAfter(header, now)).toBe(wait);
	});

	test('a date is read by the clock of the server that set it', () => {
		const ours = now + 3_600_000;
		expect(serverTime('Sun, 01 Mar 2026 12:00:00 GMT', ours)).toBe(now);
		expect(serverTime('', ours)).toBe(ours);
	});
});

describe('a request that may be repeated', () => {
	test.each([undefined, 502, 503, 504])(
		'is sent again after %s, up to the tries allowed',
		(statusCode) => {
			expect(decideRetry({ statusCode }, true, 1, 0, limits).again).toBe(true);
			expect(decideRetry({ statusCode }, true, 2, 0, limits).again).toBe(true);
			expect(decideRetry({ statusCode }, true, 3, 0, limits).again).toBe(false);
		},
	);

	test.each([301, 400, 401, 403, 404, 409, 422, 500, 501, 505])(
		'is not sent again after %i',
		(statusCode) => {
			expect(decideRetry({ statusCode }, true, 1, 0, limits).again).toBe(false);
		},
	);

	test('waits longer each time, and never all callers alike', () => {
		const waits = [1, 2, 3, 20].map(
			(tries) => decideRetry({}, true, tries, 0, { ...limits, maxTries: 99 }).wait,
		);
		for (const [index, most] of [500, 1000, 2000, 30_000].entries()) {
			expect(waits[index]).toBeLessThanOrEqual(most);
			expect(waits[index]).toBeGreaterThanOrEqual(most * 0.75);
		}
	});

	test('is sent again after 503 for as long as the service names a time', () => {
		const decision = decideRetry({ statusCode: 503, retryAfter: 5000 }, true, 9, 0, limits);
		expect(decision).toEqual({ again: true, wait: 5000, everyone: true });
	});
});

describe('a write', () => {
	test.each([undefined, 500, 502, 503, 504])('is never sent again after %s', (statusCode) => {
		for (const retryAfter of [undefined, 0, 1000]) {
			expect(decideRetry({ statusCode, retryAfter }, false, 1, 0, limits).again).toBe(false);
		}
	});

	test('is sent again after 429: the service did not take it', () => {
		const decision = decideRetry({ statusCode: 429, retryAfter: 2000 }, false, 7, 0, limits);
		expect(decision).toEqual({ again: true, wait: 2000, everyone: true });
	});

	test('that gets 503 makes the others wait as the service asks', () => {
		const decision = decideRetry({ statusCode: 503, retryAfter: 2000 }, false, 1, 0, limits);
		expect(decision).toEqual({ again: false, wait: 2000, everyone: true });
	});
});

test('nothing waits longer in all than the user allows, and nobody else is made to', () => {
	const outcome = { statusCode: 429, retryAfter: 20_000 };
	expect(decideRetry(outcome, true, 3, 40_000, limits).again).toBe(true);
	expect(decideRetry(outcome, true, 3, 40_001, limits)).toMatchObject({
		again: false,
		everyone: false,
	});
});

test('a service that says "0 seconds" over and over is not flooded', () => {
	let asked = 0;
	for (let tries = 1, waited = 0; waited < 10_000; tries++, asked++) {
		waited += decideRetry({ statusCode: 429, retryAfter: 0 }, true, tries, waited, limits).wait;
	}
	expect(asked).toBeLessThan(20);
});

test('a write is repeated after 429 only, whatever happens', () => {
	fc.assert(
		fc.property(
			fc.record({
				statusCode: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
				retryAfter: fc.option(fc.nat(), { nil: undefined }),
			}),
			fc.integer({ min: 1, max: 50 }),
			fc.nat(),
			(outcome, tries, waited) => {
				const { again } = decideRetry(outcome, false, tries, waited, limits);
				if (again) expect(outcome.statusCode).toBe(429);
			},
		),
	);
});
