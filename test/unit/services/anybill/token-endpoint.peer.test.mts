/**
 * Microsoft's own client for this token endpoint beside ours, both unmodified and without a network:
 * what each sends, what each makes of the response. Whatever differs is written down here.
 *
 * @see https://learn.microsoft.com/azure/active-directory-b2c/add-ropc-policy
 */
import {
	type INetworkModule,
	type NetworkRequestOptions,
	type NetworkResponse,
	PublicClientApplication,
} from '@azure/msal-node';
import fc from 'fast-check';
import { TOKEN_URL } from '../../../../services/anybill/hosts.ts';
import { fingerprint, type ServiceAccount } from '../../../../services/anybill/service-account.ts';
import { TokenCache } from '../../../../services/anybill/token-cache.ts';
import {
	EXPIRY_MARGIN_MS,
	requestTokens,
	signIn,
} from '../../../../services/anybill/token-endpoint.ts';
import { TokenEndpointError } from '../../../../services/anybill/token-errors.ts';
import {
	b2cError,
	FakeTokenEndpoint,
	tokens,
	type Reply,
} from '../../../support/fake-token-endpoint.mts';

// Microsoft's client takes its time to sign in, more so on a busy machine.
jest.setTimeout(60_000);

const AUTHORITY = 'https://adanybill.b2clogin.com/ad.anybill.de/b2c_1_ropc_vendor';
const BILL = 'https://ad.anybill.de/vendor/bill';
const NOW = Date.parse('2026-03-01T12:00:00Z');

const account: ServiceAccount = {
	tokenUrl: TOKEN_URL,
	clientId: 'client',
	username: 'service+1@example.com',
	password: 'Grüße & 100% +1=漢字 ✓ "\'\\~!*()',
	scopes: [BILL],
};

/** The network of Microsoft's client. */
class Network implements INetworkModule {
	readonly urls: URL[] = [];
	readonly options: NetworkRequestOptions[] = [];
	private readonly reply: Exclude<Reply, Error>;

	constructor(reply: Reply) {
		if (reply instanceof Error) throw reply;
		this.reply = reply;
	}

	get forms(): URLSearchParams[] {
		return this.options.map(({ body }) => new URLSearchParams(body));
	}

	/** Only the metadata of the authority are read so. */
	async sendGetRequestAsync<T>() {
		const body = {
			issuer: AUTHORITY,
			authorization_endpoint: `${AUTHORITY}/oauth2/v2.0/authorize`,
			token_endpoint: `${AUTHORITY}/oauth2/v2.0/token`,
			jwks_uri: `${AUTHORITY}/discovery/v2.0/keys`,
		};
		return await Promise.resolve({ status: 200, headers: {}, body } as NetworkResponse<T>);
	}

	async sendPostRequestAsync<T>(url: string, options: NetworkRequestOptions = {}) {
		this.urls.push(new URL(url));
		this.options.push(options);
		const { status = 200, headers = {}, body } = this.reply;
		return await Promise.resolve({ status, headers, body } as NetworkResponse<T>);
	}
}

function peer(reply: Reply) {
	const network = new Network(reply);
	const app = new PublicClientApplication({
		auth: {
			clientId: account.clientId,
			authority: AUTHORITY,
			knownAuthorities: [new URL(AUTHORITY).host],
		},
		system: { networkClient: network },
	});
	const { scopes } = account;
	const signInAs = async ({ username, password }: Pick<ServiceAccount, 'username' | 'password'>) =>
		// eslint-disable-next-line @typescript-eslint/no-deprecated -- it is the flow that anybill documents
		await app.acquireTokenByUsernamePassword({ scopes, username, password });
	const refresh = async (refreshToken: string) =>
		await app.acquireTokenByRefreshToken({ scopes, refreshToken });
	return { network, signInAs, refresh };
}

const FAKE = { now: NOW, doNotFake: ['setImmediate' as const, 'nextTick' as const] };
beforeEach(() => void jest.useFakeTimers(FAKE));
afterEach(() => void jest.useRealTimers());

/** What Microsoft's client says of itself. */
const ABOUT_ITSELF = /^(x-|client-request-id$|client_info$)/;

/** Two forms by what they agree in. */
function compare(ours: URLSearchParams, theirs: URLSearchParams) {
	const names = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
		(name) => !ABOUT_ITSELF.test(name),
	);
	const isSame = (name: string) => ours.get(name) === theirs.get(name);
	return {
		same: names.filter(isSame).sort(),
		different: Object.fromEntries(
			names
				.filter((name) => !isSame(name))
				.map((name) => [name, [ours.get(name), theirs.get(name)]]),
		),
	};
}

