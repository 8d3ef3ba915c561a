import { pause, sleepUnlessAborted, waitForPause } from '../../http/pause.ts';

const elapsed = async (wait: Promise<unknown>) => {
	const begin = performance.now();
	await wait;
	return performance.now() - begin;
};

test('without a pause nothing waits', async () => {
	expect(await waitForPause('none', 1000)).toBeLessThan(20);
});

test('all requests on a credential wait, those on another do not', async () => {
	pause('a', 80);
	const waits = await Promise.all([
		elapsed(waitForPause('a', 1000)),
		elapsed(waitForPause('a', 1000)),
		elapsed(waitForPause('b', 1000)),
	]);
	expect(waits[0]).toBeGreaterThanOrEqual(75);
	expect(waits[1]).toBeGreaterThanOrEqual(75);
	expect(waits[2]).toBeLessThan(50);
});

test('of two pauses the longer one counts', async () => {
	pause('c', 90);
	pause('c', 10);
	expect(await waitForPause('c', 1000)).toBeGreaterThanOrEqual(85);
});

test('a pause that was made longer meanwhile is waited for as well', async () => {
	pause('d', 30);
	const waiting = waitForPause('d', 1000);
	pause('d', 90);
	expect(await waiting).toBeGreaterThanOrEqual(85);
});

test('a pause longer than allowed is not waited for', async () => {
	pause('e', 60_000);
	expect(await waitForPause('e', 1000)).toBeLessThan(50);
});

test('cancelling ends the waiting', async () => {
	pause('f', 3_000);
	const controller = new AbortController();
	const waiting = waitForPause('f', 10_000, controller.signal);
	controller.abort(new Error('cancelled'));
	await expect(waiting).rejects.toThrow('cancelled');
	await expect(sleepUnlessAborted(1000, controller.signal)).rejects.toThrow('cancelled');
});
