import type { IDataObject } from 'n8n-workflow';
import { textOf } from '../../../http/json.ts';
import { annyOperations } from '../../../services/anny/operations/index.ts';
import { anybillOperations } from '../../../services/anybill/operations/index.ts';
import { SAMPLE_BILL } from '../../../services/anybill/operations/bill.ts';
import type { Outcome } from './engine.mts';
import { World, type Extra } from './world.mts';

/** Every operation of both tables. */
export const table = [
	...annyOperations.map((operation) => ({ service: 'anny' as const, operation })),
	...anybillOperations.map((operation) => ({ service: 'anybill' as const, operation })),
].map(({ service, operation }) => ({
	service,
	operation,
	name: `${service} ${operation.resource}: ${operation.operation}`,
}));

export type Entry = (typeof table)[number];

/** A sandbox with records, and what each operation is tried with. */
export class OperationWorld {
	readonly world: World;
	/** Records of the sandbox, by the field that identifies them; the same after each reset. */
	readonly ids: Record<string, string>;
	readonly rows: Record<string, () => Row>;

	private constructor(world: World, ids: Record<string, string>) {
		this.world = world;
		this.ids = ids;
		this.rows = operationRows(world, ids);
	}

	static async begin(): Promise<OperationWorld> {
		const world = await World.begin();
		const { scopes } = (await world.sandbox.known()).anybill;
		const { anybillRopcApi } = world.credentials;
		world.credentials.partner = { ...anybillRopcApi, scopes: scopes.partner };
		const additionalScopes = 'https://ad.anybill.de/vendor/category';
		world.credentials.category = { ...anybillRopcApi, additionalScopes };
		return new OperationWorld(world, await recordIds(world));
	}

	/** What is entered for an operation; makes what it works on. */
	async parameters({ operation, name }: Entry): Promise<IDataObject> {
		const row = this.rows[name]?.() ?? {};
		const prepared = (await row.before?.()) ?? {};
		const known = operation.fields
			.filter((field) => !field.group && field.name in this.ids)
			.map((field) => [field.name, picked(this.ids[field.name])]);
		return {
			resource: operation.resource,
			operation: operation.operation,
			...Object.fromEntries(known),
			...prepared,
			...row.parameters,
		} as IDataObject;
	}

	async run({ service, name }: Entry, parameters: IDataObject, extra?: Extra): Promise<Outcome> {
		const { credential } = this.rows[name]?.() ?? {};
		return await (credential
			? withCredential(this.world, credential, parameters, extra)
			: this.world[service](parameters, extra));
	}
}

/** An operation world for the tests of a file, as `useWorld` gives a plain one. */
export function useOperations(): OperationWorld {
	const operations = Object.create(OperationWorld.prototype) as OperationWorld;
	beforeAll(async () => {
		Object.assign(operations, await OperationWorld.begin());
	}, 60_000);
	afterAll(() => operations.world.sandbox.stop());
	beforeEach(() => operations.world.reset());
	return operations;
}

async function recordIds(world: World): Promise<Record<string, string>> {
	const first = ({ items: [item] }: Outcome) => textOf(item?.json.id);
	const anny = async (type: string) => first(await world.anny({ url: `/api/v1/${type}` }));
	const category = await withCredential(world, 'category', { url: '/api/v3/category' });
	return {
		bookingId: await anny('bookings'),
		customerId: await anny('customers'),
		invoiceId: await anny('invoices'),
		orderId: await anny('orders'),
		planSubscriptionId: await anny('plan-subscriptions'),
		bookableId: await anny('resources'),
		serviceId: await anny('services'),
		storeId: first(await world.anybill({ url: '/api/v3/store' })),
		receiptId: first(await withCredential(world, 'partner', { url: '/v3/bill' })),
		categoryId: first(category),
	};
}

const withCredential = (world: World, name: string, parameters: IDataObject, extra?: Extra) =>
	world.anybill(parameters, {
		...extra,
		credentials: { anybillRopcApi: world.credentials[name] ?? {} },
	});

/** A value as a person picks it from a list. */
export const picked = (value: string | undefined) => ({ __rl: true, mode: 'list', value });

export interface Row {
	/** What is entered; the ID fields of {@link ids} are filled in by themselves. */
	parameters?: IDataObject;
	/** What the service receives, besides method and path. */
	query?: Record<string, string>;
	body?: unknown;
	/** What comes out: the first item, or all. */
	item?: unknown;
	items?: unknown;
	/** Creates what the operation works on. */
	before?: () => Promise<IDataObject>;
	/** Requests before the operation's own. */
	search?: string[];
	/** Requests besides the operation's own, e.g. a download. */
	further?: string[];
	credential?: 'partner' | 'category';
}

