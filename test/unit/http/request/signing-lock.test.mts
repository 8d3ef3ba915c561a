import { AnnyTokenApi } from '../../../../credentials/AnnyTokenApi.credentials.ts';
import { assertMaySign, targetUrl } from '../../../../http/request/signing-lock.ts';

const credentials = { allowedHttpRequestDomains: 'domains', allowedDomains: '*.anny.co' };

test.each([
	[{ url: 'https://b.anny.co/x' }, 'https://b.anny.co/x'],
	[{ uri: 'https://b.anny.co/x' }, 'https://b.anny.co/x'],
	[{ url: '/x', baseURL: 'https://b.anny.co/api/' }, 'https://b.anny.co/api/x'],
	[{ url: '', baseURL: 'https://b.anny.co' }, 'https://b.anny.co/'],
	[{ url: 'https://evil.example/x', baseURL: 'https://b.anny.co' }, 'https://evil.example/x'],
	[{ url: '/\\evil.example', baseURL: 'https://b.anny.co' }, 'https://b.anny.co//evil.example'],
])('the target of %j is the one that axios sends the request to', (target, url) => {
	expect(targetUrl(target).href).toBe(url);
});

test.each([
	[{ url: 'https://evil.example/x' }, /must not be sent to evil\.example/],
	[{ url: 'http://b.anny.co/x' }, /Only https/],
	[{ url: '//evil.example/x', baseURL: 'https://b.anny.co' }, /not valid/],
	[{ url: '/x' }, /not valid/],
])('a request to %j is not signed', (target, message) => {
	expect(() => {
		assertMaySign(credentials, 'https://api.example', target);
	}).toThrow(message);
});

test('the base URL of the credential needs no entry in the allowed domains', () => {
	const target = { url: '/x', baseURL: 'https://api.example' };
	expect(() => {
		assertMaySign(credentials, 'https://api.example', target);
	}).not.toThrow();
});

test("anny's API token goes to no host over plain http, not even for the credential's test", async () => {
	const data = {
		...credentials,
		region: 'custom',
		baseUrl: 'http://b.anny.co',
		accessToken: 'token',
	};
	const { test: credentialTest } = new AnnyTokenApi();
	const request = { ...credentialTest.request, baseURL: data.baseUrl } as never;
	await expect(new AnnyTokenApi().authenticate(data, request)).rejects.toThrow(/Only https/);
});
