import { Readable } from 'node:stream';
import type { IDataObject, IHookFunctions, IHttpRequestOptions } from 'n8n-workflow';
import {
	createSubscription,
	deleteSubscription,
	subscriptionExists,
} from '../../../../services/anny/webhooks.ts';

interface Attributes {
	url: string;
	events: string[];
	custom_headers: Record<string, string>;
	is_active: boolean;
}

/** anny's subscriptions, and what n8n keeps of them. */
let atAnny: Map<string, Attributes>;
let staticData: IDataObject;
let requests: string[];
/** Events that this anny does not know. */
let refused: string[];
let url: string;
let parameters: IDataObject;

beforeEach(() => {
	atAnny = new Map();
	staticData = {};
	requests = [];
	refused = [];
	url = 'https://n8n.example.com/webhook/1/webhook';
	parameters = { events: ['bookings.created'], organization: '101' };
});

function respond(statusCode: number, body?: unknown) {
	return {
		statusCode,
		statusMessage: '',
		headers: { 'content-type': 'application/vnd.api+json' },
		body: Readable.from(body === undefined ? [] : [Buffer.from(JSON.stringify(body))]),
	};
}

function anny({ method, url: target, qs, body }: IHttpRequestOptions) {
	const { pathname } = new URL(target);
	requests.push(`${method ?? ''} ${pathname} o=${qs?.o as string}`);
	const id = pathname.split('/')[4] ?? '';
	const record = (of: string) => {
		const data = { type: 'webhook-subscriptions', id: of, attributes: atAnny.get(of) };
		return { data };
	};
	if (method === 'POST') {
		const { data } = JSON.parse(body as unknown as string) as { data: { attributes: Attributes } };
		if (data.attributes.events.some((event) => refused.includes(event))) {
			return respond(422, { errors: [{ status: '422', detail: 'Unknown event' }] });
		}
		const created = `s-${requests.length}`;
		atAnny.set(created, data.attributes);
		return respond(201, record(created));
	}
	if (!atAnny.has(id)) return respond(404, { errors: [{ status: '404', detail: 'Not found' }] });
	if (method === 'GET') return respond(200, record(id));
	atAnny.delete(id);
	return respond(204);
}

const hook = () =>
	({
		getNode: () => ({
			name: 'Trigger',
			type: 'annyHttpRequestTrigger',
			credentials: { annyTokenApi: { id: '1', name: 'Token' } },
		}),
		getWorkflow: () => ({ id: '1', name: 'My workflow' }),
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getNodeWebhookUrl: () => url,
		getWorkflowStaticData: () => staticData,
		getCredentials: () =>
			Promise.resolve({ region: 'co', accessToken: 'token', allowedDomains: '*.anny.co' }),
		helpers: {
			httpRequestWithAuthentication: (_type: string, options: IHttpRequestOptions) =>
				Promise.resolve(anny(options)),
		},
	}) as unknown as IHookFunctions;

/** As n8n does when it publishes a workflow, or starts with one that is. */
async function publish(): Promise<void> {
	if (!(await subscriptionExists(hook()))) await createSubscription(hook());
}

const only = (): [string, Attributes] => {
	expect(atAnny.size).toBe(1);
	return [...atAnny][0] as [string, Attributes];
};

test('publishing subscribes, with a secret of which only the hash is kept', async () => {
	await publish();
	const [id, attributes] = only();
	expect(attributes).toMatchObject({ name: 'n8n: My workflow', url, is_active: true });
	const [secret = ''] = Object.values(attributes.custom_headers);
	expect(secret).toMatch(/^[\w-]{43}$/);
	const stored = JSON.stringify(staticData);
	expect(stored).toContain(id);
	expect(stored).not.toContain(secret);
	expect(requests).toEqual(['POST /api/v1/webhook-subscriptions o=101']);
});

test('publishing again leaves a subscription that is as it should be', async () => {
	await publish();
	const [id, { custom_headers: headers }] = only();
	await publish();
	expect(only()).toMatchObject([id, { custom_headers: headers }]);
});

test.each<[string, (id: string) => void]>([
	['was deleted', (id) => atAnny.delete(id)],
	['was switched off', (id) => Object.assign(atAnny.get(id) ?? {}, { is_active: false })],
	['has other events at anny', (id) => Object.assign(atAnny.get(id) ?? {}, { events: [] })],
	[
		'has another address at anny',
		(id) => Object.assign(atAnny.get(id) ?? {}, { url: 'https://x' }),
	],
	['is for other events than the node', () => (parameters.events = ['orders.created'])],
	['is of another organization than the node', () => (parameters.organization = '102')],
	['is for another host than that of n8n', () => (url = url.replace('example.com', 'example.org'))],
])('a subscription that %s is made anew, and nothing is left of the old one', async (_, change) => {
	await publish();
	const [before, { custom_headers: headers }] = only();
	change(before);
	await publish();
	const [after, attributes] = only();
	expect(after).not.toBe(before);
	expect(attributes).toMatchObject({ url, is_active: true, events: parameters.events });
	expect(attributes.custom_headers).not.toEqual(headers);
});

test('unpublishing deletes the subscription in its organization, and forgets it', async () => {
	await publish();
	parameters.organization = '102';
	await deleteSubscription(hook());
	expect(atAnny.size).toBe(0);
	expect(staticData).toEqual({});
	expect(requests.at(-1)).toMatch(/^DELETE .* o=101$/);
});

test('unpublishing is fine where the subscription is gone, or never was', async () => {
	await deleteSubscription(hook());
	expect(requests).toEqual([]);
	await publish();
	atAnny.clear();
	await deleteSubscription(hook());
	expect(staticData).toEqual({});
});

test('test listening and production each have a subscription of their own', async () => {
	await publish();
	const production = only();
	url = 'https://n8n.example.com/webhook-test/1/webhook';
	await publish();
	expect(atAnny.size).toBe(2);
	await deleteSubscription(hook());
	expect(only()).toEqual(production);
	url = 'https://n8n.example.com/webhook/1/webhook';
	expect(await subscriptionExists(hook())).toBe(true);
});

test.each([
	[[], ['invoices.finalised', 'invoices.finalized']],
	[['invoices.finalized'], ['invoices.finalised']],
	[['invoices.finalised'], ['invoices.finalized']],
])('where anny does not know %j, the finalized invoice is asked for as %j', async (not, asked) => {
	refused = not;
	parameters.events = ['invoices.finalised'];
	await publish();
	const [id, { events }] = only();
	expect(events).toEqual(asked);
	await publish();
	expect(only()[0]).toBe(id);
});

test('an event that anny refuses in any spelling is an error with its own words', async () => {
	refused = ['bookings.created'];
	await expect(publish()).rejects.toThrow('Unknown event');
	expect(staticData).toEqual({});
});

test('an address that anny cannot reach is an error before anything is sent', async () => {
	url = 'http://localhost:5678/webhook/1/webhook';
	await expect(publish()).rejects.toThrow(/anny cannot send events.*WEBHOOK_URL/);
	expect(requests).toEqual([]);
});

test('without an event nothing is subscribed to', async () => {
	parameters.events = [];
	await expect(publish()).rejects.toThrow('No event is chosen');
	expect(requests).toEqual([]);
});
