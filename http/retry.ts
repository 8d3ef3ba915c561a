/** How an attempt ended, as far as a retry is concerned. */
export interface Outcome {
	/** Undefined where no whole answer arrived: refused, reset, timed out, cut off. */
	statusCode?: number;
	/** From Retry-After, in ms. */
	retryAfter?: number;
}

/** What the user allows. */
export interface RetryLimits {
	/** Tries in all where an answer was lost or the service was down. */
	maxTries: number;
	/** Longest time to wait in all, in ms. */
	maxWait: number;
}

/** What is to be done after an attempt that failed. */
export interface Retry {
	/** ms to wait before the next attempt. */
	wait: number;
	/** The service counts requests of the whole credential, so all of them wait. */
	everyone: boolean;
}

const TEMPORARY = [502, 503, 504];

/**
 * Decides whether a request is sent again, and when.
 *
 * A write is repeated only after 429, where the server said that it did not take the request
 * (RFC 6585, section 4). After a lost answer, 502, 503 or 504 nobody knows, so only a GET or
 * HEAD without side effects is repeated.
 *
 * @param outcome how the attempt ended
 * @param repeatable whether the request is a GET or HEAD without side effects
 * @param tries attempts made so far, this one included
 * @param waited ms waited so far
 * @returns undefined where the outcome is final
 */
export function decideRetry(
	outcome: Outcome,
	repeatable: boolean,
	tries: number,
	waited: number,
	limits: RetryLimits,
): Retry | undefined {
	const { statusCode } = outcome;
	const throttled = statusCode === 429;
	const lost = statusCode === undefined || TEMPORARY.includes(statusCode);
	if (!throttled && !(lost && repeatable && tries < limits.maxTries)) return undefined;
	const wait = outcome.retryAfter ?? backoff(tries);
	if (waited + wait > limits.maxWait) return undefined;
	return { wait, everyone: throttled || outcome.retryAfter !== undefined };
}

/** 0.5 s, 1 s, 2 s … 30 s, less up to a quarter so that callers spread out. */
function backoff(tries: number): number {
	const full = Math.min(30_000, 500 * 2 ** (tries - 1));
	return Math.round(full * (1 - Math.random() / 4));
}
