import * as oidc from 'openid-client';
import { type Known, type Sandbox, startSandbox } from '../../sandbox/client.mts';

const REDIRECT_URI = 'http://localhost:5678/rest/oauth2-credential/callback';

let sandbox: Sandbox;
let known: Known['anny'];

beforeAll(async () => {
	sandbox = await startSandbox();
	known = (await sandbox.known()).anny;
}, 60_000);
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

/** Opens the consent page and presses a button, as a browser would. @returns where it leads */
async function press(decision: 'allow' | 'deny', authorizeUrl: URL): Promise<URL> {
	const page = await (await fetch(authorizeUrl)).text();
	const fields = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
	const decode = (text: string) =>
		text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
	const form = new URLSearchParams(
		fields.map(([, name = '', value = '']) => [name, decode(value)]),
	);
	form.set('decision', decision);
	const response = await fetch(new URL('/oauth/authorize', authorizeUrl), {
		method: 'POST',
		body: form,
		redirect: 'manual',
	});
	expect(response.status).toBe(302);
	return new URL(response.headers.get('location') ?? '');
}

/** openid-client, unmodified, as it would be pointed at any OAuth2 server. */
function configuration(clientId: string, authentication: oidc.ClientAuth): oidc.Configuration {
	const server = {
		issuer: sandbox.urls.anny,
		authorization_endpoint: `${sandbox.urls.anny}/oauth/authorize`,
		token_endpoint: `${sandbox.urls.anny}/oauth/token`,
	};
	const config = new oidc.Configuration(server, clientId, undefined, authentication);
	// eslint-disable-next-line @typescript-eslint/no-deprecated -- the sandbox is on loopback, without TLS
	oidc.allowInsecureRequests(config);
	return config;
}

const postToken = (body: Record<string, unknown>) =>
	fetch(`${sandbox.urls.anny}/oauth/token`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});

describe('openid-client gets through the code flow unmodified', () => {
	// It insists on `token_type` (RFC 6749 section 5.1), which anny's own response does not have.
	beforeEach(() => sandbox.settings({ anny: { standardTokenFields: true } }));

	test.each(['in the body', 'by HTTP Basic'])(
		'with a client secret %s, and refreshes',
		async (where) => {
			const { clientId, clientSecret = '' } = known.clients.confidential;
			const authentication =
				where === 'in the body'
					? oidc.ClientSecretPost(clientSecret)
					: oidc.ClientSecretBasic(clientSecret);
			const config = configuration(clientId, authentication);
			const state = oidc.randomState();
			const url = oidc.buildAuthorizationUrl(config, {
				redirect_uri: REDIRECT_URI,
				scope: 'b.bookings:*',
				state,
			});
			const callback = await press('allow', url);
			const tokens = await oidc.authorizationCodeGrant(config, callback, { expectedState: state });
			const bookings = await oidc.fetchProtectedResource(
				config,
				tokens.access_token,
				new URL('/api/v1/bookings', sandbox.urls.anny),
				'GET',
			);
			expect(bookings.status).toBe(200);

			const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
			expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
			expect((await sandbox.counters()).anny.grants).toEqual({
				authorization_code: 1,
				refresh_token: 1,
			});
		},
	);

	test('with PKCE and no secret', async () => {
		const config = configuration(known.clients.public.clientId, oidc.None());
		const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
		const url = oidc.buildAuthorizationUrl(config, {
			redirect_uri: REDIRECT_URI,
			code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
			code_challenge_method: 'S256',
		});
		const callback = await press('allow', url);
		const tokens = await oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier });
		expect(tokens.expires_in).toBe(86_400);
	});

	test('a wrong code verifier is refused', async () => {
		const config = configuration(known.clients.public.clientId, oidc.None());
		const url = oidc.buildAuthorizationUrl(config, {
			redirect_uri: REDIRECT_URI,
			code_challenge: await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier()),
			code_challenge_method: 'S256',
		});
		const callback = await press('allow', url);
		await expect(
			oidc.authorizationCodeGrant(config, callback, {
				pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
			}),
		).rejects.toMatchObject({ error: 'invalid_grant' });
	});

	test('Deny comes back as access_denied with the state', async () => {
		const { clientId, clientSecret } = known.clients.confidential;
		const config = configuration(clientId, oidc.ClientSecretPost(clientSecret));
		const url = oidc.buildAuthorizationUrl(config, { redirect_uri: REDIRECT_URI, state: 'a&b' });
		const callback = await press('deny', url);
		await expect(
			oidc.authorizationCodeGrant(config, callback, { expectedState: 'a&b' }),
		).rejects.toMatchObject({ error: 'access_denied' });
	});
});

