import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { credentialNames } from './credential-fields.mts';
import type { PreparedN8n } from './prepared-n8n.mts';
import type { QueueMode } from './queue-mode.mts';
import { executionsByTrace, type TraceSource } from './traces.mts';
import { until } from './until.mts';
import { chain } from './workflow.mts';

const AT_A_TIME = 20;
/** How often and how long a sender tries again: until a process that was killed is back. */
const MAX_ATTEMPTS = 120;
const RETRY_PAUSE_MS = 500;

/** Where each execution of the workflow leaves the ID of its event. */
export const EVENT_TRACES: TraceSource = {
	service: 'anny',
	path: '/api/v1/sandbox/echo',
	id: 'event',
};

export interface DeliveryFigures {
	events: number;
	/** Each event is sent one to three times. */
	deliveries: number;
	/** Deliveries that got no 2xx, however often they were tried. */
	failed: number;
	/** Events that no execution has seen. */
	lost: number;
	/** Executions that were started besides the first of each event. */
	duplicates: number;
	seconds: number;
}

/** A published workflow with an anny Trigger, as anny sees it. */
export interface Subscriber {
	workflowId: string;
	/** The address of the webhook, at the process that is to take it. */
	url: string;
	/** As anny was told. */
	registeredUrl: string;
	headers: Record<string, string>;
}

/**
 * Publishes a workflow that starts on new bookings, and waits until it takes deliveries.
 *
 * @param takesWebhooks the process that deliveries go to
 */
export async function deployTrigger(
	{ rest, sandbox, credentials, n8n }: PreparedN8n,
	takesWebhooks: { baseUrl: string } = n8n,
): Promise<Subscriber> {
	const saved = {
		annyTokenApi: { id: credentials.annyTokenApi, name: credentialNames.annyTokenApi },
	};
	const workflow = chain('Events in queue mode', {
		type: 'n8n-nodes-anny-anybill.annyHttpRequest',
		credentials: saved,
		parameters: {
			url: `=${EVENT_TRACES.path}?event={{ $json.event_id }}&execution={{ $execution.id }}`,
			// Under faults, too, each execution leaves its trace in time.
			options: { timeout: 2_000, retry: { retry: { maxAttempts: 6 } } },
		},
	});
	const [trigger] = workflow.nodes;
	if (!trigger) throw new Error('The workflow has no trigger');
	Object.assign(trigger, {
		type: 'n8n-nodes-anny-anybill.annyHttpRequestTrigger',
		webhookId: randomUUID(),
		parameters: { events: ['bookings.created'] },
		credentials: saved,
	});
	const created = await rest.createWorkflow(workflow);
	await rest.activate(created);

	const { apiTokens } = (await sandbox.known()).anny;
	const subscription = async () => {
		const response = await fetch(`${sandbox.urls.anny}/api/v1/webhook-subscriptions`, {
			headers: { Authorization: `Bearer ${apiTokens.full}` },
		});
		const { data } = (await response.json()) as {
			data: Array<{ attributes: { url: string; custom_headers: Record<string, string> } }>;
		};
		return data[0]?.attributes;
	};
	const { url, custom_headers: headers } = await until(subscription, { what: 'a subscription' });
	const { pathname } = new URL(url);
	const subscriber = {
		url: `${takesWebhooks.baseUrl}${pathname}`,
		registeredUrl: url,
		workflowId: created.id,
		headers,
	};
	// Until n8n has stored the secret it refuses everything; then this one, as an unknown event.
	const isReady = async () => (await send(subscriber, 'none', 'ready')) === 422;
	await until(isReady, { what: 'the webhook to be ready' });
	return subscriber;
}

/** The status, or undefined where no response came. */
async function send(
	{ url, headers }: Subscriber,
	event: string,
	id: string,
): Promise<number | undefined> {
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', ...headers },
			body: JSON.stringify({ event, event_id: id, data: { type: 'bookings', id, attributes: {} } }),
		});
		await response.text();
		return response.status;
	} catch {
		return undefined;
	}
}

/** Delivers an event as anny does: again while there is no 2xx. @returns whether there was one at last */
export async function deliver(subscriber: Subscriber, id: string): Promise<boolean> {
	for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
		const status = await send(subscriber, 'bookings.created', id);
		if (status !== undefined && status >= 200 && status < 300) return true;
		await pause(RETRY_PAUSE_MS);
	}
	return false;
}

/**
 * Delivers events, each one to three times, in an order in which the repetitions are mixed with the
 * others, 20 at a time.
 *
 * @param disturb called with the number of deliveries made so far
 */
export async function deliverEvents(
	queue: QueueMode,
	subscriber: Subscriber,
	events: number,
	disturb: (done: number, all: number) => Promise<void> = async () => {},
): Promise<DeliveryFigures> {
	const { rest, sandbox } = queue;
	const run = randomUUID().slice(0, 8);
	const ids = Array.from({ length: events }, (_, index) => `${run}-${index}`);
	// 1, 2, 3, 1, 2, 3 …; a step that has no factor in common with the length visits all.
	const deliveries = ids.flatMap((id, index) => Array<string>(1 + (index % 3)).fill(id));
	const order = deliveries.map((_, index) => deliveries[(index * 7919) % deliveries.length]);
	await sandbox.reset({ keepData: true, keepTokens: true, keepSettings: true });

	const started = performance.now();
	let next = 0;
	let done = 0;
	let failed = 0;
	const disturbances: Array<Promise<void>> = [];
	const sender = async () => {
		for (let id = order[next++]; id !== undefined; id = order[next++]) {
			if (!(await deliver(subscriber, id))) failed++;
			disturbances.push(disturb(++done, order.length));
		}
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, sender));
	const seconds = (performance.now() - started) / 1000;
	await Promise.all(disturbances);

	/** The executions of each event. One that n8n gave to a second worker is still the same. */
	const executions = async () => {
		const traces = await executionsByTrace(sandbox, EVENT_TRACES);
		return ids.map((id) => new Set(traces.get(id)).size);
	};
	// n8n gives the job of a worker that was killed to another one after half a minute.
	const allSeen = async () => (await executions()).every((count) => count > 0);
	await until(allSeen, { what: 'all executions', timeoutMs: 120_000 }).catch(() => false);
	// One too many may come last.
	await until(() => rest.isIdle(), { what: 'n8n to be idle', timeoutMs: 120_000 });
	const counts = await executions();
	const lost = counts.filter((count) => count === 0).length;
	const duplicates = counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
	return { events, deliveries: order.length, failed, lost, duplicates, seconds };
}

/** Kills a worker after a third of the deliveries and the webhook process after two, and restarts both. */
export function killing({ workers, webhookProcess }: QueueMode) {
	return async (done: number, all: number): Promise<void> => {
		const victim =
			done === Math.floor(all / 3)
				? workers[0]
				: done === Math.floor((all * 2) / 3)
					? webhookProcess
					: undefined;
		await victim?.kill();
		await victim?.start();
	};
}
