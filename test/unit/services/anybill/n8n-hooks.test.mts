import { inspect } from 'node:util';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { EXPIRABLE } from '../../../../services/anybill/credential-terms.ts';
import { CredentialHooks } from '../../../../services/anybill/n8n-hooks.ts';
import { parseServiceAccount } from '../../../../services/anybill/service-account.ts';
import { TokenCache } from '../../../../services/anybill/token-cache.ts';
import { storedTokens, toStoredTokens } from '../../../../services/anybill/token-set.ts';
import { testRequest } from '../../../../services/credential-test.ts';
import { b2cError, FakeTokenEndpoint, tokens } from '../../../support/fake-token-endpoint.mts';

// A token is tied to its account by a hash that takes its time, more so on a busy machine.
jest.setTimeout(60_000);

const NOW = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

let hooks: CredentialHooks;
beforeEach(() => {
	jest.useFakeTimers({ now: NOW, doNotFake: ['setImmediate', 'nextTick'] });
	hooks = new CredentialHooks(new TokenCache());
});
afterEach(() => void jest.useRealTimers());

const fields: ICredentialDataDecryptedObject = {
	environment: 'production',
	clientId: 'client',
	username: 'user',
	password: 'Grüße & 100% +1',
	scopes: ['https://ad.anybill.de/vendor/bill'],
	accessToken: '',
	[EXPIRABLE]: '',
	allowedHttpRequestDomains: 'domains',
	allowedDomains: '*.anybill.de, adanybill.b2clogin.com',
};

/** The fields with tokens that end in so many ms; the refresh token lives longer. */
const withTokens = async (lifetimeMs: number, more: ICredentialDataDecryptedObject = {}) => ({
	...fields,
	...(await toStoredTokens(
		{
			accessToken: 'stored-access',
			accessTokenExpiresAtMs: Date.now() + lifetimeMs,
			refreshToken: 'stored-refresh',
			refreshTokenExpiresAtMs: Date.now() + 10 * DAY,
		},
		parseServiceAccount({ ...fields, ...more }),
	)),
	...more,
});

/** A saved credential in n8n, and the requests that were sent with it, by their tokens. */
class SavedCredential {
	readonly sent: string[] = [];
	/** Requests that were sent without a token: the first of a credential test. */
	unsigned = 0;
	saves = 0;

	readonly endpoint: FakeTokenEndpoint;
	data: ICredentialDataDecryptedObject;
	private readonly api: (token: string) => number | Error;

	/** @param api status by token; an Error is no response */
	constructor(
		endpoint: FakeTokenEndpoint,
		data: ICredentialDataDecryptedObject,
		api: (token: string) => number | Error = () => 200,
	) {
		this.endpoint = endpoint;
		this.data = data;
		this.api = api;
	}

	/** As n8n's credentials helper calls the hook. */
	private async hook(
		data: ICredentialDataDecryptedObject,
		isFailure: boolean,
	): Promise<IDataObject | undefined> {
		if (data[EXPIRABLE] !== '' && !isFailure) return undefined;
		const output = await hooks.preAuthenticate(this.endpoint.request, data);
		if (output[EXPIRABLE] === undefined) return undefined;
		this.saves++;
		this.data = { ...this.data, ...output } as ICredentialDataDecryptedObject;
		return Object.assign(data, output);
	}

	private sign(data: ICredentialDataDecryptedObject, options: IHttpRequestOptions) {
		return hooks.authenticate(data, options);
	}

	private async request({ headers }: IHttpRequestOptions): Promise<number> {
		const token = (headers?.Authorization as string | undefined)?.replace('Bearer ', '');
		await new Promise(setImmediate);
		if (token === undefined) {
			this.unsigned++;
			const reply = this.endpoint.apiWithoutToken();
			if (reply instanceof Error) throw reply;
			return reply.status ?? 200;
		}
		this.sent.push(token);
		const status = this.api(token);
		if (typeof status === 'object') throw status;
		return status;
	}