test("The password grant is that of Microsoft's client, but for what anybill documents otherwise", async () => {
	const endpoint = new FakeTokenEndpoint(tokens());
	const { network, signInAs } = peer(tokens());
	await signIn(endpoint.request, account, '');
	await signInAs(account);
	const [ours, theirs] = [endpoint.forms[0], network.forms[0]];
	expect(compare(ours ?? new URLSearchParams(), theirs ?? new URLSearchParams())).toEqual({
		same: ['client_id', 'grant_type', 'password', 'username'],
		different: {
			// No profile is read, and no ID token.
			scope: [`${BILL} openid offline_access`, `${BILL} openid profile offline_access`],
			response_type: ['token', 'id_token token'],
		},
	});
});

test("The refresh grant is that of Microsoft's client, but for what anybill documents otherwise", async () => {
	const endpoint = new FakeTokenEndpoint(tokens());
	const { network, refresh } = peer(tokens());
	await signIn(endpoint.request, account, 'r+/=');
	await refresh('r+/=');
	const [ours, theirs] = [endpoint.forms[0], network.forms[0]];
	expect(compare(ours ?? new URLSearchParams(), theirs ?? new URLSearchParams())).toEqual({
		same: ['client_id', 'grant_type', 'refresh_token'],
		different: {
			scope: [`${BILL} offline_access`, `${BILL} openid profile offline_access`],
			response_type: ['token', null],
			// Of the ID token, which ours does not ask for.
			claims: [null, expect.stringContaining('"id_token"')],
		},
	});
});

test('Both clients post the form to one token endpoint of the policy, with the same content type', async () => {
	const endpoint = new FakeTokenEndpoint(tokens());
	const { network, signInAs } = peer(tokens());
	await signIn(endpoint.request, account, '');
	await signInAs(account);
	const mediaType = (header: unknown) => String(header).split(';')[0];
	expect(endpoint.options[0]?.method).toBe('POST');
	expect(mediaType(endpoint.options[0]?.headers?.['content-type'])).toBe(
		mediaType(network.options[0]?.headers?.['Content-Type']),
	);
	// B2C takes the policy in the path or in the query.
	const [ours, theirs] = [new URL(endpoint.options[0]?.url ?? ''), network.urls[0]];
	const policy = ours.searchParams.get('p');
	expect(policy).toBe('b2c_1_ropc_vendor');
	expect(`${ours.origin}${ours.pathname}`.replace('/oauth2', `/${policy}/oauth2`)).toBe(
		`${theirs?.origin}${theirs?.pathname}`,
	);
});

test("User name and password arrive as from Microsoft's client, whatever their characters", async () => {
	const { network, signInAs } = peer(tokens());
	// It refuses half a character, which no form can carry.
	const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
	await fc.assert(
		fc.asyncProperty(text, text, async (username, password) => {
			const endpoint = new FakeTokenEndpoint(tokens());
			await signIn(endpoint.request, { ...account, username, password }, '');
			await signInAs({ username, password });
			const [ours, theirs] = [endpoint.forms[0], network.forms.at(-1)];
			for (const name of ['username', 'password']) {
				expect(ours?.get(name)).toBe(theirs?.get(name));
			}
		}),
		{ numRuns: 30 },
	);
});

test.each([3600, '3600', 86_400, 300, '60'])(
	"A token for %p seconds ends when it does for Microsoft's client, less the margin",
	async (expires_in) => {
		const reply = tokens({ expires_in });
		const ours = await signIn(new FakeTokenEndpoint(reply).request, account, '');
		const theirs = await peer(reply).signInAs(account);
		const lifetimeMs = Number(expires_in) * 1000;
		const marginMs = Math.min(EXPIRY_MARGIN_MS, lifetimeMs / 2);
		expect(theirs?.expiresOn?.getTime()).toBe(NOW + lifetimeMs);
		expect(ours.accessTokenExpiresAtMs + marginMs).toBe(theirs?.expiresOn?.getTime());
		expect(ours.accessToken).toBe(theirs?.accessToken);
	},
);

test("A token without a lifetime lives for anybill's 24 hours, where Microsoft's client lets it end at once", async () => {
	const reply = tokens({ expires_in: undefined });
	const ours = await signIn(new FakeTokenEndpoint(reply).request, account, '');
	const theirs = await peer(reply).signInAs(account);
	expect(theirs?.expiresOn?.getTime()).toBe(NOW);
	expect(ours.accessTokenExpiresAtMs + EXPIRY_MARGIN_MS).toBe(NOW + 86_400_000);
});

