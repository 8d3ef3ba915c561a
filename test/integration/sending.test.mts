import type { FaultName } from '../../sandbox/types.mts';
import { until } from '../../harness/until.mts';
import { httpServer, type LocalServer, selfSignedServer } from './support/servers.mts';
import { startForwardProxy } from '../support/forward-proxy.mts';
import { useWorld, jsonOf, numbered } from './support/world.mts';
import { at, only, valueOf } from '../support/elements.mts';

const world = useWorld();

const services = ['anny', 'anybill'] as const;
const base = { anny: '/api/v1/sandbox', anybill: '/api/v3/sandbox' };

/** Starts a server for one test. */
async function using<T extends LocalServer>(
	server: Promise<T>,
	test: (server: T) => Promise<void>,
): Promise<void> {
	const started = await server;
	try {
		await test(started);
	} finally {
		await started.stop();
	}
}

describe.each(services)('%s:', (service) => {
	const path = `${base[service]}/echo`;
	const fail = async (fault: FaultName, more: object = {}) => {
		await world.sandbox.faults([{ service, path, fault, ...more }]);
	};
	const send = (method: string, options: object = {}) =>
		world[service]({ method, url: path, options: { timeout: 700, ...options } });
	const sent = async () => (await world.requests(path, service)).length;

	const losses: Array<[string, FaultName, object]> = [
		['a 502', 'status', { code: 502 }],
		['a 503', 'status', { code: 503 }],
		['a 504', 'status', { code: 504 }],
		['a reset', 'reset-before-response', {}],
		['a lost response', 'lost-response', {}],
		['a response that was cut off', 'reset-mid-body', {}],
		['no response', 'no-response', {}],
	];

	test.each(losses)('a GET is sent again after %s', async (_, fault, more) => {
		await fail(fault, more);
		const { items, error } = await send('GET');
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(await sent()).toBe(2);
	});

	test.each(losses)('a POST is not sent again after %s', async (_, fault, more) => {
		await fail(fault, more);
		const { error } = await send('POST');
		expect(error?.name).toBe('NodeApiError');
		expect(await sent()).toBe(1);
	});

	test.each(['PATCH', 'PUT', 'DELETE'])('a %s is not sent again after a 503', async (method) => {
		await fail('status', { code: 503, retryAfter: 1 });
		expect((await send(method)).error?.httpCode).toBe('503');
		expect(await sent()).toBe(1);
	});

	test.each([500, 400, 404])('a GET is not sent again after a %i', async (code) => {
		await fail('status', { code });
		expect((await send('GET')).error?.httpCode).toBe(String(code));
		expect(await sent()).toBe(1);
	});

	test('a GET is sent no more often than the user allows', async () => {
		await fail('status', { code: 502, times: 'always' });
		const { error } = await send('GET', { retry: { retry: { maxAttempts: 2 } } });
		expect(error?.description).toContain('sent 2 times');
		expect(await sent()).toBe(2);
	});

	test.each(['GET', 'POST'])(
		'a %s is sent again after a 429, when the time of Retry-After is over',
		async (method) => {
			await fail('status', { code: 429, retryAfter: 1 });
			const before = Date.now();
			const { items } = await send(method);
			expect(items).toHaveLength(1);
			expect(Date.now() - before).toBeGreaterThanOrEqual(990);
			expect(await sent()).toBe(2);
		},
	);

	test('a GET is sent up to six times where each 503 carries Retry-After', async () => {
		await fail('status', { code: 503, retryAfter: 0, times: 5 });
		expect((await send('GET')).items).toHaveLength(1);
		expect(await sent()).toBe(6);
	});

	test('a request does not wait for longer than the user allows', async () => {
		await fail('status', { code: 429, retryAfter: 30, times: 'always' });
		const { error } = await send('GET', { retry: { retry: { maxWaitSeconds: 5 } } });
		expect(error).toMatchObject({ httpCode: '429' });
		expect(error?.description).toContain('30 seconds');
		expect(await sent()).toBe(1);
	});

	test('the last response becomes the item where Never Error is on', async () => {
		await fail('status', { code: 503, times: 'always', shape: 'message' });
		const response = { response: { neverError: true, fullResponse: true } };
		const { items } = await send('GET', { response, retry: { retry: { maxAttempts: 2 } } });
		expect(only(items).json).toMatchObject({ statusCode: 503 });
		expect(await sent()).toBe(2);
	});

	test('all requests of the credential pause after a 429 to one of them', async () => {
		await fail('status', { code: 429, retryAfter: 1 });
		const { items } = await world[service](
			{ url: `=${path}?n={{ $json.n }}`, options: { concurrency: 1 } },
			{ items: numbered(4) },
		);
		expect(items).toHaveLength(4);
		const times = (await world.requests(path, service)).map(({ time }) => Date.parse(time));
		expect(at(times, 1) - at(times, 0)).toBeGreaterThanOrEqual(990);
		expect(await sent()).toBe(5);
	});

	test('nothing more is sent after the execution was canceled while requests wait', async () => {
		await fail('status', { code: 429, retryAfter: 4, times: 'always' });
		const { cancel, outcome } = world.start(
			service,
			{ url: path },
			{ items: numbered(100), onError: 'continueRegularOutput' },
		);
		// The first requests, 20 at a time, all get to wait.
		await until(async () => (await sent()) === 20, { what: 'the first requests' });
		cancel();
		// Were the rest sent after the wait, this would take longer than the test may.
		await outcome.catch(() => undefined);
		expect(await sent()).toBe(20);
	}, 30_000);

	test('no more requests are in flight than allowed', async () => {
		await world.sandbox.settings({ latencyMs: { [path]: 30 } });
		await world[service]({ url: `=${path}?n={{ $json.n }}` }, { items: numbered(90) });
		expect((await world.sandbox.counters())[service].maxInFlight).toBeLessThanOrEqual(20);
		await world[service](
			{ url: `=${path}?n={{ $json.n }}`, options: { concurrency: 50 } },
			{ items: numbered(90) },
		);
		const { maxInFlight } = (await world.sandbox.counters())[service];
		expect(maxInFlight).toBeGreaterThan(20);
		expect(maxInFlight).toBeLessThanOrEqual(50);
	});

	test('batches start an interval apart', async () => {
		const batching = { batch: { batchSize: 2, batchInterval: 600 } };
		const before = Date.now();
		const { items } = await world[service](
			{ url: `=${path}?n={{ $json.n }}`, options: { batching } },
			{ items: numbered(5) },
		);
		expect(items.map(({ json }) => json.rawQuery)).toEqual(numbered(5).map((_, n) => `n=${n}`));
		// Two intervals between three batches; a timer may end a few milliseconds early.
		expect(Date.now() - before).toBeGreaterThanOrEqual(1190);
	});
});

