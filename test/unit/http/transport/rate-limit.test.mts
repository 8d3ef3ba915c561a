import { RateLimit } from '../../../../http/transport/rate-limit.ts';

beforeEach(() => {
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
});

/** What a wait gives when time goes by as fast as it may. */
async function waited(wait: Promise<number>): Promise<number> {
	await jest.runAllTimersAsync();
	return await wait;
}

test('A request does not wait where no pause is set', async () => {
	expect(await new RateLimit().wait('a', 1000)).toBe(0);
});

test('All requests on a paused credential wait, those on another do not', async () => {
	const rateLimit = new RateLimit();
	rateLimit.pause('a', 80);
	const waits = [rateLimit.wait('a', 1000), rateLimit.wait('a', 1000)];
	expect(await rateLimit.wait('b', 1000)).toBe(0);
	for (const wait of waits) expect(await waited(wait)).toBe(80);
});

test('A pause in one rate limit is none in another', async () => {
	new RateLimit().pause('a', 80);
	expect(await new RateLimit().wait('a', 1000)).toBe(0);
});

test('Of two pauses the longer one counts', async () => {
	const rateLimit = new RateLimit();
	rateLimit.pause('a', 90);
	rateLimit.pause('a', 10);
	expect(await waited(rateLimit.wait('a', 1000))).toBe(90);
});

test('A pause that was made longer meanwhile is waited for as well', async () => {
	const rateLimit = new RateLimit();
	rateLimit.pause('a', 30);
	const waiting = rateLimit.wait('a', 1000);
	rateLimit.pause('a', 90);
	expect(await waited(waiting)).toBe(90);
});

test('A pause is over once it was waited for', async () => {
	const rateLimit = new RateLimit();
	rateLimit.pause('a', 30);
	expect(await waited(rateLimit.wait('a', 1000))).toBe(30);
	expect(await rateLimit.wait('a', 1000)).toBe(0);
});

test('A pause that is longer than allowed is not waited for', async () => {
	const rateLimit = new RateLimit();
	rateLimit.pause('a', 60_000);
	expect(await rateLimit.wait('a', 1000)).toBe(0);
});

test('Cancelling an execution ends its waiting for a pause', async () => {
	const rateLimit = new RateLimit();
	rateLimit.pause('a', 3_000);
	const controller = new AbortController();
	const waiting = rateLimit.wait('a', 10_000, controller.signal);
	controller.abort(new Error('cancelled'));
	await expect(waiting).rejects.toThrow('cancelled');
});
