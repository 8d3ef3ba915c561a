import fc from 'fast-check';
import {
	EXPIRY_MARGIN,
	fingerprint,
	isLive,
	isRefreshable,
	parseTokenResponse,
	parseServiceAccount,
	storedTokens,
	type ServiceAccount,
} from '../../../../services/anybill/service-account.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const DAY = 86_400_000;

const details: ServiceAccount = {
	tokenUrl: 'https://login.example/token',
	clientId: 'client',
	username: 'user',
	password: 'pass',
	scopes: ['https://ad.anybill.de/vendor/bill', 'https://ad.anybill.de/vendor/store'],
};

const read = (answer: unknown) => parseTokenResponse(answer, 'identity', NOW);
const lifetimeOf = (expires_in: unknown) =>
	Number(read({ access_token: 'a', expires_in })?.accessTokenExpiresAt) - NOW;

describe('the lifetime of an access token', () => {
	test.each([
		['a number', 3600, 3_600_000 - EXPIRY_MARGIN],
		['a text', '3600', 3_600_000 - EXPIRY_MARGIN],
		['a text with a fraction', '3600.5', 3_600_500 - EXPIRY_MARGIN],
		['short: half of it', 60, 30_000],
	])('%s', (_, given, expected) => {
		expect(lifetimeOf(given)).toBe(expected);
	});

	test.each([undefined, null, '', ' ', 'soon', NaN, {}, [], 0, -1, -1e18, '-5', 1e-9, Infinity])(
		'%p is none: 24 hours, as documented',
		(given) => {
			expect(lifetimeOf(given)).toBe(DAY - EXPIRY_MARGIN);
		},
	);

	test('too long to be true ends after a year', () => {
		expect(lifetimeOf(1e300)).toBe(365 * DAY - EXPIRY_MARGIN);
	});

	test('is a date that exists, whatever comes', () => {
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
	const tokens = read({ access_token: 'a', refresh_token: 'r' });
	expect(Number(tokens?.refreshTokenExpiresAt)).toBe(NOW + 14 * DAY - EXPIRY_MARGIN);
	const other = read({ access_token: 'a', refresh_token: 'r', refresh_token_expires_in: '7200' });
	expect(Number(other?.refreshTokenExpiresAt)).toBe(NOW + 7_200_000 - EXPIRY_MARGIN);
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
])('an answer without a usable access token is none: %#', (answer) => {
	expect(read(answer)).toBeUndefined();
});

describe('the identity of sign-in details', () => {
	const identity = fingerprint(details);

	test('is the same for the same details, in whichever order the scopes come', () => {
		expect(fingerprint({ ...details, scopes: [...details.scopes].reverse() })).toBe(identity);
	});

	test.each(['tokenUrl', 'clientId', 'username', 'password'] as const)(
		'changes with %s',
		(field) => {
			expect(fingerprint({ ...details, [field]: `${details[field]} ` })).not.toBe(identity);
		},
	);

	test('changes with the scopes', () => {
		expect(fingerprint({ ...details, scopes: details.scopes.slice(1) })).not.toBe(identity);
	});

	test('does not take two fields for one', () => {
		const shifted = { ...details, clientId: 'clientu', username: 'ser' };
		expect(fingerprint(shifted)).not.toBe(identity);
	});

	test('tells nothing of what went in', () => {
		expect(identity).toMatch(/^[\w-]{43}$/);
	});
});

describe('tokens', () => {
	const tokens = {
		accessToken: 'a',
		accessTokenExpiresAt: String(NOW + 1),
		refreshToken: 'r',
		refreshTokenExpiresAt: String(NOW + 1),
		tokenIdentity: 'me',
	};

	test('live and refreshable until they expire', () => {
		expect([isLive(tokens, 'me', NOW), isRefreshable(tokens, 'me', NOW)]).toEqual([true, true]);
		expect([isLive(tokens, 'me', NOW + 1), isRefreshable(tokens, 'me', NOW + 1)]).toEqual([
			false,
			false,
		]);
	});

	test('of other sign-in details are no use', () => {
		expect([isLive(tokens, 'you', NOW), isRefreshable(tokens, 'you', NOW)]).toEqual([false, false]);
	});

	test('that a credential never had are empty', () => {
		const none = storedTokens({});
		expect([isLive(none, '', NOW), isRefreshable(none, '', NOW)]).toEqual([false, false]);
	});
});

describe('the sign-in details of a credential', () => {
	test('keep every character of the password, and no stray space around the rest', () => {
		const password = ' Grüße & 100% +1=漢字 ';
		expect(parseServiceAccount({ clientId: ' id\n', username: ' me ', password })).toMatchObject({
			clientId: 'id',
			username: 'me',
			password,
		});
	});

	test('take the token URL only from a custom environment', () => {
		const tokenUrl = 'https://login.example/token';
		expect(parseServiceAccount({ environment: 'custom', tokenUrl }).tokenUrl).toBe(tokenUrl);
		for (const environment of ['production', 'staging']) {
			expect(parseServiceAccount({ environment, tokenUrl }).tokenUrl).toMatch(
				/adanybill\.b2clogin\.com/,
			);
		}
	});
});
