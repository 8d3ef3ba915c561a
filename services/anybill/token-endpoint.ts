import {
	sleep,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { explainProxyResponse } from '../../http/errors/connection';
import { readSmallBody } from '../../http/response/read';
import { headerText, toRawResponse, type RawResponse } from '../../http/response/response';
import { openConnection } from '../../http/transport/connection';
import { parseRetryAfter, serverTime } from '../../http/transport/retry-after';
import { SERVICE_NAME } from './hosts';
import type { ServiceAccount } from './service-account';
import type { TokenSet } from './token-set';
import {
	describeTokenError,
	describeUnreachable,
	fromExplanation,
	NO_ACCESS_TOKEN,
	NO_RESPONSE,
	TokenEndpointError,
	type TokenFailure,
} from './token-errors';

/** What a hook of n8n may send requests with. */
export type HttpRequest = IHttpRequestHelper['helpers']['httpRequest'];

/** What a token is asked for with (RFC 6749, section 1.3). */
export type Grant = { type: 'password' } | { type: 'refresh_token'; refreshToken: string };

/** A token is not used in its last minute: clocks differ, and requests take time. */
export const EXPIRY_MARGIN_MS = 60_000;

// https://developers.anybill.de: "The access_token is valid for 86400 seconds (24 hours)".
const DEFAULT_ACCESS_LIFETIME_SECONDS = 86_400;
// The same page shows 1,209,600 s in its example and writes 90 days in its text: the shorter counts.
const DEFAULT_REFRESH_LIFETIME_SECONDS = 1_209_600;
// No token lives longer than a year; a larger number is a mistake, and dates end at 8.64e15 ms.
const LONGEST_LIFETIME_SECONDS = 365 * 86_400;
// Nobody issues a token for less than a second: such a number is a mistake, too.
const SHORTEST_LIFETIME_SECONDS = 1;

const TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 3;
/** All that n8n's user waits for a sign-in: a hook cannot be cancelled. */
const MAX_WAIT_MS = 60_000;

/**
 * Gets tokens: by refresh token where there is one, else, or where it is refused for whatever reason,
 * by user name and password. The password is sent once.
 *
 * @param refreshToken issued for the same account; empty where there is none
 * @throws {TokenEndpointError}
 * @see https://developers.anybill.de, "Authentication"; RFC 6749, sections 4.3 and 6
 */
export async function signIn(
	http: HttpRequest,
	account: ServiceAccount,
	refreshToken: string,
): Promise<TokenSet> {
	if (refreshToken !== '') {
		const refreshed = await requestTokens(http, account, { type: 'refresh_token', refreshToken });
		if (refreshed.kind === 'tokens') return refreshed.tokens;
		if (refreshed.failure.kind === 'temporary') throw new TokenEndpointError(refreshed.failure);
	}
	const granted = await requestTokens(http, account, { type: 'password' });
	if (granted.kind === 'failure') throw new TokenEndpointError(granted.failure);
	return granted.tokens;
}

export type TokenResult =
	| { kind: 'tokens'; tokens: TokenSet }
	| { kind: 'failure'; failure: TokenFailure };

/** Asks for tokens; waits and repeats, within bounds, where the service is busy or away. */
export async function requestTokens(
	http: HttpRequest,
	account: ServiceAccount,
	grant: Grant,
): Promise<TokenResult> {
	let waitedMs = 0;
	for (let attempt = 1; ; attempt++) {
		const result = await requestOnce(http, account, grant);
		if (result.kind === 'tokens' || result.failure.kind !== 'temporary') return result;
		const delayMs = result.failure.retryAfterMs ?? 500 * 2 ** (attempt - 1);
		if (attempt >= MAX_ATTEMPTS || waitedMs + delayMs > MAX_WAIT_MS) return result;
		await sleep(delayMs);
		waitedMs += delayMs;
	}
}

async function requestOnce(
	http: HttpRequest,
	account: ServiceAccount,
	grant: Grant,
): Promise<TokenResult> {
	const connection = openConnection();
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: account.tokenUrl,
		headers: {
			'content-type': 'application/x-www-form-urlencoded',
			accept: 'application/json',
		},
		body: grantForm(account, grant).toString(),
		// A stream, so that a response of any size costs little.
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// The form holds the password: it goes to the token URL and nowhere else.
		disableFollowRedirect: true,
		timeout: TIMEOUT_MS,
		abortSignal: connection.signal,
	};
	let raw: RawResponse;
	try {
		raw = toRawResponse((await http(options)) as IN8nHttpFullResponse, connection);
	} catch (error) {
		return { kind: 'failure', failure: describeUnreachable(error, account.tokenUrl) };
	}
	return readTokenResponse(raw, await readSmallBody(raw, TIMEOUT_MS), grant);
}

