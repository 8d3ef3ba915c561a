import { LONGEST_SLEEP_MS, sleepUnlessAborted } from '../../../../http/transport/sleep.ts';

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
	expect(performance.now() - startMs).toBe(LONGEST_SLEEP_MS);
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
