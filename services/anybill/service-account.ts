import { createHash } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { textOf } from '../../http/json';
import { anybillTokenUrl } from './hosts';
import { scopesOf } from './scopes';

/** What a sign-in needs: change any of it, and older tokens are somebody else's. */
export interface ServiceAccount {
	tokenUrl: string;
	clientId: string;
	username: string;
	password: string;
	scopes: string[];
}

/** What a sign-in gave, as the credential stores it: all text, times in ms since the epoch. */
export interface TokenSet {
	accessToken: string;
	accessTokenExpiresAt: string;
	refreshToken: string;
	refreshTokenExpiresAt: string;
	/** For which sign-in details the tokens were issued. */
	tokenIdentity: string;
}

/** A token is not used in its last minute: clocks differ, and requests take time. */
export const EXPIRY_MARGIN = 60_000;

// https://developers.anybill.de: "The access_token is valid for 86400 seconds (24 hours)".
const DEFAULT_ACCESS_LIFETIME = 86_400;
// The same page shows 1,209,600 s in its example and writes 90 days in its text: the shorter counts.
const DEFAULT_REFRESH_LIFETIME = 1_209_600;
// No token lives longer than a year; a larger number is a mistake, and dates end at 8.64e15 ms.
const LONGEST_LIFETIME = 365 * 86_400;
// Nobody issues a token for less than a second: such a number is a mistake, too.
const SHORTEST_LIFETIME = 1;

/** The sign-in details of a credential. */
export function parseServiceAccount(credentials: ICredentialDataDecryptedObject): ServiceAccount {
	return {
		tokenUrl: anybillTokenUrl(credentials as Record<string, string>),
		clientId: textOf(credentials.clientId).trim(),
		username: textOf(credentials.username).trim(),
		password: textOf(credentials.password),
		scopes: scopesOf(credentials.scopes, credentials.additionalScopes),
	};
}

/** A fingerprint of sign-in details: equal for equal details, tells nothing about them. */
export function fingerprint({ tokenUrl, clientId, username, password, scopes }: ServiceAccount) {
	const parts = [tokenUrl, clientId, username, password, [...scopes].sort().join(' ')];
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** The tokens that a credential holds; empty texts where it holds none. */
export function storedTokens(credentials: ICredentialDataDecryptedObject): TokenSet {
	const text = (name: string) => textOf(credentials[name]);
	return {
		accessToken: text('accessToken'),
		accessTokenExpiresAt: text('accessTokenExpiresAt'),
		refreshToken: text('refreshToken'),
		refreshTokenExpiresAt: text('refreshTokenExpiresAt'),
		tokenIdentity: text('tokenIdentity'),
	};
}

/** Whether the access token may be used: issued for these details, and not expired. */
export function isLive(tokens: TokenSet, identity: string, now: number): boolean {
	return (
		tokens.accessToken !== '' &&
		tokens.tokenIdentity === identity &&
		Number(tokens.accessTokenExpiresAt) > now
	);
}

/** Whether the refresh token is worth a try: issued for these details, not known to be expired. */
export function isRefreshable(tokens: TokenSet, identity: string, now: number): boolean {
	return (
		tokens.refreshToken !== '' &&
		tokens.tokenIdentity === identity &&
		Number(tokens.refreshTokenExpiresAt) > now
	);
}

/**
 * Reads a successful token answer (RFC 6749, section 5.1). Lifetimes are seconds, as number or
 * text; each ends {@link EXPIRY_MARGIN} early, but a short-lived token keeps half its life.
 *
 * @param now ms since the epoch
 * @returns undefined where the answer holds no access token
 */
export function parseTokenResponse(
	answer: unknown,
	identity: string,
	now: number,
): TokenSet | undefined {
	const body = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<
		string,
		unknown
	>;
	const { access_token: accessToken, refresh_token: refreshToken } = body;
	if (typeof accessToken !== 'string' || !isHeaderSafe(accessToken)) return undefined;
	return {
		accessToken,
		accessTokenExpiresAt: expiry(body.expires_in, DEFAULT_ACCESS_LIFETIME, now),
		refreshToken: typeof refreshToken === 'string' ? refreshToken : '',
		refreshTokenExpiresAt: expiry(body.refresh_token_expires_in, DEFAULT_REFRESH_LIFETIME, now),
		tokenIdentity: identity,
	};
}

/** Bearer tokens are visible ASCII (RFC 6750, section 2.1), and servers refuse longer headers anyway. */
function isHeaderSafe(token: string): boolean {
	return /^[\x21-\x7e]+$/.test(token) && token.length <= 32_768;
}

function expiry(lifetime: unknown, fallback: number, now: number): string {
	const given = ['number', 'string'].includes(typeof lifetime) ? Number(lifetime) : NaN;
	const isSensible = Number.isFinite(given) && given >= SHORTEST_LIFETIME;
	const seconds = isSensible ? Math.min(given, LONGEST_LIFETIME) : fallback;
	const ms = seconds * 1000;
	return String(Math.round(now + Math.max(ms - EXPIRY_MARGIN, ms / 2)));
}
