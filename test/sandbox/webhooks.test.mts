import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { until } from '../../harness/until.mts';
import { type Sandbox, startSandbox } from '../../sandbox/client.mts';

interface Received {
	headers: IncomingHttpHeaders;
	body: Record<string, unknown>;
}

const anyText = expect.any(String) as string;
const MEDIA_TYPE = 'application/vnd.api+json';
let sandbox: Sandbox;
let receiver: Server;
let receiverUrl: string;
let received: Received[];
/** The statuses that the receiver responds with, in turn; 200 when there is nothing left. */
let statuses: number[];

beforeAll(async () => {
	sandbox = await startSandbox();
	receiver = createServer((request, response) => {
		void json(request).then((body) => {
			received.push({ headers: request.headers, body: body as Record<string, unknown> });
			response.writeHead(statuses.shift() ?? 200).end();
		});
	}).listen(0, '127.0.0.1');
	await once(receiver, 'listening');
	receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
beforeEach(async () => {
	await sandbox.reset();
	await sandbox.settings({
		anny: { webhookPausesMs: [1, 1, 1] },
		anybill: { webhookPausesMs: [1] },
	});
	received = [];
	statuses = [];
});
afterAll(async () => {
	receiver.close();
	await sandbox.stop();
});

async function call(path: string, method = 'GET', body?: object): Promise<Response> {
	const { apiTokens } = (await sandbox.known()).anny;
	return await fetch(`${sandbox.urls.anny}/api/v1${path}`, {
		method,
		headers: { Authorization: `Bearer ${apiTokens.full}`, 'Content-Type': MEDIA_TYPE },
		...(body && { body: JSON.stringify(body) }),
	});
}

async function record(response: Response) {
	const { data } = (await response.json()) as {
		data: { id: string; attributes: Record<string, unknown> };
	};
	return data;
}

const subscriptionBody = (events: string[]) => ({
	data: {
		type: 'webhook-subscriptions',
		attributes: {
			name: 'Test',
			url: receiverUrl,
			events,
			custom_headers: { 'X-Secret': 'secret of the test' },
		},
	},
});
const subscribe = async (...events: string[]) =>
	await record(await call('/webhook-subscriptions', 'POST', subscriptionBody(events)));

const bookingBody = {
	data: {
		type: 'bookings',
		attributes: {
			start_date: '2026-03-30T10:00:00Z',
			end_date: '2026-03-30T11:00:00Z',
			is_blocker: true,
		},
		relationships: { resource: { data: { type: 'resources', id: '1' } } },
	},
};
const arrived = async (count: number) =>
	await until(() => received.length >= count && received, { what: `${count} deliveries` });

describe('anny', () => {
	test('a new booking is delivered with its event, ID, time and the headers that were asked for', async () => {
		const { id } = await subscribe('bookings.created');
		const booking = await record(await call('/bookings', 'POST', bookingBody));
		const [delivery] = await arrived(1);
		expect(delivery?.body).toEqual({
			event: 'bookings.created',
			timestamp: anyText,
			event_id: anyText,
			webhook_id: id,
			triggered_at: anyText,
			data: expect.objectContaining({ type: 'bookings', id: booking.id }) as object,
		});
		expect(delivery?.headers).toMatchObject({
			'content-type': 'application/json',
			'x-anny-event': 'bookings.created',
			'x-anny-event-id': delivery?.body.event_id,
			'x-anny-timestamp': delivery?.body.timestamp,
			'x-secret': 'secret of the test',
		});
		expect(await sandbox.secrets()).toContain('secret of the test');
	});

	test('every change of a booking is an event, a cancellation is an update', async () => {
		await subscribe(
			...['created', 'updated', 'deleted', 'checked-in', 'checked-out'].map(
				(name) => `bookings.${name}`,
			),
		);
		const { id } = await record(await call('/bookings', 'POST', bookingBody));
		await arrived(1);
		await call(`/bookings/${id}/check-in`, 'POST', {});
		await arrived(3);
		await call(`/bookings/${id}/check-out`, 'POST', {});
		await arrived(5);
		await call(`/bookings/${id}/cancel`);
		await arrived(6);
		await call(`/bookings/${id}`, 'DELETE');
		await arrived(7);
		const events = received.map(({ body }) => body.event);
		expect(events.slice(0, 1)).toEqual(['bookings.created']);
		expect(events.slice(1, 3).sort()).toEqual(['bookings.checked-in', 'bookings.updated']);
		expect(events.slice(3, 5).sort()).toEqual(['bookings.checked-out', 'bookings.updated']);
		expect(events.slice(5)).toEqual(['bookings.updated', 'bookings.deleted']);
		expect(received[5]?.body.data).toMatchObject({
			attributes: { canceled_at: anyText },
		});
	});

	test('only what was subscribed to is delivered, and nothing after the subscription is deleted', async () => {
		const { id } = await subscribe('customers.created');
		await call('/bookings', 'POST', bookingBody);
		expect(await sandbox.announceEvent({ event: 'customers.created' })).toHaveLength(1);
		await call(`/webhook-subscriptions/${id}`, 'DELETE');
		expect(await sandbox.announceEvent({ event: 'customers.created' })).toEqual([]);
		expect(received.map(({ body }) => body.event)).toEqual(['customers.created']);
	});

	test('a delivery that fails is repeated three times at most, with the same event ID', async () => {
		await subscribe('bookings.started');
		statuses = [500, 429];
		const [delivery] = await sandbox.announceEvent({ event: 'bookings.started', eventId: 'e-1' });
		expect(delivery).toMatchObject({ statuses: [500, 429, 200], isDone: true });
		statuses = [500, 500, 500, 500];
		await sandbox.announceEvent({ event: 'bookings.started', eventId: 'e-2' });
		expect(received.map(({ body }) => body.event_id)).toEqual([
			...['e-1', 'e-1', 'e-1'],
			...['e-2', 'e-2', 'e-2', 'e-2'],
		]);
		expect((await sandbox.deliveries()).map(({ statuses: of }) => of)).toEqual([
			[500, 429, 200],
			[500, 500, 500, 500],
		]);
	});

	test('a subscription is switched off after five failed deliveries in a row', async () => {
		const { id } = await subscribe('bookings.started');
		const isActive = async () =>
			(await record(await call(`/webhook-subscriptions/${id}`))).attributes.is_active;
		const fail = async () => {
			statuses = Array<number>(4).fill(401);
			await sandbox.announceEvent({ event: 'bookings.started' });
		};
		for (let failures = 0; failures < 4; failures++) await fail();
		await sandbox.announceEvent({ event: 'bookings.started' });
		for (let failures = 0; failures < 4; failures++) await fail();
		expect(await isActive()).toBe(true);
		await fail();
		expect(await isActive()).toBe(false);
		expect(await sandbox.announceEvent({ event: 'bookings.started' })).toEqual([]);
	});

	test('an event that anny does not have cannot be subscribed to', async () => {
		const body = subscriptionBody(['bookings.created', 'invoices.finalized']);
		expect((await call('/webhook-subscriptions', 'POST', body)).status).toBe(422);
	});
});

describe('anybill', () => {
	const key = 'key that anybill was told';

	test('a bill is delivered as a receipt, with the key of who is registered', async () => {
		await sandbox.registerReceiptWebhook({ url: receiverUrl, key });
		const { accessToken } = await sandbox.issueTokens({ service: 'anybill' });
		await fetch(`${sandbox.urls.anybill}/api/v3/bill`, {
			method: 'POST',
			headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
			body: '{"storeId":"store-1","bill":{"total":12.5}}',
		});
		const [delivery] = await arrived(1);
		expect(delivery?.headers).toMatchObject({ 'x-api-key': key, 'user-agent': 'anybill' });
		expect(delivery?.body).toMatchObject({
			receiptId: anyText,
			storeId: 'store-1',
			amount: 12.5,
			lines: [{ amount: 12.5 }],
		});
		expect(await sandbox.secrets()).toContain(key);
	});

	test('a receipt is delivered on command, with what it is told to hold', async () => {
		await sandbox.registerReceiptWebhook({ url: receiverUrl, key });
		const [delivery] = await sandbox.announceReceipt({ receiptId: 'r-1', amount: '1.50', new: 1 });
		expect(delivery?.statuses).toEqual([200]);
		expect(received[0]?.body).toMatchObject({
			receiptId: 'r-1',
			amount: '1.50',
			new: 1,
			vendorName: 'Sandbox Bakery',
		});
	});
});
