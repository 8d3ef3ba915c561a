import type { IExecuteFunctions } from 'n8n-workflow';
import { buildRequest, isList, isRepeatable } from '../../../../http/request/build.ts';
import { rowsToNestedObject, rowsToObject } from '../../../../http/request/parameters.ts';
import type { Endpoint, ReadParameter } from '../../../../http/profile.ts';
import { readSettings } from '../../../../http/request/settings.ts';
import { annyProfile } from '../../../../services/anny/profile.ts';
import { anybillProfile } from '../../../../services/anybill/profile.ts';
import { get } from '../../support/get.mts';

const reader =
	(parameters: object): ReadParameter =>
	(name, fallback) =>
		(get(parameters, name) as typeof fallback) ?? fallback;

const build = async (parameters: object, profile = annyProfile) => {
	const read = reader(parameters);
	const base = { region: 'co', environment: 'production' };
	const context = {} as IExecuteFunctions;
	return await buildRequest(context, 0, read, profile, base, 'any', readSettings(read));
};

const endpoints: Endpoint[] = [
	{ method: 'GET', path: '/v1/orders/{id}/close', summary: '', source: '', sideEffect: true },
	{ method: 'GET', path: '/v1/orders', summary: '', source: '', list: true },
];

test.each([
	['GET', '/v1/orders', true],
	['HEAD', '/v1/orders', true],
	['POST', '/v1/orders', false],
	['OPTIONS', '/v1/orders', false],
	['GET', '/v1/orders/7/close', false],
	['HEAD', '/v1/orders/7/close', false],
	['GET', '/prefix/v1/orders/7/CLOSE/', false],
	['GET', '/v1/orders/7//close', false],
	['GET', '/v1/orders/7/%63lose', false],
	['GET', '/v1/orders/7%2Fclose', false],
	['GET', '/v1/orders/7/closed', true],
])('%s %s may be sent twice: %s', (method, path, repeatable) => {
	expect(isRepeatable(method, path, endpoints)).toBe(repeatable);
});

test('only a list that is known is one', () => {
	expect(isList('GET', '/v1/orders', endpoints)).toBe(true);
	expect(isList('POST', '/v1/orders', endpoints)).toBe(false);
	expect(isList('GET', '/v1/orders/7', endpoints)).toBe(false);
});

test('the picked endpoint gives method and path, whatever else is filled in', async () => {
	const { method, url, repeatable } = await build({
		endpoint: 'GET /api/v1/bookings/{bookingId}/cancel',
		bookingId: ' 7 ',
		method: 'POST',
		url: '/other',
	});
	expect([method, url.href, repeatable]).toEqual([
		'GET',
		'https://b.anny.co/api/v1/bookings/7/cancel',
		false,
	]);
});

test.each([
	[{ endpoint: 'GET /nowhere' }, 'is not known'],
	[{ url: '/x', method: 'BREW' }, 'is not a method'],
	[
		{ url: '/x', sendBody: true, specifyBody: 'json', jsonBody: '{' },
		'"JSON Body" is not valid JSON',
	],
	[{ url: '/x', sendQuery: true, specifyQuery: 'json', jsonQuery: '[]' }, 'must be a JSON object'],
])('refuses %o', async (parameters, message) => {
	await expect(build(parameters)).rejects.toThrow(message);
});

test('a write has the media type of its service, also without a body', async () => {
	const parameters = { url: '/x', method: 'POST' };
	expect((await build(parameters)).headers['content-type']).toBe('application/vnd.api+json');
	const { headers } = await build(parameters, anybillProfile);
	expect(headers['content-type']).toBe('application/json');
	expect((await build({ url: '/x' })).headers).not.toHaveProperty('content-type');
});

test("the user's query goes over that of the helpers", async () => {
	const { query } = await build({
		url: '/x',
		organization: { mode: 'id', value: 'a' },
		queryHelpers: { sort: 'x, -y', pageSize: 5 },
		sendQuery: true,
		queryParameters: { parameters: [{ name: 'sort', value: 'z' }] },
	});
	expect(query).toEqual({ o: 'a', sort: 'z', 'page[size]': 5 });
});

test('rows become an object: repeated names a list, no name nothing, no harm to prototypes', () => {
	const rows = [
		{ name: 'a', value: 1 },
		{ name: 'a', value: 2 },
		{ name: 'a', value: 3 },
		{ name: '', value: 4 },
		{ name: '__proto__', value: { polluted: true } },
	];
	const result = rowsToObject(rows);
	expect(JSON.parse(JSON.stringify(result.a))).toEqual([1, 2, 3]);
	expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('rows of a JSON body are paths, and no harm to prototypes', () => {
	const rows = [
		{ name: 'a.b', value: 1 },
		{ name: 'a.c[1].d', value: 2 },
		{ name: 'a.b', value: 3 },
		{ name: '__proto__.polluted', value: true },
		{ name: 'constructor.prototype.polluted', value: true },
	];
	expect(JSON.stringify(rowsToNestedObject(rows))).toBe(
		'{"a":{"b":3,"c":[null,{"d":2}]},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
	);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
