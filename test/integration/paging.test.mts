import { textOf } from '../../http/json.ts';
import { jsonOf, useServer, useWorld } from './support/world.mts';
import { at, only } from '../support/elements.mts';

/** The responses of the test's own server; the number says how many requests there were before. */
let respond: (url: URL, before: number) => { body: unknown; link?: string; status?: number };

const world = useWorld();
const server = useServer(world, ({ url = '' }, response) => {
	const asked = new URL(url, server.url);
	const { body, link, status = 200 } = respond(asked, server.seen.length - 1);
	response.writeHead(status, { 'content-type': 'application/json', ...(link && { link }) });
	response.end(body === undefined ? '' : JSON.stringify(body));
});

const automatic = { paginationMode: 'automatic' };
const paged = (pagination: Record<string, unknown>, options: Record<string, unknown> = {}) => ({
	options: { pagination: { pagination }, ...options },
});
const ids = (items: Array<{ json: Record<string, unknown> }>) => items.map(({ json }) => json.id);
const oneToThirty = Array.from({ length: 30 }, (_, index) => index + 1);

describe('automatic pagination of anny', () => {
	const all = async (
		parameters: object = {},
		pagination: object = {},
		options: Record<string, unknown> = {},
	) =>
		await world.anny({
			url: '/api/v1/bookings',
			...parameters,
			...paged({ ...automatic, ...pagination }, options),
		});

	test('gives every record once and in order while it gets several pages at a time', async () => {
		await world.sandbox.settings({ data: { bookings: 1000 }, latencyMs: { anny: 40 } });
		const { items } = await all({}, { pageSize: 25 }, { concurrency: 8 });
		const numbers = items.map(({ json }) => (json.attributes as { number: string }).number);
		expect(numbers).toEqual(Array.from({ length: 1000 }, (_, index) => `B-${index + 1}`));
		const { maxInFlight } = (await world.sandbox.counters()).anny;
		expect(maxInFlight).toBeGreaterThan(4);
		expect(maxInFlight).toBeLessThanOrEqual(8);
		expect(await world.requests('/api/v1/bookings')).toHaveLength(40);
	});

	test('sends no more requests and asks for no larger pages than a limit needs', async () => {
		const { items } = await all({}, { returnAll: false, limit: 7 });
		expect(items).toHaveLength(7);
		const requests = await world.requests('/api/v1/bookings');
		expect(requests.map(({ query }) => decodeURIComponent(query))).toEqual(['page[size]=7']);
	});

	test('gives every record where the server gives smaller pages than asked for', async () => {
		await world.sandbox.settings({ anny: { maxPageSize: 20 } });
		const { items } = await all({}, { pageSize: 100 });
		expect(new Set(ids(items)).size).toBe(120);
	});

	test('gets no more pages than the user allows', async () => {
		const { items } = await all({}, { pageSize: 10, limitPagesFetched: true, maxRequests: 3 });
		expect(items).toHaveLength(30);
	});

	test('sends filter, sort, include and language with every page', async () => {
		const { items } = await all(
			{
				queryHelpers: {
					include: 'customer, resource',
					sort: '-number',
					filter: { rows: [{ name: 'status', value: 'accepted' }] },
					locale: 'de-DE',
				},
				simplify: true,
			},
			{ pageSize: 10 },
		);
		const requests = await world.requests('/api/v1/bookings');
		expect(requests.length).toBeGreaterThan(2);
		for (const { query, headers } of requests) {
			const asked = new URLSearchParams(query);
			expect(asked.get('include')).toBe('customer,resource');
			expect(asked.get('sort')).toBe('-number');
			expect(asked.get('filter[status]')).toBe('accepted');
			expect(headers['accept-language']).toBe('de-DE');
		}
		expect(items.every(({ json }) => json.status === 'accepted')).toBe(true);
		expect(at(items, 0).json.customer).toHaveProperty('email');
	});

	test('gives every record of plain JSON, whose page meta has another form', async () => {
		const accept = {
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Accept', value: 'application/json' }] },
		};
		const { items } = await all(accept, { pageSize: 50 });
		expect(new Set(ids(items)).size).toBe(120);
	});

	test('takes a bare list for the only page', async () => {
		respond = () => ({ body: [{ id: 1 }, { id: 2 }] });
		const { items } = await all({ url: `${server.url}/list` });
		expect(ids(items)).toEqual([1, 2]);
		expect(server.seen).toHaveLength(1);
	});

	test('follows relative links where there is no page meta, and gives no record twice', async () => {
		respond = ({ searchParams }) => {
			const page = Number(searchParams.get('cursor') ?? 0);
			const data = [page, page + 1].map((id) => ({ type: 'x', id: String(id) }));
			return { body: { data, links: page < 3 ? { next: `/other/list?cursor=${page + 1}` } : {} } };
		};
		const { items } = await all({ url: `${server.url}/list` });
		expect(ids(items)).toEqual(['0', '1', '2', '3', '4']);
	});

	test('notices links that go round in a circle', async () => {
		respond = ({ searchParams }) => {
			const page = Number(searchParams.get('page') ?? 1);
			const body = {
				data: [{ anonymous: page }],
				links: { next: `/list?page=${page === 1 ? 2 : 1}` },
			};
			return { body };
		};
		const { error } = await all({ url: `${server.url}/list` });
		expect(error?.message).toContain('same page came back twice');
		expect(server.seen.length).toBeLessThan(6);
	});

	test('refuses a link to another host', async () => {
		respond = () => ({
			body: { data: [{ type: 'x', id: '1' }], links: { next: 'https://evil.example/' } },
		});
		const { error } = await all({ url: `${server.url}/list` });
		expect(error?.message).toBe('The credential must not be sent to evil.example');
	});

	test('puts all records into one item where the full response is asked for', async () => {
		const { items } = await all(
			{},
			{ pageSize: 50 },
			{ response: { response: { fullResponse: true } } },
		);
		expect(items).toHaveLength(1);
		expect(only(items).json).toMatchObject({ statusCode: 200 });
		expect(only(items).json.body).toHaveLength(120);
	});

	test('gives every record under a rate limit while several pages are in flight', async () => {
		await world.sandbox.settings({ limits: { reads: 5, windowSeconds: 1 } });
		const { items, error } = await all({}, { pageSize: 10 });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(120);
	});
});