	/** As `httpRequestWithAuthentication` sends; `isError` tells which status is one to n8n. */
	private async newer(
		data: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
		isError: (status: number) => boolean,
	): Promise<number> {
		const send = async () => {
			const signed = this.sign(data, options);
			const status = await this.request(signed);
			if (signed.ignoreHttpStatusErrors === false ? status >= 300 : isError(status))
				throw Object.assign(new Error('status'), { response: { status } });
			return status;
		};
		try {
			await this.hook(data, false);
			return await send();
		} catch (error) {
			if ((error as { response?: { status?: number } }).response?.status !== 401) throw error;
			await this.hook(data, true);
			return await send();
		}
	}

	/** As this package's node sends a request. */
	async byOwnNode(data = { ...this.data }): Promise<number> {
		const options = { url: 'https://vendor.anybill.de/api/v3/store' };
		const copy = { ...data };
		const status = await this.newer(copy, options, () => false);
		if (status !== 401 || !hooks.rejectToken(copy)) return status;
		return await this.newer({ ...data }, options, () => false);
	}

	/** As n8n's HTTP Request node sends a request: again after any error, if the hook gives a token. */
	async byBuiltInNode(data = { ...this.data }, more: object = {}): Promise<number> {
		const options = { uri: 'https://vendor.anybill.de/api/v3/store', ...more } as never;
		const send = async () => {
			const status = await this.request(this.sign(data, options));
			if (status >= 300) throw Object.assign(new Error('status'), { response: { status } });
			return status;
		};
		try {
			await this.hook(data, false);
			return await send();
		} catch (error) {
			if (!(await this.hook(data, true))) throw error;
			return await send();
		}
	}

	/** As n8n tests a credential: the hook comes first, whatever the data holds. */
	async test(data = { ...this.data }): Promise<string> {
		const options = { ...testRequest({}), url: '/' } as IHttpRequestOptions;
		const isError = (status: number) => status >= 300 && status !== 403;
		const run = async () => {
			await this.hook(data, true);
			return await this.newer(data, options, isError);
		};
		return await run().then(
			() => 'OK',
			(error: unknown) => (error as Error).message,
		);
	}
}

const ways = ['byOwnNode', 'byBuiltInNode'] as const;

