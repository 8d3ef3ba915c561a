import type { FaultName } from '../../sandbox/types.mts';
import type { Item } from '../../harness/n8n-rest.mts';
import {
	type Account,
	builtIn,
	figuresOf,
	nothing,
	own,
	SignInBench,
} from '../support/anybill-sign-in.mts';
import { sharedN8n } from '../support/shared-n8n.mts';
import { until } from '../../harness/until.mts';

const n8n = sharedN8n();
const { rest, sandbox } = n8n;

const HOUR = 3600;
const VENDOR = 'https://ad.anybill.de/vendor';
const PARTNER = 'https://ad.anybill.de/partner-platform';
const tokenPath = '/ad.anybill.de';

afterEach(() => sandbox.reset({ keepTokens: true }));

/** The entry of "Allowed Domains" without which there is no sign-in. */
/** n8n's own lock knows host names only, ours a port besides. */
const tokenHost = () => `127.0.0.1, ${new URL(sandbox.urls.tokenUrl).host}`;

const anybill = async () => (await sandbox.counters()).anybill;

describe.each([builtIn, own])('anybill credential, $name', (way) => {
	const bench = new SignInBench(n8n, way);
	const echo = { url: bench.url('/api/v3/sandbox/echo') };

	/** What two items report, as JSON. */
	const errorsOf = async (id: string, request: Item = echo, fault?: FaultName) => {
		const rule = { service: 'anybill', path: tokenPath, times: 'always' } as const;
		const faults = fault ? [{ ...rule, fault }] : [];
		const workflow = await bench.workflow(id, request);
		const { items } = await bench.run(workflow, { items: 2, faults });
		return items.map((item) => JSON.stringify(item));
	};

	describe('a sign-in that fails names the cause and the field', () => {
		test.each([
			[
				'a wrong password',
				{ password: 'no' },
				/user name or password.*AADB2C90225.*correlation ID/,
			],
			['an unknown user', { username: 'nobody@sandbox.example' }, /user name or password/],
			['an unknown client', { clientId: 'unknown' }, /Client ID.*AADB2C90018/],
			['a client without this grant', { clientId: 'sandbox-client-without-ropc' }, /Client ID/],
			[
				'a scope that is not permitted',
				{ clientId: 'sandbox-limited-client' },
				/Scopes.*AADB2C90205/,
			],
			[
				'a scope that does not exist',
				{ additionalScopes: `${VENDOR}/none` },
				/Scopes.*AADB2C90117/,
			],
			['an empty password', { password: '' }, /\\"Password\\" is empty/],
			['no scope', { scopes: [] }, /No scope is chosen/],
			['scopes of both families', { additionalScopes: `${PARTNER}/user` }, /cannot be mixed/],
			['a token URL elsewhere', { tokenUrl: 'https://login.example/token' }, /login\.example/],
			['a token URL that is none', { tokenUrl: 'login' }, /not a valid URL/],
		])('%s', async (_, changes, text) => {
			for (const error of await errorsOf(await bench.newCredential(changes))) {
				expect(error).toMatch(text);
			}
		});

		test('a locked account', async () => {
			const { username, password } = (await sandbox.known()).anybill.accounts.locked;
			const [error] = await errorsOf(await bench.newCredential({ username, password }));
			expect(error).toMatch(/locked.*5 hours/);
		});

		test('also where the workflow stops', async () => {
			const id = await bench.newCredential({ password: 'no' });
			const workflow = await bench.workflow(id, echo, { onError: 'stopWorkflow' });
			await expect(bench.run(workflow)).rejects.toThrow(
				/does not accept the user name or password.*"User Name" and "Password"/,
			);
		});

		test.each([
			['token-missing', /no usable access token/],
			['token-wrong-type', /no usable access token/],
			['token-huge', /no usable access token/],
			['redirect-foreign', /refused the sign-in.*status 302/],
		] as Array<[FaultName, RegExp]>)('a token response that is none: %s', async (fault, text) => {
			const errors = await errorsOf(await bench.newCredential(), echo, fault);
			for (const error of errors) expect(error).toMatch(text);
			expect((await sandbox.counters()).foreign.requests).toBe(0);
		});
	});

	test('scopes of both families are refused before any request', async () => {
		const id = await bench.newCredential({ scopes: [`${VENDOR}/bill`, `${PARTNER}/user`] });
		expect(await bench.send(id, echo)).toEqual({ ...nothing, failed: 1 });
	});

	test('Partner Platform scopes open the Partner Platform', async () => {
		const id = await bench.newCredential({ scopes: [`${PARTNER}/user`, `${PARTNER}/bill`] });
		const workflow = await bench.workflow(id, { url: bench.url('/v3/bill?take=3') });
		expect(await bench.run(workflow)).toMatchObject({ requests: 1, password: 1, failed: 0 });
	});

	test('a password with every kind of character arrives intact', async () => {
		const id = await bench.newCredential({}, 'service');
		expect(await bench.send(id, echo)).toEqual({ ...nothing, requests: 1, password: 1 });
	});

	test.each(['number', 'string'] as const)('expires_in as a %s is obeyed', async (form) => {
		await sandbox.settings({ anybill: { accessTokenSeconds: 2, expiresInForm: form } });
		const workflow = await bench.workflow(await bench.newCredential(), echo);
		expect(await bench.run(workflow)).toMatchObject({ requests: 1, password: 1, failed: 0 });
		const expiry = Date.now() + 1_000;
		await sandbox.settings({ anybill: { accessTokenSeconds: 86_400 } });
		await until(() => Date.now() > expiry, { what: 'half the life of the token' });
		const later = await bench.run(workflow, { items: 5 });
		expect(later).toMatchObject({ requests: 5, password: 0, refresh: 1, failed: 0 });
		const figures = figuresOf(await bench.run(workflow, { items: 5 }));
		expect(figures).toEqual({ ...nothing, requests: 5 });
	});

	test('an absurd expires_in does no harm', async () => {
		const workflow = await bench.workflow(await bench.newCredential(), echo);
		const faults = [{ service: 'anybill', path: tokenPath, fault: 'expires-absurd' } as const];
		const figures = figuresOf(await bench.run(workflow, { items: 5, faults }));
		expect(figures).toEqual({ ...nothing, requests: 5, password: 1 });
	});

	test('a busy token endpoint is asked again, when it says', async () => {
		const workflow = await bench.workflow(await bench.newCredential(), echo);
		const faults = [
			{ service: 'anybill', path: tokenPath, fault: 'b2c-throttled', retryAfter: 1 } as const,
			{ service: 'anybill', path: tokenPath, fault: 'b2c-unavailable' } as const,
		];
		const figures = figuresOf(await bench.run(workflow, { items: 5, faults }));
		expect(figures).toEqual({ ...nothing, requests: 5, refused: 2, password: 1 });
	});

	test('credentials with the same details share a sign-in', async () => {
		const fields = await bench.fields('second');
		const first = figuresOf(
			await bench.run(await bench.workflow(await bench.newCredential(fields), echo)),
		);
		expect(first.password).toBe(1);
		expect(await bench.send(await bench.newCredential(fields), echo)).toEqual({
			...nothing,
			requests: 1,
		});
	});

	describe('nothing reaches a host that is not allowed', () => {
		test.each([
			['a full URL', () => ({ url: `${sandbox.urls.foreign}/api` })],
			[
				'a redirect',
				() => ({ url: bench.url(`/api/v3/sandbox/redirect?to=${sandbox.urls.foreign}/api`) }),
			],
			[
				'a redirect of a POST that keeps its body',
				() => ({
					method: 'POST',
					url: bench.url(`/api/v3/sandbox/redirect?status=307&to=${sandbox.urls.foreign}/api`),
					sendBody: true,
					specifyBody: 'json',
					jsonBody: '{}',
				}),
			],
		])('%s', async (_, request) => {
			const [error] = await errorsOf(await bench.usedCredential(HOUR), request());
			expect(error).toMatch(/localhost/);
			expect((await sandbox.counters()).foreign.requests).toBe(0);
		});
	});

	const uploads: Array<[string, Item]> = [
		[
			'multipart',
			{
				contentType: 'multipart-form-data',
				bodyParameters: {
					parameters: [
						{ parameterType: 'formData', name: 'note', value: 'Grüße' },
						{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
					],
				},
			},
		],
		['binary', { contentType: 'binaryData', inputDataFieldName: 'data' }],
	];

	test.each(uploads)('a %s body arrives whole though the token has expired', async (_, body) => {
		const request = { method: 'POST', ...echo, sendBody: true, ...body };
		const workflow = await bench.workflow(await bench.usedCredential(-HOUR), request);
		const { items, failed } = await bench.run(workflow);
		expect(failed).toBe(0);
		expect(items[0]?.text).toContain('Receipt 0 ✓');
	});

	if (way === builtIn) return;
	test.each(uploads)(
		'a %s body arrives whole though the API rejects the token',
		async (_, body) => {
			const request = { method: 'POST', ...echo, sendBody: true, ...body };
			const workflow = await bench.workflow(await bench.usedCredential(HOUR), request);
			await sandbox.rejectTokens('anybill', 'access', 'second@sandbox.example');
			const { items, ...figures } = await bench.run(workflow);
			expect(figures).toEqual({ ...nothing, requests: 2, password: 1 });
			expect(items[0]?.text).toContain('Receipt 0 ✓');
		},
	);
});

describe('anybill credential test', () => {
	const bench = new SignInBench(n8n, own);
	const resultOf = async (id: string) => {
		await sandbox.reset({ keepTokens: true });
		const { status, message } = await rest.testCredential(id);
		const { tokenRequests, grants, requests } = await anybill();
		return { status, message, tokenRequests, grants, requests };
	};
	const ok = { status: 'OK' };

	test.each(['service', 'second'] as Account[])('signs in as %s', async (account) => {
		const id = await bench.newCredential({}, account);
		for (let time = 0; time < 2; time++) {
			expect(await resultOf(id)).toMatchObject({
				...ok,
				grants: { password: 1 },
				tokenRequests: 1,
			});
		}
	});

	test('signs in with the password although a live token is stored', async () => {
		const id = await bench.usedCredential(HOUR);
		expect(await resultOf(id)).toMatchObject({ ...ok, grants: { password: 1 }, tokenRequests: 1 });
	});

	test('signs in anew after the password was changed, and says when it is wrong', async () => {
		const id = await bench.usedCredential(HOUR);
		await rest.updateCredential(id, { password: 'wrong' });
		const message = 'anybill does not accept the user name or password';
		expect(await resultOf(id)).toMatchObject({ status: 'Error', message, tokenRequests: 1 });
		expect(await resultOf(id)).toMatchObject({ status: 'Error', message, tokenRequests: 0 });
		await rest.updateCredential(id, { password: 'second-fake-password' });
		expect(await resultOf(id)).toMatchObject({ ...ok, tokenRequests: 1 });
	});

	test('replaces a token that the API rejects, for the built-in node, too', async () => {
		const id = await bench.usedCredential(HOUR);
		await sandbox.rejectTokens('anybill', 'access', 'second@sandbox.example');
		expect(await resultOf(id)).toMatchObject({ ...ok, grants: { password: 1 }, tokenRequests: 1 });
		const other = new SignInBench(n8n, builtIn);
		const figures = await other.send(id, { url: bench.url('/api/v3/sandbox/echo') });
		expect(figures).toEqual({ ...nothing, requests: 1 });
	});

	test('says when the API accepts no token at all', async () => {
		const id = await bench.newCredential();
		await sandbox.faults([
			{ service: 'anybill', path: '/api/v3', fault: 'unauthorized', times: 'always' },
		]);
		const { status, message } = await rest.testCredential(id);
		expect(status).toBe('Error');
		expect(message).toMatch(/API does not accept its token/);
	});

	test.each([
		[404, /status 404/],
		[500, /status 500/],
		[503, /status 503/],
	])('says what came where the API responds %i', async (code, expected) => {
		const id = await bench.newCredential();
		await sandbox.faults([
			{ service: 'anybill', path: '/api/v3', fault: 'status', code, times: 'always' },
		]);
		const { status, message } = await rest.testCredential(id);
		expect(status).toBe('Error');
		expect(message).toMatch(expected);
	});

	test('passes with a base URL that was only typed, though n8n keeps the hook from it', async () => {
		const baseUrl = sandbox.urls.anybill.replace('127.0.0.1', 'localhost');
		const id = await bench.newCredential({ baseUrl, allowedDomains: tokenHost() });
		expect(await resultOf(id)).toMatchObject({ ...ok, grants: { password: 1 }, tokenRequests: 1 });
	});

	test.each(['listed', 'not listed'])(
		'does not pass for another server, %s, that responds 200 to everything',
		async (where) => {
			const url = new URL(sandbox.urls.foreign.replace('127.0.0.1', 'localhost'));
			const listed = where === 'listed' ? `, ${url.host}, ${url.hostname}` : '';
			const allowedDomains = `${tokenHost()}${listed}`;
			const id = await bench.newCredential({ baseUrl: url.origin, allowedDomains });
			const { status, message } = await rest.testCredential(id);
			expect(status).toBe('Error');
			expect(message).toMatch(/no anybill API at this address: it responds without a token, too/);
			const requests = await sandbox.requests({ service: 'foreign' });
			expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
		},
	);

	test('sends the token to no host over plain http', async () => {
		const allowedDomains = `${tokenHost()}, foreign.localhost`;
		const baseUrl = sandbox.urls.foreign.replace(/127\.0\.0\.1|localhost/, 'foreign.localhost');
		const id = await bench.newCredential({ baseUrl, allowedDomains });
		const { status, message } = await rest.testCredential(id);
		expect(status).toBe('Error');
		expect(message).toMatch(/Only https/);
		expect((await sandbox.counters()).foreign.requests).toBe(0);
	});

	const all = ['bill', 'category', 'customer', 'store', 'user'].map((name) => `${VENDOR}/${name}`);
	const partner = ['bill', 'category', 'user'].map((name) => `${PARTNER}/${name}`);
	test.each([...all, ...partner])(
		'passes with the scope %s alone, and only reads',
		async (scope) => {
			const result = await resultOf(await bench.newCredential({ scopes: [scope] }));
			expect(result).toMatchObject(ok);
			expect(
				Object.keys(result.requests).filter((request) => !request.includes(tokenPath)),
			).toEqual([scope.startsWith(PARTNER) ? 'GET /v3/bill' : 'GET /api/v3/store']);
		},
	);

	test('refuses scopes of both families before any request', async () => {
		const result = await resultOf(await bench.newCredential({ additionalScopes: partner[0] }));
		expect(result).toMatchObject({ status: 'Error', requests: {} });
		expect(result.message).toMatch(/cannot be mixed/);
	});
});

describe('anybill credential, as n8n shows it', () => {
	test('is locked to the hosts of anybill unless the user says otherwise', async () => {
		const types = await rest.credentialTypes();
		const { properties } = types.find(({ name }) => name === 'anybillRopcApi') as unknown as {
			properties: Array<{ name: string; default: unknown }>;
		};
		const byName = Object.fromEntries(properties.map((field) => [field.name, field.default]));
		expect(byName).toMatchObject({
			allowedHttpRequestDomains: 'domains',
			allowedDomains: 'vendor.anybill.de, vendor.stg.anybill.de, adanybill.b2clogin.com',
		});
	});
});
