import { inspect } from 'node:util';
import fc from 'fast-check';
import type { ServiceAccount } from '../../../../services/anybill/service-account.ts';
import {
	EXPIRY_MARGIN_MS,
	grantForm,
	parseTokenResponse,
	signIn,
} from '../../../../services/anybill/token-endpoint.ts';
import { TokenEndpointError } from '../../../../services/anybill/token-errors.ts';
import { b2cError, FakeTokenEndpoint, tokens } from '../../../support/fake-token-endpoint.mts';

const BILL = 'https://ad.anybill.de/vendor/bill';
const STORE = 'https://ad.anybill.de/vendor/store';

const account: ServiceAccount = {
	tokenUrl: 'https://login.example/token?p=policy',
	clientId: 'client',
	username: 'service+1@example.com',
	password: 'Grüße & 100% +1=漢字 ✓ "\'\\',
	scopes: [BILL, STORE],
};

const sign = async (endpoint: FakeTokenEndpoint, refreshToken = '') =>
	await signIn(endpoint.request, account, refreshToken);

const failureOf = async (endpoint: FakeTokenEndpoint, refreshToken = '') => {
	const error = await sign(endpoint, refreshToken).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(TokenEndpointError);
	return error as TokenEndpointError;
};

describe('the form that anybill documents', () => {
	test('is sent for the password grant', () => {
		expect(Object.fromEntries(grantForm(account, { type: 'password' }))).toEqual({
			grant_type: 'password',
			username: account.username,
			password: account.password,
			client_id: 'client',
			scope: `${BILL} ${STORE} openid offline_access`,
			response_type: 'token',
		});
	});

	test('is sent for the refresh grant', () => {
		expect(
			Object.fromEntries(grantForm(account, { type: 'refresh_token', refreshToken: 'r+/=' })),
		).toEqual({
			grant_type: 'refresh_token',
			refresh_token: 'r+/=',
			client_id: 'client',
			scope: `${BILL} ${STORE} offline_access`,
			response_type: 'token',
		});
	});

	test('carries every character of a password', async () => {
		const endpoint = new FakeTokenEndpoint(tokens());
		await sign(endpoint);
		expect(endpoint.forms[0]?.get('password')).toBe(account.password);
		expect(endpoint.forms[0]?.get('username')).toBe(account.username);
		expect(endpoint.options[0]).toMatchObject({
			method: 'POST',
			url: account.tokenUrl,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			disableFollowRedirect: true,
		});
	});
});

describe('a refresh token that is refused', () => {
	test.each([
		['AADB2C90080, expired', b2cError(90080)],
		['AADB2C90085, internal error', b2cError(90085)],
		['AADB2C90088, not issued here', b2cError(90088)],
		['AADB2C90128, account gone', b2cError(90128)],
		['AADB2C90129, revoked', b2cError(90129)],
		['AADB2C90299, unknown', b2cError(90299, 'invalid_request')],
		['AADB2C90037, server_error', b2cError(90037, 'server_error')],
		['AADB2C90077, no session', b2cError(90077, 'invalid_request')],
		['AADB2C90018, unknown client', b2cError(90018, 'unauthorized_client')],
		['access_denied', b2cError(90225, 'access_denied')],
		['HTML with status 403', { status: 403, body: '<h1>No</h1>' }],
		['a success without a token', { body: { token_type: 'Bearer' } }],
		['a success with an error inside', { body: { error: 'server_error' } }],
	])('is followed by one sign-in with the password: %s', async (_, refusal) => {
		const endpoint = new FakeTokenEndpoint(refusal, tokens({ access_token: 'new' }));
		expect((await sign(endpoint, 'old')).accessToken).toBe('new');
		expect(endpoint.grants).toEqual(['refresh_token', 'password']);
	});

	test('gives an error about the password where that is refused, too', async () => {
		const endpoint = new FakeTokenEndpoint(b2cError(90129), b2cError(90225, 'access_denied'));
		expect((await failureOf(endpoint, 'old')).message).toMatch(/user name or password/);
		expect(endpoint.grants).toEqual(['refresh_token', 'password']);
	});
});

test('an error of the token endpoint is read from a response with status 200, too', async () => {
	const { body } = b2cError(90225, 'access_denied') as { body: object };
	const error = await failureOf(new FakeTokenEndpoint({ status: 200, body }));
	expect(error.message).toBe('anybill does not accept the user name or password');
});

