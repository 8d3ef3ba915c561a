import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { textOf } from '../../http/json.ts';
import type { FaultRule, ServiceName } from '../../sandbox/types.mts';
import { type Job, type Outcome, run } from './support/engine.mts';
import { useWorld } from './support/world.mts';
import { only, valueOf } from '../support/elements.mts';

/**
 * Every fault that the sandbox can play, on each way to sign in: what comes out is what was asked
 * for, or one clear error; within the time that the user allows; no write is sent twice; nothing
 * reaches another host.
 */
// A gigabyte takes its time where others work on the same machine. What waits for longer than the
// user allows fails by this timeout.
jest.setTimeout(60_000);
const world = useWorld();

interface Way {
	service: ServiceName;
	credential: string;
	parameters: IDataObject;
	tokenPath: string;
	read: string;
	write: IDataObject & { url: string };
}

const ways = {
	'anny by token': {
		service: 'anny',
		credential: 'annyTokenApi',
		parameters: {},
		tokenPath: '/oauth/token',
		read: '/api/v1/bookings',
		write: {
			url: '/api/v1/customers',
			contentType: 'jsonApi',
			resourceType: 'customers',
			attributes: { parameters: [{ name: 'email', value: 'kim@example.com' }] },
		},
	},
	'anny by OAuth2': {
		service: 'anny',
		credential: 'annyCustomOAuth2Api',
		parameters: { authentication: 'oAuth2' },
		tokenPath: '/oauth/token',
		read: '/api/v1/bookings',
		write: {
			url: '/api/v1/customers',
			contentType: 'jsonApi',
			resourceType: 'customers',
			attributes: { parameters: [{ name: 'email', value: 'kim@example.com' }] },
		},
	},
	anybill: {
		service: 'anybill',
		credential: 'anybillRopcApi',
		parameters: {},
		tokenPath: '/ad.anybill.de/',
		read: '/api/v3/store',
		write: {
			url: '/api/v3/bill',
			contentType: 'json',
			specifyBody: 'json',
			jsonBody: '{"storeId": "1", "bill": {"total": 1}}',
		},
	},
} satisfies Record<string, Way>;

/** What the user allows. */
const options = { timeout: 20_000, retry: { retry: { maxAttempts: 2, maxWaitSeconds: 5 } } };
/** Where the timeout is what ends a request. */
const shortTimeout = { timeout: 1500 };

let cases = 0;

/** Credentials of their own, so that no test has the tokens or refusals of another. */
async function credentialsFor({ credential }: Way): Promise<ICredentialDataDecryptedObject> {
	const saved = structuredClone(valueOf(world.credentials, credential));
	if (credential === 'annyCustomOAuth2Api') {
		const tokens = await world.sandbox.issueTokens({ service: 'anny' });
		const { accessToken, refreshToken } = tokens;
		saved.oauthTokenData = { access_token: accessToken, refresh_token: refreshToken };
	}
	if (credential === 'anybillRopcApi') saved.tokenUrl = `${textOf(saved.tokenUrl)}&case=${++cases}`;
	return saved;
}

async function jobFor(way: Way, parameters: IDataObject): Promise<Job> {
	return {
		node: way.service === 'anny' ? 'annyHttpRequest' : 'anybillHttpRequest',
		parameters: { ...way.parameters, options, ...parameters },
		credentials: { [way.credential]: await credentialsFor(way) },
		credentialId: `case ${++cases}`,
	};
}

const reading = (way: Way) => ({ method: 'GET', url: way.read });
const writing = (way: Way) => ({ method: 'POST', sendBody: true, ...way.write });

interface Seen extends Outcome {
	/** Requests that reached the API. */
	sent: number;
}

async function observe(way: Way, job: Job, path: string): Promise<Seen> {
	const outcome = await run(job);
	await world.settled(way.service);
	const sent = (await world.sandbox.requests({ service: way.service, path })).length;
	expect(await world.sandbox.requests({ service: 'foreign' })).toEqual([]);
	return { ...outcome, sent };
}

/** One clear error: n8n's own class, words for people, what to do; never a stack or a secret. */
async function expectClearError({ error, items }: Outcome, message: RegExp): Promise<void> {
	expect(items).toEqual([]);
	expect(error?.name).toMatch(/^Node(Api|Operation)Error$/);
	expect(error?.message).toMatch(message);
	expect(error?.message.length).toBeLessThan(600);
	const shown = JSON.stringify(error);
	expect(shown.length).toBeLessThan(20_000);
	const secrets = await world.sandbox.secrets();
	expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
}

