import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { CredentialError } from '../../http/errors/errors';
import { allowedHosts, assertAllowed } from '../../http/request/allowed-hosts';
import { TOKEN_URL } from './hosts';
import { scopeProblem } from './scopes';
import { signIn, TokenEndpointError, type HttpRequest } from './token-endpoint';
import {
	fingerprint,
	isLive,
	isRefreshable,
	parseServiceAccount,
	storedTokens,
	type ServiceAccount,
	type TokenSet,
} from './service-account';

/** A refused sign-in is not tried again for this long, in ms: wrong passwords lock accounts. */
const REFUSAL_MEMORY = 30_000;
/** The same for a service that is down or busy, unless it says when it will be back. */
const OUTAGE_MEMORY = 5_000;
/** The longest that a Retry-After is believed, in ms: B2C counts requests over 5 minutes. */
const LONGEST_OUTAGE_MEMORY = 300_000;
/** A token that is rejected this soon after a forced sign-in, in ms, will not get better by another. */
const FORCED_SIGN_IN_INTERVAL = 60_000;
/** Identities remembered at a time. */
const CAPACITY = 500;

interface Kept {
	/** The sign-in under way: everyone waits for this one. */
	pending?: Promise<TokenSet> | undefined;
	/** The newest tokens, for callers that still hold older ones. */
	tokens?: TokenSet;
	refusal?: { error: TokenEndpointError; at: number; memory: number } | undefined;
	/** When a sign-in was last forced by a rejected token, in ms since the epoch. */
	forcedAt?: number;
}

/**
 * What this process knows of each set of sign-in details. n8n calls the hook once for every request
 * that meets an expired token, so N parallel items would make N token requests. Nothing is kept
 * that a restart could not rebuild: tokens live in n8n's credential.
 */
const kept = new Map<string, Kept>();

/**
 * Credential data, as n8n hands it over for one request, whose token went out with that request.
 * When such a request fails, a new token would make n8n's legacy helper send it a second time, even
 * where the token has expired while the answer was awaited. Only the credential test may be
 * repeated: a GET that n8n asks a new token for after a 401 and nothing else.
 */
const sent = new WeakMap<ICredentialDataDecryptedObject, 'request' | 'test'>();

/**
 * The tokens that a credential should hold, for n8n's `preAuthentication` hook.
 *
 * Signs in where the credential holds no token, an expired one, one that was issued for other
 * sign-in details, or one that the API has just rejected (`rejectedAccessToken`, see
 * {@link renewed}). In every other case, and whenever the request was sent already, there is nothing
 * to change: n8n's legacy helper calls the hook after any failed request and would send that request
 * again if it got a token.
 *
 * @returns undefined where the credential's own tokens are right
 * @throws {CredentialError} for incomplete details, {TokenEndpointError} for a failed sign-in
 */
export async function currentTokens(
	http: HttpRequest,
	credentials: ICredentialDataDecryptedObject,
): Promise<TokenSet | undefined> {
	if (sent.get(credentials) === 'request') return undefined;
	const details = parseServiceAccount(credentials);
	assertComplete(details, credentials);
	const identity = fingerprint(details);
	const stored = storedTokens(credentials);
	const rejected = rejectedToken(credentials);
	if (!rejected && isLive(stored, identity, Date.now())) return undefined;

	const known = remember(identity);
	if (
		known.tokens &&
		known.tokens.accessToken !== rejected &&
		isLive(known.tokens, identity, Date.now())
	) {
		return known.tokens;
	}
	const { refusal } = known;
	if (refusal && isWithin(refusal.memory, refusal.at)) throw refusal.error;
	if (known.pending) return await known.pending;
	if (rejected && isWithin(FORCED_SIGN_IN_INTERVAL, known.forcedAt ?? 0)) {
		throw rejectedAgain();
	}
	known.pending = renew(http, details, identity, known, stored, rejected);
	return await known.pending;
}

/** The token that the API has rejected; empty where there is none. */
function rejectedToken(credentials: ICredentialDataDecryptedObject): string {
	const { accessToken, rejectedAccessToken, accessTokenExpiresAt } = credentials;
	if (sent.get(credentials) === 'test') return String(accessToken);
	// n8n merges new tokens into the same data: with one in it, an older rejection is history.
	if (accessToken) return '';
	// On a busy machine a token may expire on its way: that needs no new session, only a new token.
	return Number(accessTokenExpiresAt) > Date.now() ? String(rejectedAccessToken ?? '') : '';
}

/** Whether something was less than so many ms ago; not, where the clock was set back meanwhile. */
function isWithin(ms: number, at: number): boolean {
	const age = Date.now() - at;
	return age >= 0 && age < ms;
}

