/**
 * `npm run soak [-- --minutes 20] [--parallel 20] [--seed 1]`: a real n8n under random faults, with
 * requests, operations and a trigger. Ends with exit code 0 only if every item was saved that the retry
 * rules promise to save, no write was done and no event started twice, and n8n's memory, handles and
 * sockets stayed flat.
 */
import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import pidusage from 'pidusage';
import { seededRandom } from '../sandbox/random.mts';
import type { FaultRule } from '../sandbox/types.mts';
import { isEnding, runMain } from '../harness/cleanup.mts';
import { credentialNames, type CredentialType } from '../harness/credential-fields.mts';
import type { DeployedWorkflow } from '../harness/n8n-rest.mts';
import {
	deliver,
	deployTrigger,
	EVENT_TRACES,
	type Subscriber,
} from '../harness/trigger-deliveries.mts';
import { median } from '../harness/median.mts';
import { prepareN8n, type PreparedN8n } from '../harness/prepared-n8n.mts';
import { visibly } from '../harness/steps.mts';
import { executionsByTrace } from '../harness/traces.mts';
import { until } from '../harness/until.mts';
import { chain } from '../harness/workflow.mts';

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '20' },
		parallel: { type: 'string', default: '20' },
		seed: { type: 'string', default: String(Date.now() % 100_000) },
	},
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const random = seededRandom(seed);

const STORES = 5;
const MIX_SECONDS = 3;
const SAMPLE_SECONDS = 5;
const EVENT_SECONDS = 1;
/** Growth that is no leak: n8n's own caches, and what the collector has not got to yet. */
const FLAT = 1.25;

/** Faults that a GET outlives. */
const onReads: Array<Partial<FaultRule> & Pick<FaultRule, 'fault'>> = [
	{ fault: 'reset-before-response' },
	{ fault: 'lost-response' },
	{ fault: 'reset-mid-body' },
	{ fault: 'no-response' },
	{ fault: 'slow-drip', bytesPerSecond: 100 },
	{ fault: 'status', code: 429, retryAfter: 1 },
	{ fault: 'status', code: 502 },
	{ fault: 'status', code: 503, retryAfter: 1 },
	{ fault: 'status', code: 504, shape: 'html' },
];

/** A few faults at a time, each at random. */
function mix(round: number): FaultRule[] {
	const some = (faults: typeof onReads, rule: Omit<FaultRule, 'fault'>) =>
		faults
			.filter(() => random() < 0.4)
			.map((fault): FaultRule => ({ ...rule, ...fault, times: 'always' }));
	const read = { method: 'GET', probability: 0.01 };
	// A write is sent again only where the service says that it did not take it.
	const throttled = { fault: 'status', code: 429, retryAfter: 1 } as const;
	// A sign-in is tried twice: a second fault in a row would fail it, and all that wait for it, rightly.
	// anny's refresh tokens serve once, so no response of it may be lost.
	const onSignIn = (service: FaultRule['service'], path: string): FaultRule[] =>
		round % 2 === 0
			? [{ service, path, fault: random() < 0.5 ? 'reset-before-response' : 'b2c-unavailable' }]
			: [];
	return [
		...onSignIn('anny', '/oauth/token'),
		...onSignIn('anybill', '/ad.anybill.de/'),
		...some(onReads, { service: 'anny', path: '/api', ...read }),
		...some(onReads, { service: 'anybill', path: '/api', ...read }),
		...some([throttled], {
			service: 'anybill',
			path: '/api/v3/bill',
			method: 'POST',
			probability: 0.01,
		}),
	];
}