/** What each makes of a response: an OAuth2 error, and by ours whether the same may go well later. */
test.each<[string, Reply, string, 'final' | 'temporary']>([
	['a wrong password', b2cError(90225, 'access_denied'), 'access_denied', 'final'],
	['an unknown client', b2cError(90018, 'unauthorized_client'), 'unauthorized_client', 'final'],
	['a forbidden scope', b2cError(90205, 'unauthorized_client'), 'unauthorized_client', 'final'],
	['a malformed scope', b2cError(99005, 'invalid_request'), 'invalid_request', 'final'],
	['an expired grant', b2cError(90080, 'invalid_grant'), 'invalid_grant', 'final'],
	['too many requests', b2cError(90244, 'server_error'), 'server_error', 'temporary'],
	[
		'a service that is down',
		{ status: 503, body: { error: 'temporarily_unavailable' } },
		'temporarily_unavailable',
		'temporary',
	],
	[
		'an error with status 200',
		{ status: 200, body: { error: 'server_error' } },
		'server_error',
		'final',
	],
])('Both clients take %s for an error', async (_, reply, errorCode, kind) => {
	const grant = { type: 'password' } as const;
	const asking = requestTokens(new FakeTokenEndpoint(reply).request, account, grant);
	// Ours waits and asks again, where that can help.
	for (let attempt = 1; attempt < 3; attempt++) {
		await new Promise(setImmediate);
		await jest.advanceTimersByTimeAsync(60_000);
	}
	const ours = await asking;
	expect(ours).toMatchObject({ kind: 'failure', failure: { kind } });
	await expect(peer(reply).signInAs(account)).rejects.toMatchObject({ errorCode });
});

test("A success without a token is an error, where Microsoft's client gives an empty token", async () => {
	const reply: Reply = { status: 200, body: { token_type: 'Bearer' } };
	const theirs = await peer(reply).signInAs(account);
	expect(theirs?.accessToken).toBe('');
	await expect(signIn(new FakeTokenEndpoint(reply).request, account, '')).rejects.toThrow(
		TokenEndpointError,
	);
});

test('After a 429 with Retry-After both clients send nothing until that time is over', async () => {
	const headers = { 'Retry-After': '61', 'retry-after': '61' };
	const reply: Reply = { status: 429, body: { error: 'too_many_requests' }, headers };
	const endpoint = new FakeTokenEndpoint(reply);
	const cache = new TokenCache();
	const { network, signInAs } = peer(reply);
	for (let attempt = 0; attempt < 2; attempt++) {
		await expect(
			cache.get(fingerprint(account), async () => await signIn(endpoint.request, account, '')),
		).rejects.toThrow('too many requests');
		await expect(signInAs(account)).rejects.toThrow();
	}
	expect([endpoint.options.length, network.options.length]).toEqual([1, 1]);
});

/** An ID token, which nobody here looks at the signature of. */
function idToken(username: string): string {
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const claims = { sub: username, oid: username, emails: [username], tfp: 'b2c_1_ropc_vendor' };
	return `${part({ alg: 'none' })}.${part(claims)}.x`;
}

test('Each client keeps the tokens of two accounts apart', async () => {
	const users = ['one', 'other'].map((username) => ({ ...account, username }));
	const cache = new TokenCache();
	const ours = await Promise.all(
		users.map(async (user) => {
			const reply = tokens({ access_token: `of ${user.username}`.replace(' ', '-') });
			const get = async () => await signIn(new FakeTokenEndpoint(reply).request, user, '');
			await cache.get(fingerprint(user), get);
			return cache.usable(fingerprint(user))?.accessToken;
		}),
	);
	const theirs = await Promise.all(
		users.map(async (user) => {
			const client_info = Buffer.from(
				JSON.stringify({ uid: user.username, utid: 'tenant' }),
			).toString('base64url');
			const reply = tokens({
				access_token: `of-${user.username}`,
				id_token: idToken(user.username),
				client_info,
			});
			const result = await peer(reply).signInAs(user);
			return [result?.account?.localAccountId, result?.accessToken];
		}),
	);
	expect(theirs).toEqual([
		['one', 'of-one'],
		['other', 'of-other'],
	]);
	expect(ours).toEqual(theirs.map(([, token]) => token));
});
