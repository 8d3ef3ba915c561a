import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { type FaultRule, type Sandbox, startSandbox } from '../../sandbox/client.mts';

let sandbox: Sandbox;
let accessToken: string;

beforeAll(async () => {
	sandbox = await startSandbox();
});
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
	test('a status, twice, with Retry-After, then never again', async () => {
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

	test('only the path and method that were named; a path may be a regular expression', async () => {
		await strike('status', { path: '^/api/v3/(bill|x)$', method: 'post' });
		expect([(await stores()).status, (await postBill()).status]).toEqual([200, 500]);
	});

	test('a probability is one', async () => {
		await strike('status', { probability: 0.5, times: 'always' });
		const statuses = await Promise.all(
			Array.from({ length: 60 }, async () => (await stores()).status),
		);
		const failed = statuses.filter((status) => status === 500).length;
		expect(failed).toBeGreaterThan(15);
		expect(failed).toBeLessThan(45);
	});

	test('reset before the response: not done; a lost response: done', async () => {
		await strike('reset-before-response');
		await expect(postBill()).rejects.toThrow();
		expect((await sandbox.counters()).anybill.billsAccepted).toBe(0);
		await strike('lost-response');
		await expect(postBill()).rejects.toThrow();
		expect((await sandbox.counters()).anybill.billsAccepted).toBe(1);
	});

	test('reset in the middle of the body', async () => {
		await strike('reset-mid-body');
		const response = await stores();
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow();
	});

	test('no response', async () => {
		await strike('no-response');
		await expect(stores({ signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
	});

	test('a slow drip comes complete, but late', async () => {
		await sandbox.settings({ data: { stores: 1 } });
		await strike('slow-drip', { bytesPerSecond: 1000 });
		const started = performance.now();
		const body = await (await stores()).text();
		expect(performance.now() - started).toBeGreaterThan(body.length - 200);
		expect(JSON.parse(body)).toHaveLength(1);
	});

	test.each([
		['truncated-json', 200, /^\[\{.*[^\]]$/],
		['wrong-content-type', 200, /\]$/],
		['big-error-page', 500, /x{1000}/],
		['unauthorized', 401, /status/],
		['redirect-loop', 302, /\/api\/v3\/store$/],
		['redirect-foreign', 302, /^http:\/\/localhost.*\/api\/v3\/store$/],
	] as const)('%s', async (fault, status, content) => {
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

	test.each([
		['token-missing', { access_token: undefined }],
		['token-wrong-type', { access_token: { no: 'string' } }],
		['token-huge', { access_token: 'x'.repeat(100 * 1024) }],
		['expires-absurd', { expires_in: -1e18 }],
		['b2c-throttled', 429],
		['b2c-unavailable', 503],
	] as const)('token endpoint: %s', async (fault, expected) => {
		await strike(fault, { path: '/ad.anybill.de' });
		const { anybill } = await sandbox.known();
		const response = await fetch(sandbox.urls.tokenUrl, {
			method: 'POST',
			body: new URLSearchParams({
				grant_type: 'password',
				response_type: 'token',
				client_id: anybill.clients.main,
				...anybill.accounts.service,
				scope: 'https://ad.anybill.de/vendor/bill',
			}),
		});
		if (typeof expected === 'number') expect(response.status).toBe(expected);
		else
			expect({ access_token: undefined, ...((await response.json()) as object) }).toMatchObject(
				expected,
			);
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

test('tokens of one account can be rejected', async () => {
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

test('latency by service and by path; requests in flight are counted', async () => {
	await sandbox.settings({ latencyMs: { anybill: 0, '/api/v3/store': 100 } });
	const started = performance.now();
	await Promise.all([stores(), stores(), stores()]);
	expect(performance.now() - started).toBeGreaterThan(95);
	expect((await sandbox.counters()).anybill).toMatchObject({ maxInFlight: 3, inFlight: 0 });
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
