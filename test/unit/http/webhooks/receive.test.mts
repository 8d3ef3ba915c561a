import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import {
	contentKey,
	receiveDelivery,
	type WebhookProfile,
} from '../../../../http/webhooks/receive.ts';
import { FakeResponse } from '../../support/fake-response.mts';

/** Deliveries with the right secret, each known by its number. */
const profile: WebhookProfile = {
	isAuthentic: (headers) => headers['x-secret'] === 'right',
	read: ({ body }) =>
		body.wanted === false
			? []
			: [{ keys: [JSON.stringify(body.number)], item: { number: body.number } }],
};

/** Every test has a webhook of its own: what one has delivered, the next has not. */
let webhooks = 0;
let url: string;
let staticData: IDataObject;

beforeEach(() => {
	url = `https://n8n.example.com/webhook/${++webhooks}/webhook`;
	staticData = {};
});

interface Sent {
	body?: unknown;
	rawBody?: Buffer | undefined;
	secret?: string;
	mode?: string;
	/** How n8n ends its response; it has not yet where undefined. */
	statusCode?: 200 | 500;
}

async function deliver({ body, secret = 'right', mode = 'webhook', ...more }: Sent) {
	const response = new FakeResponse();
	const { rawBody } = 'rawBody' in more ? more : { rawBody: Buffer.from(JSON.stringify(body)) };
	const context = {
		getWorkflowStaticData: () => staticData,
		getRequestObject: () => ({
			path: new URL(url).pathname,
			headers: { 'x-secret': secret },
			rawBody,
		}),
		getResponseObject: () => response,
		getNodeWebhookUrl: () => url,
		getMode: () => mode,
	} as unknown as IWebhookFunctions;
	const result = await receiveDelivery(context, profile);
	if (more.statusCode === 200) response.json(result.webhookResponse);
	if (more.statusCode === 500) response.status(500).json({});
	return { response, isStarted: result.workflowData !== undefined, result };
}

test('a delivery starts an execution with its item', async () => {
	const { result } = await deliver({ body: { number: 1 }, statusCode: 200 });
	expect(result.workflowData).toEqual([[{ json: { number: 1 } }]]);
});

test('the same delivery twice starts one execution, and gets 200 both times', async () => {
	await deliver({ body: { number: 1 }, statusCode: 200 });
	const again = await deliver({ body: { number: 1 } });
	expect(again.isStarted).toBe(false);
	expect(again.result).toEqual({ webhookResponse: { message: 'Nothing to start' } });
	expect((await deliver({ body: { number: 2 } })).isStarted).toBe(true);
});

test('two webhooks may get the same delivery', async () => {
	await deliver({ body: { number: 1 }, statusCode: 200 });
	url = `https://n8n.example.com/webhook/${++webhooks}/webhook`;
	expect((await deliver({ body: { number: 1 } })).isStarted).toBe(true);
});

test('where n8n could not start the execution, the next delivery of the same does', async () => {
	await deliver({ body: { number: 1 }, statusCode: 500 });
	expect(staticData).toEqual({});
	expect((await deliver({ body: { number: 1 }, statusCode: 200 })).isStarted).toBe(true);
	expect((await deliver({ body: { number: 1 } })).isStarted).toBe(false);
});

test('a delivery is known after a restart by what n8n has stored', async () => {
	await deliver({ body: { number: 1 }, statusCode: 200 });
	const stored = JSON.parse(JSON.stringify(staticData)) as IDataObject;
	const [entry] = Object.values(stored);
	// Another process, which has not seen the delivery itself.
	url = `https://n8n.example.com/webhook/${++webhooks}/webhook`;
	staticData = { [new URL(url).pathname]: entry ?? {} };
	expect((await deliver({ body: { number: 1 } })).isStarted).toBe(false);
});

test('what is stored of a delivery is short, whatever the sender takes for an ID', async () => {
	await deliver({ body: { number: 'x'.repeat(100_000) }, statusCode: 200 });
	expect(JSON.stringify(staticData).length).toBeLessThan(200);
});

test('test listening takes the same delivery every time, and stores nothing', async () => {
	for (let time = 0; time < 2; time++) {
		const { isStarted } = await deliver({ body: { number: 1 }, mode: 'manual', statusCode: 200 });
		expect(isStarted).toBe(true);
	}
	expect(staticData).toEqual({});
});

test('an event of which the user wants to know nothing gets 200 and starts nothing', async () => {
	const { isStarted, response } = await deliver({ body: { wanted: false } });
	expect({ isStarted, statusCode: response.statusCode }).toEqual({
		isStarted: false,
		statusCode: 200,
	});
});

test.each<[string, Sent, number]>([
	['without the secret', { body: { number: 1 }, secret: '' }, 401],
	['with a wrong secret and no JSON', { rawBody: Buffer.from('<'), secret: 'wrong' }, 401],
	['with text for a body', { rawBody: Buffer.from('hello') }, 400],
	['with no body', { rawBody: Buffer.alloc(0) }, 400],
	['with a list', { body: [] }, 400],
	['with null', { body: null }, 400],
	['with a number', { body: 7 }, 400],
	['of several parts', { rawBody: undefined }, 415],
	['of 10 MB', { body: { number: 'x'.repeat(10_000_000) } }, 413],
])('a delivery %s is refused and starts nothing', async (_, sent, statusCode) => {
	const { response, result } = await deliver(sent);
	expect(response.statusCode).toBe(statusCode);
	expect(response.sent).toEqual({ message: expect.any(String) });
	expect(result).toEqual({ noWebhookResponse: true });
	expect(staticData).toEqual({});
});

test('a body without an ID is known by its content', () => {
	expect(contentKey({ a: 1 })).toBe(contentKey({ a: 1 }));
	expect(contentKey({ a: 1 })).not.toBe(contentKey({ a: 2 }));
});