describe.each(ways)('a request %s', (way) => {
	test('signs in with the password where there is no token, and stores what comes', async () => {
		const saved = new SavedCredential(new FakeTokenEndpoint(tokens({ access_token: 'a' })), fields);
		await saved[way]();
		expect(saved.sent).toEqual(['a']);
		expect(saved.endpoint.grants).toEqual(['password']);
		expect(await storedTokens(saved.data, parseServiceAccount(saved.data))).toMatchObject({
			accessToken: 'a',
		});
	});

	test('uses a stored token that lives: no sign-in after a restart, and nothing to store', async () => {
		const saved = new SavedCredential(new FakeTokenEndpoint(), await withTokens(1));
		await saved[way]();
		expect([saved.sent, saved.endpoint.options, saved.saves]).toEqual([['stored-access'], [], 0]);
	});

	test('refreshes an expired token before it is sent', async () => {
		const saved = new SavedCredential(new FakeTokenEndpoint(tokens), await withTokens(-1));
		await saved[way]();
		expect(saved.endpoint.grants).toEqual(['refresh_token']);
		expect(saved.endpoint.forms[0]?.get('refresh_token')).toBe('stored-refresh');
		expect(saved.sent).toHaveLength(1);
	});

	test('signs in with the password at once where the refresh token has expired, too', async () => {
		const data = { ...(await withTokens(-1)), refreshTokenExpiresAt: String(NOW - 1) };
		const saved = new SavedCredential(new FakeTokenEndpoint(tokens), data);
		await saved[way]();
		expect(saved.endpoint.grants).toEqual(['password']);
	});

	test.each([
		['clientId', 'other'],
		['username', 'other'],
		['password', 'other'],
		['scopes', ['https://ad.anybill.de/vendor/store']],
		['additionalScopes', 'https://ad.anybill.de/vendor/store'],
	])(
		'after a change of %s signs in with the password, never with old tokens',
		async (name, value) => {
			const data = { ...(await withTokens(DAY)), [name]: value } as ICredentialDataDecryptedObject;
			const saved = new SavedCredential(
				new FakeTokenEndpoint(tokens({ access_token: 'new' })),
				data,
			);
			await saved[way]();
			expect(saved.endpoint.grants).toEqual(['password']);
			expect(saved.sent).toEqual(['new']);
		},
	);

	test('with a shared sign-in is stored once: 150 executions, 1 token request, 1 save', async () => {
		const saved = new SavedCredential(new FakeTokenEndpoint(tokens), await withTokens(-1));
		const executions = Array.from({ length: 150 }, () => ({ ...saved.data }));
		await Promise.all(executions.map(async (data) => await saved[way](data)));
		expect([saved.endpoint.options.length, saved.saves, saved.sent.length]).toEqual([1, 1, 150]);
		// Whoever still holds the old tokens goes on with what this process knows.
		await Promise.all(executions.map(async (data) => await saved[way]({ ...data })));
		expect([saved.endpoint.options.length, saved.saves, saved.sent.length]).toEqual([1, 1, 300]);
	});

	test('of each distinct account signs in once, and uses its own token', async () => {
		const endpoint = new FakeTokenEndpoint(tokens);
		const saved = new SavedCredential(endpoint, fields);
		const items = Array.from({ length: 100 }, (_, item) => `user-${item % 10}`);
		await Promise.all(items.map(async (username) => await saved[way]({ ...fields, username })));
		expect(endpoint.forms.map((form) => form.get('username')).sort()).toEqual(
			items.slice(0, 10).sort(),
		);
		expect(new Set(saved.sent).size).toBe(10);
	});

	test('with a wrong password costs one token request for 100 items', async () => {
		const saved = new SavedCredential(
			new FakeTokenEndpoint(b2cError(90225, 'access_denied')),
			fields,
		);
		const all = await Promise.allSettled(Array.from({ length: 100 }, () => saved[way]()));
		for (const result of all) {
			expect(result).toMatchObject({ reason: { message: /user name or password/ } as never });
		}
		expect([saved.endpoint.options.length, saved.sent.length, saved.saves]).toEqual([1, 0, 0]);
	});

	test('keeps a refresh token that is not replaced', async () => {
		const reply = { body: { access_token: 'a', expires_in: 10 } };
		const saved = new SavedCredential(new FakeTokenEndpoint(reply), await withTokens(-1));
		await saved[way]();
		expect(saved.data).toMatchObject({ accessToken: 'a', refreshToken: 'stored-refresh' });
	});

	test('uses the younger of two refresh tokens: another process may have stored it', async () => {
		const endpoint = new FakeTokenEndpoint(tokens({ expires_in: 10 }), tokens());
		const saved = new SavedCredential(endpoint, fields);
		await saved[way]();
		jest.advanceTimersByTime(MINUTE);
		const refreshTokenExpiresAt = String(NOW + 100 * DAY);
		await saved[way]({ ...(await withTokens(-1)), refreshTokenExpiresAt });
		expect(endpoint.forms[1]?.get('refresh_token')).toBe('stored-refresh');
	});

	test('is refreshed again whenever its token expires', async () => {
		const saved = new SavedCredential(new FakeTokenEndpoint(tokens), fields);
		for (let day = 0; day < 3; day++) {
			await saved[way]();
			jest.advanceTimersByTime(DAY);
		}
		expect(saved.endpoint.grants).toEqual(['password', 'refresh_token', 'refresh_token']);
	});

	test('to a host that is not allowed is not signed', async () => {
		const data = { ...(await withTokens(DAY)), allowedDomains: 'adanybill.b2clogin.com' };
		const saved = new SavedCredential(new FakeTokenEndpoint(), data);
		const elsewhere = [
			['https://evil.example/x', /must not be sent to evil\.example/],
			['http://vendor.anybill.de/x', /Only https/],
			['//evil.example/x', /not valid/],
		] as const;
		await saved[way]();
		for (const [url, message] of elsewhere) {
			expect(() => hooks.authenticate(data, { url })).toThrow(message);
			expect(() => hooks.authenticate(data, { uri: url } as never)).toThrow(message);
		}
	});
});

