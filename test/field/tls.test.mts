import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import getPort from 'get-port';
import { CertificateAuthority, type Certificate } from '../../harness/certificates.mts';
import {
	annyOAuth2Fields,
	annyTokenFields,
	anybillFields,
} from '../../harness/credential-fields.mts';
import type { Item } from '../../harness/n8n-rest.mts';
import { giveConsent } from '../../harness/oauth-consent.mts';
import { prepareN8n, type PreparedN8n } from '../../harness/prepared-n8n.mts';
import { deliver, deployTrigger, EVENT_TRACES } from '../../harness/trigger-deliveries.mts';
import { startTlsFront, type TlsFront } from '../../harness/tls-front.mts';
import { executionsByTrace } from '../../harness/traces.mts';
import { until } from '../../harness/until.mts';
import type { Addresses } from '../../sandbox/types.mts';
import { createClient, type Client } from './support/client.mts';
import { sandboxOverTls, type SecuredSandbox } from './support/secured-sandbox.mts';

const authority = new CertificateAuthority();
const good = authority.issue({ hosts: ['localhost', '127.0.0.1'] });
/** What the service's own hosts never have, but a company's network may put in their place. */
const bad = {
	expired: authority.issue({ hosts: ['localhost'], expired: true }),
	otherHost: authority.issue({ hosts: ['other.example'] }),
	selfSigned: authority.issue({ hosts: ['localhost'], selfSigned: true }),
};

const fronts: SecuredSandbox[] = [];
const previous = getCACertificates('default');
let folder = '';

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'authority-'));
	await writeFile(join(folder, 'authority.pem'), authority.cert);
	// The browser that gives the consent trusts the authority.
	setDefaultCACertificates([...previous, authority.cert]);
});

afterAll(async () => {
	setDefaultCACertificates(previous);
	for (const front of fronts) await front.stop();
	await rm(folder, { recursive: true, force: true });
});

async function overTls(
	{ urls }: PreparedN8n['sandbox'],
	certificate: Certificate,
): Promise<Addresses> {
	const secured = await sandboxOverTls(urls, certificate);
	fronts.push(secured);
	return secured.urls;
}

/** The list takes hosts with their ports; n8n's own check looks at the names. */
const onLocalhost = (...addresses: string[]) => ({
	allowedDomains: ['localhost', '127.0.0.1', ...addresses.map((url) => new URL(url).host)].join(
		', ',
	),
});
const echo = { anny: '/api/v1/sandbox/echo', anybill: '/api/v3/sandbox/echo' };