/** An operation's list, a write for each of its records, and a read of anny's with each credential. */
function workflow({ credentials }: PreparedN8n) {
	const node = (type: string, credential: CredentialType, parameters: object) => ({
		type: `n8n-nodes-anny-anybill.${type}`,
		credentials: {
			[credential]: { id: credentials[credential], name: credentialNames[credential] },
		},
		parameters: {
			...parameters,
			options: { timeout: 2_000, retry: { retry: { maxAttempts: 6, maxWaitSeconds: 120 } } },
		},
	});
	return chain(
		'Soak',
		node('anybillHttpRequest', 'anybillRopcApi', {
			resource: 'store',
			operation: 'getAll',
			returnAll: true,
		}),
		node('anybillHttpRequest', 'anybillRopcApi', {
			resource: 'bill',
			operation: 'create',
			storeId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			specifyBill: 'list',
			receiptNumber: '={{ $execution.id }}',
			lineList: '={{ [{ name: "Coffee", price: 3.5, quantity: 1, tax: 19 }] }}',
			textField: 'name',
			vatField: 'tax',
			isExample: true,
		}),
		node('annyHttpRequest', 'annyCustomOAuth2Api', {
			authentication: 'oAuth2',
			url: '/api/v1/bookings',
			queryHelpers: { pageSize: 1 },
		}),
		node('annyHttpRequest', 'annyTokenApi', {
			resource: 'customer',
			operation: 'getAll',
			limit: 1,
		}),
	);
}

interface Figures {
	executions: number;
	failures: string[];
	faults: Record<string, number>;
	/** Whether each event was taken, and the executions that it started. */
	events: Map<string, { isTaken: boolean; executions: Set<string> }>;
	/** Resident memory of n8n, in MB. */
	memory: number[];
	/** Open files, pipes and sockets of n8n; none where the system does not tell. */
	handles: number[];
	sockets: number[];
}

/** What a process has open (https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html). */
async function openHandles(pid: number): Promise<string[]> {
	const folder = `/proc/${pid}/fd`;
	const names = await readdir(folder).catch(() => []);
	return await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
}

async function soak(
	prepared: PreparedN8n,
	{ deployed, subscriber }: { deployed: DeployedWorkflow; subscriber: Subscriber },
	report: (text: string) => void,
): Promise<Figures> {
	const { sandbox, n8n } = prepared;
	const figures: Figures = {
		executions: 0,
		failures: [],
		faults: {},
		events: new Map(),
		memory: [],
		handles: [],
		sockets: [],
	};
	const end = performance.now() + minutes * 60_000;
	const isOver = () => isEnding() || performance.now() > end;

	const caller = async () => {
		while (!isOver()) {
			try {
				const items = await deployed.run();
				if (items.length !== STORES) figures.failures.push(`${items.length} of ${STORES} items`);
			} catch (error) {
				figures.failures.push((error as Error).message);
			}
			figures.executions++;
		}
	};
	/** Before the journal forgets them. */
	const noteTraces = async () => {
		for (const [id, executions] of await executionsByTrace(sandbox, EVENT_TRACES)) {
			for (const execution of executions) figures.events.get(id)?.executions.add(execution);
		}
	};
	let round = 0;
	const change = async () => {
		await noteTraces();
		for (const { fault, code, service, fired } of await sandbox.faults()) {
			const name = [service, fault, code].filter(Boolean).join(' ');
			figures.faults[name] = (figures.faults[name] ?? 0) + fired;
		}
		await sandbox.faults(isOver() ? [] : mix(round++));
	};
	const every = async (seconds: number, work: () => Promise<void>) => {
		while (!isOver()) {
			await work();
			await wait(Math.min(seconds * 1000, Math.max(0, end - performance.now())));
		}
	};
	/** Each twice at once, as a sender that missed the response. */
	const send = async () => {
		const id = `soak-${figures.events.size}`;
		const event = { isTaken: false, executions: new Set<string>() };
		figures.events.set(id, event);
		const taken = await Promise.all([deliver(subscriber, id), deliver(subscriber, id)]);
		event.isTaken = taken.includes(true);
	};
	const sample = async () => {
		const { memory } = await pidusage(n8n.pid);
		figures.memory.push(Math.round(memory / 1024 ** 2));
		const handles = await openHandles(n8n.pid);
		figures.handles.push(handles.length);
		figures.sockets.push(handles.filter((target) => target.startsWith('socket:')).length);
		const left = Math.max(0, Math.round((end - performance.now()) / 1000));
		report(
			`${left} s left, ${figures.executions} executions, ${figures.failures.length} failed, n8n has ${figures.memory.at(-1)} MB`,
		);
	};
	await Promise.all([
		...Array.from({ length: Number(values.parallel) }, caller),
		every(MIX_SECONDS, change),
		every(SAMPLE_SECONDS, sample),
		every(EVENT_SECONDS, send),
	]);
	await change();
	const areStarted = async () => {
		await noteTraces();
		return [...figures.events.values()].every(({ executions }) => executions.size > 0);
	};
	await until(areStarted, { what: 'all events to be seen' }).catch(() => undefined);
	return figures;
}

