import { createHash } from 'node:crypto';
import {
	sleep,
	type IAllExecuteFunctions,
	type ICredentialDataDecryptedObject,
} from 'n8n-workflow';
import { DEFAULTS } from '../defaults';
import { raise } from '../errors/raise';
import { textOf } from '../json';
import { RecentEntries } from '../recent-entries';
import type { ResolvedCredential } from './credential';
import { readRenewalFailure } from './oauth2-failure';
import { accessToken, isFresh, isRenewalDue, tokenExpiresAtMs } from './oauth2-token';
import type { RequestFunctions } from './request-context';
import { SingleFlight } from './single-flight';

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
	flight: SingleFlight<Renewal>;
	/** The token that the last renewal gave, as a hash: whoever reads the memory gets no token of it. */
	issued?: { tokenHash: string; atMs: number };
}

interface Renewal {
	/** False: another execution or process had refreshed already. */
	refreshed: boolean;
	/** The credential with the newer token. */
	data: ICredentialDataDecryptedObject;
}

/** Credentials remembered at a time. */
const CAPACITY = 500;
const RETRY_DELAY_MS = 500;
/** n8n's refresh has no time limit of its own: whoever waits for longer keeps the others from a new one. */
const LONGEST_WAIT_MS = DEFAULTS.timeoutMs;

/**
 * Renewals of OAuth2 tokens, one at a time for each credential. n8n before 2.30 refreshes once for
 * every request that is refused, and with refresh tokens that work once (RFC 9700, section 4.14.2)
 * all refreshes but the first fail. n8n stores the new token and, from 2.30 on, keeps its other
 * processes from refreshing meanwhile.
 */
export class OAuth2Renewals {
	private readonly states = new RecentEntries<State>(
		CAPACITY,
		() => ({ flight: new SingleFlight() }),
		({ flight }) => flight.need,
	);

	/**
	 * Gets a newer access token than the one that the API refused, into `credential.data`.
	 *
	 * @param refusedToken what the refused request was sent with
	 * @param timeoutMs for which the caller waits, however long the renewal takes
	 * @throws {RenewalError} where the token endpoint gives none, or gave none a moment ago
	 */
	async renew(
		n8n: RequestFunctions,
		credential: ResolvedCredential,
		{ refusedToken, timeoutMs }: { refusedToken: unknown; timeoutMs: number },
	): Promise<RenewalResult> {
		const { data } = credential;
		if (accessToken(data) !== refusedToken) return 'newer';
		if (isFresh(data.oauthTokenData, this.issuedAtMs(credential), Date.now())) return 'none';
		const state = this.stateOf(credential);
		const renewal = await state.flight.runWithin(
			async () => await renewAndNote(n8n, credential, state),
			Math.min(timeoutMs, LONGEST_WAIT_MS),
			readRenewalFailure({ code: 'ETIMEDOUT' }, credential.name),
		);
		credential.data = renewal.data;
		return renewal.refreshed ? 'new' : 'newer';
	}

	/**
	 * Renews a token that has expired or is about to, where its expiry is known: no request is refused,
	 * and no upload is sent twice. The token that is left is used where the renewal fails.
	 *
	 * @throws {RenewalError} where the token has expired and cannot be renewed
	 */
	async renewExpiring(
		n8n: RequestFunctions,
		credential: ResolvedCredential,
		timeoutMs: number,
	): Promise<void> {
		const { oauthTokenData } = credential.data;
		const issuedAtMs = this.issuedAtMs(credential);
		if (!isRenewalDue(oauthTokenData, issuedAtMs, Date.now())) return;
		try {
			const refusedToken = accessToken(credential.data);
			await this.renew(n8n, credential, { refusedToken, timeoutMs });
		} catch (error) {
			const expiresAtMs = tokenExpiresAtMs(oauthTokenData, issuedAtMs) ?? 0;
			if (Date.now() >= expiresAtMs) raise(error);
		}
	}

	/** When this process got the token of a credential; undefined where another one did. */
	private issuedAtMs(credential: ResolvedCredential): number | undefined {
		const { issued } = this.stateOf(credential);
		if (!issued) return undefined;
		return issued.tokenHash === hashOf(accessToken(credential.data)) ? issued.atMs : undefined;
	}

	private stateOf({ type, id, name }: ResolvedCredential): State {
		return this.states.use(`${type}:${id || name}`);
	}
}

function hashOf(token: unknown): string {
	return createHash('sha256').update(textOf(token)).digest('base64url');
}

/** The renewals of this process. */
export const oAuth2Renewals = new OAuth2Renewals();

async function renewAndNote(
	n8n: RequestFunctions,
	credential: ResolvedCredential,
	state: State,
): Promise<Renewal> {
	try {
		const renewal = await renewStored(n8n, credential);
		if (renewal.refreshed) {
			state.issued = { tokenHash: hashOf(accessToken(renewal.data)), atMs: Date.now() };
		}
		return renewal;
	} catch (error) {
		return raise(readRenewalFailure(error, credential.name));
	}
}

/**
 * Once more after a moment, where the token endpoint could not be reached or was down. Where it
 * refuses, another process may have been faster: n8n keeps them apart from 2.30 on, for as long as it
 * waits for one that has died (10 s).
 */
async function renewStored(
	n8n: RequestFunctions,
	credential: ResolvedCredential,
): Promise<Renewal> {
	const { type, name } = credential;
	const data = await n8n.getCredentials(type);
	if (accessToken(data) !== accessToken(credential.data)) return { refreshed: false, data };
	const refresh = async () => {
		const oauthTokenData = (await n8n.helpers.refreshOAuth2Token.call(
			n8n as IAllExecuteFunctions,
			type,
		)) as ICredentialDataDecryptedObject;
		return { refreshed: true, data: { ...data, oauthTokenData } };
	};
	try {
		return await refresh();
	} catch (error) {
		await sleep(RETRY_DELAY_MS);
		if (readRenewalFailure(error, name).isWorthRetry) return await refresh();
		const stored = await n8n.getCredentials(type);
		if (accessToken(stored) === accessToken(data)) return raise(error);
		return { refreshed: false, data: stored };
	}
}
