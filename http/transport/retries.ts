import { HttpStatusError, type NetworkError } from '../errors/errors';
import { cancelSignal } from '../n8n-versions';
import type { ApiRequest } from '../request/request';
import type { Settings } from '../request/settings';
import { readErrorResponse, readResponse } from '../response/read';
import {
	headerText,
	type ApiResponse,
	type RawResponse,
	type UnsignedRedirect,
} from '../response/response';
import { redact } from '../secrets';
import { followRedirects, type FinalResponse } from './redirects';
import type { RequestContext } from './request-context';
import { decideRetry, isRefusal, type Outcome, type RetryDecision } from './retry';
import { parseRetryAfter, serverTime } from './retry-after';
import { sleepUnlessAborted } from './sleep';

/** How one attempt ended. */
type Attempt =
	| { kind: 'response'; response: ApiResponse }
	/** The body has not been read yet. */
	| {
			kind: 'errorStatus';
			raw: RawResponse;
			url: URL;
			secrets: readonly string[];
			unsignedRedirect: UnsignedRedirect | undefined;
	  }
	| { kind: 'networkError'; error: NetworkError };

type FailedAttempt = Exclude<Attempt, { kind: 'response' }>;

/** How a page or a request differs from the node's settings. */
export interface SendOptions {
	/** Error statuses that are no errors here: the end of a list. */
	acceptStatuses?: readonly number[];
}

/**
 * Sends a request until there is a final response: waits where the service asks to, repeats what may
 * be repeated, and reads the response.
 *
 * @throws {HttpStatusError} for an error status, unless the user wants it as data
 * @throws {NetworkError | ResponseParseError | CredentialError | InputError}
 */
export async function requestWithRetries(
	context: RequestContext,
	request: ApiRequest,
	settings: Settings,
	options: SendOptions = {},
): Promise<ApiResponse> {
	const { limit, rateLimit, n8n } = context;
	const key = rateLimitKey(context, request);
	const signal = cancelSignal(n8n);
	const { maxWaitMs } = settings.retry;
	let waitedMs = 0;

	const sendOnce = async (attempt: number): Promise<ApiResponse | RetryDecision> => {
		const turn = await rateLimit.takeTurn(key, { maxWaitMs: maxWaitMs - waitedMs, signal });
		waitedMs += turn.waitedMs;
		try {
			const sent = await followRedirects(context, request, settings);
			const isCounted = turn.window !== undefined && sent.kind === 'response';
			if (isCounted && !isRefusal(toOutcome(sent))) rateLimit.accept(turn);
			const ended = await readSuccess(context, sent, { request, settings, ...options });
			if (ended.kind === 'response') return ended.response;
			signal?.throwIfAborted();
			const state = { isRepeatable: request.isRepeatable, attempt, waitedMs };
			const decision = decideRetry(toOutcome(ended), state, settings.retry);
			// Set before the limiter lets the next request go.
			if (decision.pauseCredential) rateLimit.refuse(turn, decision.delayMs);
			if (!decision.retry) return await giveUp(context, ended, { request, settings, attempt });
			if (ended.kind === 'errorStatus') ended.raw.abort();
			return decision;
		} finally {
			rateLimit.end(turn);
		}
	};

	for (let attempt = 1; ; attempt++) {
		const result = await limit(async () => await sendOnce(attempt));
		if (!('retry' in result)) return result;
		if (!result.pauseCredential) await sleepUnlessAborted(result.delayMs, signal);
	}
}

/** Anything but an error status is read. */
async function readSuccess(
	context: RequestContext,
	sent: FinalResponse,
	{ acceptStatuses = [], ...rest }: SendOptions & { request: ApiRequest; settings: Settings },
): Promise<Attempt> {
	if (sent.kind === 'networkError') return sent;
	const { statusCode } = sent.raw;
	const isSuccess = statusCode >= 200 && statusCode < 300;
	if (!isSuccess && !acceptStatuses.includes(statusCode)) return { ...sent, kind: 'errorStatus' };
	return await read(context, sent, rest);
}

function toOutcome(attempt: FinalResponse | FailedAttempt): Outcome {
	if (attempt.kind === 'networkError') return {};
	const { statusCode, headers } = attempt.raw;
	const now = serverTime(headerText(headers.date), Date.now());
	return { statusCode, retryAfterMs: parseRetryAfter(headerText(headers['retry-after']), now) };
}

/** What the service counts together: one host's limit does not hold for another. */
function rateLimitKey(
	{ credential, profile }: RequestContext,
	{ method, url }: ApiRequest,
): string {
	const group = profile.rateLimitGroup?.(method) ?? 'all';
	return `${credential.rateLimitKey} ${url.host} ${group}`;
}

/**
 * What comes of a request whose last attempt failed.
 *
 * @returns the error response, where the user wants it as data
 */
async function giveUp(
	context: RequestContext,
	failed: FailedAttempt,
	sent: { request: ApiRequest; settings: Settings; attempt: number },
): Promise<ApiResponse> {
	const { settings, request, attempt } = sent;
	if (failed.kind === 'networkError') {
		failed.error.isWrite = !request.isRepeatable;
		throw failed.error;
	}
	if (settings.response.neverError) {
		const outcome = await read(context, failed, sent);
		if (outcome.kind === 'networkError') throw outcome.error;
		return outcome.response;
	}
	const { raw, url, secrets, unsignedRedirect } = failed;
	const { timeoutMs } = settings.client;
	const { method, isRepeatable } = request;
	const path = redact(url.pathname, secrets);
	const response = await readErrorResponse(raw, { timeoutMs, secrets });
	throw new HttpStatusError({ ...response, method, path, isRepeatable, unsignedRedirect }, attempt);
}

async function read(
	context: RequestContext,
	{ raw, url, secrets }: { raw: RawResponse; url: URL; secrets: readonly string[] },
	{ request, settings }: { request: ApiRequest; settings: Settings },
) {
	return await readResponse(raw, {
		...settings.response,
		method: request.method,
		isRepeatable: request.isRepeatable,
		url,
		timeoutMs: settings.client.timeoutMs,
		jsonBudget: context.jsonBudget,
		secrets,
		prepareBinaryData: context.n8n.helpers.prepareBinaryData,
	});
}
