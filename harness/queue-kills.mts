import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isEnding } from './cleanup.mts';
import { credentialNames } from './credential-fields.mts';
import type { N8n } from './n8n-process.mts';
import type { QueueMode } from './queue-mode.mts';
import { executionsByTrace, type TraceSource } from './traces.mts';
import { deliver, deployTrigger, EVENT_TRACES, type Subscriber } from './trigger-deliveries.mts';
import { until } from './until.mts';
import { chain } from './workflow.mts';

/** anybill's tokens live this long here: they are renewed again and again while processes die. */
const ACCESS_TOKEN_SECONDS = 20;
/** Where each execution writes, once, at its end. */
const WRITES: TraceSource = { service: 'anybill', path: '/api/v3/sandbox/echo', id: 'id' };
/** n8n gives the job of a worker that died to another one after half a minute. */
const RECOVERY_MS = 180_000;

export interface KillOptions {
	minutes: number;
	executions: number;
	events: number;
	/** Between the end of one restart and the next kill, on average. */
	pauseSeconds: number;
	/** From 0 up to 1. */
	random: () => number;
	report?: (text: string) => void;
}

/** What became of a number of executions, counted where they wrote. */
export interface Outcome {
	started: number;
	/** The caller got no result: an error status, no data, or a connection that broke. */
	interrupted: number;
	/** Wrote nothing, although the caller got the result, or the sender a 2xx. */
	lost: number;
	/** Ended as failed or crashed in n8n's list: the ones that a worker took with it. */
	failedInN8n: number;
	/** Wrote once more, in the same execution: n8n gave the job of a worker that died to another one. */
	repeatedByN8n: number;
	/** Wrote once more, in another execution. */
	startedTwice: number;
}

export interface KillFigures {
	kills: Record<string, number>;
	executions: Outcome;
	events: Outcome;
	seconds: number;
}

/** Two published workflows: one is started by a call and writes a receipt, one by anny's events. */
export interface KillTargets {
	/** At the process that takes webhooks. */
	callUrl: string;
	workflowId: string;
	subscriber: Subscriber;
}

export async function deployKillTargets(queue: QueueMode): Promise<KillTargets> {
	await queue.sandbox.settings({
		anybill: { accessTokenSeconds: ACCESS_TOKEN_SECONDS },
		data: { stores: 1 },
	});
	await queue.sandbox.reset({ keepTokens: true, keepSettings: true });
	const anybill = {
		type: 'n8n-nodes-anny-anybill.anybillHttpRequest',
		credentials: {
			anybillRopcApi: {
				id: queue.credentials.anybillRopcApi,
				name: credentialNames.anybillRopcApi,
			},
		},
	};
	const deployed = await queue.rest.deploy(
		chain(
			'Executions under kills',
			{ ...anybill, parameters: { url: '/api/v3/store' } },
			{
				...anybill,
				parameters: {
					method: 'POST',
					url: `=${WRITES.path}?id={{ $('Start').item.json.body.id }}&execution={{ $execution.id }}`,
				},
			},
		),
	);
	await deployed.run({ id: 'ready' });
	const { pathname } = new URL(deployed.webhookUrl);
	return {
		workflowId: deployed.id,
		callUrl: `${(queue.webhookProcess ?? queue.n8n).baseUrl}${pathname}`,
		subscriber: await deployTrigger(queue, queue.webhookProcess),
	};
}

/**
 * @returns whether the caller got the result: of an execution that a worker took with it, n8n may say with
 *   status 200 that it was successful, and that no data was returned
 */
async function call(url: string, id: string): Promise<boolean> {
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ id }),
			// A process that dies while it waits for a worker's result says nothing more.
			signal: AbortSignal.timeout(60_000),
		});
		// The last node echoes the ID.
		return response.ok && (await response.text()).includes(id);
	} catch {
		return false;
	}
}

/**
 * Starts executions and delivers events, evenly spread over the time, while one process after another
 * is killed and started again: main, webhook process, workers, at random.
 */