describe('a token endpoint that is busy or away', () => {
	beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }));
	afterEach(() => void jest.useRealTimers());

	/** Lets all waiting end at once. */
	const settled = async <T,>(promise: Promise<T>): Promise<T> => {
		const progress = { isDone: false };
		void promise.catch(() => undefined).then(() => (progress.isDone = true));
		while (!progress.isDone) {
			await new Promise(setImmediate);
			await jest.advanceTimersByTimeAsync(60_000);
		}
		return await promise;
	};

	test('gets the request again', async () => {
		const endpoint = new FakeTokenEndpoint(
			{ status: 503, body: 'Service Unavailable' },
			Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
			tokens(),
		);
		await settled(sign(endpoint));
		expect(endpoint.options).toHaveLength(3);
	});

	test('gets three requests in all, and no password after a refresh token', async () => {
		const endpoint = new FakeTokenEndpoint({ status: 500, body: '' });
		expect((await settled(failureOf(endpoint, 'r'))).failure.kind).toBe('temporary');
		expect(endpoint.grants).toEqual(['refresh_token', 'refresh_token', 'refresh_token']);
	});

	test('gets the request again after AADB2C90244, too many requests at this moment', async () => {
		const endpoint = new FakeTokenEndpoint(b2cError(90244, 'server_error'), tokens());
		await settled(sign(endpoint, 'r'));
		expect(endpoint.grants).toEqual(['refresh_token', 'refresh_token']);
	});

	test('is waited for until the date of its Retry-After, by its own clock', async () => {
		const headers = {
			date: 'Sun, 01 Mar 2026 12:00:00 GMT',
			'retry-after': 'Sun, 01 Mar 2026 12:02:03 GMT',
		};
		const error = await settled(
			failureOf(new FakeTokenEndpoint({ status: 429, body: '', headers })),
		);
		expect(error.failure.retryAfterMs).toBe(123_000);
	});

	test('is not waited for longer than a minute', async () => {
		const headers = { 'retry-after': '61' };
		const endpoint = new FakeTokenEndpoint({ status: 429, body: 'Slow down', headers });
		const error = await settled(failureOf(endpoint));
		expect(error.description).toContain('Try again in 61 seconds.');
		expect(endpoint.options).toHaveLength(1);
	});
});

describe('the error of a failed sign-in holds no secret', () => {
	const leaky = Object.assign(new Error(`POST failed: ${account.password}`), {
		code: 'EPROTO',
		config: { data: new URLSearchParams({ password: account.password }).toString() },
		cause: new Error(account.password),
		response: { data: account.password },
	});

	test.each([
		['a refusal', b2cError(90225, 'access_denied')],
		['a response that echoes the form', { status: 400, body: { error: account.password } }],
		['no response', leaky],
		['a response without a token', { body: { access_token: '', note: account.password } }],
	])('after %s', async (_, reply) => {
		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'], advanceTimers: 1_000 });
		const error = await failureOf(new FakeTokenEndpoint(reply), 'refresh-secret');
		jest.useRealTimers();
		const everything = inspect(error, { depth: 20, showHidden: true, getters: true });
		const form = new URLSearchParams({ p: account.password }).toString().slice(2);
		for (const secret of [account.password, 'Grüße', form, 'refresh-secret']) {
			expect(everything).not.toContain(secret);
			expect(JSON.stringify(error)).not.toContain(secret);
			expect(`${error.stack} ${error.message} ${error.description}`).not.toContain(secret);
		}
	});
});

test('the error of a token URL on a host that is not allowed names the field', async () => {
	const refused = new Error('Domain not allowed: This credential is restricted …');
	const error = await failureOf(new FakeTokenEndpoint(refused));
	expect(error.failure.kind).toBe('final');
	expect(error.description).toContain('"Allowed Domains"');
});

const NOW = Date.parse('2026-03-01T12:00:00Z');
const DAY = 86_400_000;
const read = (body: unknown) => parseTokenResponse(body, NOW);
const lifetimeOf = (expires_in: unknown) =>
	(read({ access_token: 'a', expires_in })?.accessTokenExpiresAtMs ?? NaN) - NOW;

describe('the lifetime of an access token', () => {
	test.each([
		['a number', 3600, 3_600_000 - EXPIRY_MARGIN_MS],
		['a text', '3600', 3_600_000 - EXPIRY_MARGIN_MS],
		['a text with a fraction', '3600.5', 3_600_500 - EXPIRY_MARGIN_MS],
		['short: half of it', 60, 30_000],
	])('is read: %s', (_, given, expected) => {
		expect(lifetimeOf(given)).toBe(expected);
	});

	test.each([undefined, null, '', ' ', 'soon', NaN, {}, [], 0, -1, -1e18, '-5', 1e-9, Infinity])(
		'%p is none: 24 hours, as documented',
		(given) => {
			expect(lifetimeOf(given)).toBe(DAY - EXPIRY_MARGIN_MS);
		},
	);

	test('ends after a year where the response gives a longer one', () => {
		expect(lifetimeOf(1e300)).toBe(365 * DAY - EXPIRY_MARGIN_MS);
	});

	test('is a date that exists, whatever the response gives', () => {
		fc.assert(
			fc.property(fc.anything(), (given) => {
				const lifetime = lifetimeOf(given);
				expect(lifetime).toBeGreaterThan(0);
				expect(new Date(NOW + lifetime).getTime()).toBe(NOW + lifetime);
			}),
		);
	});
});

test('a refresh token without a lifetime is used for the documented 14 days', () => {
	const short = read({ access_token: 'a', refresh_token: 'r' });
	expect(short?.refreshTokenExpiresAtMs).toBe(NOW + 14 * DAY - EXPIRY_MARGIN_MS);
	const other = read({ access_token: 'a', refresh_token: 'r', refresh_token_expires_in: '7200' });
	expect(other?.refreshTokenExpiresAtMs).toBe(NOW + 7_200_000 - EXPIRY_MARGIN_MS);
});

test.each([
	undefined,
	null,
	'text',
	[],
	{},
	{ access_token: '' },
	{ access_token: 5 },
	{ access_token: { no: 'text' } },
	{ access_token: 'line\nbreak' },
	{ access_token: 'Ünicode' },
	{ access_token: 'x'.repeat(100_000) },
])('a response without a usable access token is refused: %j', (body) => {
	expect(read(body)).toBeUndefined();
});
