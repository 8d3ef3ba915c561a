import { AnswerLost, readAnswer, readErrorBody, single, type Answer } from './answer';
import type { Limiter } from './concurrency';
import { pause, sleepUnlessAborted, waitForPause } from './pause';
import type { ErrorAnswer } from './profile';
import type { ApiRequest, Settings } from './request';
import { decideRetry, type Outcome } from './retry';
import { parseRetryAfter } from './retry-after';
import { send, type Sender } from './send';

/** The API answered with an error status, for good. */
export class ErrorStatus extends Error {
	constructor(
		readonly answer: ErrorAnswer,
		/** How often the request was sent. */
		readonly tries: number,
	) {
		super(`The API answered ${answer.statusCode}`);
	}
}

type Attempt = { done: Answer } | { failure: ErrorStatus | AnswerLost; outcome: Outcome };

/**
 * Sends a request until there is a final answer: waits where the service asks to, repeats what may
 * be repeated, and reads the answer.
 *
 * @param limiter bounds the requests in flight
 * @throws {ErrorStatus} for an error status, unless the user wants it as data
 * @throws {AnswerLost | CredentialError | InputError}
 */
export async function callApi(
	sender: Sender,
	request: ApiRequest,
	settings: Settings,
	limiter: Limiter,
): Promise<Answer> {
	const signal = sender.context.getExecutionCancelSignal?.();
	const { pauseKey } = sender.session;
	let waited = 0;
	for (let tries = 1; ; tries++) {
		const attempt = await limiter(async () => {
			waited += await waitForPause(pauseKey, signal);
			return await attemptOnce(sender, request, settings, tries);
		});
		if ('done' in attempt) return attempt.done;
		signal?.throwIfAborted();
		const retry = decideRetry(attempt.outcome, request.repeatable, tries, waited, settings.retry);
		if (!retry) throw attempt.failure;
		if (retry.everyone) pause(pauseKey, retry.wait);
		else await sleepUnlessAborted(retry.wait, signal);
		if (!retry.everyone) waited += retry.wait;
	}
}

async function attemptOnce(
	sender: Sender,
	request: ApiRequest,
	settings: Settings,
	tries: number,
): Promise<Attempt> {
	try {
		const { answer, url } = await send(sender, request, settings);
		const { statusCode, headers } = answer;
		const retryAfter = parseRetryAfter(single(headers['retry-after']), Date.now());
		const isError =
			(statusCode < 200 || statusCode >= 300) && !settings.acceptStatuses.includes(statusCode);
		const retriable = statusCode === 429 || (request.repeatable && statusCode >= 502);
		if (!isError || (settings.neverError && !retriable)) {
			const { context } = sender;
			return { done: await readAnswer(context, answer, settings.format, url, settings.timeout) };
		}
		const body = await readErrorBody(answer, settings.timeout);
		const { method } = request;
		const failure = new ErrorStatus(
			{ statusCode, headers, body, method, path: url.pathname },
			tries,
		);
		return { failure, outcome: { statusCode, retryAfter } };
	} catch (error) {
		if (error instanceof AnswerLost) {
			return { failure: error, outcome: {} };
		}
		return rethrow(error);
	}
}

function rethrow(error: unknown): never {
	throw error;
}
