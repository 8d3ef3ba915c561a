import { endpointKey } from '../../http/request/endpoints.ts';
import { annyEndpoints } from '../../services/anny/endpoints.ts';
import { anybillEndpoints } from '../../services/anybill/endpoints.ts';
import { World } from './support/world.mts';

let world: World;
beforeAll(async () => {
	world = await World.begin();
	const { scopes } = (await world.sandbox.known()).anybill;
	world.credentials.partner = { ...world.credentials.anybillRopcApi, scopes: scopes.partner };
}, 60_000);
afterAll(() => world.sandbox.stop());
beforeEach(() => world.reset());

const json = (value: unknown) => ({
	sendBody: true,
	contentType: 'json',
	specifyBody: 'json',
	jsonBody: JSON.stringify(value),
});

/** An id of each kind, so that a path leads somewhere. */
async function annyIds(): Promise<Record<string, string>> {
	const names = ['bookings', 'orders', 'customers', 'invoices', 'services', 'resources'];
	const ids: Record<string, string> = {};
	for (const name of [...names, 'plan-subscriptions']) {
		const { items } = await world.anny({ url: `/api/v1/${name}` });
		const placeholder = name.replace(/-s/, 'S').replace(/s$/, 'Id');
		ids[placeholder] = String(items[0]?.json.id);
	}
	const { items } = await world.anny({
		method: 'POST',
		url: '/api/v1/webhook-subscriptions',
		...json({
			name: 'x',
			url: 'https://example.com',
			events: ['bookings.created'],
			is_active: true,
		}),
	});
	ids.webhookSubscriptionId = String(items[0]?.json.id);
	return ids;
}

/** The endpoint exists if what is wrong, if anything, is what was sent. */
const exists = (error?: { httpCode?: string | null }) =>
	error === undefined || ['400', '409', '422'].includes(String(error.httpCode));

test('every entry of the picker for anny leads to an endpoint', async () => {
	const strays: string[] = [];
	for (const endpoint of annyEndpoints) {
		await world.reset();
		const key = endpointKey(endpoint);
		const body = endpoint.method === 'GET' || endpoint.method === 'DELETE' ? {} : json({});
		const { error } = await world.anny({ endpoint: key, ...(await annyIds()), ...body });
		if (!exists(error)) strays.push(`${key}: ${error?.httpCode} ${error?.message}`);
	}
	expect(strays).toEqual([]);
}, 60_000);

test('every entry of the picker for anybill leads to an endpoint', async () => {
	const strays: string[] = [];
	for (const endpoint of anybillEndpoints) {
		const stores = await world.anybill({ url: '/api/v3/store' });
		const bill = await world.anybill({
			method: 'POST',
			url: '/api/v3/bill',
			...json({ storeId: '1', bill: { total: 1 } }),
		});
		const billId = String(bill.items[0].json.url).split('/').at(-1);
		const ids = { storeId: stores.items.at(-1)?.json.id, billId };
		const key = endpointKey(endpoint);
		const isPartner = endpoint.path.startsWith('/v3');
		const credentials = isPartner ? { anybillRopcApi: world.credentials.partner } : undefined;
		const { error } = await world.anybill(
			{
				endpoint: key,
				...ids,
				...(endpoint.method === 'POST' || endpoint.bodyOnGet ? json({}) : {}),
			},
			credentials && { credentials },
		);
		// A token for a user who does not exist is 404, by anybill's own documentation.
		const isKnown = exists(error) || (key.endsWith('/user/token') && error?.httpCode === '404');
		if (!isKnown) strays.push(`${key}: ${error?.httpCode} ${error?.message}`);
	}
	expect(strays).toEqual([]);
}, 60_000);

test('an endpoint fills its path, encoded', async () => {
	const { error } = await world.anny({
		endpoint: 'GET /api/v1/bookings/{bookingId}',
		bookingId: 'a/b?c',
	});
	expect(error?.httpCode).toBe('404');
	const [request] = await world.requests('/api/v1/bookings');
	expect(request.path).toBe('/api/v1/bookings/a%2Fb%3Fc');
});