export async function runUnderKills(
	queue: QueueMode,
	{ callUrl, workflowId, subscriber }: KillTargets,
	options: KillOptions,
): Promise<KillFigures> {
	const { minutes, random, report = () => {} } = options;
	await queue.sandbox.reset({ keepData: true, keepTokens: true, keepSettings: true });
	const startedMs = performance.now();
	const endMs = startedMs + minutes * 60_000;
	const isOver = () => isEnding() || performance.now() >= endMs;
	const succeeded = { executions: new Map<string, boolean>(), events: new Map<string, boolean>() };
	const kills: Record<string, number> = {};

	const spread = async (
		results: Map<string, boolean>,
		count: number,
		start: (id: string) => Promise<boolean>,
	) => {
		const run = randomUUID().slice(0, 8);
		const all: Array<Promise<void>> = [];
		for (let index = 0; index < count && !isEnding(); index++) {
			const dueMs = startedMs + (index / count) * minutes * 60_000;
			await pause(Math.max(0, dueMs - performance.now()));
			const id = `${run}-${index}`;
			all.push(start(id).then((ok) => void results.set(id, ok)));
		}
		await Promise.all(all);
	};
	// As a sender that retries would: one to three times at once.
	const deliverAgain = async (id: string) => {
		const times = 1 + Math.floor(random() * 3);
		const all = await Promise.all(Array.from({ length: times }, () => deliver(subscriber, id)));
		return all.includes(true);
	};
	const killing = async () => {
		while (!isOver()) {
			await pause(Math.min(random() * 2 * options.pauseSeconds * 1000, endMs - performance.now()));
			if (isOver()) return;
			const [role, victim] = pick(queue, random());
			await victim.kill();
			await victim.start();
			kills[role] = (kills[role] ?? 0) + 1;
			const left = Math.max(0, Math.round((endMs - performance.now()) / 1000));
			report(`${left} s left, ${Object.values(kills).reduce((a, b) => a + b)} kills`);
		}
	};
	await Promise.all([
		spread(succeeded.executions, options.executions, (id) => call(callUrl, id)),
		spread(succeeded.events, options.events, deliverAgain),
		killing(),
	]);
	const seconds = (performance.now() - startedMs) / 1000;
	const failedIn = async (id: string) =>
		await queue.rest.countExecutions({ workflowId: id, status: ['error', 'crashed'] });
	const outcomes = async () => ({
		executions: {
			...count(succeeded.executions, await executionsByTrace(queue.sandbox, WRITES)),
			failedInN8n: await failedIn(workflowId),
		},
		events: {
			...count(succeeded.events, await executionsByTrace(queue.sandbox, EVENT_TRACES)),
			failedInN8n: await failedIn(subscriber.workflowId),
		},
	});
	const isComplete = async () => {
		const { executions, events } = await outcomes();
		return executions.lost + events.lost === 0;
	};
	const limits = { timeoutMs: RECOVERY_MS, everyMs: 2_000 };
	await until(isComplete, { what: 'all executions', ...limits }).catch(() => undefined);
	await until(() => queue.rest.isIdle(), { what: 'n8n to be idle', ...limits }).catch(
		() => undefined,
	);
	return { kills, seconds, ...(await outcomes()) };
}

/** A process of queue mode, by a random number from 0 up to 1. */
function pick({ n8n, webhookProcess, workers }: QueueMode, random: number): [string, N8n] {
	const all: Array<[string, N8n]> = [
		['main', n8n],
		...(webhookProcess ? [['webhook process', webhookProcess] as [string, N8n]] : []),
		...workers.map((worker): [string, N8n] => ['worker', worker]),
	];
	return all[Math.floor(random * all.length)] ?? ['main', n8n];
}

function count(
	succeeded: Map<string, boolean>,
	written: Map<string, string[]>,
): Omit<Outcome, 'failedInN8n'> {
	const outcome = {
		started: succeeded.size,
		interrupted: 0,
		lost: 0,
		repeatedByN8n: 0,
		startedTwice: 0,
	};
	for (const [id, ok] of succeeded) {
		const executions = written.get(id) ?? [];
		const distinct = new Set(executions).size;
		if (!ok) outcome.interrupted++;
		if (ok && distinct === 0) outcome.lost++;
		outcome.repeatedByN8n += executions.length - distinct;
		outcome.startedTwice += Math.max(0, distinct - 1);
	}
	return outcome;
}
