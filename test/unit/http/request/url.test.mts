import fc from 'fast-check';
import { InputError } from '../../../../http/errors/errors.ts';
import { parseHostList, type AllowedHosts } from '../../../../http/request/allowed-hosts.ts';
import { resolveUrl } from '../../../../http/request/url.ts';
import { inputErrorOf } from '../../support/errors.mts';

const base = 'https://api.acme.example';
const hosts: AllowedHosts = {
	any: false,
	patterns: parseHostList('api.acme.example, api.acme.example:8443, *.acme.test'),
};
const resolve = (input: unknown, baseUrl = base) => resolveUrl(input, baseUrl, hosts).href;

test.each([
	['/bookings', 'https://api.acme.example/bookings'],
	['bookings', 'https://api.acme.example/bookings'],
	['  /bookings  ', 'https://api.acme.example/bookings'],
	['/bookings?a=1&b=%2F', 'https://api.acme.example/bookings?a=1&b=%2F'],
	['?a=1', 'https://api.acme.example/?a=1'],
	['/bookings#part', 'https://api.acme.example/bookings'],
	['/a/../b'.replace('..', '..b'), 'https://api.acme.example/a/..b/b'],
	['/search?q=../x', 'https://api.acme.example/search?q=../x'],
	['/time/10:30', 'https://api.acme.example/time/10:30'],
	['https://api.acme.example/x', 'https://api.acme.example/x'],
	['HTTPS://API.ACME.EXAMPLE/x', 'https://api.acme.example/x'],
	['https://api.acme.example:8443/x', 'https://api.acme.example:8443/x'],
	['https://one.acme.test/x', 'https://one.acme.test/x'],
	['https://two.one.acme.test./x', 'https://two.one.acme.test./x'],
])('The input "%s" leads to %s', (input, url) => {
	expect(resolve(input)).toBe(url);
});

test.each([
	['https://gateway.acme.test/anny', 'https://gateway.acme.test/anny/bookings'],
	['https://gateway.acme.test/anny/', 'https://gateway.acme.test/anny/bookings'],
	['https://user:secret@gateway.acme.test/anny', 'https://gateway.acme.test/anny/bookings'],
])('A path stays below the base URL %s', (baseUrl, url) => {
	expect(resolve('/bookings', baseUrl)).toBe(url);
	expect(resolve('bookings', baseUrl)).toBe(url);
});

test.each<[string, unknown]>([
	['nothing', ''],
	['spaces', '  '],
	['a number', 7],
	['null', null],
	['another host', 'https://evil.example/'],
	['a host that begins like ours', 'https://api.acme.example.evil.example/'],
	['a host that ends like ours', 'https://evilapi.acme.example/'],
	['the domain of a wildcard itself', 'https://acme.test/'],
	['a protocol-relative address', '//evil.example/x'],
	['a protocol-relative address of an allowed host', '//api.acme.example/x'],
	['user info', 'https://user:pass@api.acme.example/'],
	['a host in user info', 'https://api.acme.example@evil.example/'],
	['an encoded host in user info', 'https://api.acme.example%2F@evil.example/'],
	['http', 'http://api.acme.example/'],
	['another scheme', 'ftp://api.acme.example/'],
	['a script', 'javascript:alert(1)'],
	['a file', 'file:///etc/passwd'],
	['a data URL', 'data:text/plain,x'],
	['a scheme without slashes', 'https:evil.example'],
	['dot segments', '/bookings/../admin'],
	['encoded dot segments', '/bookings/%2e%2E/admin'],
	['half encoded dot segments', '/bookings/.%2e/admin'],
	['a single dot', '/./bookings'],
	['dots at the end', '/bookings/..'],
	['a backslash', '/\\evil.example/'],
	['backslashes for slashes', 'https:\\\\evil.example'],
	['a tab', '/\t/evil.example'],
	['a line break', 'https://api.acme.example\n.evil.example/'],
	['an encoded host', 'https://evil%2eexample/'],
	['a host with wide characters', 'https://ｅｖｉｌ.example/'],
	['a lookalike', 'https://аpi.acme.example/'],
	['an IP address as a number', 'https://2130706433/'],
	['a bad port', 'https://api.acme.example:99999/'],
])('A URL that is or holds %s is refused', (_, input) => {
	expect(() => resolve(input)).toThrow(InputError);
});

