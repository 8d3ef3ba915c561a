import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { type FaultRule, type Sandbox, startSandbox } from '../../sandbox/client.mts';

let sandbox: Sandbox;
let accessToken: string;

beforeAll(async () => {
	sandbox = await startSandbox();
}, 60_000);
beforeEach(async () => {
	await sandbox.reset();
	({ accessToken } = await sandbox.issueTokens({ service: 'anybill' }));
});
afterAll(() => sandbox.stop());

const stores = (options: RequestInit = {}) =>
	fetch(`${sandbox.urls.anybill}/api/v3/store`, {
		headers: { Authorization: `Bearer ${accessToken}` },
		redirect: 'manual',
		...options,
	});
const postBill = () =>
	fetch(`${sandbox.urls.anybill}/api/v3/bill`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
		body: '{"storeId":"1","bill":{}}',
	});
const strike = (fault: FaultRule['fault'], rest: Partial<FaultRule> = {}) =>
	sandbox.faults([{ service: 'anybill', path: '/api/v3/', fault, ...rest }]);

describe('faults', () => {
	test('a status strikes twice, with Retry-After, then never again', async () => {
		await strike('status', { code: 503, retryAfter: 7, shape: 'html', times: 2 });
		const first = await stores();
		expect([first.status, first.headers.get('retry-after')]).toEqual([503, '7']);
		expect([(await stores()).status, (await stores()).status]).toEqual([503, 200]);
		expect(await sandbox.faults()).toMatchObject([{ fired: 2, remaining: 0 }]);
		expect((await sandbox.requests()).map(({ fault }) => fault)).toEqual([
			'status',
			'status',
			undefined,
		]);
	});

	test('a fault strikes only at its path and method, where a path may be a regular expression', async () => {
		await strike('status', { path: '^/api/v3/(bill|x)$', method: 'post' });
		expect([(await stores()).status, (await postBill()).status]).toEqual([200, 500]);
	});

	test('a fault with probability 0.5 strikes at about half of the requests', async () => {
		await strike('status', { probability: 0.5, times: 'always' });
		const statuses = await Promise.all(
			Array.from({ length: 60 }, async () => (await stores()).status),
		);
		const failed = statuses.filter((status) => status === 500).length;
		expect(failed).toBeGreaterThan(15);
		expect(failed).toBeLessThan(45);
	});

	test('a write is not done before a reset, and done when the response is lost', async () => {
		await strike('reset-before-response');
		await expect(postBill()).rejects.toThrow();
		expect((await sandbox.counters()).anybill.billsAccepted).toBe(0);
		await strike('lost-response');
		await expect(postBill()).rejects.toThrow();
		expect((await sandbox.counters()).anybill.billsAccepted).toBe(1);
	});

	test('a connection is reset in the middle of the body', async () => {
		await strike('reset-mid-body');
		const response = await stores();
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow();
	});

	test('no response comes at all', async () => {
		await strike('no-response');
		await expect(stores({ signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
	});

	test('a slow drip comes complete, in many pieces', async () => {
		await sandbox.settings({ data: { stores: 1 } });
		await strike('slow-drip', { bytesPerSecond: 1000 });
		const { body } = await request(`${sandbox.urls.anybill}/api/v3/store`, {
			headers: { Authorization: `Bearer ${accessToken}` },
		});
		const pieces: Buffer[] = [];
		for await (const piece of body) pieces.push(piece as Buffer);
		expect(pieces.length).toBeGreaterThan(1);
		expect(JSON.parse(Buffer.concat(pieces).toString())).toHaveLength(1);
	});

	test('a single stray 401 comes after some requests that pass', async () => {
		await strike('unauthorized', { after: 2 });
		const statuses = [];
		for (let i = 0; i < 4; i++) statuses.push((await stores()).status);
		expect(statuses).toEqual([200, 200, 401, 200]);
	});

	test('a status can have any body, an object as JSON', async () => {
		await strike('status', { code: 403, body: '<h1>Forbidden</h1>' });
		const page = await stores();
		expect(page.headers.get('content-type')).toContain('text/html');
		expect(await page.text()).toBe('<h1>Forbidden</h1>');
		await strike('status', { code: 200, body: { error: 'x' } });
		expect(await (await stores()).json()).toEqual({ error: 'x' });
	});

	test.each([
		['truncated-json', 200, /^\[\{.*[^\]]$/],
		['wrong-content-type', 200, /\]$/],
		['big-error-page', 500, /x{1000}/],
		['unauthorized', 401, /status/],
		['redirect-loop', 302, /\/api\/v3\/store$/],
		['redirect-foreign', 302, /^http:\/\/localhost.*\/api\/v3\/store$/],
	] as const)('the fault "%s" responds with status %i', async (fault, status, content) => {
		await strike(fault);
		const response = await stores();
		expect(response.status).toBe(status);
		const location = response.headers.get('location');
		expect(location ?? (await response.text())).toMatch(content);
		if (fault === 'wrong-content-type') {
			expect(response.headers.get('content-type')).toContain('text/html');
		}
	});

	test('a gzip bomb of about 1 MB is valid gzip and large', async () => {
		await strike('gzip-bomb');
		const { body } = await request(`${sandbox.urls.anybill}/api/v3/store`);
		const bytes = Buffer.from(await body.arrayBuffer());
		expect(bytes.length).toBeLessThan(2_000_000);
		// One of 64 members.
		expect(gunzipSync(bytes.subarray(0, bytes.length / 64))).toHaveLength(16 * 1024 * 1024);
	});

	const requestTokens = async (change: Record<string, string> = {}) => {
		const { anybill } = await sandbox.known();
		return await fetch(sandbox.urls.tokenUrl, {
			method: 'POST',
			body: new URLSearchParams({
				grant_type: 'password',
				response_type: 'token',
				client_id: anybill.clients.main,
				...anybill.accounts.service,
				scope: 'https://ad.anybill.de/vendor/bill offline_access',
				...change,
			}),
		});
	};

	test.each([
		['token-missing', { access_token: undefined }],
		['token-wrong-type', { access_token: { no: 'string' } }],
		['token-huge', { access_token: 'x'.repeat(100 * 1024) }],
		['expires-absurd', { expires_in: -1e18 }],
	] as const)('the token endpoint spoils its response by "%s"', async (fault, expected) => {
		await sandbox.failTokenRequests('anybill', { fault });
		const body = (await (await requestTokens()).json()) as object;
		expect({ access_token: undefined, ...body }).toMatchObject(expected);
	});

	test.each([
		['b2c-throttled', {}, 429, /^The sandbox/],
		['b2c-unavailable', {}, 503, /AADB2C90035/],
		['b2c-error', {}, 400, /invalid_grant.*AADB2C90129/],
		[
			'b2c-error',
			{ b2cCode: 90299, error: 'invalid_request' },
			400,
			/invalid_request.*AADB2C90299/,
		],
		['b2c-error', { b2cCode: 90077, code: 200 }, 200, /AADB2C90077.*Correlation ID/],
	] as const)('the token endpoint refuses by "%s" %j', async (fault, details, status, text) => {
		await sandbox.failTokenRequests('anybill', { fault, retryAfter: 3, ...details });
		const response = await requestTokens();
		expect(response.status).toBe(status);
		expect(await response.text()).toMatch(text);
	});

	test('the token endpoint fails for one grant and not for the other', async () => {
		const fault = { fault: 'b2c-error', b2cCode: 90037, error: 'server_error' } as const;
		await sandbox.failTokenRequests('anybill', { ...fault, times: 'always' }, 'refresh_token');
		const first = await requestTokens();
		expect(first.status).toBe(200);
		const { refresh_token } = (await first.json()) as { refresh_token: string };
		const refresh = { grant_type: 'refresh_token', refresh_token };
		expect((await requestTokens(refresh)).status).toBe(400);
		expect((await sandbox.counters()).anybill).toMatchObject({
			tokenRequests: 2,
			tokenRequestsByGrant: { password: 1, refresh_token: 1 },
			grants: { password: 1 },
		});
	});

	test('token requests are counted by grant also where none gets a response', async () => {
		await sandbox.failTokenRequests('anybill', { fault: 'reset-before-response' });
		await expect(requestTokens()).rejects.toThrow();
		const { tokenRequests, tokenRequestsByGrant } = (await sandbox.counters()).anybill;
		expect([tokenRequests, tokenRequestsByGrant]).toEqual([1, { password: 1 }]);
		expect((await sandbox.requests())[0]?.body).toBeUndefined();
	});

	test('a mistyped fault or setting is refused', async () => {
		await expect(strike('typo' as 'status')).rejects.toThrow('no fault "typo"');
		await expect(sandbox.settings({ limits: { typo: 1 } as object })).rejects.toThrow(
			'limits.typo',
		);
	});
});

test('a closed port refuses connections, and opens again on the same one', async () => {
	await sandbox.listen('anybill', false);
	await expect(stores()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
	await sandbox.listen('anybill', true);
	expect((await stores()).status).toBe(200);
});

test('an account loses its tokens before they expire, and the other keeps its own', async () => {
	const other = await sandbox.issueTokens({
		service: 'anybill',
		account: 'second@sandbox.example',
	});
	await sandbox.rejectTokens('anybill', 'access', 'second@sandbox.example');
	expect((await stores()).status).toBe(200);
	accessToken = other.accessToken;
	expect((await stores()).status).toBe(401);
	expect((await sandbox.counters()).anybill.byToken).toMatchObject({ [other.accessTokenId]: 1 });
});

test('requests in flight are counted, and a path can have a latency of its own', async () => {
	await sandbox.settings({ latencyMs: { anybill: 0, '/api/v3/store': 100 } });
	await Promise.all([stores(), stores(), stores()]);
	expect((await sandbox.counters()).anybill).toMatchObject({ maxInFlight: 3, inFlight: 0 });
	for (const { milliseconds } of await sandbox.requests()) {
		expect(milliseconds).toBeGreaterThanOrEqual(95);
	}
});

test('all secrets are known, also those of before a reset', async () => {
	await sandbox.reset();
	const secrets = await sandbox.secrets();
	const { anny, anybill } = await sandbox.known();
	expect(secrets).toEqual(
		expect.arrayContaining([
			accessToken,
			anny.apiTokens.full,
			anny.clients.confidential.clientSecret,
			anybill.accounts.service.password,
		]),
	);
});
