import { Readable } from 'node:stream';
import fc from 'fast-check';
import { CredentialError } from '../../../../http/errors/errors.ts';
import type { HttpRequest } from '../../../../services/anybill/token-endpoint.ts';
import { CredentialHooks } from '../../../../services/anybill/n8n-hooks.ts';
import { TokenCache } from '../../../../services/anybill/token-cache.ts';

/** Whatever the token endpoint responds: tokens that can be used and stored, or words for the user. */
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

const poison = fc.constantFrom<unknown>(
	'__proto__',
	'token\r\nx-injected: yes',
	'x'.repeat(100_000),
	{ toString: 'no' },
	-1e18,
	1e308,
	'9'.repeat(400),
);
const anything = fc.oneof(
	poison,
	fc.anything({ maxDepth: 2 }),
	fc.string({ unit: 'binary' }),
	fc.double(),
);

const responses = fc.record({
	statusCode: fc.oneof(
		fc.constantFrom(200, 200, 200, 400, 401, 429, 503),
		fc.integer({ max: 599 }),
	),
	headers: fc.record(
		{ 'content-type': fc.string(), 'retry-after': fc.oneof(fc.string(), fc.nat().map(String)) },
		{ requiredKeys: [] },
	),
	body: fc.oneof(
		fc
			.record(
				{
					access_token: fc.oneof(anything, fc.constant('a-token')),
					refresh_token: anything,
					expires_in: anything,
					refresh_token_expires_in: anything,
					error: anything,
					error_description: anything,
					__proto__: fc.constant({ polluted: true }),
				},
				{ requiredKeys: [] },
			)
			.map((body) => JSON.stringify(body)),
		fc.json(),
		fc.string({ unit: 'binary' }),
		fc.constant('{"__proto__": {"polluted": true}, "access_token": "a-token"}'),
	),
});

const PASSWORD = 'a password that nobody must see';
const credentials = {
	environment: 'custom',
	baseUrl: 'http://127.0.0.1:1',
	tokenUrl: 'http://127.0.0.1:1/token',
	clientId: 'client',
	username: 'user',
	password: PASSWORD,
	scopes: ['https://ad.anybill.de/vendor/bill'],
	allowedHttpRequestDomains: 'domains',
	allowedDomains: '127.0.0.1:1',
	accessToken: '',
};

test("anybill's hook gives tokens or an error without a secret, whatever the token endpoint responds", async () => {
	let granted = 0;
	await fc.assert(
		fc.asyncProperty(responses, async ({ statusCode, headers, body }) => {
			let requests = 0;
			const http = (() => {
				requests++;
				const bytes = Readable.from([Buffer.from(body)]);
				return Promise.resolve({ statusCode, statusMessage: '', headers, body: bytes });
			}) as HttpRequest;
			try {
				const hooks = new CredentialHooks(new TokenCache());
				const tokens = await hooks.preAuthenticate(http, { ...credentials });
				granted++;
				expect(tokens.accessToken).toMatch(/^[\x21-\x7e]{1,32768}$/);
				for (const value of Object.values(tokens)) expect(typeof value).toBe('string');
				const expiresIn = Number(tokens.accessTokenExpiresAt) - Date.now();
				expect(expiresIn).toBeGreaterThan(0);
				expect(expiresIn).toBeLessThan(366 * 86_400_000);
			} catch (error) {
				if (!(error instanceof CredentialError)) throw error;
				expect(`${error.message} ${error.description}`).not.toContain(PASSWORD);
				expect(error.message.length).toBeLessThan(300);
			}
			expect(requests).toBeLessThanOrEqual(3);
			expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
		}),
		{ numRuns: 1000 },
	);
	expect(granted).toBeGreaterThan(20);
}, 60_000);
