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
	/** Longest time to wait in all where the service asks for it, in ms. */
	maxWait: number;
}

/** What is to be done after an attempt that failed. */
export interface Decision {
	/** Whether to send the request again; otherwise the outcome is final. */
	again: boolean;
	/** ms to wait before. */
	wait: number;
	/** The service asks all requests of the credential to wait, whether or not this one is sent again. */
	everyone: boolean;
}

const TEMPORARY = [502, 503, 504];

/**
 * Decides whether a request is sent again, and when.
 *
 * A write is repeated only after 429, where the server said that it did not take the request
 * (RFC 6585, section 4). After a lost answer, 502, 503 or 504 nobody knows, so only a GET or
 * HEAD without side effects is repeated. Where the service names a time, only the user's longest
 * wait counts; where it does not, the number of tries.
 *
 * @param outcome how the attempt ended
 * @param repeatable whether the request is a GET or HEAD without side effects
 * @param tries attempts made so far, this one included
 * @param waited ms waited so far
 */
export function decideRetry(
	{ statusCode, retryAfter }: Outcome,
	repeatable: boolean,
	tries: number,
	waited: number,
	limits: RetryLimits,
): Decision {
	const throttled = statusCode === 429;
	const temporary = statusCode !== undefined && TEMPORARY.includes(statusCode);
	const lost = statusCode === undefined;
	const everyone = throttled || (temporary && retryAfter !== undefined);
	// "Retry-After: 0" from a service that goes on refusing would be a flood of requests.
	const wait = everyone ? Math.max(retryAfter ?? backoff(tries), pace(tries)) : backoff(tries);
	if (everyone && waited + wait > limits.maxWait) return { again: false, wait, everyone: false };
	const again =
		throttled || (repeatable && (everyone || ((temporary || lost) && tries < limits.maxTries)));
	return { again, wait, everyone };
}

/** 0.5 s, 1 s, 2 s … 30 s, less up to a quarter so that callers spread out. */
function backoff(tries: number): number {
	const full = Math.min(30_000, 500 * 2 ** (tries - 1));
	return Math.round(full * (1 - Math.random() / 4));
}

/** 0.05 s, 0.1 s … 1 s. */
function pace(tries: number): number {
	return Math.min(1000, 50 * 2 ** (tries - 1));
}
