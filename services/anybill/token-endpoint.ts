import { sleep, type IHttpRequestHelper, type IHttpRequestOptions } from 'n8n-workflow';
import { CredentialError } from '../../http/errors/errors';
import { readSmallBody } from '../../http/response/read';
import { headerText, type RawResponse } from '../../http/response/response';
import { parseRetryAfter } from '../../http/transport/retry-after';
import { readTokenError, type TokenFailure } from './token-errors';
import { parseTokenResponse, type ServiceAccount, type TokenSet } from './service-account';

/** What a hook of n8n may send requests with. */
export type HttpRequest = IHttpRequestHelper['helpers']['httpRequest'];

/** A sign-in that did not work. */
export class TokenEndpointError extends CredentialError {
	constructor(readonly failure: TokenFailure) {
		super(failure.message, failure.description);
	}
}

const TIMEOUT = 30_000;
const MAX_TRIES = 3;
/** All that n8n's user waits for a sign-in, in ms: a hook cannot be cancelled. */
const MAX_WAIT = 60_000;

/**
 * Gets tokens: by refresh token where there is one, else, or where it turns out to be of no use, by
 * user name and password. The password grant is tried once.
 *
 * @param refreshToken issued for the same details, or undefined
 * @throws {TokenEndpointError}
 * @see https://developers.anybill.de, "Authentication"; RFC 6749, sections 4.3 and 6
 */
export async function signIn(
	http: HttpRequest,
	details: ServiceAccount,
	identity: string,
	refreshToken: string | undefined,
): Promise<TokenSet> {
	if (refreshToken) {
		const refreshed = await requestTokens(
			http,
			details.tokenUrl,
			refreshTokenGrant(details, refreshToken),
		);
		if ('answer' in refreshed) return readOrThrow(refreshed.answer, identity);
		if (refreshed.failure.kind !== 'grant') throw new TokenEndpointError(refreshed.failure);
	}
	const granted = await requestTokens(http, details.tokenUrl, passwordGrant(details));
	if ('failure' in granted) throw new TokenEndpointError(granted.failure);
	return readOrThrow(granted.answer, identity);
}

/** The form of the resource owner password credentials grant, as anybill documents it. */
export function passwordGrant({ clientId, username, password, scopes }: ServiceAccount) {
	return new URLSearchParams({
		grant_type: 'password',
		username,
		password,
		client_id: clientId,
		scope: [...scopes, 'openid', 'offline_access'].join(' '),
		response_type: 'token',
	});
}

/** The form of the refresh grant, as anybill documents it. */
export function refreshTokenGrant({ clientId, scopes }: ServiceAccount, refreshToken: string) {
	return new URLSearchParams({
		grant_type: 'refresh_token',
		refresh_token: refreshToken,
		client_id: clientId,
		scope: [...scopes, 'offline_access'].join(' '),
		response_type: 'token',
	});
}

function readOrThrow(answer: unknown, identity: string): TokenSet {
	const tokens = parseTokenResponse(answer, identity, Date.now());
	if (tokens) return tokens;
	throw new TokenEndpointError({
		kind: 'temporary',
		message: 'The answer to the sign-in holds no usable access token',
		description:
			'Check the token URL in the credential. If it is right, try again, or ask anybill for help.',
	});
}

type Outcome = { answer: unknown } | { failure: TokenFailure };

/** Asks for tokens; waits and repeats, within bounds, where the service is busy or away. */
async function requestTokens(
	http: HttpRequest,
	url: string,
	form: URLSearchParams,
): Promise<Outcome> {
	let waited = 0;
	for (let tries = 1; ; tries++) {
		const outcome = await requestOnce(http, url, form);
		if ('answer' in outcome || outcome.failure.kind !== 'temporary') return outcome;
		const wait = outcome.failure.retryAfter ?? 500 * 2 ** (tries - 1);
		if (tries >= MAX_TRIES || waited + wait > MAX_WAIT) return outcome;
		await sleep(wait);
		waited += wait;
	}
}

async function requestOnce(
	http: HttpRequest,
	url: string,
	form: URLSearchParams,
): Promise<Outcome> {
	const options: IHttpRequestOptions = {
		method: 'POST',
		url,
		headers: {
			'content-type': 'application/x-www-form-urlencoded',
			accept: 'application/json',
		},
		body: form.toString(),
		// A stream, so that an answer of any size costs little.
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// The form holds the password: it goes to the token URL and nowhere else.
		disableFollowRedirect: true,
		timeout: TIMEOUT,
	};
	let raw: RawResponse;
	try {
		raw = (await http(options)) as RawResponse;
	} catch (error) {
		return { failure: unreachable(error) };
	}
	const body = await readSmallBody(raw, TIMEOUT);
	if (raw.statusCode >= 200 && raw.statusCode < 300) {
		// Cut off on the way: nobody knows which tokens were issued, and new ones do no harm.
		return body === undefined ? { failure: unreachable({}) } : { answer: body };
	}
	const retryAfter = parseRetryAfter(headerText(raw.headers['retry-after']), Date.now());
	const grant = form.get('grant_type') === 'password' ? 'password' : 'refresh_token';
	return { failure: readTokenError(raw.statusCode, body, retryAfter, grant) };
}

/** Only the code gets out: the error itself holds the form, and with it the password. */
function unreachable(error: unknown): TokenFailure {
	const { code, message, cause } = error as {
		code?: string;
		message?: string;
		cause?: { code?: string };
	};
	const isRefused = typeof message === 'string' && message.startsWith('Domain not allowed');
	if (isRefused) {
		return {
			kind: 'rejected',
			message: 'The token URL is not among the allowed domains of the credential',
			description: 'Add its host to "Allowed Domains" in the credential.',
		};
	}
	return {
		kind: 'temporary',
		message: 'The sign-in of anybill cannot be reached',
		description: `Check the network of n8n and the token URL in the credential. (${code ?? cause?.code ?? 'no answer'})`,
	};
}
