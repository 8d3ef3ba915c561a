import { sleep } from 'n8n-workflow';

/** A longer timer would go off at once (https://nodejs.org/api/timers.html). */
export const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/**
 * Waits, at most until the signal aborts.
 *
 * @param woken ends the wait early
 * @throws the signal's reason
 */
export async function sleepUnlessAborted(
	ms: number,
	signal?: AbortSignal,
	woken?: Promise<void>,
): Promise<void> {
	signal?.throwIfAborted();
	const timer = sleep(Math.min(ms, LONGEST_SLEEP_MS));
	const ends = woken ? [timer, woken] : [timer];
	if (!signal) {
		await Promise.race(ends);
		return;
	}
	let stop = () => {};
	const aborted = new Promise<void>((resolve) => {
		stop = resolve;
	});
	signal.addEventListener('abort', stop, { once: true });
	await Promise.race([...ends, aborted]);
	signal.removeEventListener('abort', stop);
	signal.throwIfAborted();
}