/** Signs in, and keeps what came of it for those who ask next. */
async function renew(
	http: HttpRequest,
	details: ServiceAccount,
	identity: string,
	known: Kept,
	stored: TokenSet,
	rejected: string,
): Promise<TokenSet> {
	try {
		if (rejected) known.forcedAt = Date.now();
		// The API has refused this session: the password starts a new one.
		const refreshable = rejected ? undefined : newestRefreshable([known.tokens, stored], identity);
		const tokens = await signIn(http, details, identity, refreshable?.refreshToken);
		known.tokens = keepRefreshToken(tokens, refreshable);
		known.refusal = undefined;
		return known.tokens;
	} catch (error) {
		return refuse(known, error);
	} finally {
		known.pending = undefined;
	}
}

/** Another process of the same n8n may have stored newer tokens than this one knows. */
function newestRefreshable(sets: Array<TokenSet | undefined>, identity: string) {
	return sets
		.filter((tokens) => tokens !== undefined)
		.filter((tokens) => isRefreshable(tokens, identity, Date.now()))
		.sort((a, b) => Number(b.refreshTokenExpiresAt) - Number(a.refreshTokenExpiresAt))[0];
}

/** A server need not send a new refresh token: the old one stays valid (RFC 6749, section 6). */
function keepRefreshToken(tokens: TokenSet, before: TokenSet | undefined): TokenSet {
	if (tokens.refreshToken !== '' || !before) return tokens;
	const { refreshToken, refreshTokenExpiresAt } = before;
	return { ...tokens, refreshToken, refreshTokenExpiresAt };
}

function refuse(known: Kept, error: unknown): never {
	if (error instanceof TokenEndpointError) {
		const { kind, retryAfter } = error.failure;
		const outage = Math.min(retryAfter ?? OUTAGE_MEMORY, LONGEST_OUTAGE_MEMORY);
		const memory = kind === 'temporary' ? outage : REFUSAL_MEMORY;
		known.refusal = { error, at: Date.now(), memory };
	}
	throw error;
}

/** The entry of an identity, moved to the end; the oldest idle one makes room. */
function remember(identity: string): Kept {
	const entry = kept.get(identity) ?? {};
	kept.delete(identity);
	if (kept.size >= CAPACITY) {
		for (const [key, { pending }] of kept) {
			if (pending) continue;
			kept.delete(key);
			break;
		}
	}
	kept.set(identity, entry);
	return entry;
}

/**
 * The credential's access token, if it may be sent. n8n does not call the hook when a token is
 * expired or belongs to other sign-in details: `authenticate` has to tell.
 *
 * @param purpose what it is sent with
 * @throws an error that n8n takes for a 401: it calls the hook, and then sends the request for the
 *   first time, with the new token
 */
export function assertLiveToken(
	credentials: ICredentialDataDecryptedObject,
	purpose: 'request' | 'test',
): string {
	const tokens = storedTokens(credentials);
	const identity = fingerprint(parseServiceAccount(credentials));
	if (isLive(tokens, identity, Date.now())) {
		sent.set(credentials, purpose);
		return tokens.accessToken;
	}
	sent.delete(credentials);
	throw new TokenNotLive();
}

/** Looks to n8n like an answer with status 401 (`error.response.status`). */
class TokenNotLive extends Error {
	readonly response = { status: 401 };

	constructor() {
		super('The access token is missing, expired or of another account');
		this.name = 'TokenNotLive';
	}
}

/** The credential data that makes the hook replace a token which the API rejected. */
export function renewed(
	credentials: ICredentialDataDecryptedObject,
): ICredentialDataDecryptedObject {
	return { ...credentials, accessToken: '', rejectedAccessToken: credentials.accessToken ?? '' };
}

function rejectedAgain(): CredentialError {
	return new CredentialError(
		'anybill rejects access tokens that it issued a moment ago',
		'Check in the credential that environment and base URL belong to the account, and that the scopes are those of this API.',
	);
}

function assertComplete(
	details: ServiceAccount,
	credentials: ICredentialDataDecryptedObject,
): void {
	const missing = [
		[details.clientId, 'Client ID'],
		[details.username, 'User Name'],
		[details.password, 'Password'],
	].find(([value]) => value === '');
	if (missing) {
		throw new CredentialError(
			`"${missing[1]}" is empty in the credential`,
			'Open the credential and fill it in. anybill gives it to you with the service account.',
		);
	}
	const problem = scopeProblem(details.scopes);
	if (problem) {
		throw new CredentialError(
			problem,
			'Open the credential and choose scopes of one family, Vendor or Partner Platform. Use a second credential for the other.',
		);
	}
	const url = URL.canParse(details.tokenUrl) ? new URL(details.tokenUrl) : undefined;
	if (!url) {
		throw new CredentialError(
			'The token URL in the credential is not a valid URL',
			'Correct "Token URL".',
		);
	}
	assertAllowed(url, allowedHosts(credentials as IDataObject, TOKEN_URL));
}