describe('our node, after the API responded 401', () => {
	const rejectsOld = (token: string) => (token === 'stored-access' ? 401 : 200);

	test('signs in with the password, once for 50 items', async () => {
		const saved = new SavedCredential(
			new FakeTokenEndpoint(tokens),
			await withTokens(DAY),
			rejectsOld,
		);
		const data = saved.data;
		const all = await Promise.all(Array.from({ length: 50 }, () => saved.byOwnNode({ ...data })));
		expect(new Set(all)).toEqual(new Set([200]));
		expect([saved.endpoint.grants, saved.saves]).toEqual([['password'], 1]);
		expect(saved.sent).toHaveLength(100);
		// An execution that still holds the rejected token meets no 401.
		await saved.byOwnNode({ ...data });
		expect(saved.sent).toHaveLength(101);
	});

	test('lets one stray 401 soon after a forced sign-in fail one of 100 items, and no other', async () => {
		let strays = 0;
		const saved = new SavedCredential(
			new FakeTokenEndpoint(tokens),
			await withTokens(DAY),
			(token) => (token === 'stored-access' || strays-- > 0 ? 401 : 200),
		);
		await saved.byOwnNode();
		strays = 1;
		const all = await Promise.all(Array.from({ length: 100 }, () => saved.byOwnNode()));
		expect(all.filter((status) => status !== 200)).toEqual([401]);
		expect([saved.sent.length, saved.endpoint.options.length]).toEqual([2 + 100, 1]);
	});

	test('signs in once a minute where the API rejects every token, and sends no third request', async () => {
		const saved = new SavedCredential(
			new FakeTokenEndpoint(tokens),
			await withTokens(DAY),
			() => 401,
		);
		for (let item = 0; item < 20; item++) expect(await saved.byOwnNode()).toBe(401);
		expect([saved.sent.length, saved.endpoint.options.length]).toEqual([21, 1]);
		jest.advanceTimersByTime(MINUTE);
		await saved.byOwnNode();
		expect(saved.endpoint.grants).toEqual(['password', 'password']);
	});

	test('to a token that expired on its way refreshes it, however often that happens', async () => {
		const saved = new SavedCredential(new FakeTokenEndpoint(tokens), await withTokens(DAY), () => {
			jest.advanceTimersByTime(DAY);
			return 401;
		});
		for (let item = 0; item < 3; item++) await saved.byOwnNode();
		expect(new Set(saved.endpoint.grants)).toEqual(new Set(['refresh_token']));
	});
});

