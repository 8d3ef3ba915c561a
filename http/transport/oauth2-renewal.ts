import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IDataObject,
} from 'n8n-workflow';
import type { ResolvedCredential } from './credential';
import type { RequestFunctions } from './request-context';

/** How a newer token came about. */
interface Renewal {
	/** False: another execution or process had refreshed already. */
	refreshed: boolean;
	/** The credential with the newer token. */
	data: ICredentialDataDecryptedObject;
}

/**
 * Renewals of OAuth2 tokens, one at a time for each credential. n8n before 2.30 refreshes once for
 * every request that is refused, and with refresh tokens that work once (RFC 9700, section 4.14.2)
 * all refreshes but the first fail. n8n stores the new token and, from 2.30 on, keeps its other
 * processes from refreshing meanwhile.
 */
export class OAuth2Renewals {
	private readonly running = new Map<string, Promise<Renewal>>();

	/**
	 * Gets a newer access token than the one that the API refused, into `credential.data`.
	 *
	 * @param refusedToken what the refused request was sent with, as far as known
	 * @returns whether the token endpoint was asked for it
	 * @throws whatever n8n throws where the token endpoint gives none
	 */
	async renew(
		n8n: RequestFunctions,
		credential: ResolvedCredential,
		refusedToken: unknown,
	): Promise<boolean> {
		if (accessToken(credential.data) !== refusedToken) return false;
		const key = credential.id || credential.name;
		const shared =
			this.running.get(key) ??
			renewStored(n8n, credential.type, refusedToken).finally(() => this.running.delete(key));
		this.running.set(key, shared);
		const { refreshed, data } = await shared;
		credential.data = data;
		return refreshed;
	}
}

export const oAuth2Renewals = new OAuth2Renewals();

async function renewStored(
	n8n: RequestFunctions,
	type: string,
	refusedToken: unknown,
): Promise<Renewal> {
	const data = await n8n.getCredentials(type);
	if (accessToken(data) !== refusedToken) return { refreshed: false, data };
	const oauthTokenData = (await n8n.helpers.refreshOAuth2Token.call(
		n8n as IAllExecuteFunctions,
		type,
	)) as ICredentialDataDecryptedObject;
	return { refreshed: true, data: { ...data, oauthTokenData } };
}

/** The access token as n8n keeps it. */
export function accessToken({ oauthTokenData }: IDataObject): unknown {
	return (oauthTokenData as IDataObject | undefined)?.access_token;
}
