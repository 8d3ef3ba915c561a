import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider';
import { count } from '../../sandbox/counters.mts';
import { bearerToken } from '../../sandbox/tokens.mts';

/** What the peer keeps, by model and id. */
class Store {
	readonly #records = new Map<string, AdapterPayload>();

	adapter(model: string): Adapter {
		const records = this.#records;
		const key = (id: string) => `${model} ${id}`;
		const find = (test: (payload: AdapterPayload) => boolean) =>
			[...records].find(([name, payload]) => name.startsWith(key('')) && test(payload))?.[1];
		const settled = <T,>(value: T) => Promise.resolve(value);
		return {
			upsert: (id, payload) => settled(void records.set(key(id), payload)),
			find: (id) => settled(records.get(key(id))),
			findByUid: (uid) => settled(find((payload) => payload.uid === uid)),
			findByUserCode: (code) => settled(find((payload) => payload.userCode === code)),
			destroy: (id) => settled(void records.delete(key(id))),
			consume(id) {
				const payload = records.get(key(id));
				if (payload) payload.consumed = Math.floor(Date.now() / 1000);
				return settled(undefined);
			},
			revokeByGrantId(grantId) {
				for (const [name, payload] of records) {
					if (payload.grantId === grantId) records.delete(name);
				}
				return settled(undefined);
			},
		};
	}

	delete(...models: string[]): void {
		for (const name of this.#records.keys()) {
			if (models.some((model) => name.startsWith(`${model} `))) this.#records.delete(name);
		}
	}
}

export const peerClients = {
	confidential: { clientId: 'peer-confidential', clientSecret: 'peer-secret-for-loopback-only' },
	public: { clientId: 'peer-public', clientSecret: '' },
};

const noCounts = () => ({
	/** Token requests that were granted, by grant type. */
	grants: {} as Record<string, number>,
	/** Token requests that were refused, by error. */
	grantErrors: {} as Record<string, number>,
	/** Consents that the server ended by itself: a refresh token had been used twice. */
	endedConsents: 0,
	/** Requests to the API, by status. */
	apiStatuses: {} as Record<string, number>,
});

export interface OAuthPeer {
	url: string;
	counts: ReturnType<typeof noCounts>;
	resetCounts(): void;
	/** The access tokens expire, all of them, as the server sees it. */
	expireAccessTokens(): void;
	/** The user takes the consent back. */
	withdrawConsent(): void;
	/**
	 * Opens an authorization request and allows it, as a browser would.
	 * @returns the client's redirect URI with what the server adds to it
	 */
	allow(authorizeUrl: string): Promise<URL>;
	stop(): Promise<void>;
}

/**
 * An OAuth server that nobody here wrote, in the place of anny's: oidc-provider, certified by the
 * OpenID Foundation (https://github.com/panva/node-oidc-provider). Refresh tokens rotate, and one
 * that is used twice ends the consent. Beside it an API that takes its access tokens.
 *
 * @param redirectUri the one redirect URI of both clients
 */
export async function startOAuthPeer(redirectUri: string): Promise<OAuthPeer> {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const store = new Store();
	const { privateKey } = await generateKeyPair('RS256', { extractable: true });
	const provider = createProvider(url, redirectUri, store, await exportJWK(privateKey));

	let counts = noCounts();
	provider.on('grant.success', ({ oidc }) => {
		count(counts.grants, String(oidc.params?.grant_type));
	});
	provider.on('grant.error', (_context, { error }) => {
		count(counts.grantErrors, error);
	});
	provider.on('grant.revoked', () => counts.endedConsents++);

	const handleOAuth = provider.callback();
	const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const { pathname } = new URL(request.url ?? '/', url);
		if (pathname.startsWith('/interaction/')) {
			await allowInteraction(provider, request, response);
		} else if (pathname.startsWith('/api/v1/')) {
			const token = bearerToken(request.headers.authorization);
			const isGood = (await provider.AccessToken.find(token ?? '')) !== undefined;
			response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/vnd.api+json' });
			response.end(JSON.stringify(isGood ? USER : UNAUTHENTICATED));
			count(counts.apiStatuses, String(response.statusCode));
		} else await handleOAuth(request, response);
	};
	server.on('request', (request, response) => {
		handle(request, response).catch((error: unknown) => {
			response.destroy(error instanceof Error ? error : undefined);
		});
	});

	return {
		url,
		get counts() {
			return counts;
		},
		resetCounts() {
			counts = noCounts();
		},
		expireAccessTokens() {
			store.delete('AccessToken');
		},
		withdrawConsent() {
			store.delete('AccessToken', 'RefreshToken', 'Grant');
		},
		allow: (authorizeUrl) => followToClient(authorizeUrl, url),
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

const USER = { data: { type: 'users', id: '1', attributes: { name: 'Peer' } } };
const UNAUTHENTICATED = { errors: [{ status: '401', title: 'Unauthenticated' }] };

function createProvider(
	issuer: string,
	redirectUri: string,
	store: Store,
	signingKey: JWK,
): Provider {
	const shared = {
		redirect_uris: [redirectUri],
		grant_types: ['authorization_code', 'refresh_token'],
	};
	return new Provider(issuer, {
		adapter: (model) => store.adapter(model),
		clients: [
			{
				...shared,
				client_id: peerClients.confidential.clientId,
				client_secret: peerClients.confidential.clientSecret,
				token_endpoint_auth_method: 'client_secret_post',
			},
			{
				...shared,
				client_id: peerClients.public.clientId,
				token_endpoint_auth_method: 'none',
			},
		],
		cookies: { keys: ['a key for loopback only'] },
		features: { devInteractions: { enabled: false } },
		findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
		interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
		issueRefreshToken: () => true,
		jwks: { keys: [signingKey] },
		pkce: { required: (_context, client) => client.tokenEndpointAuthMethod === 'none' },
		rotateRefreshToken: true,
		// anny's paths.
		routes: { authorization: '/oauth/authorize', token: '/oauth/token' },
		scopes: ['b.bookings:*', 'user:read'],
		ttl: { AccessToken: 3600, Grant: 86_400, Interaction: 600, RefreshToken: 86_400, Session: 600 },
	});
}

/** The user signs in and allows what the client asked for. */
async function allowInteraction(
	provider: Provider,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const { params } = await provider.interactionDetails(request, response);
	const accountId = 'owner';
	const grant = new provider.Grant({ accountId, clientId: String(params.client_id) });
	if (typeof params.scope === 'string') grant.addOIDCScope(params.scope);
	const grantId = await grant.save();
	await provider.interactionFinished(request, response, {
		login: { accountId },
		consent: { grantId },
	});
}

/** Follows the server's redirects, with its cookies, until one leads away from it. */
async function followToClient(authorizeUrl: string, serverUrl: string): Promise<URL> {
	const cookies = new Map<string, string>();
	let next = new URL(authorizeUrl);
	while (next.origin === serverUrl) {
		const response = await fetch(next, {
			redirect: 'manual',
			headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
		});
		for (const cookie of response.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
			if (name !== undefined && value !== undefined) cookies.set(name, value);
		}
		const location = response.headers.get('location');
		if (location === null) {
			throw new Error(`No redirect, but ${response.status}: ${await response.text()}`);
		}
		next = new URL(location, next);
	}
	return next;
}
