import { HttpStatusError, type NetworkError } from '../errors/errors';
import { cancelSignal } from '../n8n-versions';
import type { ApiRequest } from '../request/request';
import type { Settings } from '../request/settings';
import { readResponse, readSmallBody } from '../response/read';
import { headerText, type ApiResponse, type RawResponse } from '../response/response';
import { secretsOf } from '../secrets';
import { followRedirects } from './redirects';
import type { RequestContext } from './request-context';
import { decideRetry, type Outcome, type RetryDecision } from './retry';
import { parseRetryAfter, serverTime } from './retry-after';
import { sleepUnlessAborted } from './sleep';

/** How one attempt ended. */
type Attempt =
	| { kind: 'response'; response: ApiResponse }
	/** The body has not been read yet. */
	| { kind: 'errorStatus'; raw: RawResponse; url: URL }
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
	const { limit, rateLimit, credential, n8n } = context;
	// What one host asks for does not hold for another.
	const rateLimitKey = `${credential.rateLimitKey} ${request.url.host}`;
	const signal = cancelSignal(n8n);
	const { maxWaitMs } = settings.retry;
	let waitedMs = 0;

	const sendOnce = async (attempt: number): Promise<ApiResponse | RetryDecision> => {
		waitedMs += await rateLimit.wait(rateLimitKey, maxWaitMs - waitedMs, signal);
		const outcome = await tryOnce(context, request, settings, options);
		if (outcome.kind === 'response') return outcome.response;
		signal?.throwIfAborted();
		const state = { isRepeatable: request.isRepeatable, attempt, waitedMs };
		const decision = decideRetry(toOutcome(outcome), state, settings.retry);
		// Set before the limiter lets the next request go.
		if (decision.pauseCredential) rateLimit.pause(rateLimitKey, decision.delayMs);
		if (!decision.retry) return await giveUp(context, outcome, { request, settings, attempt });
		if (outcome.kind === 'errorStatus') outcome.raw.abort();
		return decision;
	};

	for (let attempt = 1; ; attempt++) {
		const result = await limit(async () => await sendOnce(attempt));
		if (!('retry' in result)) return result;
		if (!result.pauseCredential) await sleepUnlessAborted(result.delayMs, signal);
	}
}

async function tryOnce(
	context: RequestContext,
	request: ApiRequest,
	settings: Settings,
	{ acceptStatuses = [] }: SendOptions,
): Promise<Attempt> {
	const sent = await followRedirects(context, request, settings);
	if (sent.kind === 'networkError') return sent;
	const { statusCode } = sent.raw;
	const isSuccess = statusCode >= 200 && statusCode < 300;
	if (!isSuccess && !acceptStatuses.includes(statusCode)) return { ...sent, kind: 'errorStatus' };
	return await read(context, sent, { request, settings });
}

function toOutcome(attempt: FailedAttempt): Outcome {
	if (attempt.kind === 'networkError') return {};
	const { statusCode, headers } = attempt.raw;
	const now = serverTime(headerText(headers.date), Date.now());
	return { statusCode, retryAfterMs: parseRetryAfter(headerText(headers['retry-after']), now) };
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
	if (failed.kind === 'networkError') throw failed.error;
	const { settings, request, attempt } = sent;
	if (settings.response.neverError) {
		const outcome = await read(context, failed, sent);
		if (outcome.kind === 'networkError') throw outcome.error;
		return outcome.response;
	}
	const { raw, url } = failed;
	const { statusCode, headers } = raw;
	const body = await readSmallBody(raw, settings.client.timeoutMs);
	const { method } = request;
	throw new HttpStatusError({ statusCode, headers, body, method, path: url.pathname }, attempt);
}

async function read(
	context: RequestContext,
	{ raw, url }: { raw: RawResponse; url: URL },
	{ request, settings }: { request: ApiRequest; settings: Settings },
) {
	return await readResponse(raw, {
		...settings.response,
		method: request.method,
		url,
		timeoutMs: settings.client.timeoutMs,
		jsonBudget: context.jsonBudget,
		secrets: secretsOf(context.credential.data),
		prepareBinaryData: context.n8n.helpers.prepareBinaryData,
	});
}
