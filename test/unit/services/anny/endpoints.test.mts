import { annyEndpoints } from '../../../../services/anny/endpoints.ts';

const named = annyEndpoints.map((endpoint) => ({
	...endpoint,
	name: `${endpoint.method} ${endpoint.path}`,
}));

test('every endpoint is listed once', () => {
	expect(new Set(named.map(({ name }) => name)).size).toBe(named.length);
});

test.each(named)('$name has a path, a summary and a source that a user can read', (endpoint) => {
	expect(endpoint.path).toMatch(/^\/api\/v1(\/([a-z-]+|\{[a-z][A-Za-z]*Id\}))+$/);
	expect(endpoint.summary).toMatch(/^[A-Z][^\n]{3,70}[^.\s]$/);
	expect(endpoint.source).not.toBe('');
});

test('the GET that cancels a booking is marked as one with a side effect, and no other', () => {
	expect(named.filter((e) => e.sideEffect).map(({ name }) => name)).toEqual([
		'GET /api/v1/bookings/{bookingId}/cancel',
	]);
});

test('only GETs are lists, and none that gets one thing', () => {
	for (const { method, path } of named.filter((endpoint) => endpoint.list)) {
		expect(method).toBe('GET');
		expect(path).not.toMatch(/\}$/);
	}
});