test.each([
	['anny', '/api/v1/bookings/7/cancel'],
	['anny', '/api/v1/bookings/7/%63ancel'],
	['anybill', '/api/v3/bill/url'],
] as const)('%s: a GET that changes something is never repeated (%s)', async (service, url) => {
	await world.sandbox.faults([{ service, path: '^/api', fault: 'lost-response', times: 'always' }]);
	const { error } = await world[service]({ url });
	expect(error?.description).toContain('not repeated');
	expect(error?.description).toContain('Check whether the request took effect');
	expect(await world.requests('/api', service)).toHaveLength(1);
});

test('a POST of a bill is never repeated', async () => {
	await world.sandbox.faults([
		{ service: 'anybill', path: '/api/v3/bill', fault: 'lost-response', times: 'always' },
	]);
	await world.anybill({
		method: 'POST',
		url: '/api/v3/bill',
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '{"storeId":"1","bill":{"total":3}}',
	});
	expect((await world.sandbox.counters()).anybill.billsAccepted).toBe(1);
});

describe('a redirect', () => {
	test.each([
		[301, 'GET'],
		[302, 'GET'],
		[303, 'GET'],
		[307, 'POST'],
		[308, 'POST'],
	])('with status %i turns a POST into a %s', async (status, method) => {
		const to = `${base.anybill}/echo`;
		const { items } = await world.anybill({
			method: 'POST',
			url: `${base.anybill}/redirect?status=${status}&to=${encodeURIComponent(to)}`,
			sendBody: true,
			bodyParameters: { parameters: [{ name: 'a', value: 'b' }] },
		});
		expect(only(items).json).toMatchObject({ method, text: method === 'POST' ? '{"a":"b"}' : '' });
		if (method === 'GET') expect(only(items).json.headers).not.toHaveProperty('content-type');
	});

	test('to another host is refused, and the token is not sent there', async () => {
		await world.sandbox.faults([{ service: 'anny', path: '/api', fault: 'redirect-foreign' }]);
		const foreign = new URL(world.sandbox.urls.foreign);
		foreign.hostname = 'localhost';
		await using(
			httpServer((_, response) => response.writeHead(302, { location: foreign.href }).end()),
			async ({ url }) => {
				world.allow({ url });
				const { error } = await world.anny({ url: `${url}/x` });
				expect(error?.message).toContain('must not be sent to localhost');
			},
		);
		expect((await world.sandbox.counters()).foreign.requests).toBe(0);
	});

	test.each(['annyTokenApi', 'annyCustomOAuth2Api', 'anybillRopcApi'] as const)(
		'to an origin that responds 401 to the request without %s renews no token, and says why',
		async (type) => {
			const service = type === 'anybillRopcApi' ? 'anybill' : 'anny';
			const data = valueOf(world.credentials, type);
			await using(
				httpServer((_, response) => response.writeHead(401).end('{"message":"Unauthenticated."}')),
				async ({ url, seen }) => {
					world.allow({ url });
					await world[service]({ url: `${base[service]}/echo` }, { credentials: { [type]: data } });
					const before = (await world.sandbox.counters())[service].tokenRequests;
					const { error } = await world[service](
						{
							authentication: type === 'annyCustomOAuth2Api' ? 'oAuth2' : 'apiToken',
							url: `${base[service]}/redirect?to=${encodeURIComponent(`${url}/x`)}`,
						},
						{ credentials: { [type]: data } },
					);
					expect(error?.message).toBe(
						`A redirect led to ${url}, which responded with status 401: the credential was not sent there`,
					);
					expect(error?.description).toContain('"Send Credentials on Cross-Origin Redirect"');
					expect(seen).toEqual(['GET /x']);
					expect((await world.sandbox.counters())[service].tokenRequests).toBe(before);
				},
			);
		},
	);

	test('that leaves the origin and comes back is not signed again: another host chose the request', async () => {
		const chosen = `${world.sandbox.urls.anny}/api/v1/bookings/7/cancel`;
		await using(
			httpServer((_, response) => response.writeHead(302, { location: chosen }).end()),
			async ({ url }) => {
				world.allow({ url });
				const away = `${base.anny}/redirect?to=${encodeURIComponent(`${url}/x`)}`;
				const { error } = await world.anny({ url: away });
				expect(error?.message).toContain('the credential was not sent there');
				const cancelled = await world.requests('/api/v1/bookings/7/cancel');
				expect(cancelled.map(({ status, tokenId }) => ({ status, tokenId }))).toEqual([
					{ status: 401, tokenId: undefined },
				]);
			},
		);
	});

	test('in a circle ends at the number of redirects that the user allows', async () => {
		const options = { redirect: { redirect: { maxRedirects: 3 } } };
		const { error } = await world.anny({ url: `${base.anny}/redirect-loop`, options });
		expect(error?.message).toBe('The request was redirected more than 3 times');
		expect(await world.requests(`${base.anny}/redirect-loop`)).toHaveLength(4);
	});

	test('is not followed where the user switches that off', async () => {
		const options = {
			redirect: { redirect: { followRedirects: false } },
			response: { response: { fullResponse: true, neverError: true } },
		};
		const { items } = await world.anny({ url: `${base.anny}/redirect?to=/elsewhere`, options });
		expect(only(items).json).toMatchObject({
			statusCode: 302,
			headers: expect.objectContaining({ location: '/elsewhere' }),
		});
	});
});

