import {
	sleep,
	type IAllExecuteFunctions,
	type ICredentialDataDecryptedObject,
	type IDataObject,
} from 'n8n-workflow';
import { CredentialError } from '../errors/errors';
import { raise } from '../errors/raise';
import { isObject, textOf } from '../json';
import { watchDeadline } from '../response/silence';
import type { ResolvedCredential } from './credential';
import { readRenewalFailure, type RenewalFailure } from './oauth2-failure';
import type { RequestFunctions } from './request-context';

/** What was done about a token that the API refused, or that is about to expire. */
export type RenewalResult =
	/** Nothing helps: the refused token was issued a moment ago. */
	| 'none'
	/** It was issued a moment ago: if the API refuses this one as well, so be it. */
	| 'new'
	/** It is newer, but may be as old as hours. */
	| 'newer';

/** What this process knows of one credential. */
interface State {
	running?: Promise<Renewal> | undefined;
	/** The token that the last renewal gave. */
	issued?: { token: unknown; atMs: number };
	failure?: { error: CredentialError; untilMs: number } | undefined;
}

interface Renewal {
	/** False: another execution or process had refreshed already. */
	refreshed: boolean;
	/** The credential with the newer token. */
	data: ICredentialDataDecryptedObject;
}

/** A token is not used in its last minute: clocks differ, and requests take time. */
const EXPIRY_MARGIN_MS = 60_000;
/** A token that is refused this soon after it was issued will not get better by another. */
const FRESH_MS = 60_000;
const SHORT_LIFETIME_MS = 10 * 60_000;
/** How long a failure is remembered: whoever comes meanwhile fails at once. */
const TEMPORARY_MEMORY_MS = 5_000;
const REFUSED_MEMORY_MS = 30_000;
const RETRY_DELAY_MS = 500;

/**
 * Renewals of OAuth2 tokens, one at a time for each credential. n8n before 2.30 refreshes once for
 * every request that is refused, and with refresh tokens that work once (RFC 9700, section 4.14.2)
 * all refreshes but the first fail. n8n stores the new token and, from 2.30 on, keeps its other
 * processes from refreshing meanwhile.
 */
export class OAuth2Renewals {
	private readonly states = new Map<string, State>();

	/**
	 * Gets a newer access token than the one that the API refused, into `credential.data`.
	 *
	 * @param refusedToken what the refused request was sent with
	 * @param timeoutMs for which the caller waits, however long the renewal takes
	 * @throws {CredentialError} where the token endpoint gives none, or gave none a moment ago
	 */
	async renew(
		n8n: RequestFunctions,
		credential: ResolvedCredential,
		{ refusedToken, timeoutMs }: { refusedToken: unknown; timeoutMs: number },
	): Promise<RenewalResult> {
		if (accessToken(credential.data) !== refusedToken) return 'newer';
		const state = this.stateOf(credential);
		const { issued, failure } = state;
		if (issued?.token === refusedToken && isFresh(credential, issued)) return 'none';
		if (failure && Date.now() < failure.untilMs) throw failure.error;
		state.running ??= this.start(n8n, credential, state);
		const { refreshed, data } = await this.waitFor(state.running, credential, timeoutMs);
		credential.data = data;
		return refreshed ? 'new' : 'newer';
	}

	/**
	 * Renews a token that has expired or is about to, where its expiry is known: no request is refused,
	 * and no upload is sent twice. The token that is left is used where the renewal fails.
	 *
	 * @throws {CredentialError} where the token has expired and cannot be renewed
	 */
	async renewExpiring(
		n8n: RequestFunctions,
		credential: ResolvedCredential,
		timeoutMs: number,
	): Promise<void> {
		const token = accessToken(credential.data);
		const { issued } = this.stateOf(credential);
		const issuedAtMs = issued && issued.token === token ? issued.atMs : undefined;
		const expiresAtMs = tokenExpiresAtMs(credential.data.oauthTokenData, issuedAtMs);
		// A token that lives for minutes only would be about to expire all the time.
		const lifetimeMs = tokenLifetimeMs(credential.data.oauthTokenData);
		if (lifetimeMs !== undefined && lifetimeMs < SHORT_LIFETIME_MS) return;
		if (expiresAtMs === undefined || Date.now() < expiresAtMs - EXPIRY_MARGIN_MS) return;
		// A clock that is wrong must not renew for every request.
		const hasOwnClock = issuedAtMs !== undefined && lifetimeMs === undefined;
		if (hasOwnClock && isWithin(FRESH_MS, issuedAtMs)) return;
		try {
			await this.renew(n8n, credential, { refusedToken: token, timeoutMs });
		} catch (error) {
			if (Date.now() >= expiresAtMs) raise(error);
		}
	}

	private stateOf({ type, id, name }: ResolvedCredential): State {
		const key = `${type}:${id || name}`;
		const state = this.states.get(key) ?? {};
		this.states.set(key, state);
		return state;
	}