describe('n8n that trusts the authority by NODE_EXTRA_CA_CERTS', () => {
	let prepared: PreparedN8n;
	let urls: Addresses;
	let client: Client;
	/** Before n8n, where deliveries come in. */
	let front: TlsFront;

	beforeAll(async () => {
		const port = await getPort();
		front = await startTlsFront(port, good);
		prepared = await prepareN8n({
			port,
			env: {
				NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
				WEBHOOK_URL: `https://localhost:${front.port}`,
				// Where the consent comes back to.
				N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}`,
			},
		});
		urls = await overTls(prepared.sandbox, good);
		client = createClient(prepared);
	});
	afterAll(async () => {
		await prepared.stop();
		await front.stop();
	});
	beforeEach(() => prepared.sandbox.reset({ keepTokens: true }));

	test('signs in at anybill, sends requests and signs in again over TLS', async () => {
		const known = await prepared.sandbox.known();
		const credential = await client.save('anybillRopcApi', {
			...anybillFields(urls, known),
			...onLocalhost(urls.tokenUrl),
		});
		expect(await client.test(credential)).toMatchObject({ status: 'OK' });
		const send = { url: echo.anybill };
		expect(await client.run(credential, send)).toMatchObject([{ authorized: true }]);
		await prepared.sandbox.expireTokens('anybill');
		expect(await client.run(credential, send)).toMatchObject([{ authorized: true }]);
		// One for the test of the credential, whose tokens its first request takes over.
		expect((await prepared.sandbox.counters()).anybill.grants).toEqual({ password: 2 });
	});

	test.each(['confidential', 'public'] as const)(
		'connects a %s client at anny, sends requests and renews the token over TLS',
		async (clientType) => {
			const known = await prepared.sandbox.known();
			const credential = await client.save('annyCustomOAuth2Api', {
				...annyOAuth2Fields(urls, known, clientType),
				...onLocalhost(),
			});
			await giveConsent(prepared.rest, credential.id);
			await prepared.sandbox.expireTokens('anny');
			expect(await client.run(credential, { url: echo.anny })).toMatchObject([
				{ authorized: true },
			]);
			expect((await prepared.sandbox.counters()).anny.grants).toEqual({
				authorization_code: 1,
				refresh_token: 1,
			});
		},
	);

	describe('with an API token of anny', () => {
		let token: Awaited<ReturnType<Client['save']>>;
		beforeAll(async () => {
			const fields = annyTokenFields(urls, await prepared.sandbox.known());
			const other = urls.anny.replace('localhost', '127.0.0.1');
			token = await client.save('annyTokenApi', { ...fields, ...onLocalhost(other) });
		});

		test('passes the test of the credential and lists bookings over TLS', async () => {
			expect(await client.test(token)).toMatchObject({ status: 'OK' });
			expect((await client.run(token, { url: '/api/v1/bookings' })).length).toBeGreaterThan(1);
		});

		test('takes the credential along a redirect to another host only where the node says so', async () => {
			const to = encodeURIComponent(`${urls.anny.replace('localhost', '127.0.0.1')}${echo.anny}`);
			const url = `/api/v1/sandbox/redirect?to=${to}`;
			const options = { sendCredentialsOnCrossOriginRedirect: true };
			expect(await client.run(token, { url, options })).toMatchObject([
				{ authorized: true, path: echo.anny },
			]);
			expect(await client.failure(token, { url })).toMatchObject({ httpCode: '401' });
		});

		test('uploads a file over TLS', async () => {
			const [item] = await client.run(
				token,
				{
					method: 'POST',
					url: echo.anny,
					sendBody: true,
					contentType: 'multipart-form-data',
					bodyParameters: {
						parameters: [
							{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
						],
					},
				},
				{ file: 'A receipt ✓' },
			);
			expect(item).toMatchObject({
				parts: [{ name: 'file', size: Buffer.byteLength('A receipt ✓') }],
			});
		});

		test('downloads a file over TLS', async () => {
			const [item] = await client.run(token, { url: '/api/v1/sandbox/bytes/5000' });
			expect(item).toEqual({ size: '5 kB' });
		});

		test('subscribes to events over TLS, and starts on a delivery to the https address', async () => {
			const credentials = { ...prepared.credentials, annyTokenApi: token.id };
			const publicly = { baseUrl: `https://localhost:${front.port}` };
			const subscriber = await deployTrigger({ ...prepared, credentials }, publicly);
			expect(subscriber.registeredUrl).toBe(subscriber.url);
			expect(await deliver(subscriber, 'over-tls')).toBe(true);
			const hasStarted = async () =>
				(await executionsByTrace(prepared.sandbox, EVENT_TRACES)).has('over-tls');
			await until(hasStarted, { what: 'an execution' });
		});
	});

	test.each([
		['has expired', 'expired', /certificate of anny has expired/, /clock/],
		['is for another host', 'otherHost', /certificate of anny is for another host/, /base URL/],
	] as const)('refuses a certificate that %s, and says so', async (_, kind, message, advice) => {
		const at = await overTls(prepared.sandbox, bad[kind]);
		const fields = annyTokenFields(at, await prepared.sandbox.known());
		const failure = await client.failure(
			await client.save('annyTokenApi', { ...fields, ...onLocalhost() }),
			{ url: echo.anny },
		);
		expect(failure.message).toMatch(message);
		expect(failure.description).toMatch(advice);
		expect((await prepared.sandbox.counters()).anny.requests).toEqual({});
	});
});

