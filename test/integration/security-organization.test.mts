import { httpServer, type LocalServer } from './support/servers.mts';
import { useWorld } from './support/world.mts';

const world = useWorld();

const organization = { mode: 'id', value: '101' };

test.each([
	['in a row', { sendQuery: true, queryParameters: { parameters: [{ name: 'o', value: '9' }] } }],
	['in JSON', { sendQuery: true, specifyQuery: 'json', jsonQuery: '{ "o": "9" }' }],
	['in the URL', { url: '/api/v1/customers?o=9' }],
])('Another organization %s is refused where the field names one', async (_, parameters) => {
	const { error } = await world.anny({ url: '/api/v1/customers', organization, ...parameters });
	expect(error?.message).toContain('names another "o"');
	expect(await world.requests('/api/v1/customers')).toHaveLength(0);
});

test('The same organization in the URL and in the field is no contradiction', async () => {
	const { error } = await world.anny({ url: '/api/v1/customers?o=101', organization });
	expect(error).toBeUndefined();
});

test('Without the field, the query may name an organization', async () => {
	const { error } = await world.anny({ url: '/api/v1/customers?o=101' });
	expect(error).toBeUndefined();
});

describe('where a response leads on without the organization', () => {
	let server: LocalServer;
	beforeEach(async () => {
		server = await httpServer(({ url = '' }, response) => {
			const headers = { 'content-type': 'application/json' };
			if (url.startsWith('/old')) response.writeHead(302, { location: '/api/v1/new?x=1' }).end();
			else if (url.startsWith('/elsewhere')) {
				const location = `${server.url.replace('127.0.0.1', 'localhost')}/end`;
				response.writeHead(302, { location }).end();
			} else if (url.startsWith('/link')) {
				const body = { data: [{ type: 'rooms', id: '1' }], links: { next: '/end' } };
				response.writeHead(200, headers).end(JSON.stringify(body));
			} else response.writeHead(200, headers).end('{"data":[]}');
		});
		world.allow(server);
		world.allow({ url: server.url.replace('127.0.0.1', 'localhost') });
	});
	afterEach(async () => {
		await server.stop();
	});

	const send = async (path: string, options = {}) =>
		await world.anny({ url: `${server.url}${path}`, organization, options });

	test('by a redirect, the next request is bound to it nevertheless', async () => {
		expect((await send('/old')).error).toBeUndefined();
		expect(server.seen).toEqual(['GET /old?o=101', 'GET /api/v1/new?x=1&o=101']);
	});

	test('by the next link of a list, the next page is bound to it nevertheless', async () => {
		const pagination = { paginationMode: 'automatic' };
		expect((await send('/link', { pagination: { pagination } })).error).toBeUndefined();
		expect(server.seen).toEqual([
			expect.stringMatching(/^GET \/link\?.*\bo=101\b/),
			'GET /end?o=101',
		]);
	});

	test('by a link of a pagination with expressions, the next request is bound to it nevertheless', async () => {
		const pagination = {
			paginationMode: 'responseContainsNextURL',
			nextURL: `={{ '${server.url}' + ($pageCount ? '/end' : '/link') }}`,
			paginationCompleteWhen: 'other',
			completeExpression: '={{ !$response.body.links }}',
		};
		expect((await send('/link', { pagination: { pagination } })).error).toBeUndefined();
		expect(server.seen).toEqual(['GET /link?o=101', 'GET /end?o=101']);
	});

	test('by a redirect to another host, which gets no credential, it is not told the organization', async () => {
		expect((await send('/elsewhere')).error).toBeUndefined();
		expect(server.seen).toEqual(['GET /elsewhere?o=101', 'GET /end']);
	});
});
