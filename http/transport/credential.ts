import type { ICredentialDataDecryptedObject, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { InputError } from '../errors/input-error';
import type { AllowedDomains } from '../request/url';

/** A credential, decrypted once for a whole execution: that is most of what a request costs in n8n. */
export interface Session {
	type: string;
	id: string;
	name: string;
	/** n8n merges refreshed tokens into this very object. */
	data: ICredentialDataDecryptedObject;
	/** n8n reads, refreshes and stores the tokens of OAuth2 credentials by itself. */
	isOAuth2: boolean;
	/** What requests of this credential pause together on. */
	pauseKey: string;
}

/**
 * Decrypts the credential of a node.
 *
 * @param type credential type
 * @throws {InputError} where an OAuth2 credential was never connected; n8n itself would die with a
 *   TypeError for a public client
 */
export async function openSession(context: IExecuteFunctions, type: string): Promise<Session> {
	const data = await context.getCredentials(type, 0);
	const details = context.getNode().credentials?.[type];
	const isOAuth2 = 'grantType' in data;
	const name = details?.name ?? type;
	if (isOAuth2 && !(data.oauthTokenData as IDataObject | undefined)?.access_token) {
		throw new InputError(
			`The credential "${name}" is not connected`,
			'Open the credential, press "Connect" and allow the access. Then run the workflow again.',
		);
	}
	const id = details?.id ?? '';
	return { type, id, name, data, isOAuth2, pauseKey: `${type}:${id || name}` };
}

/**
 * The hosts that a credential may be used on. The base URL's own host is always among them: the
 * user typed it into the credential.
 *
 * @throws {InputError} where the list is empty
 */
export function allowedDomains(data: IDataObject, baseUrl: string): AllowedDomains {
	const mode = data.allowedHttpRequestDomains ?? 'domains';
	if (mode === 'all') return 'any';
	const list = mode === 'domains' ? String(data.allowedDomains ?? '').trim() : '';
	const base = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
	const domains = [list, base].filter((part) => part !== '').join(', ');
	if (domains === '') {
		throw new InputError(
			'The credential allows no host',
			'Open the credential and fill in "Allowed Domains".',
		);
	}
	return domains;
}