test('A path without a base URL in the credential is refused, a full URL is not', () => {
	expect(inputErrorOf(() => resolve('/x', ' ')).message).toContain('no base URL');
	expect(resolve('https://one.acme.test/x', ' ')).toBe('https://one.acme.test/x');
});

test.each(['http://localhost:3000/x', 'http://127.0.0.1/x', 'http://[::1]:80/x'])(
	'Plain http is allowed on this computer only: %s',
	(url) => {
		const elsewhere = url.replace(/\/\/[^/]*/, '//example.com');
		expect(resolveUrl(url, base, { any: true }).protocol).toBe('http:');
		expect(() => resolveUrl(elsewhere, base, { any: true })).toThrow('Only https');
	},
);

test('The message of a refused URL holds neither query nor user info', () => {
	for (const input of [
		'https://user:secret1@[bad/?token=secret2',
		'https://a:secret1@evil.example/?token=secret2',
	]) {
		const { message, description = '' } = inputErrorOf(() => resolve(input));
		expect(`${message} ${description}`).not.toMatch(/secret\d/);
	}
});

/** Pieces that confuse parsers, in any order, between any others. */
const trick = fc.constantFrom(
	'https:',
	'http:',
	'HTTPS:',
	'ftp:',
	'javascript:',
	'//',
	'/',
	'\\',
	'\\\\',
	'@',
	':',
	'::',
	'?',
	'#',
	'..',
	'.',
	'%2e',
	'%2E%2e',
	'%2f',
	'%5c',
	'%00',
	'%40',
	'\t',
	'\n',
	'\r',
	'\0',
	' ',
	'\u00a0',
	'\u3002',
	'\uff0e',
	'\u2215',
	'\uff0f',
	'\uff20',
	'evil.example',
	'xn--evl-zja.example',
	'api.acme.example',
	'.evil.example',
	'acme.test',
	'a.acme.test',
	'user:pass@',
	'127.0.0.1',
	'0x7f.1',
	'[::1]',
	':443',
	':80',
	':8080',
	'bookings',
	'ß',
	'İ',
	'*',
	';',
	'&',
	'=',
	'|',
);
const nasty = fc
	.array(fc.oneof({ weight: 3, arbitrary: trick }, fc.string({ unit: 'grapheme', maxLength: 3 })), {
		maxLength: 12,
	})
	.map((pieces) => pieces.join(''));

/** Where a request really goes: as Node.js reads the URL that is handed on. */
function assertStays(input: string, baseUrl: string): void {
	let url: URL;
	try {
		url = resolveUrl(input, baseUrl, hosts);
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return;
	}
	const sent = new URL(url.href);
	const host = sent.hostname.replace(/\.$/, '');
	expect(host === 'api.acme.example' || host.endsWith('.acme.test')).toBe(true);
	expect(sent.protocol).toBe('https:');
	expect(sent.username + sent.password + sent.hash).toBe('');
	expect(sent.href).toBe(url.href);
}

test('No input leads to a host that is not allowed', () => {
	fc.assert(
		fc.property(nasty, (input) => {
			assertStays(input, base);
		}),
		{ numRuns: 20_000 },
	);
	fc.assert(
		fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (input) => {
			assertStays(input, base);
		}),
		{ numRuns: 2_000 },
	);
});

test('No path leads out of the base URL', () => {
	const prefix = 'https://gateway.acme.test/anny/v1';
	fc.assert(
		fc.property(nasty, (input) => {
			// A full URL may lead to any allowed host; a path may not.
			fc.pre(!/^\s*([a-z][a-z0-9+.-]*:|\/\/)/i.test(input));
			try {
				const url = resolveUrl(input, prefix, hosts);
				expect(url.origin).toBe('https://gateway.acme.test');
				expect(new URL(url.href).pathname.startsWith('/anny/v1/')).toBe(true);
			} catch (error) {
				expect(error).toBeInstanceOf(InputError);
			}
		}),
		{ numRuns: 20_000 },
	);
});

test.each([
	'/bookings/7%2Fcancel',
	'/bookings/7%2fcancel',
	'/bookings/%5Ccancel',
	'/a/%2e%2e/b',
	'/a%2Ejson',
])(
	'The path %s is refused, since a server may decode it before it looks for the endpoint',
	(path) => {
		expect(() => resolveUrl(path, base, hosts)).toThrow(InputError);
	},
);
