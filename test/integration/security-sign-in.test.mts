import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { run, type Job } from './support/engine.mts';
import { httpServer, type LocalServer } from './support/servers.mts';

/** anny's OAuth2: n8n itself signs in and signs, and both are held to the lock of the credential. */
let api: LocalServer;
let elsewhere: LocalServer;
let tokens: string[] = [];
let onRequest = () => {};
beforeAll(async () => {
	api = await httpServer((request, response) => {
		if (request.url?.startsWith('/oauth/token')) {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end('{"access_token": "good"}');
			return;
		}
		tokens.push(request.headers.authorization ?? '');
		onRequest();
		const isGood = request.headers.authorization === 'Bearer good';
		response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' });
		response.end('{"data": []}');
	});
	elsewhere = await httpServer((_, response) => response.end('{"access_token": "good"}'));
});
afterAll(async () => {
	await api.stop();
	await elsewhere.stop();
});
beforeEach(() => {
	tokens = [];
	onRequest = () => {};
	elsewhere.seen.length = 0;
});

let jobs = 0;
const saved = (token: string, changes: Record<string, unknown> = {}) =>
	({
		region: 'custom',
		baseUrl: api.url,
		authBaseUrl: api.url,
		clientId: 'client',
		clientSecret: 'a client secret',
		allowedHttpRequestDomains: 'domains',
		allowedDomains: new URL(api.url).host,
		oauthTokenData: { access_token: token, refresh_token: 'a refresh token' },
		...changes,
	}) as unknown as ICredentialDataDecryptedObject;
const job = (annyCustomOAuth2Api: ICredentialDataDecryptedObject): Job => ({
	node: 'annyHttpRequest',
	parameters: { authentication: 'oAuth2', url: '/x', simplify: false },
	credentials: { annyCustomOAuth2Api },
	credentialId: `credential ${jobs++}`,
});

test('A token is renewed at a sign-in on the host of the base URL', async () => {
	const { error } = await run(job(saved('expired')));
	expect(error).toBeUndefined();
	expect(tokens).toEqual(['Bearer expired', 'Bearer good']);
});

test.each([
	['another port', () => elsewhere.url, /must not be sent to 127\.0\.0\.1:\d+/],
	['plain http', () => 'http://auth.example', /Only https is allowed/],
])('A sign-in at %s gets no secret: the node says why', async (_, address, message) => {
	const { error } = await run(job(saved('expired', { authBaseUrl: address() })));
	expect(error?.message).toMatch(message);
	expect(elsewhere.seen).toEqual([]);
});

test('An address of the sign-in that data chose is held to the allowed domains', async () => {
	const chosen = '={{ $json.base }}';
	const changes = { baseUrl: chosen, authBaseUrl: chosen };
	const items = [{ json: { base: elsewhere.url } }];
	const { error } = await run({ ...job(saved('expired', changes)), items });
	expect(error?.message).toMatch(/must not be sent to/);
	expect(elsewhere.seen).toEqual([]);
});

test('A request is signed with the data that its host was checked against, whatever was saved meanwhile', async () => {
	const credential = saved('good');
	const one = job(credential);
	const items = [{ json: {} }, { json: {} }];
	const parameters = { ...one.parameters, options: { concurrency: 1 } };
	onRequest = () => {
		// The owner connects another account, at another address.
		one.credentials.annyCustomOAuth2Api = saved('of-another-account', { baseUrl: elsewhere.url });
	};
	const { error } = await run({ ...one, items, parameters });
	expect(error).toBeUndefined();
	expect(tokens).toEqual(['Bearer good', 'Bearer good']);
});