describe("n8n's HTTP Request node, after a request that failed", () => {
	const send = async (saved: SavedCredential, count: number) =>
		await Promise.all(
			Array.from({ length: count }, async () => {
				return await saved.byBuiltInNode().catch(() => 'failed' as const);
			}),
		);

	test('renews a token that anybill has revoked: 50 items, 1 probe, 1 password, all sent again', async () => {
		const saved = new SavedCredential(
			new FakeTokenEndpoint(tokens),
			await withTokens(DAY),
			(token) => (token === 'stored-access' ? 401 : 200),
		);
		saved.endpoint.api = () => ({ status: 401, body: '' });
		expect(new Set(await send(saved, 50))).toEqual(new Set([200]));
		expect([saved.endpoint.probes, saved.endpoint.grants, saved.sent.length]).toEqual([
			['Bearer stored-access'],
			['password'],
			100,
		]);
		await send(saved, 10);
		expect([saved.endpoint.probes.length, saved.sent.length]).toEqual([1, 110]);
	});

	test.each([404, 500, new Error('connection reset')])(
		'with %p, 50 times: 1 probe, no token, no second write',
		async (status) => {
			const saved = new SavedCredential(
				new FakeTokenEndpoint(),
				await withTokens(DAY),
				() => status,
			);
			await send(saved, 50);
			await send(saved, 50);
			expect([saved.endpoint.probes.length, saved.endpoint.options.length]).toEqual([1, 0]);
			expect([saved.sent.length, saved.saves]).toEqual([100, 0]);
		},
	);

	test.each([200, 403, 404, 500, 503])(
		'with a stray 401, while the API responds %i to the probe: nothing is renewed',
		async (status) => {
			const saved = new SavedCredential(new FakeTokenEndpoint(), await withTokens(DAY), () => 401);
			saved.endpoint.api = () => ({ status, body: [] });
			await send(saved, 5);
			expect([saved.sent.length, saved.endpoint.options.length]).toEqual([5, 0]);
		},
	);

	test('with a token that has expired since: nobody knows what became of the request', async () => {
		const saved = new SavedCredential(new FakeTokenEndpoint(tokens), await withTokens(DAY), () => {
			jest.advanceTimersByTime(2 * DAY);
			return 500;
		});
		saved.endpoint.api = () => ({ status: 401, body: '' });
		await send(saved, 1);
		expect([saved.sent.length, saved.endpoint.probes.length]).toEqual([1, 0]);
	});

	test('with a token that expires during the probe: nobody knows what became of the request', async () => {
		const saved = new SavedCredential(
			new FakeTokenEndpoint(tokens),
			await withTokens(DAY),
			() => 500,
		);
		saved.endpoint.api = () => {
			jest.advanceTimersByTime(2 * DAY);
			return { status: 401, body: '' };
		};
		await send(saved, 1);
		expect([saved.sent.length, saved.endpoint.options.length]).toEqual([1, 0]);
	});

	test.each([{ formData: {} }, { body: { pipe: () => undefined } }])(
		'with an upload %j and a revoked token: renewed, but not sent again, since its stream is spent',
		async (upload) => {
			const saved = new SavedCredential(
				new FakeTokenEndpoint(tokens),
				await withTokens(DAY),
				(token) => (token === 'stored-access' ? 401 : 200),
			);
			saved.endpoint.api = () => ({ status: 401, body: '' });
			await expect(saved.byBuiltInNode({ ...saved.data }, upload)).rejects.toThrow('status');
			expect(await saved.byBuiltInNode()).toBe(200);
			expect([saved.sent.length, saved.endpoint.grants]).toEqual([2, ['password']]);
		},
	);

	test('signs in once where the API rejects every token, and sends no third request', async () => {
		const saved = new SavedCredential(
			new FakeTokenEndpoint(tokens),
			await withTokens(DAY),
			() => 401,
		);
		saved.endpoint.api = () => ({ status: 401, body: '' });
		for (let item = 0; item < 5; item++) await send(saved, 1);
		expect([saved.sent.length, saved.endpoint.options.length]).toEqual([6, 1]);
	});
});

