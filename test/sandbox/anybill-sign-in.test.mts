import {
	type INetworkModule,
	type NetworkRequestOptions,
	type NetworkResponse,
	PublicClientApplication,
} from '@azure/msal-node';
import { type Known, type Sandbox, startSandbox } from '../../sandbox/client.mts';

let sandbox: Sandbox;
let known: Known['anybill'];

beforeAll(async () => {
	sandbox = await startSandbox();
	known = (await sandbox.known()).anybill;
}, 60_000);
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const form = (change: Record<string, string> = {}): Record<string, string> => ({
	grant_type: 'password',
	...known.accounts.service,
	client_id: known.clients.main,
	scope: `${known.scopes.vendor.join(' ')} openid offline_access`,
	response_type: 'token',
	...change,
});

async function post(body: Record<string, string>) {
	const response = await fetch(sandbox.urls.tokenUrl, {
		method: 'POST',
		body: new URLSearchParams(body),
	});
	return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What a reverse proxy in front of the sandbox would do: b2clogin.com over TLS, to loopback. */
class Loopback implements INetworkModule {
	async #send(url: string, method: string, options: NetworkRequestOptions = {}) {
		const { origin, host, pathname, search } = new URL(url);
		expect(origin).toBe('https://adanybill.b2clogin.com');
		const response = await fetch(`${sandbox.urls.anybill}${pathname}${search}`, {
			method,
			headers: { ...options.headers, 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': host },
			body: options.body || null,
		});
		const headers: Record<string, string> = {};
		response.headers.forEach((value, name) => (headers[name] = value));
		return { headers, body: (await response.json()) as unknown, status: response.status };
	}
	async sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions) {
		return (await this.#send(url, 'GET', options)) as NetworkResponse<T>;
	}
	async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions) {
		return (await this.#send(url, 'POST', options)) as NetworkResponse<T>;
	}
}

test("Microsoft's own client signs in and refreshes unmodified", async () => {
	const app = new PublicClientApplication({
		auth: {
			clientId: known.clients.main,
			authority: 'https://adanybill.b2clogin.com/ad.anybill.de/b2c_1_ropc_vendor',
			knownAuthorities: ['adanybill.b2clogin.com'],
		},
		system: { networkClient: new Loopback() },
	});
	const scopes = known.scopes.vendor;
	// eslint-disable-next-line @typescript-eslint/no-deprecated -- it is the flow that anybill documents
	const signedIn = await app.acquireTokenByUsernamePassword({ scopes, ...known.accounts.service });
	const stores = await fetch(`${sandbox.urls.anybill}/api/v3/store`, {
		headers: { Authorization: `Bearer ${signedIn?.accessToken}` },
	});
	expect(stores.status).toBe(200);

	const account = signedIn?.account;
	if (!account) throw new Error('MSAL found no account in the response.');
	const refreshed = await app.acquireTokenSilent({ scopes, account, forceRefresh: true });
	expect(refreshed.accessToken).not.toBe(signedIn.accessToken);
	expect((await sandbox.counters()).anybill.grants).toEqual({ password: 1, refresh_token: 1 });
});

test("both token responses have exactly the documentation's fields", async () => {
	const first = await post(form());
	const fields = ['access_token', 'expires_in', 'refresh_token', 'token_type'];
	expect(Object.keys(first.body).sort()).toEqual(fields);
	expect(first.body).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });

	const refresh = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
	const second = await post(form(refresh));
	expect(Object.keys(second.body).sort()).toEqual([...fields, 'refresh_token_expires_in'].sort());
	expect(second.body.refresh_token).not.toBe(first.body.refresh_token);
});

test('without offline_access there is no refresh token; numbers may be strings', async () => {
	await sandbox.settings({ anybill: { expiresInForm: 'string' } });
	const { body } = await post(form({ scope: 'https://ad.anybill.de/vendor/bill' }));
	expect(body).not.toHaveProperty('refresh_token');
	expect(body.expires_in).toBe('86400');
});

test.each<[string, Record<string, string>, string, string]>([
	['a wrong password', { password: 'x' }, 'access_denied', '90225'],
	['an unknown user', { username: 'nobody@sandbox.example' }, 'access_denied', '90225'],
	['a locked account', { username: 'locked@sandbox.example' }, 'access_denied', '90111'],
	['an unknown client', { client_id: 'x' }, 'unauthorized_client', '90018'],
	['no ROPC', { client_id: 'sandbox-client-without-ropc' }, 'unauthorized_client', '90224'],
	['a client secret', { client_secret: '' }, 'invalid_request', '90084'],
	['no scope', { scope: '' }, 'invalid_request', '90010'],
	['no resource', { scope: 'openid offline_access' }, 'invalid_scope', '90055'],
	['an unknown scope', { scope: 'https://ad.anybill.de/x/y' }, 'invalid_request', '90117'],
	[
		'two resources',
		{ scope: 'https://ad.anybill.de/vendor/bill https://ad.anybill.de/partner-platform/user' },
		'invalid_request',
		'90146',
	],
	['a forbidden scope', { client_id: 'sandbox-limited-client' }, 'unauthorized_client', '90205'],
	['another grant', { grant_type: 'client_credentials' }, 'unsupported_grant_type', '90086'],
	[
		'a malformed refresh token',
		{ grant_type: 'refresh_token', refresh_token: 'x' },
		'invalid_grant',
		'90088',
	],
	['no response type', { response_type: '' }, 'invalid_request', '90083'],
])('%s is refused with its own code', async (_, change, error, code) => {
	const { status, body } = await post(form(change));
	expect(status).toBe(400);
	expect(body.error).toBe(error);
	expect(body.error_description).toMatch(
		new RegExp(
			`^AADB2C${code}: .+\r\nCorrelation ID: [0-9a-f-]{36}\r\nTimestamp: [\\d-]+ [\\d:]+Z\r\n$`,
		),
	);
});

test.each([
	['expire', '90080'],
	['revoke', '90129'],
] as const)('after "%s" a refresh token is refused with AADB2C%s', async (action, code) => {
	const { refreshToken } = await sandbox.issueTokens({ service: 'anybill' });
	await sandbox.tokens({ service: 'anybill', kind: 'refresh', action });
	const { body } = await post(form({ grant_type: 'refresh_token', refresh_token: refreshToken }));
	expect(body.error).toBe('invalid_grant');
	expect(body.error_description).toContain(`AADB2C${code}`);
});

test('a refresh token may be used again, unless the setting says otherwise', async () => {
	const { refreshToken } = await sandbox.issueTokens({ service: 'anybill' });
	const refresh = () => post(form({ grant_type: 'refresh_token', refresh_token: refreshToken }));
	expect((await refresh()).status).toBe(200);
	expect((await refresh()).status).toBe(200);
	await sandbox.settings({ anybill: { singleUseRefreshTokens: true } });
	expect((await refresh()).status).toBe(400);
});

test('ten different wrong passwords lock the account, the same one ten times does not', async () => {
	const codes = async () =>
		Object.keys((await sandbox.counters()).anybill.grantErrors).map((key) => key.slice(-5));
	for (let i = 0; i < 11; i++) await post(form({ password: 'always the same' }));
	expect((await post(form())).status).toBe(200);
	for (let i = 0; i < 10; i++) await post(form({ password: `wrong ${i}` }));
	expect((await post(form())).status).toBe(400);
	expect(await codes()).toEqual(['90225', '90114']);
});
