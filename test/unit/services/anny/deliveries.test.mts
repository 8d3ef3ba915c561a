import type { IDataObject } from 'n8n-workflow';
import type { Reading, Refusal } from '../../../../http/webhooks/receive.ts';
import { readAnnyDelivery } from '../../../../services/anny/deliveries.ts';

function delivery(event: string, data: unknown, more: IDataObject = {}): IDataObject {
	return {
		event,
		event_id: 'e-1',
		webhook_id: 'w-1',
		timestamp: '2026-03-30T10:00:00+00:00',
		triggered_at: '2026-03-30T10:00:00+00:00',
		data: data as IDataObject,
		...more,
	};
}

const resource = {
	type: 'bookings',
	id: '7',
	attributes: { number: 'B-7', canceled_at: null },
	relationships: { customer: { data: { type: 'customers', id: '3' } } },
};
const cancelled = { ...resource, attributes: { number: 'B-7', canceled_at: '2026-03-30' } };

function read(
	body: IDataObject,
	events: string[],
	more: { simplify?: boolean; headers?: object } = {},
) {
	const { simplify = true, headers = {} } = more;
	return readAnnyDelivery(
		{ body, headers: headers as Record<string, string> },
		{ events, simplify },
	);
}

const readings = (...args: Parameters<typeof read>): Reading[] => read(...args) as Reading[];

test('a delivery is simplified: the event, and its record flat', () => {
	expect(readings(delivery('bookings.created', resource), ['bookings.created'])).toEqual([
		{
			keys: ['event/e-1'],
			item: {
				event: 'bookings.created',
				event_id: 'e-1',
				triggered_at: '2026-03-30T10:00:00+00:00',
				data: {
					id: '7',
					type: 'bookings',
					number: 'B-7',
					canceled_at: null,
					customer: { id: '3', type: 'customers' },
				},
			},
		},
	]);
});

test('a record is flat, be it a resource object, a JSON:API document with included records, or flat already', () => {
	const customer = { type: 'customers', id: '3', attributes: { email: 'jane@example.com' } };
	const dataOf = (data: unknown) =>
		readings(delivery('bookings.created', data), ['bookings.created'])[0]?.item.data;
	expect(dataOf({ data: resource, included: [customer] })).toMatchObject({
		number: 'B-7',
		customer: { email: 'jane@example.com' },
	});
	const flat = { id: 7, number: 'B-7', customer: { email: 'jane@example.com' } };
	expect(dataOf(flat)).toEqual(flat);
});

test('raw, a delivery is what anny sent and nothing else', () => {
	const body = delivery('bookings.created', resource, { something: 'new' });
	const [reading] = readings(body, ['bookings.created'], { simplify: false });
	expect(reading?.item).toEqual(body);
});

test.each(['bookings.deleted', 'customers.created', 'bookings.cancelled', '', 'toString'])(
	'the event "%s" is refused where it was not chosen',
	(event) => {
		const refusal = read(delivery(event, resource), ['bookings.created']) as Refusal;
		expect(refusal).toMatchObject({ statusCode: 422, message: expect.stringContaining(event) });
	},
);

test('event and ID are read from the headers where the body has none', () => {
	const headers = { 'x-anny-event': 'bookings.created', 'x-anny-event-id': 'e-2' };
	const body = { data: resource } as unknown as IDataObject;
	const [reading] = readings(body, ['bookings.created'], { headers });
	expect(reading).toMatchObject({
		keys: ['event/e-2'],
		item: { event: 'bookings.created', event_id: 'e-2' },
	});
});

test('a delivery without any ID is known by its content', () => {
	const keysOf = (data: object) => {
		const body = { event: 'bookings.created', data } as IDataObject;
		return readings(body, ['bookings.created'])[0]?.keys;
	};
	expect(keysOf(resource)).toEqual(keysOf(resource));
	expect(keysOf(resource)).not.toEqual(keysOf(cancelled));
});

describe('the finalized invoice', () => {
	const invoice = { type: 'invoices', id: '9', attributes: {} };

	test.each(['invoices.finalised', 'invoices.finalized'])('is understood as %s', (event) => {
		const [reading] = readings(delivery(event, invoice), ['invoices.finalised']);
		expect(reading?.item.event).toBe('invoices.finalised');
	});
});

describe('a cancelled booking', () => {
	const chosen = ['bookings.cancelled'];

	test.each([
		['an update with the date of the cancellation', 'bookings.updated', cancelled],
		['an update of a flat record', 'bookings.updated', { id: 7, cancelled_at: '2026-03-30' }],
		['an update with the status', 'bookings.updated', { id: '7', status: 'canceled' }],
		['a deletion', 'bookings.deleted', { type: 'bookings', id: '7' }],
	])('is recognized by %s, and known by its ID', (_, event, data) => {
		const [reading, ...others] = readings(delivery(event, data), chosen);
		expect(reading).toMatchObject({
			keys: ['event/e-1', 'cancelled/7'],
			item: { event: 'bookings.cancelled', data: { id: expect.anything() } },
		});
		expect(others).toEqual([]);
	});

	test('is not what every other update is', () => {
		expect(readings(delivery('bookings.updated', resource), chosen)).toEqual([]);
		const accepted = { id: '7', status: 'accepted', canceled_at: null };
		expect(readings(delivery('bookings.updated', accepted), chosen)).toEqual([]);
	});

	test('is an update as well, for who chose both and knows of the cancellation already', () => {
		const both = readings(delivery('bookings.updated', cancelled), [...chosen, 'bookings.updated']);
		expect(both.map(({ keys, item }) => [item.event, ...keys])).toEqual([
			['bookings.cancelled', 'event/e-1', 'cancelled/7'],
			['bookings.updated', 'event/e-1'],
		]);
	});

	test('is only an update where cancellations were not chosen', () => {
		const only = readings(delivery('bookings.updated', cancelled), ['bookings.updated']);
		expect(only.map(({ item }) => item.event)).toEqual(['bookings.updated']);
	});
});