describe('a credential test', () => {
	const test200 = async (
		data: ICredentialDataDecryptedObject,
		endpoint = new FakeTokenEndpoint(tokens),
	) => {
		const saved = new SavedCredential(endpoint, data);
		return { result: await saved.test(), saved };
	};

	test('of a new credential signs in once, asks the API, and stores the tokens', async () => {
		const { result, saved } = await test200(fields);
		expect([result, saved.endpoint.grants, saved.saves]).toEqual(['OK', ['password'], 1]);
		expect(saved.endpoint.probes).toEqual([`Bearer ${saved.sent[0] ?? ''}`]);
		expect([saved.unsigned, saved.sent.length]).toEqual([1, 1]);
	});

	test.each(['stored', 'known to this process'])(
		'signs in with the password although live tokens are %s',
		async (where) => {
			const { saved } = await test200(where === 'stored' ? await withTokens(DAY) : fields);
			await saved.byOwnNode();
			const before = saved.endpoint.grants.length;
			expect(await saved.test()).toBe('OK');
			expect(saved.endpoint.grants.slice(before)).toEqual(['password']);
		},
	);

	test('fails after the password was changed at anybill, though the old token lives', async () => {
		const endpoint = new FakeTokenEndpoint(b2cError(90225, 'access_denied'));
		const { result } = await test200(await withTokens(DAY), endpoint);
		expect(result).toBe('anybill does not accept the user name or password');
		const again = await test200(await withTokens(DAY), endpoint);
		expect(again.result).toBe(result);
		expect(endpoint.options).toHaveLength(1);
	});

	test.each([
		['200', { body: [] }, 'OK'],
		['204', { status: 204, body: '' }, 'OK'],
		['403', { status: 403, body: '' }, 'OK'],
		['401', { status: 401, body: '' }, /API does not accept its token/],
		['302', { status: 302, body: '', headers: { location: '/' } }, /responded with status 302/],
		['404', { status: 404, body: '' }, /responded with status 404/],
		['500', { status: 500, body: '' }, /responded with status 500/],
		['503', { status: 503, body: '' }, /responded with status 503/],
		['no response', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), /ECONNREFUSED/],
	])('where the API responds %s', async (_, reply, expected) => {
		const endpoint = new FakeTokenEndpoint(tokens);
		endpoint.api = () => reply;
		const { result } = await test200(fields, endpoint);
		if (expected === 'OK') expect(result).toBe('OK');
		else expect(result).toMatch(expected);
	});

	test.each([403, 404, 500])(
		'fails where a server responds %i without a token, and sends it none',
		async (status) => {
			const endpoint = new FakeTokenEndpoint(tokens);
			endpoint.apiWithoutToken = () => ({ status, body: {} });
			const { result, saved } = await test200(fields, endpoint);
			expect(result).toBe('status');
			expect([saved.sent, endpoint.probes]).toEqual([[], []]);
		},
	);

	test('asks the Partner Platform for what it has', async () => {
		const scopes = ['https://ad.anybill.de/partner-platform/user'];
		const endpoint = new FakeTokenEndpoint(tokens);
		const asked = jest.spyOn(endpoint, 'request');
		const baseUrl = ' https://partner.anybill.de ';
		expect(
			(await test200({ ...fields, environment: 'custom', baseUrl, scopes }, endpoint)).result,
		).toBe('OK');
		expect(asked.mock.calls.at(-1)?.[0]).toMatchObject({
			baseURL: 'https://partner.anybill.de',
			url: '/v3/bill',
		});
	});

	test.each([
		['http://vendor.anybill.de', /Only https/],
		['https://evil.example', /^OK$/],
	])('to %s is held to the lock, to which the base URL belongs', async (baseUrl, expected) => {
		const endpoint = new FakeTokenEndpoint(tokens);
		const { result } = await test200({ ...fields, environment: 'custom', baseUrl }, endpoint);
		expect(result).toMatch(expected);
	});

	test('never sends the header by which it is known', async () => {
		const saved = new SavedCredential(new FakeTokenEndpoint(tokens), fields);
		const signed = jest.spyOn(hooks, 'authenticate');
		await saved.test();
		const options = signed.mock.results.at(-1)?.value as IHttpRequestOptions;
		expect(Object.keys(options.headers ?? {})).toEqual(['Authorization']);
	});

	test.each([
		[200, 'OK'],
		[403, 'OK'],
		[401, 'status'],
		[404, 'status'],
	])(
		'whose hook is kept from the host by n8n leaves the verdict to the request with the token: %i',
		async (status, expected) => {
			const endpoint = new FakeTokenEndpoint(tokens);
			endpoint.api = () => new Error('Domain not allowed: This credential is restricted …');
			const saved = new SavedCredential(endpoint, fields, () => status);
			expect(await saved.test()).toBe(expected);
			expect([saved.unsigned, saved.sent.length]).toEqual([1, 1]);
		},
	);
});

test('no error holds the password, a token or the form', async () => {
	const data = await withTokens(-1);
	const leaky = Object.assign(new Error('Grüße & 100% +1'), { config: data, code: 'EPROTO' });
	jest.useRealTimers();
	const errors = await Promise.all(
		[b2cError(90225, 'access_denied'), leaky].map(
			async (reply) =>
				await new CredentialHooks(new TokenCache())
					.preAuthenticate(new FakeTokenEndpoint(reply).request, { ...data })
					.catch((error: unknown) => error),
		),
	);
	const everything = inspect(errors, { depth: 20, showHidden: true, getters: true });
	expect(everything).toContain('TokenEndpointError');
	for (const secret of ['Grüße', '%C3%BC', 'stored-access', 'stored-refresh']) {
		expect(everything).not.toContain(secret);
	}
});
