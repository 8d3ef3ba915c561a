import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CertificateAuthority } from '../../harness/certificates.mts';
import {
	annyOAuth2Fields,
	annyTokenFields,
	anybillFields,
} from '../../harness/credential-fields.mts';
import { giveConsent } from '../../harness/oauth-consent.mts';
import { prepareN8n, type PreparedN8n } from '../../harness/prepared-n8n.mts';
import type { Addresses, Known } from '../../sandbox/types.mts';
import { startForwardProxy, type ForwardProxy } from '../support/forward-proxy.mts';
import { createClient, type Client, type SavedCredential } from './support/client.mts';
import { sandboxOverTls, type SecuredSandbox } from './support/secured-sandbox.mts';

const echo = { anny: '/api/v1/sandbox/echo', anybill: '/api/v3/sandbox/echo' };
const domains = { allowedDomains: 'localhost, 127.0.0.1' };
const user = `Basic ${Buffer.from('me:s:cret').toString('base64')}`;
const withUser = (url: string) => url.replace('//', '//me:s%3Acret@');

const authority = new CertificateAuthority();
const previous = getCACertificates('default');
let folder = '';
let prepared: PreparedN8n;
let known: Known;
let client: Client;
let secured: SecuredSandbox;
/** The one of n8n's environment, and another for the option. */
let proxy: ForwardProxy;
let optionProxy: ForwardProxy;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'authority-'));
	const certificates = join(folder, 'authority.pem');
	await writeFile(certificates, authority.cert);
	setDefaultCACertificates([...previous, authority.cert]);
	proxy = await startForwardProxy();
	optionProxy = await startForwardProxy();
	const environment = {
		HTTP_PROXY: withUser(proxy.url),
		HTTPS_PROXY: withUser(proxy.url),
		NO_PROXY: '127.0.0.1',
	};
	const lowerCase = Object.fromEntries(
		Object.entries(environment).map(([name, value]) => [name.toLowerCase(), value] as const),
	);
	prepared = await prepareN8n({
		env: { ...environment, ...lowerCase, NODE_EXTRA_CA_CERTS: certificates },
	});
	known = await prepared.sandbox.known();
	client = createClient(prepared);
	secured = await sandboxOverTls(prepared.sandbox.urls, authority.issue({ hosts: ['localhost'] }));
});

afterAll(async () => {
	setDefaultCACertificates(previous);
	for (const server of [prepared, secured, proxy, optionProxy]) await server.stop();
	await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
	for (const one of [proxy, optionProxy]) {
		one.refuseWith = undefined;
		one.seen.length = 0;
		one.users.length = 0;
	}
	await prepared.sandbox.reset({ keepTokens: true });
});

/** By the name that the proxy is meant for; 127.0.0.1 is excepted. */
const overHttp = (): Addresses => {
	const entries = Object.entries(prepared.sandbox.urls);
	return Object.fromEntries(
		entries.map(([name, url]: [string, string]) => [name, url.replace('127.0.0.1', 'localhost')]),
	) as unknown as Addresses;
};
const overTls = (): Addresses => secured.urls;

const schemes = [
	['http', overHttp],
	['https', overTls],
] as const;

const save = {
	token: async (urls: Addresses) =>
		await client.save('annyTokenApi', { ...annyTokenFields(urls, known), ...domains }),
	// A token URL of its own: what n8n's process remembers of one sign-in must not save the next.
	account: async (urls: Addresses) =>
		await client.save('anybillRopcApi', {
			...anybillFields(urls, known),
			allowedDomains: `localhost, 127.0.0.1, ${new URL(urls.tokenUrl).host}`,
			tokenUrl: `${urls.tokenUrl}&case=${randomUUID()}`,
		}),
	oAuth2: async (urls: Addresses) =>
		await client.save('annyCustomOAuth2Api', { ...annyOAuth2Fields(urls, known), ...domains }),
};

/** How a proxy's journal names a request to this address. */
const entry = (method: string, address: string) => {
	const url = new URL(address);
	return url.protocol === 'https:' ? `CONNECT ${url.host}` : `${method} ${url.href}`;
};

