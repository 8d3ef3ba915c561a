import type { Addresses, Known } from '../sandbox/types.mts';
import type { Item } from './n8n-rest.mts';

/** What a user would type into the three credential dialogs to reach the sandbox. */
export type CredentialType = 'annyTokenApi' | 'annyCustomOAuth2Api' | 'anybillRopcApi';

/** The names that the examples refer to. */
export const credentialNames: Record<CredentialType, string> = {
	annyTokenApi: 'anny API token',
	annyCustomOAuth2Api: 'anny OAuth2',
	anybillRopcApi: 'anybill service account',
};

/**
 * The sandbox is not one of the hosts that the credentials allow by default. The name without a port
 * is for n8n's own node, which looks at names only; for ours it is port 80 or 443.
 */
export const onLoopback = (...urls: string[]) => ({
	allowedHttpRequestDomains: 'domains',
	allowedDomains: ['127.0.0.1', ...urls.map((url) => new URL(url).host)].join(', '),
});

/** Fields for the sandbox with a valid API token. */
export const annyTokenFields = (urls: Addresses, known: Known): Item => ({
	region: 'custom',
	baseUrl: urls.anny,
	accessToken: known.anny.apiTokens.full,
	...onLoopback(urls.anny),
});

/** Fields for the sandbox's OAuth2 client with a secret, or the one without. */
export function annyOAuth2Fields(
	urls: Addresses,
	known: Known,
	clientType: 'confidential' | 'public' = 'confidential',
): Item {
	const { clientId, clientSecret = '' } = known.anny.clients[clientType];
	return {
		region: 'custom',
		baseUrl: urls.anny,
		authBaseUrl: urls.anny,
		grantType: clientType === 'public' ? 'pkce' : 'authorizationCode',
		clientId,
		clientSecret,
		scope: '',
		...onLoopback(urls.anny),
	};
}

/** Fields for the sandbox's service account. */
export const anybillFields = (urls: Addresses, known: Known): Item => ({
	environment: 'custom',
	baseUrl: urls.anybill,
	tokenUrl: urls.tokenUrl,
	clientId: known.anybill.clients.main,
	...known.anybill.accounts.service,
	scopes: ['https://ad.anybill.de/vendor/bill', 'https://ad.anybill.de/vendor/store'],
	...onLoopback(urls.anybill, urls.tokenUrl),
});
