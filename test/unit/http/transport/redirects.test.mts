import { jsonBody } from '../../../../http/request/body.ts';
import { HeaderMap } from '../../../../http/request/headers.ts';
import type { ApiRequest } from '../../../../http/request/request.ts';
import { nextHop } from '../../../../http/transport/redirects.ts';

function requestOf(method: string): ApiRequest {
	const headers = new HeaderMap();
	headers.set('Content-Type', 'application/json');
	headers.set('accept', 'text/csv');
	return {
		method,
		url: new URL('https://a.example/one/two?x=1'),
		query: { y: 1 },
		headers,
		body: jsonBody({ a: 1 }, 'application/json'),
		isRepeatable: false,
	};
}

const hop = (statusCode: number, location: string | string[] | undefined, method = 'GET') =>
	nextHop({ statusCode, headers: { location } }, requestOf(method));

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
])(
	'The redirect %i after %s leads to %s, and keeps the body: %s',
	(status, method, next, keepsBody) => {
		const target = hop(status, '/three', method);
		expect(target?.method).toBe(next);
		expect(target?.body !== undefined).toBe(keepsBody);
		expect(target?.headers.has('content-type')).toBe(keepsBody);
		expect(target?.headers.has('accept')).toBe(true);
	},
);

test.each([
	['/three', 'https://a.example/three'],
	['three', 'https://a.example/one/three'],
	['?y=2', 'https://a.example/one/two?y=2'],
	['//b.example/', 'https://b.example/'],
	['https://b.example/#part', 'https://b.example/'],
])('The redirect to "%s" leads to %s', (location, url) => {
	expect(hop(302, location)?.url.href).toBe(url);
});

test('A redirect names the whole URL: the query of the request before is not added', () => {
	expect(hop(307, '/three', 'POST')?.query).toEqual({});
});

test('A redirect leaves the request before as it was', () => {
	const request = requestOf('POST');
	nextHop({ statusCode: 302, headers: { location: '/three' } }, request);
	expect(request).toMatchObject({ method: 'POST', query: { y: 1 } });
	expect(request.headers.has('content-type')).toBe(true);
});

test.each([
	[200, '/x'],
	[300, '/x'],
	[304, '/x'],
	[302, ''],
	[302, undefined],
	[302, 'https://['],
])('The status %i with the location %p is no redirect', (status, location) => {
	expect(hop(status, location)).toBeUndefined();
});
