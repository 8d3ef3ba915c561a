import { buildRequest } from '../../../../http/request/build.ts';
import { ParameterReader } from '../../../../http/request/parameters.ts';
import { anybillProfile } from '../../../../services/anybill/profile.ts';
import { annyProfile } from '../../../../services/anny/profile.ts';
import { itemOf } from '../../support/item.mts';

const build = async (parameters: object, profile = annyProfile) =>
	await buildRequest(itemOf({ parameters, profile }));

test('A typed path that cancels is known not to be repeatable', async () => {
	const { method, url, isRepeatable } = await build({ url: '/api/v1/bookings/7/cancel' });
	expect([method, url.href, isRepeatable]).toEqual([
		'GET',
		'https://b.anny.co/api/v1/bookings/7/cancel',
		false,
	]);
});

test.each([
	[{ url: '/x', method: 'BREW' }, 'is not an HTTP method'],
	[{ url: 7 }, 'The URL must be text'],
	[{}, 'The URL is empty'],
	[
		{ url: '/x', sendBody: true, specifyBody: 'json', jsonBody: '{' },
		'"JSON Body" is not valid JSON',
	],
	[{ url: '/x', sendQuery: true, specifyQuery: 'json', jsonQuery: '[]' }, 'must be a JSON object'],
	[{ url: '/x', sendHeaders: 'perhaps' }, '"Send Headers" must be true or false'],
])('A request is refused for the parameters %j', async (parameters, message) => {
	await expect(build(parameters)).rejects.toThrow(message);
});

test('A write has the media type of its service, even without a body', async () => {
	const parameters = { url: '/x', method: 'POST' };
	const anny = (await build(parameters)).headers.toObject();
	expect(anny['content-type']).toBe('application/vnd.api+json');
	const anybill = (await build(parameters, anybillProfile)).headers.toObject();
	expect(anybill['content-type']).toBe('application/json');
	expect((await build({ url: '/x' })).headers.has('content-type')).toBe(false);
});

test("The user's own headers go before those of the service", async () => {
	const { headers } = await build({
		url: '/x',
		method: 'POST',
		queryHelpers: { locale: 'de' },
		sendHeaders: true,
		headerParameters: {
			parameters: [
				{ name: 'Accept', value: 'text/csv' },
				{ name: 'Content-Type', value: 'application/json' },
			],
		},
	});
	expect(headers.toObject()).toEqual({
		accept: 'text/csv',
		'accept-language': 'de',
		'content-type': 'application/json',
	});
});

test('A file is asked for in any media type', async () => {
	const options = { response: { response: { responseFormat: 'file' } } };
	expect((await build({ url: '/x', options })).headers.toObject().accept).toBe('*/*');
});

test("The user's query goes before that of the service's own fields", async () => {
	const { query } = await build({
		url: '/x',
		organization: { mode: 'id', value: 'a' },
		queryHelpers: { sort: 'x, -y', pageSize: 5 },
		sendQuery: true,
		queryParameters: { parameters: [{ name: 'sort', value: 'z' }] },
	});
	expect(query).toEqual({ o: 'a', sort: 'z', 'page[size]': 5 });
});

test.each([
	['/bookings/', '=/bookings/{{ $json.id }}'],
	['/bookings//cancel', '=/bookings/{{ $json.id }}/cancel'],
	['/bookings/undefined', "={{ '/bookings/' + $json.id }}"],
	['/bookings?filter[id]=', '=/bookings?filter[id]={{ $json.id }}'],
	['/bookings?filter[id]=&sort=x', '=/bookings?filter[id]={{ $json.id }}&sort=x'],
	[undefined, '={{ $json.url }}'],
	[null, '={{ $json.url }}'],
])('The URL %j is not requested where the expression %s leaves a gap', (url, expression) => {
	const build = buildFrom(url, expression);
	return expect(build()).rejects.toThrow('The expression in "URL" finds nothing');
});

test.each([
	['/bookings/7', '=/bookings/{{ $json.id }}'],
	['/bookings/7/', '=/bookings/{{ $json.id }}/'],
	['/bookings/', '={{ $json.url }}'],
	['https://b.anny.co/bookings', '=https://b.anny.co/{{ $json.path }}'],
	['/bookings?filter[id]=', '=/bookings?filter[id]='],
	['/bookings/?q=7', '=/bookings/?q={{ $json.q }}'],
])('The URL %s is requested as the expression %s gives it', async (url, expression) => {
	expect((await buildFrom(url, expression)()).url.pathname).toMatch(/^\/bookings/);
});

test('The URL /bookings/ is requested where the user typed it', async () => {
	expect((await build({ url: '/bookings/' })).url.pathname).toBe('/bookings/');
});

/** Builds the request of a node whose URL is an expression. */
function buildFrom(url: unknown, expression: string) {
	const origin = { expressionOf: (name: string) => (name === 'url' ? expression : undefined) };
	const read = new ParameterReader((name) => (name === 'url' ? url : null), {
		...origin,
		isLenient: false,
	});
	return async () => await buildRequest({ ...itemOf(), read });
}