interface ApiFault {
	name: string;
	fault: Partial<FaultRule>;
	/** Where others than the usual are needed. */
	options?: IDataObject;
	/** `ok`, or the message of the error. */
	read: 'ok' | RegExp;
	/** How often a GET may be sent. */
	reads: number;
	write: 'ok' | RegExp;
}

const always = 'always' as const;
const cutOff = /closed the connection|cut off|No complete response/;
const late = /did not respond in time|cut off|not complete/;

const apiFaults: ApiFault[] = [
	{
		name: 'one reset before the response',
		fault: { fault: 'reset-before-response' },
		read: 'ok',
		reads: 2,
		write: cutOff,
	},
	{
		name: 'a reset before every response',
		fault: { fault: 'reset-before-response', times: always },
		read: cutOff,
		reads: 2,
		write: cutOff,
	},
	{
		name: 'a response that is lost after the work was done',
		fault: { fault: 'lost-response' },
		read: 'ok',
		reads: 2,
		write: cutOff,
	},
	{
		name: 'one reset in the middle of a body',
		fault: { fault: 'reset-mid-body' },
		read: 'ok',
		reads: 2,
		write: cutOff,
	},
	{
		name: 'a reset in the middle of every body',
		fault: { fault: 'reset-mid-body', times: always },
		read: cutOff,
		reads: 2,
		write: cutOff,
	},
	{
		name: 'one request without a response',
		fault: { fault: 'no-response' },
		options: shortTimeout,
		read: 'ok',
		reads: 2,
		write: late,
	},
	{
		name: 'no response to any request',
		fault: { fault: 'no-response', times: always },
		options: shortTimeout,
		read: late,
		reads: 2,
		write: late,
	},
	{
		name: 'a body that drips slowly',
		fault: { fault: 'slow-drip', times: always, bytesPerSecond: 40 },
		options: shortTimeout,
		read: late,
		reads: 2,
		write: late,
	},
	{
		name: 'truncated JSON',
		fault: { fault: 'truncated-json', times: always },
		read: /cannot be read/,
		reads: 2,
		write: /cannot be read/,
	},
	{
		name: 'a gzip bomb',
		fault: { fault: 'gzip-bomb', times: always },
		read: /more than 64 MiB of JSON/,
		reads: 1,
		write: /more than 64 MiB of JSON/,
	},
	{
		name: 'an error page of 10 MB',
		fault: { fault: 'big-error-page', times: always },
		read: /./,
		reads: 1,
		write: /./,
	},
	{
		name: 'a redirect loop',
		fault: { fault: 'redirect-loop', times: always },
		read: /redirected/,
		reads: 22,
		write: /redirected/,
	},
	{
		name: 'a redirect to another host',
		fault: { fault: 'redirect-foreign', times: always },
		read: /must not be sent to/,
		reads: 1,
		write: /must not be sent to/,
	},
	{
		name: 'a redirect to another host that keeps method and body',
		fault: { fault: 'redirect-foreign', code: 307, times: always },
		read: /must not be sent to/,
		reads: 1,
		write: /must not be sent to/,
	},
	{
		name: 'one status 503',
		fault: { fault: 'status', code: 503 },
		read: 'ok',
		reads: 2,
		write: /./,
	},
	{
		name: 'status 500, always',
		fault: { fault: 'status', code: 500, times: always },
		read: /./,
		reads: 1,
		write: /./,
	},
];