const START = '2027-03-01T09:00:00+01:00';
const END = '2027-03-01T10:00:00+01:00';
const TIMES = { start: START, end: END };
const ID = expect.any(String) as string;

function operationRows(world: World, ids: Record<string, string>): Record<string, () => Row> {
	const bookingRow = () => ({
		serviceId: picked(ids.serviceId),
		bookableId: picked(ids.bookableId),
		start: '2027-03-01T09:00:00',
		end: '2027-03-01T10:00:00',
	});
	const sentBooking = () => ({
		service_id: { [ids.serviceId ?? '']: 1 },
		resource_id: ids.bookableId,
		start_date: START,
		end_date: END,
		quantity: 1,
	});

	const subscription = async () => {
		const { items } = await world.anny({
			resource: 'webhookSubscription',
			operation: 'create',
			subscriptionName: 'Test',
			webhookUrl: 'https://example.com/hook',
			events: ['bookings.created'],
		});
		return { webhookSubscriptionId: picked(textOf(items[0]?.json.id)) };
	};

	return {
		'anny availability: getUpcomingIntervals': () => ({
			parameters: { timeZone: 'Europe/Berlin', fromDate: '2027-03-01', limit: 3 },
			query: {
				[`service_id[${ids.serviceId}]`]: '1',
				timezone: 'Europe/Berlin',
				resource_id: String(ids.bookableId),
				start_date: '2027-03-01',
			},
			items: [expect.any(Object), expect.any(Object), expect.any(Object)],
		}),
		'anny availability: getStartTimes': () => ({
			parameters: { timeZone: 'Europe/Berlin', date: '2027-03-01', serviceQuantity: 2 },
			query: {
				[`service_id[${ids.serviceId}]`]: '2',
				timezone: 'Europe/Berlin',
				resource_id: String(ids.bookableId),
				date: '2027-03-01',
			},
			item: { start_date: expect.stringContaining('2027-03-01T') },
		}),
		'anny availability: getEndTimes': () => ({
			parameters: { timeZone: 'Europe/Berlin', startTime: '2027-03-01T09:00:00' },
			query: {
				[`service_id[${ids.serviceId}]`]: '1',
				timezone: 'Europe/Berlin',
				resource_id: String(ids.bookableId),
				date_time: START,
			},
			item: { end_date: expect.stringContaining('2027-03-01T') },
		}),
		'anny booking: getAll': () => ({
			parameters: {
				limit: 2,
				filters: { status: 'accepted', start: '2026-01-01T00:00:00+01:00', hideBlocker: true },
				additionalFields: {
					include: ['customer', 'service'],
					otherIncludes: 'order.customer',
					sort: '-start_date',
				},
			},
			query: {
				'filter[status]': 'accepted',
				'filter[start_date]': '2026-01-01T00:00:00+01:00',
				'filter[hide_blocker]': 'true',
				include: 'customer,service,order.customer',
				sort: '-start_date',
				'page[size]': '2',
			},
			items: [
				expect.objectContaining({
					status: 'accepted',
					customer: expect.objectContaining({ email: ID }),
				}),
				expect.anything(),
			],
		}),
		'anny booking: get': () => ({
			parameters: { additionalFields: { include: ['customer'] } },
			query: { include: 'customer' },
			item: { id: ids.bookingId, type: 'bookings', number: ID, customer: { email: ID } },
		}),
		'anny booking: create': () => ({
			parameters: { ...TIMES, additionalFields: { description: 'Two guests' } },
			body: {
				data: {
					type: 'bookings',
					attributes: {
						start_date: START,
						end_date: END,
						description: 'Two guests',
						service_id: { [ids.serviceId ?? '']: 1 },
					},
					relationships: {
						service: { data: { type: 'services', id: ids.serviceId } },
						resource: { data: { type: 'resources', id: ids.bookableId } },
					},
				},
			},
			item: { id: ID, type: 'bookings', start_date: START, description: 'Two guests' },
		}),
		'anny booking: block': () => ({
			parameters: { ...TIMES, title: 'Maintenance' },
			body: {
				data: {
					type: 'bookings',
					attributes: { is_blocker: true, start_date: START, end_date: END, title: 'Maintenance' },
					relationships: { resource: { data: { type: 'resources', id: ids.bookableId } } },
				},
			},
			item: { id: ID, start_date: START },
		}),
		'anny booking: update': () => ({
			parameters: {
				additionalFields: {
					description: 'Three guests',
					otherAttributes: { pairs: [{ name: 'note', value: 'x' }] },
				},
			},
			body: {
				data: {
					type: 'bookings',
					id: ids.bookingId,
					attributes: { description: 'Three guests', note: 'x' },
				},
			},
			item: { id: ids.bookingId, description: 'Three guests' },
		}),
		'anny booking: accept': () => ({
			body: { data: { type: 'bookings', id: ids.bookingId, attributes: { status: 'accepted' } } },
			item: { id: ids.bookingId, status: 'accepted' },
		}),
		'anny booking: reject': () => ({
			body: { data: { type: 'bookings', id: ids.bookingId, attributes: { status: 'rejected' } } },
			item: { id: ids.bookingId, status: 'rejected' },
		}),
		'anny booking: cancel': () => ({ item: { id: ids.bookingId } }),
		'anny booking: checkIn': () => ({ item: { id: ids.bookingId, check_in_date: ID } }),
		'anny booking: checkOut': () => ({
			before: async () => {
				await world.anny({
					resource: 'booking',
					operation: 'checkIn',
					bookingId: picked(ids.bookingId),
				});
				return {};
			},
			item: { id: ids.bookingId, check_out_date: ID },
		}),
		'anny booking: delete': () => ({ items: [{ deleted: true, id: ids.bookingId }] }),
		'anny customer: getAll': () => ({
			parameters: { returnAll: true },
			query: { 'page[size]': '100' },
			item: { type: 'customers', email: ID },
		}),
		'anny customer: get': () => ({ item: { id: ids.customerId, email: ID } }),
		'anny customer: create': () => ({
			parameters: {
				email: 'jane@example.com',
				additionalFields: { givenName: 'Jane', familyName: 'Doe', notes: '' },
			},
			body: {
				data: {
					type: 'customers',
					attributes: {
						email: 'jane@example.com',
						given_name: 'Jane',
						family_name: 'Doe',
						notes: '',
					},
				},
			},
			item: { id: ID, type: 'customers', email: 'jane@example.com', given_name: 'Jane' },
		}),
		'anny customer: upsert': () => ({
			parameters: { email: 'New@Example.com', additionalFields: { givenName: 'Jane' } },
			search: ['GET /api/v1/customers'],
			body: {
				data: { type: 'customers', attributes: { email: 'New@Example.com', given_name: 'Jane' } },
			},
			item: { id: ID, email: 'New@Example.com' },
		}),
		'anny customer: update': () => ({
			parameters: { additionalFields: { company: 'Example GmbH', phone: '={{ null }}' } },
			body: {
				data: {
					type: 'customers',
					id: ids.customerId,
					attributes: { company: 'Example GmbH', phone: null },
				},
			},
			item: { id: ids.customerId, company: 'Example GmbH', phone: null },
		}),
		'anny customer: delete': () => ({ items: [{ deleted: true, id: ids.customerId }] }),
		'anny invoice: getAll': () => ({
			parameters: { limit: 1 },
			query: { 'page[size]': '1' },
			items: [expect.objectContaining({ type: 'invoices' })],
		}),
		'anny invoice: get': () => ({ item: { id: ids.invoiceId, number: ID } }),
		'anny invoice: download': () => ({
			further: [expect.stringMatching(/^GET \/files\/invoices\//) as string],
			items: [{}],
		}),
		'anny order: getAll': () => ({
			parameters: { additionalFields: { include: ['bookings.service'] } },
			query: { include: 'bookings.service', 'page[size]': '50' },
			item: { type: 'orders', number: ID },
		}),
		'anny order: get': () => ({ item: { id: ids.orderId, number: ID } }),
		'anny order: create': () => ({
			parameters: { timeZone: 'Europe/Berlin', bookings: { rows: [bookingRow()] } },
			body: {
				order_customer_id: ids.customerId,
				timezone: 'Europe/Berlin',
				complete_order: true,
				check_availability: true,
				notify_customer: false,
				bookings: [sentBooking()],
			},
			item: { id: ID, type: 'orders', status: 'completed' },
		}),
		'anny order: calculate': () => ({
			parameters: {
				timeZone: 'Europe/Berlin',
				bookings: { rows: [bookingRow()] },
				additionalFields: { voucherCode: 'SUMMER26' },
			},
			body: { timezone: 'Europe/Berlin', voucher_code: 'SUMMER26', bookings: [sentBooking()] },
			item: { total: expect.any(Number) },
		}),
		'anny order: sendNotification': () => ({ items: [{ success: true, statusCode: 204 }] }),
		'anny order: download': () => ({
			further: [expect.stringMatching(/^GET \/files\/orders\//) as string],
			items: [{}],
		}),
		'anny organization: getAll': () => ({
			query: { 'page[size]': '50' },
			item: { type: 'organizations', name: ID },
		}),
		'anny planSubscription: getAll': () => ({
			query: { 'page[size]': '50' },
			item: { type: 'plan-subscriptions' },
		}),
		'anny planSubscription: get': () => ({ item: { id: ids.planSubscriptionId } }),
		'anny resource: getAll': () => ({
			parameters: { filters: { excludeChildResources: true } },
			query: { 'filter[exclude_child_resources]': 'true', 'page[size]': '50' },
			item: { type: 'resources', name: ID },
		}),
		'anny resource: get': () => ({ item: { id: ids.bookableId, name: ID } }),
		'anny resource: getChildren': () => ({ query: { 'page[size]': '50' } }),
		'anny resource: getProperties': () => ({ query: { 'page[size]': '50' } }),
		'anny service: getAll': () => ({
			parameters: { filters: { search: 'a' } },
			query: { 'filter[search]': 'a', 'page[size]': '50' },
		}),
		'anny service: get': () => ({ item: { id: ids.serviceId, name: ID } }),
		'anny user: get': () => ({ item: { type: 'users', email: ID } }),
		'anny webhookSubscription: create': () => ({
			parameters: {
				subscriptionName: 'Bookings',
				webhookUrl: 'https://example.com/hook',
				events: ['bookings.created', 'bookings.updated'],
				additionalFields: { customHeaders: { pairs: [{ name: 'x-secret', value: 's' }] } },
			},
			body: {
				data: {
					type: 'webhook-subscriptions',
					attributes: {
						name: 'Bookings',
						url: 'https://example.com/hook',
						events: ['bookings.created', 'bookings.updated'],
						custom_headers: { 'x-secret': 's' },
					},
				},
			},
			item: { id: ID },
		}),
		'anny webhookSubscription: get': () => ({ before: subscription, item: { id: ID } }),
		'anny webhookSubscription: delete': () => ({
			before: subscription,
			items: [{ deleted: true, id: ID }],
		}),
		'anybill bill: create': () => ({
			body: { storeId: ids.storeId, bill: SAMPLE_BILL },
			item: { url: ID },
		}),
		'anybill bill: createUrl': () => ({
			body: { storeId: ids.storeId },
			item: { url: ID },
		}),
		'anybill bill: cancel': () => ({
			before: async () => {
				const { items } = await world.anybill({
					resource: 'bill',
					operation: 'create',
					storeId: picked(ids.storeId),
				});
				return { billId: textOf(items[0]?.json.url).split('/').at(-1) };
			},
			items: [{ deleted: true, id: ID }],
		}),
		'anybill category: get': () => ({ credential: 'category', item: { id: ids.categoryId } }),
		'anybill category: getAll': () => ({
			credential: 'category',
			query: { skip: '0', take: '50' },
			item: { id: ID },
		}),
		'anybill receipt: get': () => ({ credential: 'partner', item: { id: ids.receiptId } }),
		'anybill receipt: getAll': () => ({
			credential: 'partner',
			parameters: { limit: 5 },
			query: { skip: '0', take: '5' },
			item: { id: ID },
		}),
		'anybill receipt: download': () => ({ credential: 'partner', items: [{}] }),
		'anybill store: upsert': () => ({
			parameters: {
				ownStoreId: 'BER-01',
				displayName: 'Example Berlin',
				legalName: 'Example GmbH',
				vatId: 'DE123456789',
				street: 'Main Street',
				houseNumber: '1',
				zip: '10115',
				city: 'Berlin',
				country: 'Germany',
			},
			body: {
				id: 'BER-01',
				displayName: 'Example Berlin',
				legalName: 'Example GmbH',
				vatId: 'DE123456789',
				address: {
					street: 'Main Street',
					number: '1',
					zip: '10115',
					city: 'Berlin',
					country: 'Germany',
				},
			},
			item: { id: 'BER-01', displayName: 'Example Berlin' },
		}),
		'anybill store: get': () => ({ item: { id: ids.storeId } }),
		'anybill store: getAll': () => ({ query: { skip: '0', take: '50' }, item: { id: ID } }),
		'anybill store: getHistory': () => ({ item: { id: ids.storeId } }),
		'anybill store: delete': () => ({
			parameters: { additionalFields: { upUntilValidFrom: START } },
			query: { upUntilValidFrom: START },
			items: [{ deleted: true, id: ids.storeId }],
		}),
		'anybill user: create': () => ({
			credential: 'partner',
			parameters: { externalId: 'customer-4711' },
			body: { externalId: 'customer-4711' },
			item: { userId: ID },
		}),
		'anybill user: getToken': () => ({
			credential: 'partner',
			before: async () => {
				await withCredential(world, 'partner', {
					resource: 'user',
					operation: 'create',
					externalId: 'customer-4711',
				});
				return {};
			},
			parameters: { identifyBy: 'externalId', userIdentifier: 'customer-4711' },
			body: { externalId: 'customer-4711' },
			item: { accessToken: ID },
		}),
	};
}
