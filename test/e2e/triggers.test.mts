import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Execution } from '../../harness/n8n-rest.mts';
import { newestN8n } from '../../harness/n8n-versions.mts';
import { prepareN8n, type PreparedN8n } from '../../harness/prepared-n8n.mts';
import { until } from '../../harness/until.mts';
import type { Workflow, WorkflowNode } from '../../harness/workflow.mts';

/** An n8n of its own: it is restarted, and its log and database are searched for secrets. */
let prepared: PreparedN8n;
let apiToken: string;
let webhookCredential: string;

const KEY = 'the-key-that-anybill-was-told';
const MEDIA_TYPE = 'application/vnd.api+json';

beforeAll(async () => {
	prepared = await prepareN8n({ env: { N8N_LOG_LEVEL: 'debug' } });
	const { rest, sandbox } = prepared;
	apiToken = (await sandbox.known()).anny.apiTokens.full;
	const credential = await rest.createCredential('Key', 'anybillWebhookApi', { apiKey: KEY });
	webhookCredential = credential.id;
	await sandbox.settings({ anny: { webhookPausesMs: [20, 20, 20] } });
}, 300_000);

afterAll(async () => await prepared?.stop(), 60_000);

// --- anny's side -------------------------------------------------------------------------------

interface Subscription {
	id: string;
	attributes: {
		url: string;
		events: string[];
		is_active: boolean;
		custom_headers: Record<string, string>;
	};
}

async function callAnny(path: string, method = 'GET', body?: object): Promise<Response> {
	return await fetch(`${prepared.sandbox.urls.anny}/api/v1${path}`, {
		method,
		headers: { Authorization: `Bearer ${apiToken}`, 'Content-Type': MEDIA_TYPE },
		...(body && { body: JSON.stringify(body) }),
	});
}

async function subscriptions(organization = '101'): Promise<Subscription[]> {
	const response = await callAnny(`/webhook-subscriptions?o=${organization}`);
	return ((await response.json()) as { data: Subscription[] }).data;
}

async function onlySubscription(): Promise<Subscription> {
	const all = await subscriptions();
	expect(all).toHaveLength(1);
	return all[0] as Subscription;
}

async function bookSomething(): Promise<string> {
	const attributes = {
		start_date: '2026-03-30T10:00:00Z',
		end_date: '2026-03-30T11:00:00Z',
		is_blocker: true,
		title: 'Cleaning',
	};
	const relationships = { resource: { data: { type: 'resources', id: '1' } } };
	const response = await callAnny('/bookings', 'POST', {
		data: { type: 'bookings', attributes, relationships },
	});
	return ((await response.json()) as { data: { id: string } }).data.id;
}

interface DeliveryOptions {
	headers?: Record<string, string>;
	body?: string;
	id?: string;
	event?: string;
	method?: string;
}

/** A delivery as anny would send it, with whatever is to be wrong about it. */
async function deliver(
	{ attributes }: Subscription,
	{
		headers,
		body,
		id = randomUUID(),
		event = 'bookings.created',
		method = 'POST',
	}: DeliveryOptions = {},
): Promise<number> {
	const content = { event, event_id: id, data: { type: 'bookings', id: '1', attributes: {} } };
	const response = await fetch(attributes.url, {
		method,
		headers: { 'Content-Type': 'application/json', ...(headers ?? attributes.custom_headers) },
		...(method !== 'GET' && { body: body ?? JSON.stringify(content) }),
	});
	await response.text();
	return response.status;
}

// --- n8n's side --------------------------------------------------------------------------------

type SavedWorkflow = Workflow & { id: string; versionId: string };