describe.each(Object.entries<Way>(ways))('%s', (_name, way) => {
	describe.each(apiFaults)('with $name:', ({ fault, options: others, read, reads, write }) => {
		const withOptions = (request: IDataObject) => ({
			...request,
			options: { ...options, ...others },
		});
		const set = (path: string) =>
			world.sandbox.faults([{ service: way.service, path, ...fault } as FaultRule]);

		test('a GET gives the records or one clear error', async () => {
			const job = await jobFor(way, withOptions(reading(way)));
			await set(way.read);
			const seen = await observe(way, job, way.read);
			if (read === 'ok') {
				expect(seen.error).toBeUndefined();
				expect(seen.items.length).toBeGreaterThan(1);
			} else await expectClearError(seen, read);
			expect(seen.sent).toBeLessThanOrEqual(reads);
		});

		test('a write is sent once and gives its item or one clear error', async () => {
			const job = await jobFor(way, withOptions(writing(way)));
			await set(way.write.url);
			const seen = await observe(way, job, way.write.url);
			if (write === 'ok') expect(seen.error).toBeUndefined();
			else await expectClearError(seen, write);
			const posts = (await world.sandbox.requests({ service: way.service, path: way.write.url }))
				.map(({ method }) => method)
				.filter((method) => method === 'POST');
			expect(posts).toEqual(['POST']);
		});
	});

	test('gives the text as it came where the content type is wrong', async () => {
		const job = await jobFor(way, reading(way));
		await world.sandbox.faults([
			{ service: way.service, path: way.read, fault: 'wrong-content-type' },
		]);
		const { items, sent } = await observe(way, job, way.read);
		expect(JSON.parse(textOf(only(items).json.data))).toBeTruthy();
		expect(sent).toBe(1);
	});

	test.each([
		['GET', reading(way)],
		['POST', writing(way)],
	])('says that the connection was refused, for a %s', async (_method, request) => {
		const job = await jobFor(way, request);
		// With a token at hand, so that it is the API that refuses.
		if (way.service === 'anybill') await run({ ...job, parameters: { ...reading(way) } });
		await world.sandbox.listen(way.service, false);
		const seen = await observe(way, job, way.write.url);
		await expectClearError(seen, /refused the connection/);
	});

	test('completes a GET after the connection was refused for a moment', async () => {
		const job = await jobFor(way, {
			...reading(way),
			options: { ...options, retry: { retry: { maxAttempts: 6, maxWaitSeconds: 5 } } },
		});
		if (way.service === 'anybill') await run(job);
		await world.sandbox.listen(way.service, false);
		const running = run(job);
		await world.sandbox.listen(way.service, true);
		expect((await running).error).toBeUndefined();
	});

	test('needs a handful of token requests where all of 20 items get a 401', async () => {
		const job = await jobFor(way, writing(way));
		await world.sandbox.faults([
			{ service: way.service, path: '/api', fault: 'unauthorized', times: always },
		]);
		const items = Array.from({ length: 20 }, (_, n) => ({ json: { n } }));
		const seen = await observe(
			way,
			{ ...job, items, onError: 'continueRegularOutput' },
			way.write.url,
		);
		expect(seen.items).toHaveLength(20);
		for (const { json } of seen.items) expect(json.error).toMatch(/./);
		// Each item may try again once, with a new token.
		expect(seen.sent).toBeLessThanOrEqual(40);
		const counters = (await world.sandbox.counters())[way.service];
		expect(counters.tokenRequests).toBeLessThanOrEqual(3);
		expect(counters.writesByAccount).toEqual({});
	});

	test('does each of 20 writes once where five of them get a 401 first', async () => {
		if (way.credential === 'annyTokenApi') return;
		const job = await jobFor(way, writing(way));
		await world.sandbox.faults([
			{ service: way.service, path: way.write.url, fault: 'unauthorized', times: 5 },
		]);
		const items = Array.from({ length: 20 }, (_, n) => ({ json: { n } }));
		const { error, sent } = await observe(way, { ...job, items }, way.write.url);
		expect(error).toBeUndefined();
		expect(sent).toBe(25);
	});
});

interface TokenFault {
	name: string;
	fault: Partial<FaultRule>;
	anybill: 'ok' | RegExp;
	/** n8n's own client gets anny's tokens, and follows redirects wherever they lead. */
	anny: 'ok' | RegExp | 'not ours';
	/** Token requests that may be sent. */
	sent: number;
}

const noToken = /no usable access token/;
const unreachable = /cannot be reached/;