	private async start(
		n8n: RequestFunctions,
		credential: ResolvedCredential,
		state: State,
	): Promise<Renewal> {
		try {
			const renewal = await renewStored(n8n, credential);
			if (renewal.refreshed) {
				state.issued = { token: accessToken(renewal.data), atMs: Date.now() };
			}
			state.failure = undefined;
			return renewal;
		} catch (error) {
			return raise(remember(state, readRenewalFailure(error, credential.name)));
		} finally {
			state.running = undefined;
		}
	}

	/** n8n's refresh has no time limit of its own. */
	private async waitFor(
		running: Promise<Renewal>,
		credential: ResolvedCredential,
		timeoutMs: number,
	): Promise<Renewal> {
		const deadline = watchDeadline(timeoutMs);
		const state = this.stateOf(credential);
		const expired = deadline.expired.catch(() => {
			if (state.running === running) state.running = undefined;
			throw remember(state, readRenewalFailure({ code: 'ETIMEDOUT' }, credential.name));
		});
		expired.catch(() => undefined);
		try {
			return await Promise.race([running, expired]);
		} finally {
			deadline.end();
		}
	}
}

/** The renewals of this process. */
export const oAuth2Renewals = new OAuth2Renewals();

function remember(state: State, { error, isTemporary }: RenewalFailure): CredentialError {
	const memoryMs = isTemporary ? TEMPORARY_MEMORY_MS : REFUSED_MEMORY_MS;
	state.failure = { error, untilMs: Date.now() + memoryMs };
	return error;
}

/** Once more after a moment, where the token endpoint could not be reached or was down. */
async function renewStored(
	n8n: RequestFunctions,
	credential: ResolvedCredential,
): Promise<Renewal> {
	const { type, name } = credential;
	const data = await n8n.getCredentials(type);
	if (accessToken(data) !== accessToken(credential.data)) return { refreshed: false, data };
	const refresh = async () =>
		(await n8n.helpers.refreshOAuth2Token.call(
			n8n as IAllExecuteFunctions,
			type,
		)) as ICredentialDataDecryptedObject;
	let oauthTokenData: ICredentialDataDecryptedObject;
	try {
		oauthTokenData = await refresh();
	} catch (error) {
		if (!readRenewalFailure(error, name).isWorthRetry) return raise(error);
		await sleep(RETRY_DELAY_MS);
		oauthTokenData = await refresh();
	}
	return { refreshed: true, data: { ...data, oauthTokenData } };
}

/** The access token as n8n keeps it. */
export function accessToken({ oauthTokenData }: IDataObject): unknown {
	return (oauthTokenData as IDataObject | undefined)?.access_token;
}

/**
 * When a token expires, in ms since the epoch. anny's token response has `expiresIn`, which reads as
 * minutes, and `expiresAt`, which is exact; `expires_in` is in seconds (RFC 6749, section 5.1).
 *
 * @param issuedAtMs by our clock, where this process has got the token
 * @returns undefined where that cannot be told
 */
export function tokenExpiresAtMs(
	tokenData: unknown,
	issuedAtMs: number | undefined,
): number | undefined {
	if (!isObject(tokenData)) return undefined;
	const lifetimeMs = tokenLifetimeMs(tokenData);
	if (issuedAtMs !== undefined && lifetimeMs !== undefined) return issuedAtMs + lifetimeMs;
	const expiresAtMs = Date.parse(textOf(tokenData.expiresAt));
	// n8n writes down when a token with `expires_in` ends, from 2.35 on.
	return Number.isNaN(expiresAtMs) ? positive(tokenData.n8n_expires_at, 1) : expiresAtMs;
}

function tokenLifetimeMs(tokenData: unknown): number | undefined {
	if (!isObject(tokenData)) return undefined;
	const seconds = textOf(tokenData.expires_in);
	const minutes = textOf(tokenData.expiresIn);
	const ms = seconds === '' ? Number(minutes || NaN) * 60_000 : Number(seconds) * 1000;
	return Number.isNaN(ms) ? undefined : ms;
}

/** Issued a moment ago, and not expired since: where it is refused, another will be, too. */
function isFresh({ data }: ResolvedCredential, issued: { atMs: number } | undefined): boolean {
	if (!issued || !isWithin(FRESH_MS, issued.atMs)) return false;
	const expiresAtMs = tokenExpiresAtMs(data.oauthTokenData, issued.atMs) ?? Infinity;
	return Date.now() < expiresAtMs;
}

function positive(value: unknown, factorMs: number): number | undefined {
	const number = Number(textOf(value));
	return number > 0 ? number * factorMs : undefined;
}

/** Whether something was less than so many ms ago; not, where the clock was set back meanwhile. */
function isWithin(ms: number, atMs: number): boolean {
	const ageMs = Date.now() - atMs;
	return ageMs >= 0 && ageMs < ms;
}
