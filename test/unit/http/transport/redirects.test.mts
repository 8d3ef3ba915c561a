import type { ItemContext } from '../../../../http/item-context.ts';
import { allowedHosts } from '../../../../http/request/allowed-hosts.ts';
import { jsonBody } from '../../../../http/request/body.ts';
import { HeaderMap } from '../../../../http/request/headers.ts';
import type { ApiRequest } from '../../../../http/request/request.ts';
import { followRedirects, nextHop } from '../../../../http/transport/redirects.ts';
import { FakeN8n } from '../../support/fake-n8n.mts';

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

describe('A request whose response redirects', () => {
	const to = (location: string) => ({ status: 302, headers: { location } });
	const START = 'https://b.anny.co/api/v1/user';

	async function follow(
		n8n: FakeN8n,
		{ redirects = {}, ...parts }: Partial<ItemContext> & { redirects?: object } = {},
	) {
		const item = { ...n8n.item(), ...parts };
		const request = { ...requestOf('GET'), url: new URL(START), query: {} };
		const settings = {
			...item.settings,
			redirects: { follow: true, max: 2, sendCredentialsElsewhere: false, ...redirects },
		};
		return await followRedirects(item, request, settings);
	}
	const urls = ({ sent }: FakeN8n) => sent.map(({ url }) => url);

	test('keeps the credential on its own origin', async () => {
		const n8n = new FakeN8n(to('/api/v1/me'), 200);
		const response = await follow(n8n);
		expect(response).toMatchObject({ kind: 'response', unsignedRedirect: undefined });
		expect(urls(n8n)).toEqual([START, 'https://b.anny.co/api/v1/me']);
		expect(n8n.isSigned).toEqual([true, true]);
	});

	test('closes the response that redirects, and leaves the last one open', async () => {
		const n8n = new FakeN8n(to('/api/v1/me'), 200);
		await follow(n8n);
		expect(n8n.bodies.map(({ destroyed }) => destroyed)).toEqual([true, false]);
	});

	test('leaves the credential behind on another origin, for good, and says so', async () => {
		const n8n = new FakeN8n(to('https://files.anny.co/one'), to(START), 403);
		expect(await follow(n8n)).toMatchObject({
			raw: { statusCode: 403 },
			unsignedRedirect: { fromOrigin: 'https://b.anny.co', toOrigin: 'https://b.anny.co' },
		});
		expect(n8n.isSigned).toEqual([true, false, false]);
	});

	test('takes the credential along where the user wants it', async () => {
		const n8n = new FakeN8n(to('https://files.anny.co/one'), 200);
		const response = await follow(n8n, { redirects: { sendCredentialsElsewhere: true } });
		expect(response).toMatchObject({ unsignedRedirect: undefined });
		expect(n8n.isSigned).toEqual([true, true]);
	});

	test('has no credential to leave behind where its address carries its own token', async () => {
		const n8n = new FakeN8n(to('https://files.anny.co/one'), 200);
		expect(await follow(n8n, { isUnsigned: true })).toMatchObject({ unsignedRedirect: undefined });
		expect(n8n.isSigned).toEqual([false, false]);
	});

	test('is not followed to a host that the credential is not allowed on', async () => {
		const n8n = new FakeN8n(to('https://elsewhere.example/'), 200);
		const hosts = allowedHosts({ allowedDomains: 'b.anny.co' }, '');
		await expect(follow(n8n, { hosts })).rejects.toThrow('elsewhere.example');
		expect(n8n.sent).toHaveLength(1);
	});

	test('is followed so many times as is allowed, and no more', async () => {
		const twice = new FakeN8n(to('/1'), to('/2'), 200);
		expect(await follow(twice)).toMatchObject({ raw: { statusCode: 200 } });
		const without = new FakeN8n(to('/1'));
		await expect(follow(without)).rejects.toThrow('redirected more than 2 times');
		expect(without.sent).toHaveLength(3);
	});

	test('is the response itself where redirects are not followed', async () => {
		const n8n = new FakeN8n(to('/1'));
		const response = await follow(n8n, { redirects: { follow: false } });
		expect(response).toMatchObject({ raw: { statusCode: 302 } });
		expect(n8n.bodies[0]?.destroyed).toBe(false);
	});

	test('stays within what bounds the request', async () => {
		const within = new FakeN8n(to('/1'), 200);
		await follow(within, { fixedQuery: { o: 'my-organization' } });
		expect(within.sent.map(({ qs }) => qs as unknown)).toEqual([
			{ o: 'my-organization' },
			{ o: 'my-organization' },
		]);
		const beyond = new FakeN8n(to('/1?o=another'), 200);
		await expect(follow(beyond, { fixedQuery: { o: 'my-organization' } })).rejects.toThrow(
			'names another "o"',
		);
		expect(beyond.sent).toHaveLength(1);
	});

	test('does not go without https through a proxy, which would read the credential', async () => {
		const proxy = { protocol: 'http', host: 'proxy.example', port: 3128 };
		const through = (location: string) => {
			const n8n = new FakeN8n(to(location), 200);
			const { settings } = n8n.item();
			const client = { ...settings.client, proxy };
			return { n8n, response: follow(n8n, { settings: { ...settings, client } }) };
		};
		const open = through('http://localhost:8080/');
		await expect(open.response).rejects.toThrow('cannot go through the option "Proxy"');
		expect(open.n8n.sent).toHaveLength(1);
		const closed = through('https://b.anny.co/');
		expect(await closed.response).toMatchObject({ raw: { statusCode: 200 } });
	});
});