/** The first fifth is n8n's warm-up: the second and the last are compared. */
function growth(samples: number[]): { before: number; after: number; isFlat: boolean } {
	const fifth = Math.max(1, Math.floor(samples.length / 5));
	const before = median(samples.slice(fifth, 2 * fifth + 1));
	const after = median(samples.slice(-fifth));
	return { before, after, isFlat: after <= before * FLAT };
}

function complaints(figures: Figures, bills: number): string[] {
	const { executions, failures, events, memory, handles, sockets } = figures;
	const wrong = [...new Set(failures)].slice(0, 10).map((failure) => `Failed: ${failure}`);
	if (failures.length === 0 && bills !== executions * STORES) {
		wrong.push(`${bills} bills were written for ${executions * STORES} items`);
	}
	for (const [id, { isTaken, executions: started }] of events) {
		if (!isTaken) wrong.push(`The event ${id} was never taken`);
		else if (started.size !== 1) wrong.push(`The event ${id} started ${started.size} executions`);
	}
	for (const [what, samples] of Object.entries({ 'memory (MB)': memory, handles, sockets })) {
		const { before, after, isFlat } = growth(samples);
		if (!isFlat) wrong.push(`n8n's ${what} grew from ${before} to ${after}`);
	}
	return wrong;
}

await runMain(async () => {
	console.log(`Seed ${seed}: --seed ${seed} plays the same faults again.`);
	const env = {
		EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
		// As on a small server: with memory to spare the collector would let garbage lie for minutes.
		NODE_OPTIONS: '--max-old-space-size=768',
	};
	const prepared = await prepareN8n({ step: visibly, env });
	const { sandbox, rest } = prepared;
	await sandbox.settings({
		anny: { accessTokenSeconds: 20 },
		anybill: { accessTokenSeconds: 20 },
		data: { stores: STORES },
	});
	await sandbox.reset({ keepTokens: true, keepSettings: true });
	await sandbox.expireTokens('anny');
	const deployed = await rest.deploy(workflow(prepared));
	await deployed.run();
	const subscriber = await deployTrigger(prepared);
	await sandbox.reset({ keepTokens: true, keepSettings: true, keepData: true });
	const figures = await visibly(`${minutes} minutes of ${values.parallel} executions`, (report) =>
		soak(prepared, { deployed, subscriber }, report),
	);
	const { anny, anybill } = await sandbox.counters();
	await visibly('Everything stopped', () => prepared.stop());

	const sum = (counts: Record<string, number>) =>
		Object.values(counts).reduce((total, count) => total + count, 0);
	const { executions, failures, faults, events, memory, handles, sockets } = figures;
	const course = (samples: number[]) => `${samples[0]}, ${Math.max(...samples)}, ${samples.at(-1)}`;
	const rows = new Table({ style: { head: [], border: [] } });
	rows.push(
		['Executions', executions],
		['Failed', failures.length],
		['Requests', sum(anny.requests) + sum(anybill.requests)],
		['Bills written, one for each item', `${anybill.billsAccepted} of ${executions * STORES}`],
		['Token requests, anny', sum(anny.grants)],
		['Token requests, anybill', sum(anybill.grants)],
		['Refresh tokens of anny used twice', anny.refreshTokenReused],
		[
			'Events delivered twice, executions started',
			`${events.size}, ${[...events.values()].reduce((total, { executions: { size } }) => total + size, 0)}`,
		],
		["n8n's memory in MB: first, highest, last", course(memory)],
		["n8n's open handles: first, highest, last", course(handles)],
		["n8n's sockets: first, highest, last", course(sockets)],
		['Faults', sum(faults)],
		...Object.entries(faults)
			.sort()
			.map(([name, count]) => [`  ${name}`, count]),
	);
	console.log(rows.toString());
	const wrong = complaints(figures, anybill.billsAccepted);
	for (const text of wrong) console.error(text);
	return wrong.length === 0;
});
