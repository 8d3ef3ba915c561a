import type { IDataObject } from 'n8n-workflow';
import { isObject, textOf, type PlainObject } from '../json';
import { isWithin } from './elapsed';

const MINUTE_MS = 60_000;
/** A token is not used in its last minute: clocks differ, and requests take time. */
const EXPIRY_MARGIN_MS = MINUTE_MS;
/** A token that is refused this soon after it was issued will not get better by another. */
const FRESH_MS = MINUTE_MS;
/** A token that lives for less would be about to expire all the time. */
const SHORT_LIFETIME_MS = 10 * MINUTE_MS;

/** The access token as n8n keeps it. */
export function accessToken({ oauthTokenData }: IDataObject): unknown {
	return (oauthTokenData as IDataObject | undefined)?.access_token;
}

/**
 * When a token expires, in ms since the epoch. anny's token response has `expiresIn`, which reads as
 * minutes, and `expiresAt`, which is exact; `expires_in` is in seconds (RFC 6749, section 5.1).
 *
 * @param tokenData as n8n keeps the token response
 * @param issuedAtMs by our clock, where this process has got the token
 * @returns undefined where that cannot be told
 */
export function tokenExpiresAtMs(
	tokenData: unknown,
	issuedAtMs: number | undefined,
): number | undefined {
	if (!isObject(tokenData)) return undefined;
	const lifetimeMs = tokenLifetimeMs(tokenData);
	const statedAtMs = statedExpiryMs(tokenData);
	if (issuedAtMs === undefined || lifetimeMs === undefined) return statedAtMs;
	const byOurClockMs = issuedAtMs + lifetimeMs;
	// Minutes are rounded: where that is all the difference, and not a wrong clock, the service knows better.
	const roundedByMs = byOurClockMs - (statedAtMs ?? NaN);
	return roundedByMs > 0 && roundedByMs < MINUTE_MS ? statedAtMs : byOurClockMs;
}

function statedExpiryMs({ expiresAt, n8n_expires_at }: PlainObject): number | undefined {
	const expiresAtMs = Date.parse(textOf(expiresAt));
	if (!Number.isNaN(expiresAtMs)) return expiresAtMs;
	// n8n writes down when a token with `expires_in` ends, from 2.35 on.
	return Number(textOf(n8n_expires_at)) || undefined;
}

/**
 * Whether to renew a token before a request is sent with it: it has expired, or is about to.
 *
 * @param tokenData as n8n keeps the token response
 * @param issuedAtMs by our clock, where this process has got the token
 */
export function isRenewalDue(
	tokenData: unknown,
	issuedAtMs: number | undefined,
	nowMs: number,
): boolean {
	const expiresAtMs = tokenExpiresAtMs(tokenData, issuedAtMs);
	if (expiresAtMs === undefined || nowMs < expiresAtMs - EXPIRY_MARGIN_MS) return false;
	const lifetimeMs = tokenLifetimeMs(tokenData);
	// Without a lifetime, the service's clock alone decides: a wrong one must not renew all the time.
	return lifetimeMs === undefined
		? !isWithin(FRESH_MS, issuedAtMs, nowMs)
		: lifetimeMs >= SHORT_LIFETIME_MS;
}

/** Issued a moment ago, and not expired since: where it is refused, another will be, too. */
export function isFresh(
	tokenData: unknown,
	issuedAtMs: number | undefined,
	nowMs: number,
): boolean {
	const expiresAtMs = tokenExpiresAtMs(tokenData, issuedAtMs) ?? Infinity;
	return isWithin(FRESH_MS, issuedAtMs, nowMs) && nowMs < expiresAtMs;
}

function tokenLifetimeMs(tokenData: unknown): number | undefined {
	if (!isObject(tokenData)) return undefined;
	const seconds = textOf(tokenData.expires_in);
	const minutes = textOf(tokenData.expiresIn);
	const ms = seconds === '' ? Number(minutes || NaN) * MINUTE_MS : Number(seconds) * 1000;
	return Number.isNaN(ms) ? undefined : ms;
}
