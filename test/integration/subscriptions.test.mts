import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { AnnyHttpRequestTrigger } from '../../nodes/AnnyHttpRequestTrigger/AnnyHttpRequestTrigger.node.ts';
import { SECRET_HEADER } from '../../services/anny/subscriptions.ts';
import { PublishedTrigger } from './support/trigger.mts';
import { useWorld } from './support/world.mts';

/** The life of a subscription at anny: publishing, looking after it, unpublishing. */
const PATH = '/api/v1/webhook-subscriptions';
/** As Node.js gives it. */
const HEADER = SECRET_HEADER.toLowerCase();

const world = useWorld();
let triggers = 0;

/** @param region where anny is taken to be, unless it is the sandbox */
function trigger(parameters: INodeParameters = {}, region?: string): PublishedTrigger {
	const { annyTokenApi } = world.credentials;
	return new PublishedTrigger(new AnnyHttpRequestTrigger(), {
		parameters: {
			authentication: 'apiToken',
			organization: '',
			events: ['bookings.created'],
			simplify: true,
			...parameters,
		},
		credentials: { annyTokenApi: { ...annyTokenApi, ...(region && { region }) } },
		credentialId: `trigger ${++triggers}`,
	});
}

async function published(parameters?: INodeParameters): Promise<PublishedTrigger> {
	const one = trigger(parameters);
	expect(await one.call('create')).toBe(true);
	return one;
}

interface SubscriptionRecord {
	id: string;
	attributes: IDataObject & { custom_headers: Record<string, string> };
}

async function callAnny(path: string, method = 'GET'): Promise<Response> {
	const { anny } = await world.sandbox.known();
	return await fetch(`${world.sandbox.urls.anny}${path}`, {
		method,
		headers: { Authorization: `Bearer ${anny.apiTokens.full}` },
	});
}

async function subscriptions(): Promise<SubscriptionRecord[]> {
	return ((await (await callAnny(PATH)).json()) as { data: SubscriptionRecord[] }).data;
}

async function onlySubscription(): Promise<SubscriptionRecord> {
	const all = await subscriptions();
	expect(all).toHaveLength(1);
	return all[0] as SubscriptionRecord;
}

/** A delivery as anny sends it, of the only subscription. */
async function deliver(one: PublishedTrigger, event: IDataObject) {
	const { custom_headers: headers } = (await onlySubscription()).attributes;
	return await one.receive({ [HEADER]: headers[SECRET_HEADER] ?? '' }, event);
}

const booked = (eventId: string): IDataObject => ({
	event: 'bookings.created',
	event_id: eventId,
	data: { type: 'bookings', id: '7', attributes: { note: 'hello' } },
});

/** Methods of the requests to anny since the last call. */
async function sent(): Promise<string[]> {
	const requests = await world.requests(PATH);
	await world.sandbox.reset({ keepTokens: true, keepData: true });
	return requests.map(({ method }) => method);
}

const isUp = async (one: PublishedTrigger) => await one.call('checkExists');

test('Publishing subscribes to the events at the address of the webhook', async () => {
	const one = await published({ events: ['bookings.cancelled', 'customers.created'] });
	const { attributes } = await onlySubscription();
	expect(attributes).toMatchObject({
		name: 'n8n: Test',
		url: one.url,
		events: ['bookings.deleted', 'bookings.updated', 'customers.created'],
		is_active: true,
	});
});

test('The secret is known to anny only: n8n stores its hash', async () => {
	const one = await published();
	const { id, attributes } = await onlySubscription();
	const secret = attributes.custom_headers[SECRET_HEADER] ?? '';
	expect(secret.length).toBeGreaterThanOrEqual(32);
	expect(JSON.stringify(one.stored)).not.toContain(secret);
	expect(Object.values(one.stored)).toEqual([
		{
			subscription: {
				id,
				url: one.url,
				events: ['bookings.created'],
				organization: '',
				secretHash: expect.stringMatching(/^[\w-]{43}$|^[\da-f]{64}$/) as string,
			},
		},
	]);
});

test('Each publication has a secret of its own', async () => {
	await published();
	await published();
	const secrets = (await subscriptions()).map(
		({ attributes }) => attributes.custom_headers[SECRET_HEADER],
	);
	expect(new Set(secrets).size).toBe(2);
});

test('A delivery with the secret starts an execution; any other gets 401', async () => {
	const one = await published();
	for (const headers of [{}, { [HEADER]: '' }, { [HEADER]: 'guessed' }]) {
		const refused = await one.receive(headers, booked('e-1'));
		expect(refused).toEqual({ statusCode: 401, items: undefined });
	}
	const { statusCode, items } = await deliver(one, booked('e-1'));
	expect(statusCode).toBe(200);
	expect(items).toEqual([expect.objectContaining({ event: 'bookings.created' })]);
});

test('A trigger that has subscribed to nothing takes no delivery, not even without a secret', async () => {
	const { statusCode } = await trigger().receive({ [HEADER]: '' }, booked('e-1'));
	expect(statusCode).toBe(401);
});

test('"Simplify" off gives the delivery as anny sent it', async () => {
	const one = await published({ simplify: false });
	expect((await deliver(one, booked('e-2'))).items).toEqual([booked('e-2')]);
});

test('A subscription that is as it should be stays', async () => {
	const one = await published();
	await sent();
	expect(await isUp(one)).toBe(true);
	expect(await sent()).toEqual(['GET']);
});

test('Where nothing was published nothing is looked up', async () => {
	expect(await isUp(trigger())).toBe(false);
	expect(await sent()).toEqual([]);
});