describe('n8n that knows nothing of the authority', () => {
	let prepared: PreparedN8n;
	let urls: Addresses;
	let client: Client;
	let known: Awaited<ReturnType<PreparedN8n['sandbox']['known']>>;

	beforeAll(async () => {
		prepared = await prepareN8n();
		known = await prepared.sandbox.known();
		urls = await overTls(prepared.sandbox, good);
		client = createClient(prepared);
	});
	afterAll(() => prepared.stop());
	beforeEach(() => prepared.sandbox.reset({ keepTokens: true }));

	const tokenAt = async (at: Addresses) =>
		await client.save('annyTokenApi', { ...annyTokenFields(at, known), ...onLocalhost() });
	const accountAt = async (at: Addresses) =>
		await client.save('anybillRopcApi', {
			...anybillFields(at, known),
			...onLocalhost(at.tokenUrl),
		});

	/** What to do about a certificate comes before how to ignore it. */
	const expectAdvice = (description: unknown) => {
		expect(description).toContain('NODE_EXTRA_CA_CERTS');
		expect(description).not.toMatch(/^.{0,60}Ignore SSL/);
	};

	test('an API request names the certificate and how to trust its authority', async () => {
		const { message, description } = await client.failure(await tokenAt(urls), {
			url: echo.anny,
		});
		expect(message).toMatch(/certificate of anny/);
		expectAdvice(description);
		expect((await prepared.sandbox.counters()).anny.requests).toEqual({});
	});

	test('a self-signed certificate is called by its name', async () => {
		const credential = await tokenAt(await overTls(prepared.sandbox, bad.selfSigned));
		const { message, description } = await client.failure(credential, { url: echo.anny });
		expect(message).toMatch(/certificate of anny is self-signed/);
		expectAdvice(description);
	});

	test("anybill's sign-in names the certificate, in the node and in the credential's test", async () => {
		const credential = await accountAt(urls);
		const { message, description } = await client.failure(credential, { url: echo.anybill });
		expect(message).toMatch(/certificate of anybill's sign-in/);
		expectAdvice(description);
		const tested = await client.test(credential);
		expect(tested).toMatchObject({ status: 'Error' });
		expect(tested.message).toMatch(/certificate of anybill's sign-in/);
		expect((await prepared.sandbox.counters()).anybill.tokenRequests).toBe(0);
	});

	test("anny's renewal of a token names the certificate", async () => {
		const credential = await client.save('annyCustomOAuth2Api', {
			...annyOAuth2Fields(prepared.sandbox.urls, known),
			...onLocalhost(urls.anny),
		});
		await giveConsent(prepared.rest, credential.id);
		await prepared.rest.updateCredential(credential.id, { authBaseUrl: urls.anny });
		await prepared.sandbox.expireTokens('anny');
		const { message, description } = await client.failure(credential, { url: echo.anny });
		expect(message).toMatch(/certificate of the service's sign-in/);
		expectAdvice(description);
	});

	describe('with the option Ignore SSL Issues', () => {
		const ignoring = (url: string): Item => ({ url, options: { allowUnauthorizedCerts: true } });

		test('an API request is sent', async () => {
			const credential = await tokenAt(urls);
			expect(await client.run(credential, ignoring(echo.anny))).toMatchObject([
				{ authorized: true },
			]);
		});

		test('an API request of an OAuth2 credential is sent', async () => {
			const credential = await client.save('annyCustomOAuth2Api', {
				...annyOAuth2Fields({ ...urls, anny: prepared.sandbox.urls.anny }, known),
				...onLocalhost(prepared.sandbox.urls.anny),
			});
			await giveConsent(prepared.rest, credential.id);
			await prepared.rest.updateCredential(credential.id, { baseUrl: urls.anny });
			expect(await client.run(credential, ignoring(echo.anny))).toMatchObject([
				{ authorized: true },
			]);
		});

		test('a sign-in is refused all the same', async () => {
			const { message } = await client.failure(await accountAt(urls), ignoring(echo.anybill));
			expect(message).toMatch(/certificate of anybill's sign-in/);
			expect((await prepared.sandbox.counters()).anybill.tokenRequests).toBe(0);
		});
	});
});