function readTokenResponse(raw: RawResponse, body: unknown, grant: Grant): TokenResult {
	const { statusCode, headers } = raw;
	const isSuccess = statusCode >= 200 && statusCode < 300;
	if (isSuccess) {
		// Cut off on the way: nobody knows which tokens were issued, and new ones do no harm.
		if (body === undefined) return { kind: 'failure', failure: NO_RESPONSE };
		const tokens = parseTokenResponse(body, Date.now());
		if (tokens) return { kind: 'tokens', tokens };
		if (!hasError(body)) return { kind: 'failure', failure: NO_ACCESS_TOKEN };
	}
	const proxy = explainProxyResponse(statusCode, headers, SERVICE_NAME);
	if (proxy) return { kind: 'failure', failure: fromExplanation(proxy) };
	const now = serverTime(headerText(headers.date), Date.now());
	const retryAfterMs = parseRetryAfter(headerText(headers['retry-after']), now);
	return {
		kind: 'failure',
		failure: describeTokenError({ statusCode, body, retryAfterMs, grant: grant.type }),
	};
}

function hasError(body: unknown): boolean {
	return typeof body === 'object' && body !== null && 'error' in body;
}

/** The form of a token request, as anybill documents it. */
export function grantForm({ clientId, username, password, scopes }: ServiceAccount, grant: Grant) {
	const isPassword = grant.type === 'password';
	return new URLSearchParams({
		grant_type: grant.type,
		...(isPassword ? { username, password } : { refresh_token: grant.refreshToken }),
		client_id: clientId,
		scope: [...scopes, ...(isPassword ? ['openid'] : []), 'offline_access'].join(' '),
		response_type: 'token',
	});
}

/**
 * Reads a successful token response (RFC 6749, section 5.1). Lifetimes are seconds, as number or
 * text; each ends {@link EXPIRY_MARGIN_MS} early, but a short-lived token keeps half its life.
 *
 * @param now ms since the epoch
 * @returns undefined where the response holds no usable access token
 */
export function parseTokenResponse(body: unknown, now: number): TokenSet | undefined {
	if (typeof body !== 'object' || body === null) return undefined;
	const response = body as Record<string, unknown>;
	const { access_token: accessToken, refresh_token: refreshToken } = response;
	if (typeof accessToken !== 'string' || !isHeaderSafe(accessToken)) return undefined;
	return {
		accessToken,
		accessTokenExpiresAtMs: expiryMs(response.expires_in, DEFAULT_ACCESS_LIFETIME_SECONDS, now),
		refreshToken: typeof refreshToken === 'string' ? refreshToken : '',
		refreshTokenExpiresAtMs: expiryMs(
			response.refresh_token_expires_in,
			DEFAULT_REFRESH_LIFETIME_SECONDS,
			now,
		),
	};
}

/** Bearer tokens are visible ASCII (RFC 6750, section 2.1), and servers refuse longer headers anyway. */
function isHeaderSafe(token: string): boolean {
	return /^[\x21-\x7e]+$/.test(token) && token.length <= 32_768;
}

function expiryMs(lifetime: unknown, fallbackSeconds: number, now: number): number {
	const given = ['number', 'string'].includes(typeof lifetime) ? Number(lifetime) : NaN;
	const isSensible = Number.isFinite(given) && given >= SHORTEST_LIFETIME_SECONDS;
	const lifetimeMs =
		(isSensible ? Math.min(given, LONGEST_LIFETIME_SECONDS) : fallbackSeconds) * 1000;
	return Math.round(now + Math.max(lifetimeMs - EXPIRY_MARGIN_MS, lifetimeMs / 2));
}
