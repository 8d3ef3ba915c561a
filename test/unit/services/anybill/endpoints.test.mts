import { anybillEndpoints } from '../../../../services/anybill/endpoints.ts';

const named = anybillEndpoints.map((endpoint) => ({
	...endpoint,
	name: `${endpoint.method} ${endpoint.path}`,
}));

test('every endpoint is listed once', () => {
	expect(new Set(named.map(({ name }) => name)).size).toBe(named.length);
});

test.each(named)('$name has a path, a summary and a source that a user can read', (endpoint) => {
	expect(endpoint.path).toMatch(/^(\/api)?\/v3(\/([a-z]+|\{[a-z][A-Za-z]*Id\}))+$/);
	expect(endpoint.summary).toMatch(/^[A-Z][^\n]{3,70}[^.\s]$/);
	expect(endpoint.source).not.toBe('');
});

test('the GET that creates the URL of a bill has a side effect and a body', () => {
	const marked = named.filter((endpoint) => endpoint.sideEffect ?? endpoint.bodyOnGet);
	expect(marked).toEqual([
		expect.objectContaining({
			name: 'GET /api/v3/bill/url',
			sideEffect: true,
			bodyOnGet: true,
		}),
	]);
});
