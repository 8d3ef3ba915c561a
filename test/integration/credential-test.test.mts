import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { AnnyTokenApi } from '../../credentials/AnnyTokenApi.credentials.ts';
import { AnybillRopcApi } from '../../credentials/AnybillRopcApi.credentials.ts';
import { testCredential } from './support/credential-test.mts';
import { httpServer, type LocalServer } from './support/servers.mts';

const TOKEN = 'a-fake-token';

/** The requests to the API, by what signed them. */
let tokens: Array<string | undefined>;
let headers: string[];
let servers: LocalServer[];

beforeEach(() => {
	[tokens, headers, servers] = [[], [], []];
});
afterEach(async () => {
	for (const server of servers) await server.stop();
});

/** A server that responds one way without a token, and another way with it. */
async function api(without: number, signed: number): Promise<LocalServer> {
	const server = await httpServer(({ headers: sent }, response) => {
		tokens.push(sent.authorization);
		headers.push(...Object.keys(sent));
		const status = sent.authorization === `Bearer ${TOKEN}` ? signed : without;
		response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' });
		response.end(status === 204 ? undefined : JSON.stringify({ data: [] }));
	});
	servers.push(server);
	return server;
}

async function tokenEndpoint(): Promise<LocalServer> {
	const server = await httpServer((_, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ access_token: TOKEN, expires_in: 86_400 }));
	});
	servers.push(server);
	return server;
}

type Verdict = (without: number, signed: number) => Promise<string | undefined>;

const testAnny: Verdict = async (without, signed) =>
	await testCredential(new AnnyTokenApi(), {
		region: 'custom',
		baseUrl: (await api(without, signed)).url,
		accessToken: TOKEN,
		allowedHttpRequestDomains: 'domains',
		allowedDomains: 'b.anny.co',
	});

async function testAnybill(
	baseUrl: string,
	more: ICredentialDataDecryptedObject = {},
): Promise<string | undefined> {
	const { url } = await tokenEndpoint();
	return await testCredential(new AnybillRopcApi(), {
		environment: 'custom',
		baseUrl,
		tokenUrl: `${url}/token`,
		clientId: 'client',
		username: 'user',
		password: 'a fake password',
		scopes: ['https://ad.anybill.de/vendor/bill'],
		allowedHttpRequestDomains: 'domains',
		// n8n's own lock knows host names only, ours a port besides.
		allowedDomains: `127.0.0.1, ${new URL(url).host}`,
		...more,
	});
}

const listed: Verdict = async (without, signed) =>
	await testAnybill((await api(without, signed)).url);

/** n8n keeps the hook from this host. */
const unlisted: Verdict = async (without, signed) => {
	const url = new URL((await api(without, signed)).url);
	url.hostname = 'localhost';
	return await testAnybill(url.href);
};

describe.each<[string, Verdict, string, number]>([
	['The anny token', testAnny, 'anny', 2],
	// The hook asks besides.
	['The anybill account', listed, 'anybill', 3],
	[
		'The anybill account, with a base URL that is not among the allowed domains,',
		unlisted,
		'anybill',
		2,
	],
])('%s', (_, verdictOf, service, requests) => {
	test.each([200, 204, 403])(
		'passes its test where the API wants it and responds %i',
		async (status) => {
			expect(await verdictOf(401, status)).toBeUndefined();
			expect(tokens.at(0)).toBeUndefined();
			expect(tokens).toHaveLength(requests);
			expect(new Set(tokens.slice(1))).toEqual(new Set([`Bearer ${TOKEN}`]));
			expect(headers).not.toContain('x-n8n-credential-test');
		},
	);

	test.each([
		[401, /does not accept/],
		[404, /status 404/],
		[500, /status 500/],
		[503, /status 503/],
		[302, /302|redirects elsewhere/],
		[418, /418/],
	])('fails its test where the API responds %i to it', async (status, message) => {
		expect(await verdictOf(401, status)).toMatch(message);
		expect(tokens.at(0)).toBeUndefined();
		expect(new Set(tokens.slice(1))).toEqual(new Set([`Bearer ${TOKEN}`]));
	});

	test.each([
		[200, /responds without a token/],
		[204, /responds without a token/],
		[302, /redirects elsewhere/],
		[403, /without a token it responds with status 403/],
		[404, /There is no .* API at this address \(status 404\)/],
		[500, /status 500/],
	])(
		'fails its test, and is not sent, where a server responds %i without it',
		async (status, message) => {
			const verdict = await verdictOf(status, 200);
			expect(verdict).toMatch(message);
			if (status < 500) expect(verdict).toMatch(new RegExp(`${service}|redirects`));
			expect(tokens).toEqual([undefined]);
		},
	);
});

test('The test of an anybill account fails where nothing listens at the base URL', async () => {
	const server = await api(401, 200);
	await server.stop();
	servers.pop();
	expect(await testAnybill(server.url)).toMatch(/refused/);
});
