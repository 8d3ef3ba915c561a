import { inspect } from 'node:util';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { assertLiveToken, currentTokens, renewed } from '../../../../services/anybill/n8n-hooks.ts';
import { fingerprint, parseServiceAccount } from '../../../../services/anybill/service-account.ts';
import { b2cError, FakeTokenEndpoint, tokens } from '../../../support/fake-token-endpoint.mts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;

beforeEach(() => void jest.useFakeTimers({ now: NOW, doNotFake: ['setImmediate', 'nextTick'] }));
afterEach(() => void jest.useRealTimers());

let accounts = 0;

/** A credential of an account that no test before this one has used. */
const credential = (more: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject => ({
	environment: 'production',
	clientId: 'client',
	username: `user-${++accounts}`,
	password: 'Grüße & 100% +1',
	scopes: ['https://ad.anybill.de/vendor/bill'],
	accessToken: '',
	...more,
	allowedHttpRequestDomains: 'domains',
	allowedDomains: '*.anybill.de, adanybill.b2clogin.com',
});

/** The same with tokens that end in so many ms; the refresh token lives longer. */
const withTokens = (lifetime: number, fields = credential()): ICredentialDataDecryptedObject => ({
	...fields,
	accessToken: 'stored-access',
	accessTokenExpiresAt: String(Date.now() + lifetime),
	refreshToken: 'stored-refresh',
	refreshTokenExpiresAt: String(Date.now() + 60 * MINUTE),
	tokenIdentity: fingerprint(parseServiceAccount(fields)),
});

const hook = async (endpoint: FakeTokenEndpoint, data: ICredentialDataDecryptedObject) =>
	await currentTokens(endpoint.request, data);

/** What n8n does with a request: sign it, or call the hook and sign it then. */
async function send(endpoint: FakeTokenEndpoint, data: ICredentialDataDecryptedObject) {
	try {
		return assertLiveToken(data, 'request');
	} catch (error) {
		expect(error).toMatchObject({ response: { status: 401 } });
		Object.assign(data, await hook(endpoint, data));
		return assertLiveToken(data, 'request');
	}
}

describe('the hook signs in', () => {
	test('where there is no token: with the password', async () => {
		const endpoint = new FakeTokenEndpoint(tokens({ access_token: 'a' }));
		expect(await hook(endpoint, credential())).toMatchObject({ accessToken: 'a' });
		expect(endpoint.grants).toEqual(['password']);
	});

	test('where the token has expired: with the refresh token', async () => {
		const endpoint = new FakeTokenEndpoint(tokens());
		await hook(endpoint, withTokens(-1));
		expect(endpoint.grants).toEqual(['refresh_token']);
		expect(endpoint.forms[0].get('refresh_token')).toBe('stored-refresh');
	});

	test('where the refresh token has expired, too: with the password at once', async () => {
		const endpoint = new FakeTokenEndpoint(tokens());
		await hook(endpoint, { ...withTokens(-1), refreshTokenExpiresAt: String(NOW - 1) });
		expect(endpoint.grants).toEqual(['password']);
	});

	test.each([
		['clientId', 'other'],
		['username', 'other'],
		['password', 'other'],
		['scopes', ['https://ad.anybill.de/vendor/store']],
		['additionalScopes', 'https://ad.anybill.de/vendor/store'],
		['environment', 'custom', { tokenUrl: 'https://other.anybill.de/token' }],
	])('where %s was changed: with the password, never with the old tokens', async (...change) => {
		const [name, value, more] = change as [string, string, object?];
		const endpoint = new FakeTokenEndpoint(tokens({ access_token: 'new' }));
		const data = { ...withTokens(60 * MINUTE), [name]: value, ...more };
		expect(await send(endpoint, data)).toBe('new');
		expect(endpoint.grants).toEqual(['password']);
	});

	test('where the API rejected this very token: with the password', async () => {
		const endpoint = new FakeTokenEndpoint(tokens({ access_token: 'new' }));
		const data = renewed(withTokens(60 * MINUTE));
		expect(await hook(endpoint, data)).toMatchObject({ accessToken: 'new' });
		expect(endpoint.grants).toEqual(['password']);
	});
});

describe('the hook changes nothing', () => {
	const silent = new FakeTokenEndpoint(new Error('must not be asked'));
	afterEach(() => expect(silent.options).toEqual([]));

	test('where the token lives', async () => {
		expect(await hook(silent, withTokens(1))).toBeUndefined();
	});

	test('after a request that was sent, even if its token has expired since', async () => {
		const data = withTokens(10);
		expect(assertLiveToken(data, 'request')).toBe('stored-access');
		jest.advanceTimersByTime(MINUTE);
		expect(await hook(silent, data)).toBeUndefined();
	});
});

test('a credential test may be repeated after a 401, with a new token', async () => {
	const endpoint = new FakeTokenEndpoint(tokens());
	const data = withTokens(60 * MINUTE);
	assertLiveToken(data, 'test');
	Object.assign(data, await hook(endpoint, data));
	expect(endpoint.grants).toEqual(['password']);
	expect(data.accessToken).not.toBe('stored-access');
});

test('data that is used for many requests is refreshed again when its token expires', async () => {
	const endpoint = new FakeTokenEndpoint(tokens, tokens, tokens);
	const data = credential();
	const first = await send(endpoint, data);
	expect(await send(endpoint, data)).toBe(first);
	jest.setSystemTime(NOW + 86_400_000);
	expect(await send(endpoint, data)).not.toBe(first);
	expect(endpoint.grants).toEqual(['password', 'refresh_token']);
});

describe('one sign-in for all', () => {
	test('who ask at the same time, with whichever credential of the same details', async () => {
		const endpoint = new FakeTokenEndpoint(tokens);
		const data = credential();
		const all = await Promise.all(
			Array.from({ length: 100 }, () => send(endpoint, { ...data, name: 'another' })),
		);
		expect(new Set(all).size).toBe(1);
		expect(endpoint.options).toHaveLength(1);
	});

	test('who come later with the old tokens', async () => {
		const endpoint = new FakeTokenEndpoint(tokens);
		const old = withTokens(-1);
		const first = await send(endpoint, { ...old });
		expect(await send(endpoint, { ...old })).toBe(first);
		expect(endpoint.options).toHaveLength(1);
	});

	test('whose token the API rejected', async () => {
		const endpoint = new FakeTokenEndpoint(tokens);
		const data = withTokens(60 * MINUTE);
		const all = await Promise.all(
			Array.from({ length: 50 }, async () => (await hook(endpoint, renewed(data)))?.accessToken),
		);
		expect(new Set(all).size).toBe(1);
		expect(endpoint.options).toHaveLength(1);
	});

	test('but not for other accounts', async () => {
		const endpoint = new FakeTokenEndpoint(tokens);
		const [one, two] = await Promise.all([
			send(endpoint, credential()),
			send(endpoint, credential()),
		]);
		expect(one).not.toBe(two);
	});
});

test('a refresh token that is not replaced goes on', async () => {
	const endpoint = new FakeTokenEndpoint({ body: { access_token: 'a', expires_in: 10 } }, tokens);
	const result = await hook(endpoint, withTokens(-1));
	expect(result).toMatchObject({ accessToken: 'a', refreshToken: 'stored-refresh' });
});

test('of two refresh tokens the younger is used: another process may have stored it', async () => {
	const endpoint = new FakeTokenEndpoint(tokens({ expires_in: 10 }), tokens());
	const data = credential();
	await hook(endpoint, data);
	jest.advanceTimersByTime(MINUTE);
	const refreshTokenExpiresAt = String(NOW + 100 * 86_400_000);
	await hook(endpoint, { ...withTokens(-1, data), refreshTokenExpiresAt });
	expect(endpoint.forms[1].get('refresh_token')).toBe('stored-refresh');
});

describe('a sign-in that was refused', () => {
	const refused = () => new FakeTokenEndpoint(b2cError(90225, 'access_denied'));

	test('is not tried again for a while: 100 callers, one request, 100 errors', async () => {
		const endpoint = refused();
		const data = credential();
		for (let batch = 0; batch < 2; batch++) {
			const all = await Promise.allSettled(
				Array.from({ length: 50 }, () => send(endpoint, { ...data })),
			);
			for (const result of all) {
				expect(result).toMatchObject({ reason: { message: /user name or password/ } as never });
			}
		}
		expect(endpoint.options).toHaveLength(1);
	});

	test('is tried again after 30 s', async () => {
		const endpoint = refused();
		const data = credential();
		await expect(send(endpoint, { ...data })).rejects.toThrow(/password/);
		jest.advanceTimersByTime(29_999);
		await expect(send(endpoint, { ...data })).rejects.toThrow(/password/);
		jest.advanceTimersByTime(1);
		endpoint.replies = [tokens()];
		await send(endpoint, { ...data });
		expect(endpoint.options).toHaveLength(2);
	});

	test('is forgotten when the details change', async () => {
		const data = credential();
		await expect(send(refused(), { ...data })).rejects.toThrow(/password/);
		const endpoint = new FakeTokenEndpoint(tokens());
		await send(endpoint, { ...data, password: 'the right one' });
		expect(endpoint.options).toHaveLength(1);
	});

	test('says when to come back, and is believed for five minutes at most', async () => {
		const headers = { 'retry-after': '86400' };
		const endpoint = new FakeTokenEndpoint({ status: 429, body: 'Slow down', headers });
		const data = credential();
		await expect(hook(endpoint, data)).rejects.toMatchObject({
			description: expect.stringContaining('Try again in 86400 seconds.') as string,
		});
		jest.advanceTimersByTime(5 * MINUTE - 1);
		await expect(hook(endpoint, data)).rejects.toThrow(/too many requests/);
		expect(endpoint.options).toHaveLength(1);
		jest.advanceTimersByTime(1);
		await expect(hook(endpoint, data)).rejects.toThrow(/too many requests/);
		expect(endpoint.options).toHaveLength(2);
	});
});

test('an API that rejects every token causes one forced sign-in a minute', async () => {
	const endpoint = new FakeTokenEndpoint(tokens);
	const data = withTokens(60 * MINUTE);
	for (let request = 0; request < 20; request++) {
		const rejected = renewed(data);
		Object.assign(data, await hook(endpoint, rejected).catch(() => ({})));
	}
	expect(endpoint.options).toHaveLength(1);
	await expect(hook(endpoint, renewed(data))).rejects.toThrow(/issued a moment ago/);
	jest.advanceTimersByTime(MINUTE);
	await hook(endpoint, renewed(data));
	expect(endpoint.options).toHaveLength(2);
});

test('a token that expired on its way is refreshed, however often that happens', async () => {
	const endpoint = new FakeTokenEndpoint(tokens);
	let data = withTokens(MINUTE);
	for (const age of [2 * MINUTE, 86_400_000, 86_400_000]) {
		jest.advanceTimersByTime(age);
		data = renewed(data);
		Object.assign(data, await hook(endpoint, data));
	}
	expect(endpoint.grants).toEqual(['refresh_token', 'refresh_token', 'refresh_token']);
});

test('a rejection is history once there is a newer token', async () => {
	const endpoint = new FakeTokenEndpoint(tokens, tokens);
	const data = renewed(withTokens(60 * MINUTE));
	Object.assign(data, await hook(endpoint, data));
	jest.advanceTimersByTime(86_400_000);
	await send(endpoint, data);
	expect(endpoint.grants).toEqual(['password', 'refresh_token']);
});

test('memory is bounded: the identity that was longest unused is forgotten', async () => {
	const endpoint = new FakeTokenEndpoint(tokens);
	const oldest = credential();
	await hook(endpoint, oldest);
	for (let count = 0; count < 499; count++) await hook(endpoint, credential());
	await hook(endpoint, oldest);
	expect(endpoint.options).toHaveLength(500);
	for (let count = 0; count < 500; count++) await hook(endpoint, credential());
	await hook(endpoint, oldest);
	expect(endpoint.options).toHaveLength(1001);
});

describe('details that cannot work are refused before any request', () => {
	test.each([
		['clientId', ' ', /"Client ID" is empty/],
		['username', '', /"User Name" is empty/],
		['password', '', /"Password" is empty/],
		['scopes', [], /No scope is chosen/],
		['additionalScopes', 'https://ad.anybill.de/partner-platform/user', /cannot be mixed/],
		['tokenUrl', 'login', /not a valid URL/],
		['tokenUrl', 'http://login.anybill.de/token', /Only https/],
		['tokenUrl', 'https://evil.example/token', /must not be sent to evil\.example/],
	])('%s: %p', async (name, value, message) => {
		const endpoint = new FakeTokenEndpoint(tokens());
		const data = { ...credential({ environment: 'custom' }), [name]: value };
		await expect(send(endpoint, data)).rejects.toThrow(message);
		expect(endpoint.options).toEqual([]);
	});
});

test('no error holds the password, a token or the form', async () => {
	const data = { ...withTokens(-1), password: 'Grüße & 100%' };
	const leaky = Object.assign(new Error('Grüße & 100%'), { config: data, code: 'EPROTO' });
	const errors = [];
	for (const reply of [b2cError(90225, 'access_denied'), leaky]) {
		jest.useRealTimers();
		const own = { ...data, username: `user-${++accounts}` };
		errors.push(await hook(new FakeTokenEndpoint(reply), own).catch((error: unknown) => error));
	}
	const everything = inspect(errors, { depth: 20, showHidden: true, getters: true });
	expect(everything).toContain('TokenEndpointError');
	for (const secret of ['Grüße', '%C3%BC', 'stored-access', 'stored-refresh']) {
		expect(everything).not.toContain(secret);
	}
});
