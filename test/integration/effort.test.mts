import type { IDataObject } from 'n8n-workflow';
import { SAMPLE_BILL } from '../../services/anybill/operations/bill.ts';
import { picked, useOperations } from './support/operation-world.mts';

/**
 * How many fields a person types, chooses or switches for an everyday task: by an operation, and by
 * the generic request that has the same effect. Both are run; choosing the action is one.
 */
interface Task {
	name: string;
	service: 'anny' | 'anybill';
	operation: () => IDataObject;
	generic: () => IDataObject;
	/** Fields: by the operation, by the generic request. */
	fields: [operation: number, generic: number];
}

const operations = useOperations();

const id = (name: string) => operations.ids[name] ?? '';
const json = (body: unknown) => ({
	method: 'POST',
	sendBody: true,
	specifyBody: 'json',
	jsonBody: body as IDataObject,
});
const START = '2027-03-01T09:00:00+01:00';
const END = '2027-03-01T10:00:00+01:00';

const tasks: Task[] = [
	{
		name: 'Get all accepted bookings from a day on',
		service: 'anny',
		operation: () => ({
			resource: 'booking',
			operation: 'getAll',
			returnAll: true,
			filters: { status: 'accepted', start: '2026-01-06T00:00:00+01:00' },
		}),
		generic: () => ({
			url: '/api/v1/bookings',
			queryHelpers: {
				filter: {
					rows: [
						{ name: 'status', value: 'accepted' },
						{ name: 'start_date', value: '2026-01-06T00:00:00+01:00' },
					],
				},
			},
			options: { pagination: { pagination: { paginationMode: 'automatic' } } },
		}),
		fields: [4, 6],
	},
	{
		name: 'Create a customer with a name',
		service: 'anny',
		operation: () => ({
			resource: 'customer',
			operation: 'create',
			email: 'jane@example.com',
			additionalFields: { givenName: 'Jane', familyName: 'Doe' },
		}),
		generic: () => ({
			method: 'POST',
			url: '/api/v1/customers',
			sendBody: true,
			contentType: 'jsonApi',
			resourceType: 'customers',
			attributes: {
				parameters: [
					{ name: 'email', value: 'jane@example.com' },
					{ name: 'given_name', value: 'Jane' },
					{ name: 'family_name', value: 'Doe' },
				],
			},
		}),
		fields: [4, 11],
	},
	{
		name: 'Cancel a booking',
		service: 'anny',
		operation: () => ({
			resource: 'booking',
			operation: 'cancel',
			bookingId: picked(id('bookingId')),
		}),
		generic: () => ({ url: `/api/v1/bookings/${id('bookingId')}/cancel` }),
		fields: [2, 1],
	},
	{
		name: 'Book a service at a resource for a customer',
		service: 'anny',
		operation: () => ({
			resource: 'order',
			operation: 'create',
			customerId: picked(id('customerId')),
			timeZone: 'Europe/Berlin',
			bookings: {
				rows: [
					{
						serviceId: picked(id('serviceId')),
						bookableId: picked(id('bookableId')),
						start: START,
						end: END,
					},
				],
			},
		}),
		generic: () => ({
			...json({
				order_customer_id: id('customerId'),
				timezone: 'Europe/Berlin',
				complete_order: true,
				check_availability: true,
				notify_customer: false,
				bookings: [
					{
						service_id: { [id('serviceId')]: 1 },
						resource_id: id('bookableId'),
						start_date: START,
						end_date: END,
						quantity: 1,
					},
				],
			}),
			url: '/api/v1/orders/from-config',
		}),
		fields: [7, 14],
	},
	{
		name: 'Create a sample receipt',
		service: 'anybill',
		operation: () => ({
			resource: 'bill',
			operation: 'create',
			storeId: picked(id('storeId')),
		}),
		generic: () => ({
			...json({ storeId: id('storeId'), bill: SAMPLE_BILL }),
			url: '/api/v3/bill',
		}),
		fields: [2, 30],
	},
	{
		name: 'Create a receipt with two lines of different VAT',
		service: 'anybill',
		operation: () => ({
			resource: 'bill',
			operation: 'create',
			storeId: picked(id('storeId')),
			specifyBill: 'lines',
			receiptNumber: '2026-0042',
			receiptDate: START,
			lines: {
				rows: [
					{ text: 'Day pass', pricePerUnit: 11.9 },
					{ text: 'Coffee', pricePerUnit: 1.07, vatPercentage: 7 },
				],
			},
		}),
		// Totals and VAT amounts are worked out by hand.
		generic: () => ({ ...json(receiptByHand()), url: '/api/v3/bill' }),
		fields: [10, 43],
	},
];

function receiptByHand() {
	const vat = [
		{ percentage: 19, inclVat: 11.9, exclVat: 10, vat: 1.9 },
		{ percentage: 7, inclVat: 1.07, exclVat: 1, vat: 0.07 },
	];
	const line = (text: string, price: number, index: number) => ({
		text,
		fullAmountInclVat: price,
		item: { quantity: 1, pricePerUnit: price },
		vatAmounts: [vat[index]],
		extension: { type: 'default', sequenceNumber: index },
	});
	return {
		storeId: id('storeId'),
		bill: {
			head: { id: '2026-0042', number: '2026-0042', date: START },
			data: {
				currency: 'EUR',
				fullAmountInclVat: 12.97,
				positionCount: 2,
				lines: [line('Day pass', 11.9, 0), line('Coffee', 1.07, 1)],
				vatAmounts: vat,
				paymentTypes: [{ name: 'Cash', amount: 12.97, extension: { type: 'Cash' } }],
			},
			misc: { extension: { isExample: false } },
		},
	};
}

/** Fields that a person touches: a locator is one, and so are resource and operation together. */
function countFields(value: unknown): number {
	if (typeof value !== 'object' || value === null || '__rl' in value) return 1;
	return Object.entries(value)
		.filter(([name]) => name !== 'operation')
		.reduce((sum, [, inner]) => sum + countFields(inner), 0);
}

const received = async (service: 'anny' | 'anybill') =>
	(await operations.world.sandbox.requests({ service }))
		.filter(({ path }) => !path.includes('oauth'))
		.map(({ method, path, query, body }) => ({
			method,
			path,
			query: Object.fromEntries(new URLSearchParams(query)),
			body: body === undefined ? undefined : (JSON.parse(body) as unknown),
		}));

test.each(tasks)('$name: $fields (operation, generic request) fields, one effect', async (task) => {
	const { service, operation, generic } = task;
	const { world } = operations;
	const byOperation = await world[service](operation());
	const first = await received(service);
	await world.reset();
	const byHand = await world[service](generic());
	const second = await received(service);
	expect([byOperation.error, byHand.error]).toEqual([undefined, undefined]);
	expect(first).toEqual(second);
	expect([countFields(operation()), countFields(generic())]).toEqual(task.fields);
});

test('Six everyday tasks take less than a third of the fields of the generic request', () => {
	const [byOperation, byHand] = tasks.reduce<[number, number]>(
		([few, many], { fields: [one, other] }) => [few + one, many + other],
		[0, 0],
	);
	expect(byOperation * 3).toBeLessThan(byHand);
});
