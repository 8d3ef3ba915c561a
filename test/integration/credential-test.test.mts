import { AnnyTokenApi } from '../../credentials/AnnyTokenApi.credentials.ts';
import { testCredential } from './support/credential-test.mts';
import { httpServer, type LocalServer } from './support/servers.mts';

let server: LocalServer;
let tokens: Array<string | undefined>;
let headers: string[];

/** A server that responds one way without a token, and another way with it. */
async function responding(without: number, signed: number, body: unknown = {}) {
	server = await httpServer(({ headers: sent }, response) => {
		tokens.push(sent.authorization);
		headers.push(...Object.keys(sent));
		const isSigned = sent.authorization === 'Bearer a-fake-token';
		response.writeHead(isSigned ? signed : without, { 'content-type': 'application/json' });
		response.end(JSON.stringify(isSigned ? body : { data: [] }));
	});
	return await testCredential(new AnnyTokenApi(), {
		region: 'custom',
		baseUrl: server.url,
		accessToken: 'a-fake-token',
		allowedHttpRequestDomains: 'all',
		allowedDomains: '',
	});
}

beforeEach(() => {
	tokens = [];
	headers = [];
});
afterEach(async () => await server.stop());

test.each([200, 403])(
	'The anny token passes its test where the API wants it and responds %i',
	async (status) => {
		expect(await responding(401, status, { data: { type: 'users', id: '1' } })).toBeUndefined();
		expect(tokens).toEqual([undefined, 'Bearer a-fake-token']);
		expect(headers).not.toContain('x-n8n-credential-test');
	},
);

test.each([
	[401, /does not accept the token/],
	[404, /no anny API at this address \(status 404\)/],
	[500, /status 500/],
	[503, /status 503/],
	[302, /302/],
	[418, /418/],
])('The anny token fails its test where the API responds %i to it', async (status, message) => {
	expect(await responding(401, status)).toMatch(message);
	expect(tokens).toEqual([undefined, 'Bearer a-fake-token']);
});

test.each([
	[200, /responds without a token/],
	[403, /403/],
	[404, /no anny API at this address/],
	[500, /status 500/],
])(
	'The anny token fails its test, and is not sent, where a server responds %i without it',
	async (status, message) => {
		expect(await responding(status, 200)).toMatch(message);
		expect(tokens).toEqual([undefined]);
	},
);
