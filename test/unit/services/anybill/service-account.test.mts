import {
	fingerprint,
	parseServiceAccount,
	tokenIdentity,
	type ServiceAccount,
} from '../../../../services/anybill/service-account.ts';

const account: ServiceAccount = {
	tokenUrl: 'https://login.example/token',
	clientId: 'client',
	username: 'user',
	password: 'pass',
	scopes: ['https://ad.anybill.de/vendor/bill', 'https://ad.anybill.de/vendor/store'],
};

/** Whatever would make it another account. */
const others: ServiceAccount[] = [
	{ ...account, tokenUrl: 'https://login.example/other' },
	{ ...account, clientId: 'other' },
	{ ...account, username: 'other' },
	{ ...account, password: 'other' },
	{ ...account, scopes: account.scopes.slice(1) },
	{ ...account, clientId: 'clientu', username: 'ser' },
];

describe('a fingerprint', () => {
	test('is the same for the same account, in whichever order the scopes come', () => {
		const scopes = [...account.scopes].reverse();
		expect(fingerprint({ ...account, scopes })).toBe(fingerprint(account));
	});

	test('differs where anything differs', () => {
		expect(new Set([account, ...others].map(fingerprint)).size).toBe(others.length + 1);
	});

	test('of another process differs, so that it tells nothing outside', async () => {
		let another = '';
		await jest.isolateModulesAsync(async () => {
			const module = await import('../../../../services/anybill/service-account.ts');
			another = module.fingerprint(account);
		});
		expect(another).toMatch(/^[\w-]{43}$/);
		expect(another).not.toBe(fingerprint(account));
	});
});

describe('the identity of a token', () => {
	test('is the same in another process: stored tokens survive a restart', async () => {
		let another = '';
		await jest.isolateModulesAsync(async () => {
			const module = await import('../../../../services/anybill/service-account.ts');
			another = await module.tokenIdentity(account, 'token');
		});
		expect(another).toMatch(/^[\w-]{43}$/);
		expect(another).toBe(await tokenIdentity(account, 'token'));
	});

	test('differs from account to account, and from token to token', async () => {
		const all = [
			...(await Promise.all(
				[account, ...others].map(async (one) => await tokenIdentity(one, 'token')),
			)),
			await tokenIdentity(account, 'other token'),
		];
		expect(new Set(all).size).toBe(all.length);
	});
});

describe('the service account of a credential', () => {
	const fields = {
		environment: 'custom',
		baseUrl: 'https://api.example',
		tokenUrl: 'https://login.anybill.de/token',
		clientId: 'client',
		username: 'user',
		password: 'pass',
		scopes: ['https://ad.anybill.de/vendor/bill'],
		allowedHttpRequestDomains: 'domains',
		allowedDomains: '*.anybill.de, adanybill.b2clogin.com',
	};

	test('has every character of the password, and no stray space around the rest', () => {
		const password = ' Grüße & 100% +1=漢字 ';
		const tokenUrl = ' https://login.anybill.de/token\n';
		expect(
			parseServiceAccount({ ...fields, clientId: 'id\n', username: ' me ', password, tokenUrl }),
		).toMatchObject({
			clientId: 'id',
			username: 'me',
			password,
			tokenUrl: 'https://login.anybill.de/token',
		});
	});

	test.each(['production', 'staging'])('has the token URL of the service in %s', (environment) => {
		expect(parseServiceAccount({ ...fields, environment }).tokenUrl).toMatch(
			/^https:\/\/adanybill\.b2clogin\.com\//,
		);
	});

	test.each([
		['clientId', ' ', /"Client ID" is empty/],
		['username', '', /"User Name" is empty/],
		['username', { an: 'object' }, /"User Name" is empty/],
		['password', '', /"Password" is empty/],
		['scopes', [], /No scope is chosen/],
		['additionalScopes', 'https://ad.anybill.de/partner-platform/user', /cannot be mixed/],
		['tokenUrl', 'login', /not a valid URL/],
		['tokenUrl', 'http://login.anybill.de/token', /Only https/],
		['tokenUrl', 'https://evil.example/token', /must not be sent to evil\.example/],
	])('is refused with %s %p', (name, value, message) => {
		expect(() => parseServiceAccount({ ...fields, [name]: value } as never)).toThrow(message);
	});

	describe('is locked to its hosts', () => {
		const elsewhere = { ...fields, tokenUrl: 'https://evil.example/token' };
		const parse = (more: object) => () => parseServiceAccount({ ...elsewhere, ...more } as never);

		test('"any" in Allowed Domains is a host name like others', () => {
			expect(parse({ allowedDomains: 'any' })).toThrow(/evil\.example/);
		});

		test('with All, any https host will do', () => {
			expect(parse({ allowedHttpRequestDomains: 'all' })).not.toThrow();
			const tokenUrl = 'http://evil.example/token';
			expect(parse({ allowedHttpRequestDomains: 'all', tokenUrl })).toThrow(/Only https/);
		});

		test('with None, only the default token URL and the host of the base URL will do', () => {
			const allowedHttpRequestDomains = 'none';
			expect(parse({ allowedHttpRequestDomains })).toThrow(/evil\.example/);
			const tokenUrl = 'https://api.example/token';
			expect(parse({ allowedHttpRequestDomains, tokenUrl })).not.toThrow();
			expect(parse({ allowedHttpRequestDomains, tokenUrl: '' })).not.toThrow();
		});
	});
});
