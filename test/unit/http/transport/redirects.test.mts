import { nextHop } from '../../../../http/transport/redirects.ts';

const here = new URL('https://a.example/one/two?x=1');

test.each([
	[301, 'GET', 'GET', true],
	[301, 'POST', 'GET', false],
	[301, 'PUT', 'PUT', true],
	[302, 'POST', 'GET', false],
	[302, 'DELETE', 'DELETE', true],
	[303, 'POST', 'GET', false],
	[303, 'PUT', 'GET', false],
	[303, 'HEAD', 'HEAD', true],
	[307, 'POST', 'POST', true],
	[308, 'PATCH', 'PATCH', true],
])('%i after %s leads to %s', (status, method, next, keepBody) => {
	expect(nextHop(status, '/three', here, method)).toMatchObject({ method: next, keepBody });
});

test.each([
	['/three', 'https://a.example/three'],
	['three', 'https://a.example/one/three'],
	['?y=2', 'https://a.example/one/two?y=2'],
	['//b.example/', 'https://b.example/'],
	['https://b.example/#part', 'https://b.example/'],
])('the address %s is %s', (location, url) => {
	expect(nextHop(302, location, here, 'GET')?.url.href).toBe(url);
});

test.each([
	[200, '/x'],
	[300, '/x'],
	[304, '/x'],
	[302, ''],
	[302, 'https://['],
])('%i with the address "%s" is no redirect', (status, location) => {
	expect(nextHop(status, location, here, 'GET')).toBeUndefined();
});
