import { sleepUnlessAborted } from '../../../../http/transport/sleep.ts';

beforeEach(() => {
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
});

test.each([[undefined], [new AbortController().signal]])(
	'A sleep takes the time that it was asked for, with the signal %p',
	async (signal) => {
		const startMs = performance.now();
		const sleeping = sleepUnlessAborted(50, signal);
		await jest.runAllTimersAsync();
		await sleeping;
		expect(performance.now() - startMs).toBe(50);
	},
);

test('A sleep of a year does not end at once', async () => {
	const startMs = performance.now();
	const sleeping = sleepUnlessAborted(365 * 86_400_000);
	await jest.runAllTimersAsync();
	await sleeping;
	// What a timer can hold at most.
	expect(performance.now() - startMs).toBe(2_147_483_647);
});

test('A signal that has aborted already keeps a sleep from beginning', async () => {
	const signal = AbortSignal.abort(new Error('cancelled'));
	await expect(sleepUnlessAborted(1000, signal)).rejects.toThrow('cancelled');
	expect(jest.getTimerCount()).toBe(0);
});

test('A signal that aborts ends a sleep with its reason', async () => {
	const controller = new AbortController();
	const sleeping = sleepUnlessAborted(1000, controller.signal);
	controller.abort(new Error('cancelled'));
	await expect(sleeping).rejects.toThrow('cancelled');
});

test('A sleep that has ended leaves no listener with the signal', async () => {
	const { signal } = new AbortController();
	const added = jest.spyOn(signal, 'addEventListener');
	const removed = jest.spyOn(signal, 'removeEventListener');
	const sleeping = sleepUnlessAborted(50, signal);
	await jest.runAllTimersAsync();
	await sleeping;
	const [, listener] = added.mock.calls[0] ?? [];
	expect(removed.mock.calls).toEqual([['abort', listener]]);
});

test('A sleep is woken early, with a signal and without', async () => {
	const startMs = performance.now();
	await sleepUnlessAborted(1000, undefined, Promise.resolve());
	await sleepUnlessAborted(1000, new AbortController().signal, Promise.resolve());
	expect(performance.now()).toBe(startMs);
});
