import fc from 'fast-check';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { run } from './support/engine.mts';
import { httpServer, type LocalServer } from './support/servers.mts';

// A refusal is looked at again after half a second: another process may have been faster.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

/** Whatever anny's token endpoint responds to n8n's own client: items, or one of n8n's own errors. */
let server: LocalServer;
let tokenResponse = { status: 200, type: '', body: '' };
beforeAll(async () => {
	server = await httpServer((request, response) => {
		if (request.url?.startsWith('/oauth/token')) {
			response.writeHead(tokenResponse.status, { 'content-type': tokenResponse.type });
			response.end(tokenResponse.body);
			return;
		}
		response.writeHead(request.headers.authorization === 'Bearer good' ? 200 : 401, {
			'content-type': 'application/json',
		});
		response.end('{"data": []}');
	});
}, 60_000);
afterAll(() => server.stop());

const REFRESH_TOKEN = 'a refresh token that nobody must see';
const SECRET = 'a client secret that nobody must see';
const SHORT_TOKEN = 'short-token';

const anything = fc.oneof(
	fc.constantFrom<unknown>(SHORT_TOKEN, 'token\r\nx-injected: yes', 'x'.repeat(100_000), '\ud800'),
	fc.anything({ maxDepth: 2 }),
);
const responses = fc.record({
	// Others are tried again after a pause: see the table of faults.
	status: fc.constantFrom(200, 200, 200, 201, 204, 304, 400, 401, 403, 404),
	type: fc.constantFrom('application/json', 'text/html', 'application/x-www-form-urlencoded', ''),
	body: fc.oneof(
		fc
			.record(
				{
					access_token: fc.oneof(anything, fc.constant('good')),
					refresh_token: anything,
					expires_in: anything,
					expiresAt: anything,
					token_type: anything,
					error: anything,
					error_description: fc.string(),
				},
				{ requiredKeys: [], noNullPrototype: true },
			)
			.map((body) => JSON.stringify(body)),
		fc.json(),
		fc.string({ unit: 'binary' }),
		fc.constantFrom(
			'',
			'null',
			`{"access_token": "${SHORT_TOKEN}"`,
			'{"__proto__": {"polluted": true}, "access_token": "good"}',
		),
	),
});

test('whatever the token endpoint responds, anny gives items or words without a secret', async () => {
	let renewed = 0;
	let runs = 0;
	await fc.assert(
		fc.asyncProperty(responses, async (given) => {
			tokenResponse = given;
			const annyCustomOAuth2Api = {
				region: 'custom',
				baseUrl: server.url,
				authBaseUrl: server.url,
				grantType: 'authorizationCode',
				clientId: 'client',
				clientSecret: SECRET,
				allowedHttpRequestDomains: 'domains',
				allowedDomains: new URL(server.url).host,
				oauthTokenData: { access_token: 'old', refresh_token: REFRESH_TOKEN },
			} as unknown as ICredentialDataDecryptedObject;
			const { error } = await run({
				node: 'annyHttpRequest',
				parameters: { authentication: 'oAuth2', method: 'POST', url: '/x' },
				credentials: { annyCustomOAuth2Api },
				// A refusal is remembered for the credential: another one begins without.
				credentialId: `credential ${runs++}`,
			});
			if (!error) renewed++;
			else {
				expect(error.name).toMatch(/^Node(Api|Operation)Error$/);
				const shown = JSON.stringify(error);
				for (const secret of [SECRET, REFRESH_TOKEN, SHORT_TOKEN]) {
					expect(shown).not.toContain(secret);
				}
			}
			expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
		}),
		{ numRuns: 300 },
	);
	expect(renewed).toBeGreaterThan(0);
}, 60_000);
