import { pause, sleepUnlessAborted, waitForPause } from '../../../../http/transport/rate-limit.ts';

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

test('without a pause nothing waits', async () => {
	expect(await waitForPause('none', 1000)).toBe(0);
});

test('all requests on a credential wait, those on another do not', async () => {
	pause('a', 80);
	const waits = [waitForPause('a', 1000), waitForPause('a', 1000)];
	expect(await waitForPause('b', 1000)).toBe(0);
	for (const wait of waits) expect(await waited(wait)).toBe(80);
});

test('of two pauses the longer one counts', async () => {
	pause('c', 90);
	pause('c', 10);
	expect(await waited(waitForPause('c', 1000))).toBe(90);
});

test('a pause that was made longer meanwhile is waited for as well', async () => {
	pause('d', 30);
	const waiting = waitForPause('d', 1000);
	pause('d', 90);
	expect(await waited(waiting)).toBe(90);
});

test('a pause longer than allowed is not waited for', async () => {
	pause('e', 60_000);
	expect(await waitForPause('e', 1000)).toBe(0);
});

test('cancelling ends the waiting', async () => {
	pause('f', 3_000);
	const controller = new AbortController();
	const waiting = waitForPause('f', 10_000, controller.signal);
	controller.abort(new Error('cancelled'));
	await expect(waiting).rejects.toThrow('cancelled');
	await expect(sleepUnlessAborted(1000, controller.signal)).rejects.toThrow('cancelled');
});
