import { readSettings } from '../../../../http/request/settings.ts';
import { inputErrorOf } from '../../support/errors.mts';
import { readerOf } from '../../support/reader.mts';

const settings = (options: object = {}) => readSettings(readerOf({ options }));

test("Without options, n8n's own defaults hold", () => {
	expect(settings()).toEqual({
		client: {
			arrayFormat: undefined,
			timeoutMs: 300_000,
			proxy: undefined,
			ignoreSslIssues: false,
		},
		redirects: { follow: true, max: 21, sendCredentialsElsewhere: false },
		retry: { maxAttempts: 3, maxWaitMs: 600_000 },
		response: {
			format: 'autodetect',
			fullResponse: false,
			neverError: false,
			outputField: 'data',
		},
	});
});

test.each([
	[500, 500],
	['250', 250],
	[0, 300_000],
	[-1, 300_000],
	[0.2, 1],
	[1e12, 2 ** 31 - 1],
])('A timeout of %p is %p ms', (timeout, ms) => {
	expect(settings({ timeout }).client.timeoutMs).toBe(ms);
});

test('A timeout that is no number is a mistake that names the field', () => {
	const { message } = inputErrorOf(() => settings({ timeout: 'soon' }));
	expect(message).toBe('The field "Timeout" must be a number, but it is "soon"');
});

test.each([
	['http://proxy:3128', { protocol: 'http', host: 'proxy', port: 3128 }],
	['proxy:3128', { protocol: 'http', host: 'proxy', port: 3128 }],
	['https://proxy', { protocol: 'https', host: 'proxy', port: 443 }],
	['http://proxy', { protocol: 'http', host: 'proxy', port: 80 }],
	[
		'http://me:a%40b@proxy:1',
		{ protocol: 'http', host: 'proxy', port: 1, auth: { username: 'me', password: 'a@b' } },
	],
	['  ', undefined],
])('The proxy "%s" is read as host, port and sign-in', (proxy, expected) => {
	expect(settings({ proxy }).client.proxy).toEqual(expected);
});

test.each(['socks5://proxy', 'http://', 'http://me:hidden@'])(
	'The proxy "%s" is refused, and its password is not repeated',
	(proxy) => {
		const { message, description = '' } = inputErrorOf(() => settings({ proxy }));
		expect(message).toContain('not a valid proxy address');
		expect(message + description).not.toContain('hidden');
	},
);

test.each(['http://user:100%sure@proxy:3128', 'http://100%sure:hidden@proxy:3128'])(
	'The percent sign in the sign-in of the proxy "%s" has to be encoded, and the password is not repeated',
	(proxy) => {
		const { message, description = '' } = inputErrorOf(() => settings({ proxy }));
		expect(message).toContain('option "Proxy"');
		expect(description).toContain('%25');
		expect(message + description).not.toMatch(/hidden|sure/);
	},
);

test('A longest wait of zero is a choice; no attempt at all is none', () => {
	const retry = (values: object) => settings({ retry: { retry: values } }).retry;
	expect(retry({ maxWaitSeconds: 0, maxAttempts: 0 })).toEqual({ maxWaitMs: 0, maxAttempts: 1 });
	expect(retry({ maxWaitSeconds: -5, maxAttempts: 2 })).toEqual({ maxWaitMs: 0, maxAttempts: 2 });
	expect(retry({ maxWaitSeconds: 2 }).maxWaitMs).toBe(2000);
});

test.each([
	['queryParameterArrays', { queryParameterArrays: 'braces' }],
	['responseFormat', { response: { response: { responseFormat: 'yaml' } } }],
])('An unknown choice for %s is a mistake', (_, options) => {
	expect(inputErrorOf(() => settings(options)).message).toContain('must be one of');
});