describe.each(schemes)('HTTP_PROXY and HTTPS_PROXY, %s', (_, addresses) => {
	test('requests to anny go through the proxy, with its user name and password', async () => {
		const urls = addresses();
		const [item] = await client.run(await save.token(urls), { url: echo.anny });
		expect(item).toMatchObject({ authorized: true });
		expect(proxy.seen).toEqual([entry('GET', `${urls.anny}${echo.anny}`)]);
		expect(proxy.users).toEqual([user]);
	});

	test("anybill's sign-in goes through the proxy as well", async () => {
		const urls = addresses();
		const [item] = await client.run(await save.account(urls), { url: echo.anybill });
		expect(item).toMatchObject({ authorized: true });
		const [signIn, request] = proxy.seen;
		expect(proxy.seen).toHaveLength(2);
		expect(signIn?.startsWith(entry('POST', urls.tokenUrl))).toBe(true);
		expect(request).toBe(entry('GET', `${urls.anybill}${echo.anybill}`));
		expect(new Set(proxy.users)).toEqual(new Set([user]));
	});

	test("anny's OAuth2 sign-in and renewal go through the proxy as well", async () => {
		const urls = addresses();
		const credential = await save.oAuth2(urls);
		await giveConsent(prepared.rest, credential.id);
		const token = entry('POST', `${urls.anny}/oauth/token`);
		expect(proxy.seen).toEqual([token]);
		await prepared.sandbox.expireTokens('anny');
		const [item] = await client.run(credential, { url: echo.anny });
		expect(item).toMatchObject({ authorized: true });
		const request = entry('GET', `${urls.anny}${echo.anny}`);
		expect(proxy.seen).toEqual([token, request, token, request]);
		expect((await prepared.sandbox.counters()).anny.grants.refresh_token).toBe(1);
	});
});

test('hosts in NO_PROXY are reached without the proxy', async () => {
	const { urls } = prepared.sandbox;
	await client.run(await save.token(urls), { url: echo.anny });
	await client.run(await save.account(urls), { url: echo.anybill });
	expect(proxy.seen).toEqual([]);
});

/** A failure that names the proxy and not the service. */
async function expectBlamed(credential: SavedCredential, parameters: object, what: RegExp) {
	const { message, description } = await client.failure(credential, {
		...parameters,
		options: {
			...(parameters as { options?: object }).options,
			retry: { retry: { maxAttempts: 1 } },
		},
	});
	expect(message).toMatch(/proxy/i);
	expect(message).not.toMatch(/^anny (refused|responded|could)|^anybill (refused|responded|could)/);
	expect(`${message} ${description}`).toMatch(what);
	expect(`${message} ${description}`).not.toContain('s:cret');
}

describe.each(schemes)('A proxy of the environment that refuses, %s', (_, addresses) => {
	test.each([
		[407, /user name and password/],
		[502, /502/],
	] as const)('with %d is blamed for a request to anny', async (status, what) => {
		const credential = await save.token(addresses());
		proxy.refuseWith = status;
		await expectBlamed(credential, { url: echo.anny }, what);
		expect((await prepared.sandbox.counters()).anny.requests).toEqual({});
	});

	test("with 407 is blamed for anybill's sign-in", async () => {
		const credential = await save.account(addresses());
		proxy.refuseWith = 407;
		await expectBlamed(credential, { url: echo.anybill }, /user name and password/);
		expect((await prepared.sandbox.counters()).anybill.tokenRequests).toBe(0);
	});
});

describe('The option Proxy', () => {
	const addresses = overTls;
	const through = (proxyUrl: string, url: string) => ({ url, options: { proxy: proxyUrl } });

	test('is used for the request, with its user name and password', async () => {
		const urls = addresses();
		const parameters = through(withUser(optionProxy.url), echo.anny);
		const [item] = await client.run(await save.token(urls), parameters);
		expect(item).toMatchObject({ authorized: true });
		expect(optionProxy.seen).toEqual([entry('GET', `${urls.anny}${echo.anny}`)]);
		expect(optionProxy.users).toEqual([user]);
		expect(proxy.seen).toEqual([]);
	});

	test.each([
		[407, /user name and password/],
		[502, /502/],
	] as const)('names the proxy when that refuses with %d', async (status, what) => {
		const credential = await save.token(addresses());
		optionProxy.refuseWith = status;
		await expectBlamed(credential, through(optionProxy.url, echo.anny), what);
	});

	test('names the proxy when nothing listens there', async () => {
		const gone = await startForwardProxy();
		await gone.stop();
		const credential = await save.token(addresses());
		await expectBlamed(credential, through(gone.url, echo.anny), /refused the connection/);
	});

	test('names the proxy when its name is unknown', async () => {
		const credential = await save.token(addresses());
		const parameters = through('http://proxy.invalid:3128', echo.anny);
		await expectBlamed(credential, parameters, /proxy\.invalid|host name is unknown/);
	});

	test('takes no request without https, whose credential the proxy could read', async () => {
		const credential = await save.token(prepared.sandbox.urls);
		const { message } = await client.failure(credential, through(optionProxy.url, echo.anny));
		expect(message).toMatch(/without https cannot go through the option "Proxy"/);
		expect(optionProxy.seen).toEqual([]);
	});
});