test('a proxy is refused for plain http, where it could read the credential', async () => {
	await using(startForwardProxy(), async ({ url, seen }) => {
		const { error } = await world.anny({
			url: `${base.anny}/echo`,
			options: { proxy: url.replace('//', '//me:s%3Acret@') },
		});
		expect(error?.message).toContain('cannot go through the option "Proxy"');
		expect(seen).toHaveLength(0);
	});
});

test('a proxy together with ignored certificates is refused before anything is sent', async () => {
	const options = { proxy: 'http://127.0.0.1:9', allowUnauthorizedCerts: true };
	const { error } = await world.anny({ url: `${base.anny}/echo`, options });
	expect(error?.message).toContain('cannot be used together');
	expect(await world.requests(`${base.anny}/echo`)).toHaveLength(0);
});

test('a certificate that cannot be verified is refused unless the user ignores SSL issues', async () => {
	const server = selfSignedServer((_, response) => {
		response.writeHead(200, { 'content-type': 'application/json' }).end('{"secure":true}');
	});
	await using(server, async ({ url, seen }) => {
		world.allow({ url });
		const retry = { retry: { maxAttempts: 1 } };
		const refused = await world.anny({ url: `${url}/x`, options: { retry } });
		expect(refused.error?.description).toContain('certificate');
		expect(seen).toEqual([]);
		const options = { allowUnauthorizedCerts: true };
		const { items } = await world.anny({ url: `${url}/x`, options });
		expect(jsonOf(items)).toEqual([{ secure: true }]);
	});
});

