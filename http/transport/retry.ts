/** How an attempt ended, as far as a retry is concerned. */
export interface Outcome {
	/** Undefined where no complete response arrived: refused, reset, timed out, cut off. */
	statusCode?: number | undefined;
	/** From Retry-After. */
	retryAfterMs?: number | undefined;
}

/** What the user allows. */
export interface RetryLimits {
	/** Attempts in all where no response arrived or the service was down. */
	maxAttempts: number;
	/** Longest time to wait in all where the service asks for it. */
	maxWaitMs: number;
}

/** What came before this decision. */
export interface RetryState {
	/** Whether the request is a GET or HEAD without side effects. */
	isRepeatable: boolean;
	/** The number of this attempt, from 1. */
	attempt: number;
	/** Waited so far. */
	waitedMs: number;
}

/** What is to be done after an attempt that failed. */
export interface RetryDecision {
	/** Whether to send the request again; otherwise the outcome is final. */
	retry: boolean;
	/** Before the next attempt. */
	delayMs: number;
	/** The service asks all requests of the credential to wait, whether or not this one is sent again. */
	pauseCredential: boolean;
}

/**
 * Whether the service did not take a request, and asks for a pause: 429 (RFC 6585, section 4), or
 * another temporary status with Retry-After.
 */
export function isRefusal({ statusCode, retryAfterMs }: Outcome): boolean {
	if (statusCode === 429) return true;
	return statusCode !== undefined && TEMPORARY.includes(statusCode) && retryAfterMs !== undefined;
}

const TEMPORARY = [502, 503, 504];

/**
 * Decides whether a request is sent again, and when.
 *
 * A write is repeated only after 429, where the server said that it did not take the request
 * (RFC 6585, section 4). After a network error, 502, 503 or 504 nobody knows, so only a GET or
 * HEAD without side effects is repeated. Where the service names a time, only the user's longest
 * wait counts; where it does not, the number of attempts.
 */
export function decideRetry(
	outcome: Outcome,
	{ isRepeatable, attempt, waitedMs }: RetryState,
	limits: RetryLimits,
): RetryDecision {
	const { statusCode, retryAfterMs } = outcome;
	const isThrottled = statusCode === 429;
	const isTemporary = statusCode === undefined || TEMPORARY.includes(statusCode);
	const pauseCredential = isRefusal(outcome);
	// "Retry-After: 0" from a service that goes on refusing would be a flood of requests.
	const delayMs = pauseCredential
		? Math.max(retryAfterMs ?? backoffMs(attempt), paceMs(attempt))
		: backoffMs(attempt);
	if (pauseCredential && waitedMs + delayMs > limits.maxWaitMs) {
		return { retry: false, delayMs, pauseCredential: false };
	}
	const hasAttempts = isTemporary && attempt < limits.maxAttempts;
	const retry = isThrottled || (isRepeatable && (pauseCredential || hasAttempts));
	return { retry, delayMs, pauseCredential };
}

/** 0.5 s, 1 s, 2 s … 30 s, less up to a quarter so that callers spread out. */
function backoffMs(attempt: number): number {
	const fullMs = Math.min(30_000, 500 * 2 ** (attempt - 1));
	return Math.round(fullMs * (1 - Math.random() / 4));
}

/** 0.05 s, 0.1 s … 1 s. */
function paceMs(attempt: number): number {
	return Math.min(1000, 50 * 2 ** (attempt - 1));
}