function triggerWorkflow(node: Partial<WorkflowNode> & { type: string }): Workflow {
	const trigger: WorkflowNode = {
		id: randomUUID(),
		webhookId: randomUUID(),
		name: 'Trigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...node,
	};
	const next: WorkflowNode = {
		id: randomUUID(),
		name: 'Next',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [220, 0],
		parameters: {},
	};
	return {
		name: `Trigger ${randomUUID().slice(0, 8)}`,
		nodes: [trigger, next],
		connections: { Trigger: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1', saveManualExecutions: true },
	};
}

const annyWorkflow = (parameters: object, credential = 'annyTokenApi') =>
	triggerWorkflow({
		type: 'n8n-nodes-anny-anybill.annyHttpRequestTrigger',
		parameters: { events: ['bookings.created'], ...parameters },
		credentials: {
			[credential]: {
				id: (prepared.credentials as Record<string, string>)[credential] ?? credential,
				name: credential,
			},
		},
	});

const anybillWorkflow = (parameters: Record<string, unknown> = {}) =>
	triggerWorkflow({
		type: 'n8n-nodes-anny-anybill.anybillHttpRequestTrigger',
		parameters,
		credentials: { anybillWebhookApi: { id: webhookCredential, name: 'Key' } },
	});

const saved: string[] = [];

async function save(workflow: Workflow): Promise<SavedWorkflow> {
	const { id, versionId } = await prepared.rest.createWorkflow(workflow);
	saved.push(id);
	return { ...workflow, id, versionId };
}

/** Publishing goes on after n8n has responded; it is over when the webhook knows its secret. */
async function publish(workflow: Workflow, organization?: string): Promise<SavedWorkflow> {
	const stored = await save(workflow);
	await prepared.rest.activate(stored);
	if (workflow.nodes[0]?.type.endsWith('annyHttpRequestTrigger')) {
		await untilReady(stored, organization);
	} else {
		const isKnown = async () => (await fetch(address(stored), { method: 'POST' })).status === 401;
		await until(isKnown, { what: 'the webhook of anybill' });
	}
	return stored;
}

const address = ({ nodes }: Workflow) =>
	`${prepared.rest.baseUrl}/webhook/${nodes[0]?.webhookId}/webhook`;

/** Waits until deliveries of a subscription prove their sender. @returns the only subscription */
async function untilReady(workflow: Workflow, organization?: string, formerId = ''): Promise<void> {
	await until(
		async () => {
			const all = await subscriptions(organization);
			const [own] = all.filter(({ attributes }) => attributes.url === address(workflow));
			return own && own.id !== formerId && (await deliver(own, { event: 'none' })) === 422;
		},
		{ what: 'the subscription' },
	);
}

/** Publishes a workflow in vain. @returns what n8n says of it */
async function activationError(stored: SavedWorkflow): Promise<string> {
	const { rest } = prepared;
	try {
		await rest.activate(stored);
	} catch (error) {
		// Older versions publish before they respond.
		return String(error);
	}
	return await until(
		async () => {
			const path = `/rest/workflows/${stored.id}/publication-status`;
			const text = JSON.stringify(await rest.request('GET', path));
			return /fail/i.test(text) && text;
		},
		{ what: 'the publication to fail' },
	);
}

/** Saves a new version and publishes it, as the editor does. */
async function republish(workflow: SavedWorkflow, change: (trigger: WorkflowNode) => void) {
	const [trigger] = workflow.nodes;
	const formerName = trigger?.name ?? '';
	if (trigger) change(trigger);
	const connections = { [trigger?.name ?? '']: workflow.connections[formerName] };
	// n8n 1 publishes what it saves.
	const [{ id: formerId = '' } = {}] = await subscriptions();
	const { versionId } = await prepared.rest.request<{ versionId: string }>(
		'PATCH',
		`/rest/workflows/${workflow.id}`,
		{ nodes: workflow.nodes, connections, versionId: workflow.versionId },
	);
	await prepared.rest.activate({ id: workflow.id, versionId });
	await untilReady(workflow, undefined, formerId);
	return { ...workflow, versionId };
}

const unpublish = async ({ id }: SavedWorkflow) =>
	await prepared.rest.request('POST', `/rest/workflows/${id}/deactivate`, {});

const listen = async (workflow: SavedWorkflow) =>
	await prepared.rest.request('POST', `/rest/workflows/${workflow.id}/run`, {
		triggerToStartFrom: { name: 'Trigger' },
		// For older versions of n8n; newer ones take what is stored.
		workflowData: workflow,
	});

/** Waits for that many finished executions, oldest first. @throws where there are more */
async function executions(workflow: SavedWorkflow, count: number): Promise<Execution[]> {
	const { rest } = prepared;
	const finished = await until(
		async () => {
			const all = await rest.listExecutions({ workflowId: workflow.id }, 100);
			const isDone = all.every(({ status }) => !['new', 'running'].includes(status));
			return isDone && all.length >= count && all;
		},
		{ what: `${count} executions` },
	);
	expect(finished).toHaveLength(count);
	return await Promise.all(finished.reverse().map(async ({ id }) => await rest.execution(id)));
}

function item(execution: Execution | undefined): Record<string, unknown> {
	const run = execution?.data.resultData.runData.Next?.at(-1);
	return run?.data?.main[0]?.[0]?.json ?? {};
}

afterEach(async () => {
	for (const id of saved.splice(0)) await prepared.rest.deleteWorkflow(id);
	await until(async () => (await subscriptions()).length === 0, {
		what: 'no subscription to be left behind at anny',
	});
	await prepared.sandbox.faults([]);
});

describe('anny Trigger', () => {
	test.each(['annyTokenApi', 'annyCustomOAuth2Api'])(
		'publishing subscribes with a secret, a booking starts an execution, unpublishing leaves nothing (%s)',
		async (credential) => {
			const authentication = credential === 'annyTokenApi' ? 'apiToken' : 'oAuth2';
			const workflow = await publish(annyWorkflow({ authentication }, credential));
			const { attributes } = await onlySubscription();
			expect(attributes).toMatchObject({ events: ['bookings.created'], is_active: true });
			const [secret] = Object.values(attributes.custom_headers);
			expect(secret).toMatch(/^[\w-]{43}$/);

			const booking = await bookSomething();
			expect(item((await executions(workflow, 1))[0])).toMatchObject({
				event: 'bookings.created',
				data: { id: booking, type: 'bookings', description: 'Cleaning', customer: null },
			});
			await unpublish(workflow);
			await until(async () => (await subscriptions()).length === 0, { what: 'no subscription' });
		},
	);

	test('raw, the delivery comes as anny sent it', async () => {
		const workflow = await publish(annyWorkflow({ simplify: false }));
		const booking = await bookSomething();
		const { id } = await onlySubscription();
		expect(item((await executions(workflow, 1))[0])).toMatchObject({
			event: 'bookings.created',
			webhook_id: id,
			data: {
				id: booking,
				attributes: { description: 'Cleaning' },
				relationships: expect.any(Object),
			},
		});
	});

	test('forged deliveries get 401, the secret is taken in any case of its header', async () => {
		const workflow = await publish(annyWorkflow({}));
		const subscription = await onlySubscription();
		const [[name = '', secret = ''] = []] = Object.entries(subscription.attributes.custom_headers);
		for (const headers of [
			{},
			{ [name]: '' },
			{ [name]: 'wrong' },
			{ [name]: secret.toLowerCase() },
			{ [name]: `${secret}x` },
			{ 'X-Other': secret },
			{ Authorization: `Bearer ${secret}` },
		]) {
			expect(await deliver(subscription, { headers })).toBe(401);
		}
		expect(await deliver(subscription, { headers: { [name.toUpperCase()]: secret } })).toBe(200);
		expect(await deliver(subscription, { headers: { [name.toLowerCase()]: secret } })).toBe(200);
		await executions(workflow, 2);
	});

	test('what is no delivery of a chosen event is refused and starts nothing', async () => {
		const workflow = await publish(annyWorkflow({}));
		const subscription = await onlySubscription();
		const big = JSON.stringify({ event: 'bookings.created', data: 'x'.repeat(10_000_000) });
		const { custom_headers } = subscription.attributes;
		const asText = { ...custom_headers, 'Content-Type': 'text/plain' };
		const asForm = { ...custom_headers, 'Content-Type': 'multipart/form-data; boundary=x' };
		for (const [status, options] of [
			[422, { event: 'customers.created' }],
			[422, { body: '{' }],
			[400, { body: '[]' }],
			[400, { body: '"text"' }],
			[400, { body: 'text', headers: asText }],
			[415, { body: '--x--', headers: asForm }],
			[413, { body: big }],
			[404, { method: 'GET' }],
			[404, { method: 'PUT' }],
			[404, { method: 'DELETE' }],
		] as Array<[number, DeliveryOptions]>) {
			expect([options.event ?? options.method, await deliver(subscription, options)]).toEqual([
				options.event ?? options.method,
				status,
			]);
		}
		expect(await deliver(subscription)).toBe(200);
		await executions(workflow, 1);
	});

	test('the same event is started once: sent again, at the same time, after a restart', async () => {
		const workflow = await publish(annyWorkflow({}));
		const subscription = await onlySubscription();
		const twice = await Promise.all([1, 2, 3].map(() => deliver(subscription, { id: 'e-1' })));
		expect([...twice, await deliver(subscription, { id: 'e-1' })]).toEqual([200, 200, 200, 200]);
		await executions(workflow, 1);

		await prepared.n8n.restart();
		expect((await onlySubscription()).id).toBe(subscription.id);
		const isBack = async () => (await deliver(subscription, { id: 'e-1' })) === 200;
		await until(isBack, { what: 'the webhook after the restart' });
		expect(await deliver(subscription, { id: 'e-2' })).toBe(200);
		await executions(workflow, 2);
	});

	test('other events are subscribed to anew, under another name of the node as well', async () => {
		const workflow = await publish(annyWorkflow({}));
		const before = await onlySubscription();
		const changed = await republish(workflow, ({ parameters }) => {
			parameters.events = ['customers.created', 'bookings.cancelled'];
		});
		const after = await onlySubscription();
		expect(after.id).not.toBe(before.id);
		expect(after.attributes.events).toEqual([
			'bookings.deleted',
			'bookings.updated',
			'customers.created',
		]);
		expect(after.attributes.custom_headers).not.toEqual(before.attributes.custom_headers);
		await republish(changed, (trigger) => {
			trigger.name = 'Another name';
		});
		expect((await onlySubscription()).id).not.toBe(after.id);
	});

	test('a subscription that was deleted behind our back is made anew by publishing again', async () => {
		const workflow = await publish(annyWorkflow({}));
		const before = await onlySubscription();
		await callAnny(`/webhook-subscriptions/${before.id}`, 'DELETE');
		await unpublish(workflow);
		await prepared.rest.activate(workflow);
		await untilReady(workflow);
		await onlySubscription();
	});

	test('while n8n is down anny switches the subscription off, and publishing again makes it anew', async () => {
		const workflow = await publish(annyWorkflow({}));
		const before = await onlySubscription();
		await prepared.n8n.stop();
		for (let failures = 0; failures < 5; failures++) {
			await prepared.sandbox.announceEvent({ event: 'bookings.created' });
		}
		expect((await onlySubscription()).attributes.is_active).toBe(false);
		await prepared.n8n.start();
		// Older versions of n8n look at it when they start, and make it anew by themselves.
		if (prepared.n8n.version === newestN8n) {
			await unpublish(workflow);
			await prepared.rest.activate(workflow);
		}
		await untilReady(workflow, undefined, before.id);
		expect((await onlySubscription()).attributes.is_active).toBe(true);
	});

	test('test listening has a subscription of its own, and production goes on meanwhile', async () => {
		const workflow = await publish(annyWorkflow({}));
		const production = await onlySubscription();
		await listen(workflow);
		const all = await subscriptions();
		expect(all).toHaveLength(2);
		const testing = all.find(({ id }) => id !== production.id) as Subscription;
		expect(testing.attributes.url).toContain('/webhook-test/');
		expect(testing.attributes.custom_headers).not.toEqual(production.attributes.custom_headers);

		// Neither takes the other's secret, and a forged delivery does not end the listening.
		const { custom_headers: headers } = production.attributes;
		expect(await deliver(testing, { headers })).toBe(401);
		const { custom_headers: testHeaders } = testing.attributes;
		expect(await deliver(production, { headers: testHeaders })).toBe(401);

		expect(await deliver(production)).toBe(200);
		expect(await deliver(testing)).toBe(200);
		const modes = (await executions(workflow, 2)).map(({ mode }) => mode).sort();
		expect(modes).toEqual(['manual', 'webhook']);
		await until(async () => (await subscriptions()).length === 1, { what: 'the test to be over' });
		expect((await onlySubscription()).id).toBe(production.id);
		expect(await deliver(production)).toBe(200);
		await executions(workflow, 3);
	});

	test('a cancelled booking starts one execution, however its cancellation is told', async () => {
		const workflow = await publish(annyWorkflow({ events: ['bookings.cancelled'] }));
		const booking = await bookSomething();
		await callAnny(`/bookings/${booking}`, 'PATCH', {
			data: { type: 'bookings', id: booking, attributes: { status: 'accepted' } },
		});
		await callAnny(`/bookings/${booking}/cancel`);
		await executions(workflow, 1);
		await callAnny(`/bookings/${booking}`, 'DELETE');
		const { sandbox } = prepared;
		const isDelivered = async () =>
			(await sandbox.deliveries()).filter(({ body }) => body.event === 'bookings.deleted' && body)
				.length > 0;
		await until(isDelivered, { what: 'the deletion to be delivered' });
		await until(async () => (await sandbox.deliveries()).every(({ isDone }) => isDone), {
			what: 'all deliveries to be done',
		});
		const [execution] = await executions(workflow, 1);
		expect(item(execution)).toMatchObject({
			event: 'bookings.cancelled',
			data: { id: booking, canceled_at: expect.any(String) },
		});
	});

	test('a finalized invoice is understood, whatever anny calls it', async () => {
		const workflow = await publish(annyWorkflow({ events: ['invoices.finalised'] }));
		const subscription = await onlySubscription();
		expect(subscription.attributes.events).toEqual(['invoices.finalised']);
		for (const event of ['invoices.finalised', 'invoices.finalized']) {
			expect(await deliver(subscription, { event })).toBe(200);
		}
		const events = (await executions(workflow, 2)).map((execution) => item(execution).event);
		expect(events).toEqual(['invoices.finalised', 'invoices.finalised']);
	});

	test('the subscription is made in the organization that was chosen', async () => {
		const organization = { __rl: true, mode: 'id', value: '102' };
		const workflow = await publish(annyWorkflow({ organization }), '102');
		expect(await subscriptions('101')).toEqual([]);
		expect(await subscriptions('102')).toHaveLength(1);
		await unpublish(workflow);
		await until(async () => (await subscriptions('102')).length === 0, { what: 'no subscription' });
	});

	test('a rate limit and an expired token do not keep the subscription from being made', async () => {
		const { sandbox } = prepared;
		await sandbox.faults([
			{
				service: 'anny',
				path: '/api/v1/webhook-subscriptions',
				method: 'POST',
				fault: 'status',
				code: 429,
				retryAfter: 1,
			},
		]);
		await sandbox.expireTokens('anny');
		await publish(annyWorkflow({ authentication: 'oAuth2' }, 'annyCustomOAuth2Api'));
		await onlySubscription();
	});

	test('a token without the scope is told which one it lacks', async () => {
		const { rest, sandbox } = prepared;
		const { narrow } = (await sandbox.known()).anny.apiTokens;
		const { id } = await rest.createCredential('Narrow', 'annyTokenApi', {
			region: 'custom',
			baseUrl: sandbox.urls.anny,
			accessToken: narrow,
			allowedDomains: '127.0.0.1',
		});
		const workflow = annyWorkflow({});
		const [trigger] = workflow.nodes;
		if (trigger) trigger.credentials = { annyTokenApi: { id, name: 'Narrow' } };
		const stored = await save(workflow);
		expect(await activationError(stored)).toContain('b.webhook-subscriptions:*');
	});

	test('on an address that anny cannot reach, the message names WEBHOOK_URL', async () => {
		const { rest } = prepared;
		const { id } = await rest.createCredential('Real', 'annyTokenApi', {
			region: 'co',
			accessToken: 'never-sent-anywhere',
		});
		const workflow = annyWorkflow({});
		const [trigger] = workflow.nodes;
		if (trigger) trigger.credentials = { annyTokenApi: { id, name: 'Real' } };
		const stored = await save(workflow);
		expect(await activationError(stored)).toMatch(
			/anny cannot send events to this n8n.*WEBHOOK_URL/,
		);
	});
});

describe('anybill Trigger', () => {
	async function registered(workflow: SavedWorkflow, key = KEY): Promise<void> {
		await prepared.sandbox.registerReceiptWebhook({ url: address(workflow), key });
	}

	afterEach(async () => {
		await prepared.sandbox.reset({ keepData: true, keepTokens: true, keepSettings: true });
	});

	test('a receipt starts an execution, once, with amounts as numbers and all that anybill adds', async () => {
		const workflow = await publish(anybillWorkflow());
		await registered(workflow);
		const receipt = { receiptId: 'r-1', amount: '12.50', new: { field: ['1.50'] } };
		for (let time = 0; time < 2; time++) {
			const [delivery] = await prepared.sandbox.announceReceipt(receipt);
			expect(delivery?.statuses).toEqual([200]);
		}
		const [execution] = await executions(workflow, 1);
		expect(item(execution)).toMatchObject({
			receiptId: 'r-1',
			amount: 12.5,
			new: { field: ['1.50'] },
			vendorAddress: { postalCode: '01067' },
			lines: [{ amount: expect.any(Number) }],
		});
	});

	test('a receipt without the key, or with a wrong one, gets 401 and starts nothing', async () => {
		const workflow = await publish(anybillWorkflow());
		for (const headers of [{}, { 'X-API-KEY': '' }, { 'X-API-KEY': KEY.toUpperCase() }]) {
			const response = await fetch(address(workflow), {
				method: 'POST',
				headers: { 'Content-Type': 'application/json', ...headers } as Record<string, string>,
				body: '{"receiptId":"r-1"}',
			});
			expect(response.status).toBe(401);
		}
		const response = await fetch(address(workflow), {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'x-api-key': KEY },
			body: '{"receiptId":"r-1"}',
		});
		expect(response.status).toBe(200);
		await executions(workflow, 1);
	});

	test('only receipts of the chosen stores start an execution', async () => {
		const workflow = await publish(anybillWorkflow({ stores: 'store-2, S-3' }));
		await registered(workflow);
		for (const [receiptId, storeId, externalStoreId] of [
			['r-1', 'store-1', 'S-1'],
			['r-2', 'store-2', 'S-2'],
			['r-3', 'store-3', 'S-3'],
		]) {
			const changes = { receiptId, storeId, externalStoreId };
			const [delivery] = await prepared.sandbox.announceReceipt(changes);
			expect(delivery?.statuses).toEqual([200]);
		}
		const receipts = (await executions(workflow, 2)).map((execution) => item(execution).receiptId);
		expect(receipts).toEqual(['r-2', 'r-3']);
	});

	test('the credential test says what a key lacks, and sends it nowhere', async () => {
		const { rest } = prepared;
		expect(await rest.testCredential(webhookCredential)).toMatchObject({ status: 'OK' });
		const { id } = await rest.createCredential('Short', 'anybillWebhookApi', { apiKey: 'short' });
		expect(await rest.testCredential(id)).toEqual({
			status: 'Error',
			message: expect.stringContaining('too short'),
		});
	});
});

