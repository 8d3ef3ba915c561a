import type { ICredentialDataDecryptedObject, IDataObject, INode } from 'n8n-workflow';
import { InputError } from '../errors/errors';

/** A credential as n8n resolves it, decrypted once: that is most of what a request costs in n8n. */
export interface ResolvedCredential {
	type: string;
	id: string;
	name: string;
	/** n8n merges refreshed tokens into this very object. */
	data: ICredentialDataDecryptedObject;
	/** n8n reads, refreshes and stores the tokens of OAuth2 credentials by itself. */
	isOAuth2: boolean;
	/** What requests of this credential pause together on. */
	rateLimitKey: string;
}

/** What n8n gives every kind of function of a node to read credentials with. */
export interface CredentialSource {
	getNode(): INode;
	getCredentials(type: string, itemIndex?: number): Promise<ICredentialDataDecryptedObject>;
}

/**
 * Decrypts the credential of a node.
 *
 * @param type credential type
 * @throws {InputError} where an OAuth2 credential was never connected; n8n itself would die with a
 *   TypeError for a public client
 */
export async function resolveCredential(
	source: CredentialSource,
	type: string,
	itemIndex: number,
): Promise<ResolvedCredential> {
	const data = await source.getCredentials(type, itemIndex);
	const details = source.getNode().credentials?.[type];
	const isOAuth2 = 'grantType' in data;
	const name = details?.name ?? type;
	if (isOAuth2 && !(data.oauthTokenData as IDataObject | undefined)?.access_token) {
		throw new InputError(
			`The credential "${name}" is not connected`,
			'Open the credential, press "Connect" and allow the access. Then run the workflow again.',
		);
	}
	const id = details?.id ?? '';
	return { type, id, name, data, isOAuth2, rateLimitKey: `${type}:${id || name}` };
}

/**
 * Resolves the credential of each item, decrypting it once for all where that is enough.
 */
export function credentialResolver(
	source: CredentialSource,
): (type: string, itemIndex: number) => Promise<ResolvedCredential> {
	const resolved = new Map<string, Promise<ResolvedCredential>>();
	return async (type, itemIndex) => {
		const known = resolved.get(type) ?? resolveCredential(source, type, itemIndex);
		resolved.set(type, known);
		return await known;
	};
}
