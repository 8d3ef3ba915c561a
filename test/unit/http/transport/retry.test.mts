import fc from 'fast-check';
import { decideRetry, type Outcome, type RetryState } from '../../../../http/transport/retry.ts';

const limits = { maxAttempts: 3, maxWaitMs: 60_000 };
const first = { isRepeatable: true, attempt: 1, waitedMs: 0 };

const decide = (outcome: Outcome, state: Partial<RetryState> = {}, own = limits) =>
	decideRetry(outcome, { ...first, ...state }, own);

test.each([undefined, 502, 503, 504])(
	'A request that may be repeated is sent again after %s, up to the attempts allowed',
	(statusCode) => {
		expect(decide({ statusCode }, { attempt: 1 }).retry).toBe(true);
		expect(decide({ statusCode }, { attempt: 2 }).retry).toBe(true);
		expect(decide({ statusCode }, { attempt: 3 }).retry).toBe(false);
	},
);

test.each([301, 400, 401, 403, 404, 409, 422, 500, 501, 505])(
	'A request that may be repeated is not sent again after %i',
	(statusCode) => {
		expect(decide({ statusCode }).retry).toBe(false);
		expect(decide({ statusCode, retryAfterMs: 1000 })).toMatchObject({
			retry: false,
			pauseCredential: false,
		});
	},
);

test('A repeated request waits longer each time, and never all callers alike', () => {
	const delays = [1, 2, 3, 20].map(
		(attempt) => decide({}, { attempt }, { ...limits, maxAttempts: 99 }).delayMs,
	);
	for (const [index, mostMs] of [500, 1000, 2000, 30_000].entries()) {
		expect(delays[index]).toBeLessThanOrEqual(mostMs);
		expect(delays[index]).toBeGreaterThanOrEqual(mostMs * 0.75);
	}
	const firstDelays = Array.from({ length: 50 }, () => decide({}).delayMs);
	expect(new Set(firstDelays).size).toBeGreaterThan(1);
});

test('A repeatable request is sent again after 503 for as long as the service names a time', () => {
	expect(decide({ statusCode: 503, retryAfterMs: 5000 }, { attempt: 9 })).toEqual({
		retry: true,
		delayMs: 5000,
		pauseCredential: true,
	});
});

test.each([undefined, 500, 502, 503, 504])('A write is never sent again after %s', (statusCode) => {
	for (const retryAfterMs of [undefined, 0, 1000]) {
		expect(decide({ statusCode, retryAfterMs }, { isRepeatable: false }).retry).toBe(false);
	}
});

test('A write is sent again after 429, since the service did not take it', () => {
	const state = { isRepeatable: false, attempt: 7 };
	expect(decide({ statusCode: 429, retryAfterMs: 2000 }, state)).toEqual({
		retry: true,
		delayMs: 2000,
		pauseCredential: true,
	});
});

test('A write that gets 503 makes the other requests wait as the service asks', () => {
	expect(decide({ statusCode: 503, retryAfterMs: 2000 }, { isRepeatable: false })).toEqual({
		retry: false,
		delayMs: 2000,
		pauseCredential: true,
	});
});

test('A network error makes no other request wait', () => {
	expect(decide({ retryAfterMs: 2000 })).toMatchObject({ retry: true, pauseCredential: false });
});

test('No request waits longer in all than the user allows, and no other is made to', () => {
	const outcome = { statusCode: 429, retryAfterMs: 20_000 };
	expect(decide(outcome, { attempt: 3, waitedMs: 40_000 }).retry).toBe(true);
	expect(decide(outcome, { attempt: 3, waitedMs: 40_001 })).toMatchObject({
		retry: false,
		pauseCredential: false,
	});
});

test('A service that says "0 seconds" over and over is not flooded', () => {
	let sent = 0;
	for (let attempt = 1, waitedMs = 0; waitedMs < 10_000; attempt++, sent++) {
		waitedMs += decide({ statusCode: 429, retryAfterMs: 0 }, { attempt, waitedMs }).delayMs;
	}
	expect(sent).toBeLessThan(20);
});

test('A write is repeated after 429 only, whatever happens', () => {
	fc.assert(
		fc.property(
			fc.record({
				statusCode: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
				retryAfterMs: fc.option(fc.nat(), { nil: undefined }),
			}),
			fc.integer({ min: 1, max: 50 }),
			fc.nat(),
			(outcome, attempt, waitedMs) => {
				const { retry } = decide(outcome, { isRepeatable: false, attempt, waitedMs });
				if (retry) expect(outcome.statusCode).toBe(429);
			},
		),
	);
});