test('no secret is in an item, a workflow, n8n’s log or, in clear, its database', async () => {
	const { rest, sandbox, n8n } = prepared;
	const workflows = [
		await publish(annyWorkflow({ simplify: false })),
		await publish(anybillWorkflow()),
	];
	const subscription = await onlySubscription();
	const [secret = ''] = Object.values(subscription.attributes.custom_headers);
	expect(await deliver(subscription)).toBe(200);
	expect(await deliver(subscription, { headers: {} })).toBe(401);
	await sandbox.registerReceiptWebhook({ url: address(workflows[1] as SavedWorkflow), key: KEY });
	await sandbox.announceReceipt();

	const texts: string[] = [await n8n.log()];
	for (const workflow of workflows) {
		texts.push(JSON.stringify(await executions(workflow, 1)));
		texts.push(JSON.stringify(await rest.request('GET', `/rest/workflows/${workflow.id}`)));
	}
	const folder = join(n8n.userFolder, '.n8n');
	const files = (await readdir(folder)).filter((name) => name.startsWith('database.sqlite'));
	for (const file of files) texts.push(await readFile(join(folder, file), 'latin1'));
	const all = texts.join('\n');
	// What stands there shows that it was looked for in the right place.
	expect(all).toContain(subscription.id);
	expect(all).toContain(createHash('sha256').update(secret).digest('hex'));
	expect([secret, KEY, apiToken].filter((text) => all.includes(text))).toEqual([]);
});
