import { textOf } from '../../http/json.ts';
import { useWorld } from './support/world.mts';
import { at, only } from '../support/elements.mts';

const world = useWorld();

const json = (value: unknown) => ({
	sendBody: true,
	contentType: 'json',
	specifyBody: 'json',
	jsonBody: JSON.stringify(value),
});

const firstBookingId = async () => {
	const { items } = await world.anny({ url: '/api/v1/bookings' });
	return textOf(at(items, 0).json.id);
};

describe('anny', () => {
	test('gives flat records with related ones in their place where Simplify is on', async () => {
		const { items } = await world.anny({
			url: '/api/v1/bookings',
			queryHelpers: { include: 'customer,resource', pageSize: 2, pageNumber: 1 },
			simplify: true,
		});
		expect(items).toHaveLength(2);
		expect(at(items, 0).json).toMatchObject({
			type: 'bookings',
			number: 'B-1',
			customer: { type: 'customers', email: expect.any(String) },
		});
	});

	test('gives the raw document with meta and links in the full response', async () => {
		const { items } = await world.anny({
			url: '/api/v1/bookings',
			options: { response: { response: { fullResponse: true } } },
		});
		expect(only(items).json.body).toMatchObject({
			data: expect.any(Array),
			meta: expect.any(Object),
			links: expect.any(Object),
		});
	});

	test('receives a resource object that is made of fields', async () => {
		const { items } = await world.anny({
			method: 'POST',
			url: '/api/v1/sandbox/echo',
			sendBody: true,
			contentType: 'jsonApi',
			...resourceFields(),
		});
		expect(JSON.parse(textOf(only(items).json.text))).toEqual({
			data: {
				type: 'bookings',
				id: '7',
				attributes: { description: 'x', tags: ['a'] },
				relationships: { customer: { data: { type: 'customers', id: '9' } } },
			},
		});
		expect(only(items).json.contentType).toBe('application/vnd.api+json');
	});

	test('receives the organization as the query parameter "o"', async () => {
		await world.anny({ url: '/api/v1/bookings', organization: { mode: 'id', value: 'abc' } });
		const { query } = only(await world.requests('/api/v1/bookings'));
		expect(query).toBe('o=abc');
	});

	test('gives one item for a single record', async () => {
		const bookingId = await firstBookingId();
		const { items } = await world.anny({ url: `/api/v1/bookings/${bookingId}` });
		expect(items).toHaveLength(1);
		expect(only(items).json).toMatchObject({ id: bookingId, type: 'bookings' });
	});

	test('accepts a write without a body, for it carries the media type', async () => {
		const bookingId = await firstBookingId();
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

	test('gives the URL of a bill for an anonymous buyer', async () => {
		const { items } = await world.anybill({ method: 'POST', url: '/api/v3/bill', ...json(bill) });
		expect(only(items).json).toEqual({ url: expect.stringContaining('https://') });
	});

	test('gives an item that reports success for the bill of a known user', async () => {
		const { items } = await world.anybill({
			method: 'POST',
			url: '/api/v3/bill',
			...json({ ...bill, userIdentification: { userId: 'u' } }),
		});
		expect(only(items).json).toEqual({ success: true, statusCode: 204 });
	});

	test('receives the body of a GET of bill/url', async () => {
		const { items } = await world.anybill({
			method: 'GET',
			url: '/api/v3/bill/url',
			...json({ storeId: '1' }),
		});
		expect(only(items).json).toMatchObject({ url: expect.any(String), billId: expect.any(String) });
	});

	test('gives an item that reports success for a deletion', async () => {
		const { items: stores } = await world.anybill({ url: '/api/v3/store' });
		const url = `/api/v3/store/${textOf(at(stores, 0).json.id)}`;
		const { items } = await world.anybill({ method: 'DELETE', url });
		expect(only(items).json).toEqual({ success: true, statusCode: 204 });
	});
});