test.each<[string, INodeParameters]>([
	['other events', { events: ['customers.created'] }],
	['another organization', { organization: '102' }],
])('With %s the old subscription is deleted, so that a new one is made', async (_, parameters) => {
	const one = await published();
	one.setParameters(parameters);
	await sent();
	expect(await isUp(one)).toBe(false);
	expect(await sent()).toEqual(['DELETE']);
	expect(await subscriptions()).toEqual([]);
	expect(one.stored).toEqual({});
});

test('A subscription that was deleted at anny is missed, and forgotten', async () => {
	const one = await published();
	await callAnny(`${PATH}/${(await onlySubscription()).id}`, 'DELETE');
	expect(await isUp(one)).toBe(false);
	expect(one.stored).toEqual({});
});

test.each<[string, object]>([
	['was switched off', { is_active: false }],
	['was given another URL', { url: 'https://example.com/else' }],
	['was given other events', { events: ['customers.created'] }],
])('A subscription that %s at anny is deleted, so that a new one is made', async (_, change) => {
	const one = await published();
	const { id, attributes } = await onlySubscription();
	const data = { id, type: 'webhook-subscriptions', attributes: { ...attributes, ...change } };
	await world.sandbox.faults([
		{ service: 'anny', path: PATH, method: 'GET', fault: 'status', code: 200, body: { data } },
	]);
	expect(await isUp(one)).toBe(false);
	expect(await subscriptions()).toEqual([]);
});

test('Unpublishing deletes the subscription, and what is stored of it', async () => {
	const one = await published();
	expect(await one.call('delete')).toBe(true);
	expect(await subscriptions()).toEqual([]);
	expect(one.stored).toEqual({});
});

test('Unpublishing one that is gone already is fine', async () => {
	const one = await published();
	await callAnny(`${PATH}/${(await onlySubscription()).id}`, 'DELETE');
	expect(await one.call('delete')).toBe(true);
	expect(one.stored).toEqual({});
});

test('Unpublishing what was never published asks anny for nothing', async () => {
	expect(await trigger().call('delete')).toBe(true);
	expect(await sent()).toEqual([]);
});

test('What has started an execution stays known when the trigger is published anew', async () => {
	const one = await published();
	expect((await deliver(one, booked('same'))).items).toHaveLength(1);
	await one.call('delete');
	// For an n8n that is started anew meanwhile.
	expect(Object.values(one.stored)).toEqual([{ deliveries: expect.anything() as unknown }]);
	await one.call('create');
	expect((await deliver(one, booked('same'))).items).toBeUndefined();
});

test('Without an event nothing is published', async () => {
	await expect(trigger({ events: [] }).call('create')).rejects.toThrow('No event is chosen');
	expect(await sent()).toEqual([]);
});

test('An address that anny cannot reach is not published', async () => {
	await expect(trigger({}, 'eu').call('create')).rejects.toThrow(/WEBHOOK_URL/);
	expect(await sent()).toEqual([]);
});

test('A token that may not manage webhooks is told the scope that it lacks', async () => {
	const detail = 'Invalid scope(s) provided.';
	const body = { errors: [{ id: 'request-4711', status: '403', detail }] };
	await world.sandbox.faults([
		{ service: 'anny', path: PATH, fault: 'status', code: 403, body, times: 'always' },
	]);
	const one = trigger();
	await expect(one.call('create')).rejects.toMatchObject({
		message:
			'The access token may not manage webhooks: it lacks the scope b.webhook-subscriptions:*',
		description: expect.stringMatching(
			/anny says: Invalid scope\(s\) provided\. anny's request ID: request-4711$/,
		) as string,
	});
	expect(one.stored).toEqual({});
});

test("Another error is n8n's own, with what anny says", async () => {
	const body = { errors: [{ status: '422', title: 'Nothing of the sort' }] };
	await world.sandbox.faults([
		{ service: 'anny', path: PATH, fault: 'status', code: 422, body, times: 'always' },
	]);
	await expect(trigger().call('create')).rejects.toMatchObject({
		name: 'NodeApiError',
		httpCode: '422',
		message: expect.stringContaining('Nothing of the sort') as string,
	});
});

test('Subscribing is not repeated when nobody knows whether anny took it; looking is', async () => {
	const down = { service: 'anny', path: PATH, fault: 'status', code: 502 } as const;
	await world.sandbox.faults([{ ...down, method: 'POST', times: 'always' }]);
	const one = trigger();
	await expect(one.call('create')).rejects.toMatchObject({ httpCode: '502' });
	expect(await sent()).toEqual(['POST']);
	await world.sandbox.faults([]);
	await one.call('create');
	await sent();
	await world.sandbox.faults([{ ...down, method: 'GET' }]);
	expect(await isUp(one)).toBe(true);
	expect(await sent()).toEqual(['GET', 'GET']);
});

test('A pause of more than a minute is not waited for: someone looks at the dialog', async () => {
	await world.sandbox.faults([
		{ service: 'anny', path: PATH, fault: 'status', code: 429, retryAfter: 61 },
	]);
	await expect(trigger().call('create')).rejects.toMatchObject({ httpCode: '429' });
	expect(await sent()).toEqual(['POST']);
});

test('A response without an ID is an error: n8n would take the workflow for published', async () => {
	await world.sandbox.faults([
		{ service: 'anny', path: PATH, method: 'POST', fault: 'status', code: 201, body: {} },
	]);
	const one = trigger();
	await expect(one.call('create')).rejects.toThrow(
		'anny did not say which subscription it has made',
	);
	expect(one.stored).toEqual({});
});
