import { sleepUnlessAborted } from './sleep';

/**
 * When requests may go on. Whoever a service limits is limited in all executions together, so all
 * of a process share one.
 */
export class RateLimit {
	/** By key, in ms by a clock that is never set back. */
	private readonly resumeAtMs = new Map<string, number>();

	/**
	 * Makes all requests of a key wait.
	 *
	 * @param ms from now; a longer pause that is already set stays
	 */
	pause(key: string, ms: number): void {
		const resumeAtMs = performance.now() + ms;
		if (resumeAtMs > (this.resumeAtMs.get(key) ?? 0)) this.resumeAtMs.set(key, resumeAtMs);
	}

	/**
	 * Waits until no pause is set. A pause that would take longer than is allowed is not waited for
	 * at all: the service's own response then tells the user more than we could.
	 *
	 * @param maxWaitMs in all
	 * @param signal ends the wait when the execution is cancelled
	 * @returns ms waited
	 * @throws the signal's reason
	 */
	async wait(key: string, maxWaitMs: number, signal?: AbortSignal): Promise<number> {
		const startMs = performance.now();
		for (
			let untilMs = this.resumeAtMs.get(key);
			untilMs !== undefined;
			untilMs = this.resumeAtMs.get(key)
		) {
			if (untilMs <= performance.now()) {
				this.resumeAtMs.delete(key);
				break;
			}
			if (untilMs - startMs > maxWaitMs) break;
			await sleepUnlessAborted(untilMs - performance.now(), signal);
		}
		return performance.now() - startMs;
	}
}

/** The pauses of this process. */
export const rateLimit = new RateLimit();
