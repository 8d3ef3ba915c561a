import { sleep } from 'n8n-workflow';

/**
 * When requests may go on, per credential, in ms by a clock that is never set back. All executions
 * in this process share it: a service that limits a credential limits all of them together.
 */
const resumeAt = new Map<string, number>();

/**
 * Makes all requests on a credential wait.
 *
 * @param key the credential
 * @param ms from now; a longer pause that is already set stays
 */
export function pause(key: string, ms: number): void {
	const until = performance.now() + ms;
	if (until > (resumeAt.get(key) ?? 0)) resumeAt.set(key, until);
}

/**
 * Waits until no pause is set for a credential. A pause that would take longer than is allowed is not
 * waited for at all: the service's own answer then tells the user more than we could.
 *
 * @param maxWait ms, in all
 * @param signal ends the wait when the execution is cancelled
 * @returns ms waited
 * @throws the signal's reason
 */
export async function waitForPause(
	key: string,
	maxWait: number,
	signal?: AbortSignal,
): Promise<number> {
	const start = performance.now();
	for (let until = resumeAt.get(key); until !== undefined; until = resumeAt.get(key)) {
		if (until <= performance.now()) {
			resumeAt.delete(key);
			break;
		}
		if (until - start > maxWait) break;
		await sleepUnlessAborted(until - performance.now(), signal);
	}
	return performance.now() - start;
}

/** A longer timer would go off at once (https://nodejs.org/api/timers.html). */
const LONGEST_SLEEP = 2 ** 31 - 1;

/**
 * Waits, at most until the signal aborts.
 *
 * @throws the signal's reason
 */
export async function sleepUnlessAborted(ms: number, signal?: AbortSignal): Promise<void> {
	signal?.throwIfAborted();
	const time = Math.min(ms, LONGEST_SLEEP);
	if (!signal) return await sleep(time);
	let stop = () => {};
	const aborted = new Promise<void>((resolve) => {
		stop = resolve;
	});
	signal.addEventListener('abort', stop, { once: true });
	await Promise.race([sleep(time), aborted]);
	signal.removeEventListener('abort', stop);
	signal.throwIfAborted();
}
