import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { textOf } from '../../http/json';
import { tokenIdentity, type ServiceAccount } from './service-account';

/** What a sign-in gives. Times in ms since the epoch. */
export interface TokenSet {
	accessToken: string;
	accessTokenExpiresAtMs: number;
	/** Empty where there is none. */
	refreshToken: string;
	refreshTokenExpiresAtMs: number;
}

/** The same as the hidden fields of the credential hold it: text only. */
export type StoredTokens = Record<(typeof STORED_FIELDS)[number], string>;

export const STORED_FIELDS = [
	'accessToken',
	'accessTokenExpiresAt',
	'refreshToken',
	'refreshTokenExpiresAt',
	'tokenIdentity',
] as const;

/** Puts tokens in the form that the credential stores. */
export async function toStoredTokens(
	tokens: TokenSet,
	account: ServiceAccount,
): Promise<StoredTokens> {
	return {
		accessToken: tokens.accessToken,
		accessTokenExpiresAt: String(tokens.accessTokenExpiresAtMs),
		refreshToken: tokens.refreshToken,
		refreshTokenExpiresAt: String(tokens.refreshTokenExpiresAtMs),
		tokenIdentity: await tokenIdentity(account, tokens.accessToken),
	};
}

/**
 * The tokens that a credential stores.
 *
 * @returns undefined where it stores none, or those of another account
 */
export async function storedTokens(
	credentials: ICredentialDataDecryptedObject,
	account: ServiceAccount,
): Promise<TokenSet | undefined> {
	const text = (name: keyof StoredTokens) => textOf(credentials[name]);
	const accessToken = text('accessToken');
	if (accessToken === '') return undefined;
	if (text('tokenIdentity') !== (await tokenIdentity(account, accessToken))) return undefined;
	return {
		accessToken,
		accessTokenExpiresAtMs: Number(text('accessTokenExpiresAt')),
		refreshToken: text('refreshToken'),
		refreshTokenExpiresAtMs: Number(text('refreshTokenExpiresAt')),
	};
}