test('a request without a response ends at its timeout, and says so', async () => {
	await world.sandbox.faults([
		{ service: 'anny', path: base.anny, fault: 'no-response', times: 'always' },
	]);
	const { error } = await world.anny({
		method: 'POST',
		url: `${base.anny}/echo`,
		options: { timeout: 300 },
	});
	expect(error?.message).toBe('anny did not respond in time');
});

test('a response that drips ends at the timeout', async () => {
	await world.sandbox.faults([
		{ service: 'anny', path: base.anny, fault: 'slow-drip', bytesPerSecond: 10, times: 'always' },
	]);
	const { error } = await world.anny({
		method: 'POST',
		url: `${base.anny}/echo`,
		options: { timeout: 500 },
	});
	expect(error?.message).toContain('anny');
	expect(error?.message).toContain('500 ms');
});

test('an error says that the service refused the connection', async () => {
	await world.sandbox.listen('anny', false);
	const { error } = await world.anny({ method: 'POST', url: `${base.anny}/echo` });
	await world.sandbox.listen('anny', true);
	expect(error?.message).toBe('anny refused the connection');
});

test('an expired OAuth2 token is renewed once for all items, and every request succeeds', async () => {
	const { annyCustomOAuth2Api } = world.credentials;
	await world.sandbox.expireTokens('anny');
	const { items, error } = await world.anny(
		{ authentication: 'oAuth2', method: 'POST', url: `=${base.anny}/echo?n={{ $json.n }}` },
		{ items: numbered(30), credentials: { annyCustomOAuth2Api } },
	);
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json.rawQuery)).toEqual(numbered(30).map((_, n) => `n=${n}`));
	expect((await world.sandbox.counters()).anny.grants).toEqual({ refresh_token: 1 });
});