const tokenFaults: TokenFault[] = [
	{
		name: 'one reset',
		fault: { fault: 'reset-before-response' },
		anybill: 'ok',
		anny: 'ok',
		sent: 2,
	},
	{
		name: 'a reset of every connection',
		fault: { fault: 'reset-before-response', times: always },
		anybill: unreachable,
		anny: /closed the connection/,
		sent: 3,
	},
	{
		name: 'one reset in the middle of the body',
		fault: { fault: 'reset-mid-body' },
		anybill: 'ok',
		// The refresh token works once, and what was issued for it is lost.
		anny: /needs to be reconnected/,
		sent: 2,
	},
	{
		name: 'a slow drip',
		fault: { fault: 'slow-drip', bytesPerSecond: 2000 },
		anybill: 'ok',
		anny: 'ok',
		sent: 1,
	},
	{
		name: 'truncated JSON',
		fault: { fault: 'truncated-json', times: always },
		anybill: noToken,
		anny: /could not be renewed/,
		sent: 3,
	},
	{
		name: 'a wrong content type',
		fault: { fault: 'wrong-content-type' },
		anybill: 'ok',
		anny: 'ok',
		sent: 1,
	},
	{
		name: 'an error page of 10 MB',
		fault: { fault: 'big-error-page', times: always },
		anybill: /temporarily unavailable/,
		anny: /the token endpoint responded with status 500/,
		sent: 3,
	},
	{
		name: 'a redirect loop',
		fault: { fault: 'redirect-loop', times: always },
		anybill: /refused the sign-in/,
		anny: /./,
		sent: 22,
	},
	{
		name: 'a redirect to another host',
		fault: { fault: 'redirect-foreign', times: always },
		anybill: /refused the sign-in/,
		anny: 'not ours',
		sent: 1,
	},
	{
		name: 'a redirect to another host that keeps method and body',
		fault: { fault: 'redirect-foreign', code: 307, times: always },
		anybill: /refused the sign-in/,
		anny: 'not ours',
		sent: 1,
	},
	{
		name: 'a response without a token',
		fault: { fault: 'token-missing', times: always },
		anybill: noToken,
		anny: /missing, expired or revoked/,
		sent: 3,
	},
	{
		name: 'a token of the wrong type',
		fault: { fault: 'token-wrong-type', times: always },
		anybill: noToken,
		anny: /missing, expired or revoked/,
		sent: 3,
	},
	{
		name: 'an absurd expiry',
		fault: { fault: 'expires-absurd', times: always },
		anybill: 'ok',
		anny: 'ok',
		sent: 1,
	},
	{
		name: 'a token of 100 kB',
		fault: { fault: 'token-huge', times: always },
		anybill: noToken,
		anny: /status 431/,
		sent: 3,
	},
	{
		name: 'one response 429',
		fault: { fault: 'b2c-throttled', retryAfter: 1 },
		anybill: 'ok',
		anny: /the token endpoint responded with status 429/,
		sent: 2,
	},
	{
		name: 'one response 503',
		fault: { fault: 'b2c-unavailable' },
		anybill: 'ok',
		anny: 'ok',
		sent: 2,
	},
];

test.each(['reset-before-response', 'b2c-unavailable'] as const)(
	'a GET to anny succeeds at its second attempt after one %s of the token endpoint',
	async (fault) => {
		const way = ways['anny by OAuth2'];
		const job = await jobFor(way, reading(way));
		await world.sandbox.expireTokens('anny');
		await world.sandbox.faults([{ service: 'anny', path: way.tokenPath, fault }]);
		expect((await run(job)).error).toBeUndefined();
	},
);

describe.each(['anny by OAuth2', 'anybill'] as const)('%s:', (name) => {
	const way: Way = ways[name];
	const { service } = way;
	const ours = tokenFaults.filter((fault) => fault[service] !== 'not ours');

	test.each(ours)(
		'a write is sent once or gives one clear error where the token endpoint plays $name',
		async ({ fault, sent, ...expected }) => {
			const job = await jobFor(way, writing(way));
			if (service === 'anny') await world.sandbox.expireTokens('anny');
			await world.sandbox.faults([{ service, path: way.tokenPath, ...fault } as FaultRule]);
			const seen = await observe(way, job, way.write.url);
			const outcome = expected[service] as 'ok' | RegExp;
			if (outcome === 'ok') expect(seen.error).toBeUndefined();
			else await expectClearError(seen, outcome);
			const asked = await world.sandbox.requests({ service, path: way.tokenPath });
			expect(asked.length).toBeLessThanOrEqual(sent);
			const done = (await world.sandbox.requests({ service, path: way.write.url })).filter(
				({ status = 0 }) => status < 300,
			);
			expect(done).toHaveLength(outcome === 'ok' ? 1 : 0);
		},
	);
});