describe('the list of anybill', () => {
	const url = '/api/v3/store';

	test('is got 100 records at a time until fewer come', async () => {
		await world.sandbox.settings({ data: { stores: 250 } });
		const { items } = await world.anybill({ url, ...paged(automatic) });
		expect(items).toHaveLength(250);
		expect((await world.requests(url, 'anybill')).map(({ query }) => query)).toEqual([
			'skip=0&take=100',
			'skip=100&take=100',
			'skip=200&take=100',
		]);
	});

	test('ends at a 204 where the last page was full', async () => {
		await world.sandbox.settings({ data: { stores: 200 } });
		const { items } = await world.anybill({ url, ...paged(automatic) });
		expect(items).toHaveLength(200);
	});

	test('gives no more records than the limit', async () => {
		await world.sandbox.settings({ data: { stores: 250 } });
		const { items } = await world.anybill({
			url,
			...paged({ ...automatic, returnAll: false, limit: 130 }),
		});
		expect(items).toHaveLength(130);
	});

	test.each([
		['without pagination', {}],
		['with automatic pagination', paged(automatic)],
	])('gives no items for an empty list, %s', async (_, options) => {
		await world.sandbox.settings({ data: { stores: 0 } });
		const { items, error } = await world.anybill({ url, ...options });
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});
});

