import { get } from '../../support/get.mts';
import type { ReadParameter } from '../../../../http/profile.ts';
import { readSettings } from '../../../../http/request/settings.ts';

/** Reads from parameters as n8n does. */
const reader =
	(options: object): ReadParameter =>
	(name, fallback) =>
		(get({ options }, name) as typeof fallback) ?? fallback;
const settings = (options: object = {}) => readSettings(reader(options));

test("without options, n8n's own defaults hold", () => {
	expect(settings()).toEqual({
		arrayFormat: undefined,
		followRedirects: true,
		maxRedirects: 21,
		timeout: 300_000,
		proxy: undefined,
		ignoreSslIssues: false,
		format: 'autodetect',
		fullResponse: false,
		neverError: false,
		acceptStatuses: [],
		outputField: 'data',
		retry: { maxTries: 3, maxWait: 600_000 },
	});
});

test.each([
	[500, 500],
	['250', 250],
	[0, 300_000],
	[-1, 300_000],
	['soon', 300_000],
	[1e12, 2 ** 31 - 1],
])('a timeout of %p is %p ms', (timeout, ms) => {
	expect(settings({ timeout }).timeout).toBe(ms);
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
])('the proxy "%s"', (proxy, expected) => {
	expect(settings({ proxy }).proxy).toEqual(expected);
});

test.each(['socks5://proxy', 'http://', 'http://me:hidden@'])('refuses the proxy "%s"', (proxy) => {
	expect(() => settings({ proxy })).toThrow('not a valid proxy address');
	expect(() => settings({ proxy })).not.toThrow('hidden');
});

test('no waiting is a choice; no try is not', () => {
	const retry = (values: object) => settings({ retry: { retry: values } }).retry;
	expect(retry({ maxWait: 0, maxTries: 0 })).toEqual({ maxWait: 0, maxTries: 1 });
	expect(retry({ maxWait: -5, maxTries: 2 })).toEqual({ maxWait: 0, maxTries: 2 });
});