test('the consent page has exactly two buttons and names the client', async () => {
	const query = new URLSearchParams({
		client_id: known.clients.confidential.clientId,
		response_type: 'code',
		redirect_uri: REDIRECT_URI,
		scope: '"><script>',
	});
	const page = await (await fetch(`${sandbox.urls.anny}/oauth/authorize?${query}`)).text();
	expect(page.match(/<button/g)).toHaveLength(2);
	expect(page).toContain(known.clients.confidential.clientId);
	expect(page).not.toContain('<script>');
});

test.each([
	[{ client_id: 'nobody' }, 400, 'unknown'],
	[
		{ client_id: 'sandbox-fixed-redirect', redirect_uri: 'https://elsewhere.example/' },
		400,
		'redirect',
	],
	[{ client_id: 'sandbox-public' }, 302, 'code+challenge'],
	[{ response_type: 'token' }, 302, 'unsupported_response_type'],
])('an authorization request with %j is refused', async (change, status, text) => {
	const query = new URLSearchParams({
		client_id: 'sandbox-confidential',
		response_type: 'code',
		redirect_uri: REDIRECT_URI,
		...change,
	});
	const url = `${sandbox.urls.anny}/oauth/authorize?${query}`;
	const response = await fetch(url, { redirect: 'manual' });
	expect(response.status).toBe(status);
	expect(response.headers.get('location') ?? (await response.text())).toContain(text);
});

test("the token response is the documentation's: camelCase, minutes, no token_type", async () => {
	const { clientId: client_id, clientSecret: client_secret } = known.clients.confidential;
	const { refreshToken } = await sandbox.issueTokens({ service: 'anny' });
	const body = { client_id, client_secret, grant_type: 'refresh_token' };
	const response = await postToken({ ...body, refresh_token: refreshToken });
	const tokens = (await response.json()) as Record<string, unknown>;
	expect(Object.keys(tokens).sort()).toEqual([
		'access_token',
		'expiresAt',
		'expiresIn',
		'refresh_token',
	]);
	expect(tokens.expiresIn).toBe(1440);
	expect(tokens.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);

	const again = await postToken({ ...body, refresh_token: refreshToken });
	expect(again.status).toBe(400);
	expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
	expect((await sandbox.counters()).anny).toMatchObject({
		refreshTokenReused: 1,
		grantErrors: { invalid_grant: 1 },
	});
});

test('a wrong client secret is 401 invalid_client', async () => {
	const { clientId: client_id } = known.clients.confidential;
	const response = await postToken({ client_id, client_secret: 'x', grant_type: 'refresh_token' });
	expect(response.status).toBe(401);
	expect(await response.json()).toMatchObject({ error: 'invalid_client' });
});

test.each([
	['full', 200, 200],
	['narrow', 403, 200],
	['expired', 401, 401],
	['revoked', 401, 401],
] as const)(
	'the %s API token gets %i for /user and %i for /services',
	async (name, user, services) => {
		const headers = { Authorization: `Bearer ${known.apiTokens[name]}` };
		const get = async (path: string) =>
			(await fetch(`${sandbox.urls.anny}/api/v1/${path}`, { headers })).status;
		expect([await get('user'), await get('services')]).toEqual([user, services]);
	},
);