describe.each(['anny', 'anybill'] as const)('pagination of %s by hand', (service) => {
	const base = service === 'anny' ? '/api/v1/sandbox' : '/api/v3/sandbox';
	const get = async (url: string, pagination: Record<string, unknown>, options: object = {}) =>
		await world[service]({ url, ...paged(pagination, options as Record<string, unknown>) });
	const nextUrl = {
		paginationMode: 'responseContainsNextURL',
		nextURL: '={{ $response.body.next }}',
	};
	const counted = {
		paginationMode: 'updateAParameterInEachRequest',
		parameters: { parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }] },
		paginationCompleteWhen: 'responseIsEmpty',
	};

	test('follows the next URL in a field until there is none', async () => {
		const { items, error } = await get(`${base}/next-pages`, nextUrl);
		expect(error).toBeUndefined();
		expect(
			items.flatMap(({ json }) => ids((json.items as []).map((one) => ({ json: one })))),
		).toEqual(oneToThirty);
	});

	test('follows the next URL in the Link header', async () => {
		const { items } = await get(`${base}/link-pages`, { paginationMode: 'linkHeader' });
		expect(ids(items)).toEqual(oneToThirty);
	});

	test('counts a parameter until a page is empty', async () => {
		respond = ({ searchParams }) => {
			const page = Number(searchParams.get('page'));
			return { body: page <= 3 ? [{ id: page }] : [] };
		};
		expect(ids((await get(`${server.url}/a`, counted)).items)).toEqual([1, 2, 3]);
	});

	test('counts a parameter until the only list in the response is empty', async () => {
		const offset = { type: 'qs', name: 'offset', value: '={{ $pageCount * 10 }}' };
		const { items } = await get(`${base}/offset-pages`, {
			...counted,
			parameters: { parameters: [offset] },
		});
		expect(items).toHaveLength(3);
	});

	test('counts a parameter until an expression says that a page is short', async () => {
		respond = ({ searchParams }) => {
			const page = Number(searchParams.get('page'));
			return { body: [{ id: page }, { id: -page }].slice(0, page < 3 ? 2 : 1) };
		};
		const { items } = await get(`${server.url}/a`, {
			...counted,
			paginationCompleteWhen: 'other',
			completeExpression: '={{ $response.body.length < 2 }}',
		});
		expect(items).toHaveLength(5);
		expect(server.seen).toHaveLength(3);
	});

	test('counts a parameter until a status code comes', async () => {
		respond = ({ searchParams }) =>
			Number(searchParams.get('page')) < 3
				? { body: [{ id: 1 }, searchParams.get('page')] }
				: { body: {}, status: 404 };
		const { items } = await get(`${server.url}/a`, {
			...counted,
			paginationCompleteWhen: 'receiveSpecificStatusCodes',
			statusCodesWhenComplete: '404, 410',
		});
		expect(items).toHaveLength(4);
	});

	test('keeps to a limit of items and to a limit of pages', async () => {
		respond = (_, before) => ({ body: [{ id: before * 2 }, { id: before * 2 + 1 }] });
		const limited = await get(`${server.url}/a`, { ...counted, returnAll: false, limit: 5 });
		expect(ids(limited.items)).toEqual([0, 1, 2, 3, 4]);
		server.seen.length = 0;
		const few = await get(`${server.url}/a`, {
			...counted,
			limitPagesFetched: true,
			maxRequests: 2,
		});
		expect(few.items).toHaveLength(4);
		expect(server.seen).toHaveLength(2);
	});

	test('notices that the same page came twice', async () => {
		const { error } = await get(`${base}/same-page`, nextUrl);
		expect(error?.message).toContain('same page came back twice');
		expect(await world.requests(`${base}/same-page`, service)).toHaveLength(2);
	});

	test('notices a URL that was followed before, even if its response changes', async () => {
		respond = (_, before) => ({ body: { at: before, next: `${server.url}/a` } });
		const { error } = await get(`${server.url}/a`, nextUrl);
		expect(error?.message).toContain('same page came back twice');
	});

	test('refuses a next URL on another host', async () => {
		respond = () => ({ body: { next: 'https://evil.example/' } });
		const { error } = await get(`${server.url}/a`, nextUrl);
		expect(error?.message).toBe('The credential must not be sent to evil.example');
	});

	test('counts a body parameter and keeps the others', async () => {
		const { items } = await world[service]({
			method: 'POST',
			url: `${base}/echo`,
			sendBody: true,
			bodyParameters: {
				parameters: [
					{ name: 'kept', value: 'yes' },
					{ name: 'page', value: '1' },
				],
			},
			...paged({
				...counted,
				parameters: {
					parameters: [{ type: 'body', name: 'page', value: '={{ $pageCount + 1 }}' }],
				},
				limitPagesFetched: true,
				maxRequests: 2,
			}),
		});
		expect(jsonOf(items).map(({ text }) => JSON.parse(textOf(text)))).toEqual([
			{ kept: 'yes', page: 1 },
			{ kept: 'yes', page: 2 },
		]);
	});

	test('waits between the pages for as long as an expression says', async () => {
		respond = (_, before) => ({ body: before < 2 ? [{ id: before }] : [] });
		const before = Date.now();
		await get(`${server.url}/a`, { ...counted, requestInterval: '={{ 100 + 50 }}' });
		expect(Date.now() - before).toBeGreaterThanOrEqual(290);
	});
});