test('an endpoint without its ID is not called', async () => {
	const { error } = await world.anny({
		endpoint: 'GET /api/v1/bookings/{bookingId}',
		bookingId: '={{ $json.missing }}',
	});
	expect(error?.message).toBe('"Booking ID" is empty');
});

describe('anny', () => {
	test('simplify: flat records, related ones in their place', async () => {
		const { items } = await world.anny({
			url: '/api/v1/bookings',
			queryHelpers: { include: 'customer,resource', pageSize: 2, pageNumber: 1 },
			options: { simplify: true },
		});
		expect(items).toHaveLength(2);
		expect(items[0].json).toMatchObject({
			type: 'bookings',
			number: 'B-1',
			customer: { type: 'customers', email: expect.any(String) },
		});
	});

	test('the raw document, meta and links included, is in the full response', async () => {
		const { items } = await world.anny({
			url: '/api/v1/bookings',
			options: { response: { response: { fullResponse: true } } },
		});
		expect(items[0].json.body).toMatchObject({
			data: expect.any(Array),
			meta: expect.any(Object),
			links: expect.any(Object),
		});
	});

	test('a resource object from fields', async () => {
		const { items } = await world.anny({
			method: 'POST',
			url: '/api/v1/sandbox/echo',
			sendBody: true,
			contentType: 'jsonApi',
			...resourceFields(),
		});
		expect(JSON.parse(String(items[0].json.text))).toEqual({
			data: {
				type: 'bookings',
				id: '7',
				attributes: { description: 'x', tags: ['a'] },
				relationships: { customer: { data: { type: 'customers', id: '9' } } },
			},
		});
		expect(items[0].json.contentType).toBe('application/vnd.api+json');
	});

	test('the organization goes along as "o"', async () => {
		await world.anny({ url: '/api/v1/bookings', organization: { mode: 'id', value: 'abc' } });
		const [{ query }] = await world.requests('/api/v1/bookings');
		expect(query).toBe('o=abc');
	});

	test('a single record is one item', async () => {
		const { bookingId } = await annyIds();
		const { items } = await world.anny({ url: `/api/v1/bookings/${bookingId}` });
		expect(items).toHaveLength(1);
		expect(items[0].json).toMatchObject({ id: bookingId, type: 'bookings' });
	});

	test('a write carries the media type even without a body', async () => {
		const { bookingId } = await annyIds();
		const { error } = await world.anny({
			method: 'POST',
			url: `/api/v1/bookings/${bookingId}/check-in`,
		});
		expect(error).toBeUndefined();
	});
});

function resourceFields() {
	return {
		resourceType: 'bookings',
		resourceId: '7',
		attributes: {
			parameters: [
				{ name: 'description', valueType: 'text', value: 'x' },
				{ name: 'tags', valueType: 'json', value: '["a"]' },
			],
		},
		relationships: { parameters: [{ name: 'customer', type: 'customers', id: '9' }] },
	};
}

describe('anybill', () => {
	const bill = { storeId: '1', bill: { total: 3 } };

	test('a bill for an anonymous buyer gives its address', async () => {
		const { items } = await world.anybill({ method: 'POST', url: '/api/v3/bill', ...json(bill) });
		expect(items[0].json).toEqual({ url: expect.stringContaining('https://') });
	});

	test('a bill for a known user gives an item that says so', async () => {
		const { items } = await world.anybill({
			method: 'POST',
			url: '/api/v3/bill',
			...json({ ...bill, userIdentification: { userId: 'u' } }),
		});
		expect(items[0].json).toEqual({ success: true, statusCode: 204 });
	});

	test('GET bill/url takes its body', async () => {
		const { items } = await world.anybill({
			endpoint: 'GET /api/v3/bill/url',
			...json({ storeId: '1' }),
		});
		expect(items[0].json).toEqual({ url: expect.any(String) });
	});

	test('deleting gives an item that says so', async () => {
		const { items: stores } = await world.anybill({ url: '/api/v3/store' });
		const url = `/api/v3/store/${String(stores[0].json.id)}`;
		const { items } = await world.anybill({ method: 'DELETE', url });
		expect(items[0].json).toEqual({ success: true, statusCode: 204 });
	});
});
