import fc from 'fast-check';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { receiveDelivery, type WebhookProfile } from '../../../../http/webhooks/receive.ts';
import { readAnnyDelivery } from '../../../../services/anny/deliveries.ts';
import { eventOptions } from '../../../../services/anny/events.ts';
import { readReceipt } from '../../../../services/anybill/webhooks.ts';
import { FakeResponse } from '../../support/fake-response.mts';

// Thousands of cases take a while on a busy machine.
jest.setTimeout(60_000);

/**
 * Whatever a sender who knows the secret delivers: an execution with an item that n8n can store, or a
 * refusal with a status code; what is remembered of it is short.
 */
const events = eventOptions.map(({ value }) => String(value));
const profiles: Record<string, WebhookProfile['read']> = {
	'anny Trigger': (delivery) => readAnnyDelivery(delivery, { events, simplify: true }),
	'anny Trigger, raw': (delivery) => readAnnyDelivery(delivery, { events, simplify: false }),
	'anybill Trigger': (delivery) => readReceipt(delivery, []),
	'anybill Trigger, of some stores': (delivery) => readReceipt(delivery, ['s-1', 'undefined', '7']),
};

let webhooks = 0;

async function deliver(read: WebhookProfile['read'], rawBody: Buffer, headers: object) {
	const response = new FakeResponse();
	const staticData: IDataObject = {};
	const path = `/webhook/${++webhooks}`;
	const context = {
		getWorkflowStaticData: () => staticData,
		getRequestObject: () => ({ path, headers, rawBody }),
		getResponseObject: () => response,
		getNodeWebhookUrl: () => `https://n8n.example.com${path}`,
		getMode: () => 'webhook',
	} as unknown as IWebhookFunctions;
	const result = await receiveDelivery(context, { isAuthentic: () => true, read });
	if (result.workflowData) response.json(result.webhookResponse);
	return { result, response, staticData };
}

const poison = fc.constantFrom<unknown>(
	{ toString: 'no' },
	{ valueOf: 1, toString: 2 },
	'__proto__',
	'constructor',
	'x'.repeat(10_000),
	'\ud800',
	1e308,
	'9'.repeat(400),
	[[[[]]]],
);
const anything = fc.oneof(poison, fc.anything({ maxDepth: 3 }), fc.string({ unit: 'binary' }));
const record = fc.record(
	{
		type: anything,
		id: anything,
		attributes: fc.oneof(anything, fc.dictionary(fc.string(), anything)),
		relationships: fc.oneof(anything, fc.dictionary(fc.string(), fc.record({ data: anything }))),
	},
	{ requiredKeys: [] },
);
const delivered = fc
	.record(
		{
			event: fc.oneof({ arbitrary: fc.constantFrom(...events), weight: 5 }, anything),
			event_id: anything,
			triggered_at: anything,
			data: fc.oneof(record, anything, fc.record({ data: record, included: fc.array(record) })),
			receiptId: anything,
			storeId: fc.oneof(fc.constantFrom('S-1', 7), anything),
			externalStoreId: anything,
			lines: fc.array(fc.record({ amount: anything, pricePerUnit: anything })),
			__proto__: fc.constant({ polluted: true }),
		},
		{ requiredKeys: [] },
	)
	.map((body) => JSON.stringify(body));
const bodies = fc
	.oneof(
		{ arbitrary: delivered, weight: 6 },
		{ arbitrary: fc.json(), weight: 2 },
		{ arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
		{
			arbitrary: fc.constantFrom(
				'{"__proto__": {"polluted": true}, "event": "bookings.created"}',
				`{"event": "bookings.created", "data": ${'['.repeat(8000)}${']'.repeat(8000)}}`,
				`{"receiptId": ${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}}`,
				'['.repeat(100_000),
			),
			weight: 1,
		},
	)
	.map((text) => Buffer.from(text));
const headers = fc.record(
	{ 'x-anny-event': anything, 'x-anny-event-id': anything },
	{ requiredKeys: [] },
);

test.each(Object.entries(profiles))(
	'The %s starts an execution that n8n can store, or refuses, whatever is delivered',
	async (_name, read) => {
		let started = 0;
		await fc.assert(
			fc.asyncProperty(bodies, headers, async (rawBody, given) => {
				const { result, response, staticData } = await deliver(read, rawBody, given);
				if (result.noWebhookResponse) {
					expect([400, 413, 415, 422]).toContain(response.statusCode);
					expect(JSON.stringify(response.sent).length).toBeLessThan(1000);
					expect(staticData).toEqual({});
				} else if (result.workflowData) {
					started++;
					const items = JSON.stringify(structuredClone(result.workflowData));
					// Related records are put in their place, which repeats some.
					const received = rawBody.length + JSON.stringify(given).length;
					expect(items.length).toBeLessThan(5000 + 20 * received);
					expect(JSON.stringify(staticData).length).toBeLessThan(200);
				}
				expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
			}),
			{ numRuns: 1500 },
		);
		expect(started).toBeGreaterThan(50);
	},
);
