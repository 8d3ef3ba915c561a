import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { httpServer, type LocalServer } from './support/servers.mts';
import { useWorld, type Extra } from './support/world.mts';

/** A service that echoes the access token of a request: whichever token that was, n8n never shows it. */
const world = useWorld();

type Respond = (request: IncomingMessage, response: ServerResponse, token: string) => void;

let respond: Respond;
/** The access tokens that came, in the order in which they did. */
let tokens: string[];
let server: LocalServer;
beforeEach(async () => {
	tokens = [];
	server = await httpServer((request, response) => {
		const token = (request.headers.authorization ?? '').replace('Bearer ', '');
		if (token !== '') tokens.push(token);
		respond(request, response, token);
	});
	for (const credential of Object.values(world.credentials)) {
		Object.assign(credential, { region: 'custom', environment: 'custom', baseUrl: server.url });
	}
	world.allow(server);
	world.allow({ url: server.url.replace('127.0.0.1', 'localhost') });
});
afterEach(async () => {
	await server.stop();
});

const echoes: Record<string, { respond: Respond; parameters?: object }> = {
	'JSON of a response': {
		respond: (_, response, token) => {
			response.setHeader('content-type', 'application/json').end(JSON.stringify({ token }));
		},
	},
	'text of a response': {
		respond: (_, response, token) => response.end(`It was ${token}`),
	},
	'status message and headers': {
		respond: (_, response, token) =>
			response.writeHead(200, `Yes ${token}`, { 'x-echo': token }).end('text'),
		parameters: { options: { response: { response: { fullResponse: true } } } },
	},
	'headers, type and name of a file': {
		respond: (_, response, token) =>
			response
				.writeHead(200, {
					'content-type': `application/x-${token}`,
					'content-disposition': `attachment; filename="${token}.pdf"`,
					'x-echo': token,
				})
				.end('%PDF'),
		parameters: {
			options: { response: { response: { fullResponse: true, responseFormat: 'file' } } },
		},
	},
	'message of an error response': {
		respond: (_, response, token) =>
			response
				.writeHead(400, { 'content-type': 'application/json' })
				.end(JSON.stringify({ title: `Bad ${token}`, errors: [{ detail: `Bad ${token}` }] })),
	},
	'middle of a message that is too long': {
		respond: (_, response, token) => response.writeHead(400).end(`${'x '.repeat(245)}${token}`),
	},
	'request ID of an error response': {
		respond: (_, response, token) => response.writeHead(500, { 'x-request-id': token }).end('Bad'),
	},
	'address of a redirect, at the host that it leads to': {
		respond: (request, response, token) => {
			if (token) {
				const location = `${server.url.replace('127.0.0.1', 'localhost')}/at/${token}`;
				response.writeHead(302, { location }).end();
			} else response.writeHead(404).end(`There is no ${request.url}`);
		},
	},
};

const expired = { expiresAt: '2020-01-01T00:00:00Z' };
const item = (json: Record<string, string>) => [{ json }];

/** Credentials whose token is not the one that was typed or stored. */
const ways: Record<string, () => Promise<Extra & { service: 'anny' | 'anybill' }>> = {
	'an API token that was pasted with what stood around it': async () => {
		const accessToken = ' Bearer tok-abc\ndefghijkl-mnopqr ';
		const annyTokenApi = { ...world.credentials.annyTokenApi, accessToken };
		return await Promise.resolve({ service: 'anny', credentials: { annyTokenApi } });
	},
	'an OAuth2 token that was renewed': async () => {
		const saved = world.credentials.annyCustomOAuth2Api;
		const { accessToken, refreshToken } = await world.sandbox.issueTokens({ service: 'anny' });
		const stored = { access_token: accessToken, refresh_token: refreshToken, ...expired };
		const annyCustomOAuth2Api = { ...saved, oauthTokenData: stored };
		return { service: 'anny', credentials: { annyCustomOAuth2Api } };
	},
	'a token of anybill that was issued for the request': async () =>
		await Promise.resolve({
			service: 'anybill',
			credentials: { anybillRopcApi: newAnybill() },
		}),
	'a token of anybill that is kept in memory only': async () => {
		const { service } = (await world.sandbox.known()).anybill.accounts;
		const expressions = { username: '={{ $json.username }}', password: '={{ $json.password }}' };
		const anybillRopcApi = { ...newAnybill(), ...expressions };
		return { service: 'anybill', credentials: { anybillRopcApi }, items: item(service) };
	},
};

let cases = 0;

/** A credential that this process has no token for. */
function newAnybill(): ICredentialDataDecryptedObject {
	const saved = world.credentials.anybillRopcApi;
	return { ...saved, tokenUrl: `${world.sandbox.urls.tokenUrl}&case=echo${++cases}` };
}

describe.each(Object.entries(ways))('%s', (_, prepare) => {
	test.each(Object.entries(echoes))('is redacted in the %s', async (_name, echo) => {
		({ respond } = echo);
		const { service, ...extra } = await prepare();
		const authentication =
			'annyCustomOAuth2Api' in (extra.credentials ?? {}) ? 'oAuth2' : 'apiToken';
		const parameters = { authentication, url: `${server.url}/echo`, ...echo.parameters };
		const { run, items } = await world[service](parameters, extra);
		const [token = ''] = tokens;
		expect(token).not.toBe('');
		const shown = JSON.stringify([run.data.resultData, items]);
		expect(shown).toContain('[redacted]');
		expect(shown).not.toContain(token);
		expect(shown).not.toContain(token.slice(0, 12));
	});
});

test('A token that was renewed while its response was under way is redacted in that response', async () => {
	const saved = world.credentials.annyCustomOAuth2Api;
	const { accessToken, refreshToken } = await world.sandbox.issueTokens({ service: 'anny' });
	const stored = { access_token: accessToken, refresh_token: refreshToken };
	// The first request gets its response when the second was renewed and sent anew.
	const first = Promise.withResolvers<() => void>();
	respond = (request, response, token) => {
		const isOld = token === accessToken;
		const end = () => response.end(`It was ${token}`);
		if (request.url === '/0') first.resolve(end);
		else if (isOld) response.writeHead(401).end();
		else {
			end();
			void first.promise.then((endFirst) => {
				endFirst();
			});
		}
	};
	const { items } = await world.anny(
		{ authentication: 'oAuth2', url: `=${server.url}/{{ $json.n }}` },
		{
			credentials: { annyCustomOAuth2Api: { ...saved, oauthTokenData: stored } },
			items: [{ json: { n: 0 } }, { json: { n: 1 } }],
		},
	);
	expect(items).toHaveLength(2);
	expect(JSON.stringify(items)).toContain('[redacted]');
	expect(JSON.stringify(items)).not.toContain(accessToken);
});
