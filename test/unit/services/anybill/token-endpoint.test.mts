import { inspect } from 'node:util';
import {
	passwordGrant,
	refreshTokenGrant,
	signIn,
	TokenEndpointError,
} from '../../../../services/anybill/token-endpoint.ts';
import type { ServiceAccount } from '../../../../services/anybill/service-account.ts';
import { b2cError, FakeTokenEndpoint, tokens } from '../../../support/fake-token-endpoint.mts';

const BILL = 'https://ad.anybill.de/vendor/bill';
const STORE = 'https://ad.anybill.de/vendor/store';

const details: ServiceAccount = {
	tokenUrl: 'https://login.example/token?p=policy',
	clientId: 'client',
	username: 'service+1@example.com',
	password: 'Grüße & 100% +1=漢字 ✓ "\'\\',
	scopes: [BILL, STORE],
};

const sign = async (endpoint: FakeTokenEndpoint, refreshToken?: string) =>
	await signIn(endpoint.request, details, 'identity', refreshToken);

const failureOf = async (endpoint: FakeTokenEndpoint, refreshToken?: string) => {
	const error = await sign(endpoint, refreshToken).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(TokenEndpointError);
	return error as TokenEndpointError;
};

describe('the forms are those that anybill documents', () => {
	test('password grant', () => {
		expect(Object.fromEntries(passwordGrant(details))).toEqual({
			grant_type: 'password',
			username: details.username,
			password: details.password,
			client_id: 'client',
			scope: `${BILL} ${STORE} openid offline_access`,
			response_type: 'token',
		});
	});

	test('refresh grant', () => {
		expect(Object.fromEntries(refreshTokenGrant(details, 'r+/='))).toEqual({
			grant_type: 'refresh_token',
			refresh_token: 'r+/=',
			client_id: 'client',
			scope: `${BILL} ${STORE} offline_access`,
			response_type: 'token',
		});
	});

	test('every character arrives', async () => {
		const endpoint = new FakeTokenEndpoint(tokens());
		await sign(endpoint);
		expect(endpoint.forms[0].get('password')).toBe(details.password);
		expect(endpoint.forms[0].get('username')).toBe(details.username);
		expect(endpoint.options[0]).toMatchObject({
			method: 'POST',
			url: details.tokenUrl,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			disableFollowRedirect: true,
		});
	});
});

describe('after a refresh token that does not work', () => {
	test.each([90080, 90085, 90088, 90128, 90129])(
		'AADB2C%i: exactly one sign-in with the password',
		async (code) => {
			const endpoint = new FakeTokenEndpoint(b2cError(code), tokens({ access_token: 'new' }));
			expect((await sign(endpoint, 'old')).accessToken).toBe('new');
			expect(endpoint.grants).toEqual(['refresh_token', 'password']);
		},
	);

	test.each([90018, 90224, 90205, 90146, 90111, 90225])(
		'AADB2C%i, which a password cannot cure: none',
		async (code) => {
			const endpoint = new FakeTokenEndpoint(b2cError(code, 'access_denied'), tokens());
			expect((await failureOf(endpoint, 'old')).failure.kind).toBe('rejected');
			expect(endpoint.grants).toEqual(['refresh_token']);
		},
	);

	test('and a password that does not, either: no third try', async () => {
		const endpoint = new FakeTokenEndpoint(b2cError(90129), b2cError(90225, 'access_denied'));
		expect((await failureOf(endpoint, 'old')).message).toMatch(/user name or password/);
		expect(endpoint.grants).toEqual(['refresh_token', 'password']);
	});
});

describe('a service that is busy or away', () => {
	beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }));
	afterEach(() => void jest.useRealTimers());

	/** Lets all waiting end at once. */
	const settled = async <T,>(promise: Promise<T>): Promise<T> => {
		let done = false;
		void promise.finally(() => (done = true)).catch(() => {});
		while (!done) {
			await new Promise(setImmediate);
			await jest.advanceTimersByTimeAsync(60_000);
		}
		return await promise;
	};

	test('is asked again', async () => {
		const endpoint = new FakeTokenEndpoint(
			{ status: 503, body: 'Service Unavailable' },
			Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
			tokens(),
		);
		await settled(sign(endpoint));
		expect(endpoint.options).toHaveLength(3);
	});

	test('is asked three times in all, and no password follows a refresh token', async () => {
		const endpoint = new FakeTokenEndpoint({ status: 500, body: '' });
		expect((await settled(failureOf(endpoint, 'r'))).failure.kind).toBe('temporary');
		expect(endpoint.grants).toEqual(['refresh_token', 'refresh_token', 'refresh_token']);
	});

	test('is not waited for longer than a minute', async () => {
		const headers = { 'retry-after': '61' };
		const endpoint = new FakeTokenEndpoint({ status: 429, body: 'Slow down', headers });
		const error = await settled(failureOf(endpoint));
		expect(error.description).toContain('Try again in 61 seconds.');
		expect(endpoint.options).toHaveLength(1);
	});
});

describe('no secret gets out', () => {
	const leaky = Object.assign(new Error(`POST failed: ${details.password}`), {
		code: 'EPROTO',
		config: { data: new URLSearchParams({ password: details.password }).toString() },
		cause: new Error(details.password),
		response: { data: details.password },
	});

	test.each([
		['a refusal', b2cError(90225, 'access_denied')],
		['an answer that echoes the form', { status: 400, body: { error: details.password } }],
		['no answer', leaky],
		['an answer without token', { body: { access_token: '', note: details.password } }],
	])('%s', async (_, reply) => {
		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'], advanceTimers: 1_000 });
		const error = await failureOf(new FakeTokenEndpoint(reply), 'refresh-secret');
		jest.useRealTimers();
		const everything = inspect(error, { depth: 20, showHidden: true, getters: true });
		const form = new URLSearchParams({ p: details.password }).toString().slice(2);
		for (const secret of [details.password, 'Grüße', form, 'refresh-secret']) {
			expect(everything).not.toContain(secret);
			expect(JSON.stringify(error)).not.toContain(secret);
			expect(`${error.stack} ${error.message} ${error.description}`).not.toContain(secret);
		}
	});
});

test('a token URL on a host that is not allowed names the field', async () => {
	const refused = new Error('Domain not allowed: This credential is restricted …');
	const error = await failureOf(new FakeTokenEndpoint(refused));
	expect(error.failure.kind).toBe('rejected');
	expect(error.description).toContain('"Allowed Domains"');
});
