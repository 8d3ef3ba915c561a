import { InputError } from '../../../../http/errors/errors.ts';
import {
	allowedHosts,
	assertAllowed,
	describeHosts,
	isHostAllowed,
	isLoopback,
	parseHostList,
} from '../../../../http/request/allowed-hosts.ts';
import { inputErrorOf } from '../../support/errors.mts';

const isOn = (host: string, list: string) =>
	isHostAllowed(new URL(`https://${host}/`), { any: false, patterns: parseHostList(list) });

test.each([
	['api.a.com', 'api.a.com', true],
	['API.A.COM', 'api.a.com', true],
	['api.a.com', 'API.A.COM.', true],
	['api.a.com.', 'api.a.com', true],
	['x.b.com', '*.b.com', true],
	['x.y.b.com', '*.b.com', true],
	['b.com', '*.b.com', false],
	['xb.com', '*.b.com', false],
	['c.com', 'a.com, *.b.com,c.com', true],
	['a.com', '', false],
	['a.com', '*', false],
	['a.com', '*.', false],
	['a.com', 'any', false],
	['a.com', 'all', false],
	['a.com:8443', 'a.com:8443', true],
	['a.com:8443', 'a.com', false],
	['x.b.com:22', '*.b.com', false],
	['localhost:5678', 'localhost', false],
	['a.com', 'a.com:443', true],
	['a.com:80', 'a.com', false],
	['a.com', 'a.com:8443', false],
	['a.com:8444', 'a.com:8443', false],
	['x.b.com:8443', '*.b.com:8443', true],
	['[::1]:3000', '[::1]:3000', true],
])('The host %s is matched by the list "%s": %s', (host, list, isAllowed) => {
	expect(isOn(host, list)).toBe(isAllowed);
});

const base = 'https://api.a.com/prefix';
const domains = (allowedDomains: string) => ({
	allowedHttpRequestDomains: 'domains',
	allowedDomains,
});

test('A credential may be sent anywhere only where "All" is chosen', () => {
	const elsewhere = new URL('https://evil.example/');
	expect(isHostAllowed(elsewhere, allowedHosts({ allowedHttpRequestDomains: 'all' }, base))).toBe(
		true,
	);
	for (const text of ['any', 'all', '*', 'true']) {
		expect(isHostAllowed(elsewhere, allowedHosts(domains(text), base))).toBe(false);
	}
});

test("The host of the credential's base URL is allowed, whatever is listed", () => {
	const own = new URL('https://API.a.com/x');
	for (const credential of [
		{},
		domains(''),
		domains('b.com'),
		{ allowedHttpRequestDomains: 'none' },
	]) {
		expect(isHostAllowed(own, allowedHosts(credential, base))).toBe(true);
	}
	expect(isHostAllowed(new URL('https://api.a.com:8443/'), allowedHosts({}, base))).toBe(false);
});

test('With "None", the listed hosts do not count', () => {
	const credential = { ...domains('b.com'), allowedHttpRequestDomains: 'none' };
	expect(describeHosts(allowedHosts(credential, base))).toBe('api.a.com');
});

test.each([['no URL'], [''], ['mailto:a@b.com']])(
	'A credential that allows no host, its base URL being "%s", is a mistake',
	(baseUrl) => {
		expect(() => allowedHosts(domains(' , '), baseUrl)).toThrow(InputError);
	},
);

test('The list of hosts is told as the user would write it, each host once', () => {
	const hosts = allowedHosts(domains('API.A.com, *.B.com:8443'), base);
	expect(describeHosts(hosts)).toBe('api.a.com, *.b.com:8443');
	expect(describeHosts({ any: true })).toBe('all hosts');
});

test('A refused host is named, and the hosts that are allowed', () => {
	const url = new URL('https://evil.example:1/?token=hidden');
	const { message, description = '' } = inputErrorOf(() => {
		assertAllowed(url, allowedHosts(domains('*.b.com'), base));
	});
	expect(message).toBe('The credential must not be sent to evil.example:1');
	expect(description).toContain('*.b.com, api.a.com');
	expect(message + description).not.toContain('hidden');
});

const refusalOf = (url: string, list: string) =>
	inputErrorOf(() => {
		assertAllowed(new URL(url), allowedHosts(domains(list), base));
	}).description;

test.each([
	[
		'https://evil.example',
		'evil.example',
		'"https://evil.example" is no host: write evil.example.',
	],
	['HTTPS://Evil.Example/path', 'evil.example', 'is no host: write evil.example.'],
	['http://a.com:8443/', 'a.com:8443', '"http://a.com:8443/" is no host: write a.com:8443.'],
	['evil.example/path', 'evil.example', 'write host names, as in the address after "https://".'],
	['*', 'evil.example', 'write host names, as in the address after "https://".'],
])(
	'An entry that is no host, %s, allows nothing, and the refusal of %s says what to write',
	(entry, host, advice) => {
		expect(isOn(host, entry)).toBe(false);
		expect(refusalOf(`https://${host}/`, `b.com, ${entry}`)).toContain(advice);
	},
);

test('A refusal speaks of the entry that was meant, and of none where all are hosts', () => {
	const list = 'https://c.com, https://d.com';
	expect(refusalOf('https://d.com/', list)).toContain('"https://d.com" is no host');
	expect(refusalOf('https://d.com/', list)).not.toContain('https://c.com');
	expect(refusalOf('https://d.com/', 'c.com')).not.toContain('no host');
});

test('A list of nothing but URLs is a mistake that says what to write', () => {
	const { description } = inputErrorOf(() => allowedHosts(domains('https://c.com'), ''));
	expect(description).toContain('"https://c.com" is no host: write c.com.');
});

test('A password in the list of hosts is not repeated', () => {
	expect(refusalOf('https://c.com/', 'https://me:hidden@c.com')).not.toContain('hidden');
});

test.each(['http://a.com/', 'ftp://a.com/', 'https://name:word1@a.com/', 'https://name1@a.com/'])(
	'The URL %s is refused even where all hosts are allowed, and its user info is not repeated',
	(url) => {
		const { message, description = '' } = inputErrorOf(() => {
			assertAllowed(new URL(url), { any: true });
		});
		expect(message + description).not.toMatch(/word1|name1/);
	},
);

test.each([
	['localhost', true],
	['[::1]', true],
	['127.0.0.1', true],
	['127.8.9.10', true],
	['127.0.0.1.evil.example', false],
	['localhost.evil.example', false],
	['10.0.0.1', false],
])('The host %s is this computer itself: %s', (host, isLocal) => {
	expect(isLoopback(host)).toBe(isLocal);
});
