import {
	NetworkError,
	readResponse,
	readErrorBody,
	single,
	type ApiResponse,
} from '../response/read';
import type { Limiter } from './concurrency';
import { pause, sleepUnlessAborted, waitForPause } from './rate-limit';
import type { ErrorResponse } from '../profile';
import type { ApiRequest, Settings } from '../request/request';
import { decideRetry, type Decision, type Outcome } from './retry';
import { parseRetryAfter, serverTime } from './retry-after';
import { send, type Sender } from './n8n-client';

/** The API answered with an error status, for good. */
export class HttpStatusError extends Error {
	constructor(
		readonly answer: ErrorResponse,
		/** How often the request was sent. */
		readonly tries: number,
	) {
		super(`The API answered ${answer.statusCode}`);
	}
}

/** An attempt's answer, or what to do instead. */
type Attempt = { answer: ApiResponse } | { next: Decision };

/**
 * Sends a request until there is a final answer: waits where the service asks to, repeats what may
 * be repeated, and reads the answer.
 *
 * @param limiter bounds the requests in flight
 * @throws {HttpStatusError} for an error status, unless the user wants it as data
 * @throws {NetworkError | ResponseParseError | CredentialError | InputError}
 */
export async function callApi(
	sender: Sender,
	request: ApiRequest,
	settings: Settings,
	limiter: Limiter,
): Promise<ApiResponse> {
	const signal = sender.context.getExecutionCancelSignal?.();
	const { pauseKey } = sender.session;
	const limits = settings.retry;
	let waited = 0;
	for (let tries = 1; ; tries++) {
		const decide = (outcome: Outcome) => {
			signal?.throwIfAborted();
			const next = decideRetry(outcome, request.repeatable, tries, waited, limits);
			// Set before the limiter lets the next request go.
			if (next.everyone) pause(pauseKey, next.wait);
			return next;
		};
		const attempt = await limiter(async () => {
			waited += await waitForPause(pauseKey, limits.maxWait - waited, signal);
			return await attemptOnce(sender, request, settings, tries, decide);
		});
		if ('answer' in attempt) return attempt.answer;
		if (attempt.next.everyone) continue;
		await sleepUnlessAborted(attempt.next.wait, signal);
	}
}

async function attemptOnce(
	sender: Sender,
	request: ApiRequest,
	settings: Settings,
	tries: number,
	decide: (outcome: Outcome) => Decision,
): Promise<Attempt> {
	try {
		const { answer, url } = await send(sender, request, settings);
		const { statusCode, headers } = answer;
		const isError =
			(statusCode < 200 || statusCode >= 300) && !settings.acceptStatuses.includes(statusCode);
		if (isError) {
			const now = serverTime(single(headers.date), Date.now());
			const next = decide({
				statusCode,
				retryAfter: parseRetryAfter(single(headers['retry-after']), now),
			});
			if (next.again) {
				answer.body.destroy?.();
				return { next };
			}
		}
		const { method } = request;
		if (!isError || settings.neverError) {
			return { answer: await readResponse(sender.context, answer, settings, method, url) };
		}
		const body = await readErrorBody(answer, settings.timeout);
		const path = url.pathname;
		return fail(new HttpStatusError({ statusCode, headers, body, method, path }, tries));
	} catch (error) {
		if (!(error instanceof NetworkError)) return fail(error);
		const next = decide({});
		return next.again ? { next } : fail(error);
	}
}

function fail(error: unknown): never {
	throw error;
}
