import { signJwt, type TokenRecord, type TokenStore } from '../tokens.mts';

/** The two organizations: all data is in the first, the second starts empty. */
export const mainOrganization = { id: '101', name: 'Sandbox Studio' };
export const organizations = [mainOrganization, { id: '102', name: 'Sandbox Annex' }];

type Client = {
	clientId: string;
	clientSecret?: string;
	redirectUris?: string[];
};

/** The fixed OAuth2 clients. */
export const clients: Record<'confidential' | 'public' | 'fixedRedirect', Client> = {
	confidential: {
		clientId: 'sandbox-confidential',
		clientSecret: 'sandbox-client-secret-for-loopback-only-0000',
	},
	public: { clientId: 'sandbox-public' },
	fixedRedirect: {
		clientId: 'sandbox-fixed-redirect',
		clientSecret: 'sandbox-fixed-redirect-secret-for-loopback-only-0000',
		redirectUris: ['http://localhost:5678/rest/oauth2-credential/callback'],
	},
};

const YEAR = 365 * 86_400_000;
// Fixed times make the fixed tokens the same in every run: a saved credential survives a restart.
const ISSUED = Date.parse('2025-01-01T00:00:00Z');

const apiToken = async (name: string, details: Partial<TokenRecord>): Promise<TokenRecord> => {
	const record = {
		id: `anny-api-${name}`,
		kind: 'api' as const,
		account: `api-${name}`,
		clientId: 'dashboard',
		scopes: ['*'],
		tenant: mainOrganization.id,
		issuedAt: ISSUED,
		expiresAt: ISSUED + 30 * YEAR,
		state: 'good' as const,
		uses: 0,
		...details,
	};
	const value = await signJwt({
		jti: record.id,
		tenant: record.tenant,
		scopes: record.scopes,
		iat: record.issuedAt / 1000,
		exp: record.expiresAt / 1000,
	});
	return { ...record, value };
};

/**
 * Puts the long-lived API tokens, as an organization's settings would make them, into the store.
 * @returns their values by name
 */
export async function addApiTokens(store: TokenStore) {
	const add = async (name: string, details: Partial<TokenRecord>) =>
		store.add(await apiToken(name, details)).value;
	return {
		full: await add('full', {}),
		narrow: await add('narrow', { scopes: ['b.services:*'] }),
		expired: await add('expired', { expiresAt: ISSUED + YEAR / 12 }),
		revoked: await add('revoked', { state: 'revoked' }),
	};
}
