import { median } from '../harness/median.mts';
import type { PreparedN8n } from '../harness/prepared-n8n.mts';
import { startedByWebhook, type Workflow } from '../harness/workflow.mts';
import type { DeployedWorkflow } from '../harness/n8n-rest.mts';
import type { Case } from './cases.mts';
import { bareRequests } from './floor.mts';
import { goalResults, type GoalResult } from './goals.mts';
import { heldMemory, profiled, type CpuProfile } from './profile.mts';
import type { Surroundings } from './surroundings.mts';
import { inTurn, watched, type Pairs } from './measure.mts';
import { agentBenchmark, benchmark, contender, idle, type Contender } from './workflows.mts';

/** What came of one case. */
export interface CaseResult {
	id: string;
	title: string;
	pairs: number;
	/** Medians, in ms. */
	builtIn: number;
	ours: number;
	/** ours / built-in, of the medians. */
	ratio: number;
	/** The goal for the ratio, where there is one. */
	goal?: number | undefined;
	goals: GoalResult[];
	/** The same requests without n8n, in ms. */
	floor?: number | undefined;
	/** The same workflow without requests, in ms. */
	idle: number;
	/** Median peak memory of the n8n process, in MB; ours also without what n8n took before. */
	memory: { builtIn: number; ours: number; oursAboveIdle: number };
	/** Figures of the last run. */
	counts: { builtIn: Record<string, number>; ours: Record<string, number> };
}

/** Runs one case: floor, idle workflow, then both nodes in turn. */
export async function runCase(
	prepared: PreparedN8n,
	one: Case,
	pairs: number,
	progress: (text: string) => void,
): Promise<CaseResult> {
	const { sandbox } = prepared;
	await sandbox.settings(one.settings);
	const deployed = {
		builtIn: await deploy(prepared, one, 'builtIn'),
		ours: await deploy(prepared, one, 'ours'),
		idle: await deploy(prepared, one, 'idle'),
	};
	const body = itemsOf(one);
	try {
		progress('the floor');
		const floor = one.floor && (await median3(async () => await floorOf(one)));
		await deployed.idle.run(body);
		const idleTime = await median3(async () => await timed(() => deployed.idle.run(body)));
		const count = one.pairs ?? pairs;
		const result = await inTurn(
			count,
			count > 1 ? 1 : 0,
			async (which) => {
				if (one.isFresh) {
					await prepared.n8n.restart();
					await deployed.idle.run(body);
				}
				await sandbox.reset({ keepData: true, keepTokens: true, keepSettings: true });
				await one.before?.();
				return await watched(prepared.n8n.pid, async () => {
					const failures = await Promise.all(
						Array.from(
							{ length: one.executions ?? 1 },
							async () => await outcome(deployed[which], body),
						),
					);
					const failed = failures.filter((failure) => failure).length;
					return { failedExecutions: failed, ...(await one.count?.(prepared)) };
				});
			},
			(done) => progress(`${done} of ${count} pairs`),
		);
		return summary(one, result, floor, idleTime);
	} finally {
		await Promise.all(Object.values(deployed).map(async (workflow) => await workflow.remove()));
	}
}

/** Profiles n8n while our node runs one case, after a warm-up. */
export async function profileCase(prepared: Surroundings, one: Case): Promise<CpuProfile> {
	const { n8n, inspector } = prepared;
	return await warmedUp(prepared, one, (run) => profiled(n8n.pid, inspector, run));
}

/** The most that n8n's heap holds of one case, of the size of its items as JSON. */
export async function heldPerJson(prepared: Surroundings, one: Case): Promise<number> {
	const { n8n, inspector } = prepared;
	const held = await warmedUp(prepared, one, (run) => heldMemory(n8n.pid, inspector, run));
	const { jsonBytes = NaN } = (await one.count?.(prepared)) ?? {};
	return held / jsonBytes;
}

/** Measures our node in the workflow of one case, which has run before. */
async function warmedUp<T>(
	prepared: Surroundings,
	one: Case,
	measure: (run: () => Promise<unknown>) => Promise<T>,
): Promise<T> {
	await prepared.sandbox.settings(one.settings);
	const deployed = await deploy(prepared, one, 'ours');
	const body = itemsOf(one);
	const run = async () => await deployed.run(body);
	try {
		await one.before?.();
		for (let warmUp = 0; warmUp < 2; warmUp++) await run();
		return await measure(run);
	} finally {
		await deployed.remove();
	}
}

async function deploy(
	prepared: PreparedN8n,
	one: Case,
	which: Contender | 'idle',
): Promise<DeployedWorkflow> {
	const name = `bench ${one.id} ${which}`;
	const workflow = which === 'idle' ? idle(name) : benchmarkOf(prepared, one, which, name);
	return await prepared.rest.deploy(startedByWebhook(workflow, name.replace(/\W+/g, '-')));
}

function benchmarkOf(
	{ credentials }: PreparedN8n,
	one: Case,
	which: Contender,
	name: string,
): Workflow {
	const usual = {
		type: one.credential as string,
		id: one.credentialId ?? credentials[one.credential],
	};
	const { type, id } = (which === 'builtIn' && one.ordinary) || usual;
	const node = {
		...contender(which, { type, id }, one.parameters, one.ours),
		// Failed items are counted, not fatal: the built-in node loses some against a limit.
		onError: 'continueRegularOutput',
	};
	if (one.agent) return agentBenchmark(name, node, one.agent);
	if (!one.fileFrom) return benchmark(name, node);
	const download = { method: 'GET', url: one.fileFrom, options: asFile };
	return benchmark(name, node, contender('builtIn', usual, download));
}

const asFile = { response: { response: { responseFormat: 'file' } } };

/** What starts the workflow of a case. */
function itemsOf({ items }: Case) {
	return { items: Array.from({ length: items }, (_, i) => ({ i })) };
}

/** Whether the execution failed as a whole. */
async function outcome(workflow: DeployedWorkflow, body: unknown): Promise<boolean> {
	try {
		const [item] = await workflow.run(body);
		return item?.error !== undefined;
	} catch {
		return true;
	}
}

async function floorOf({ floor }: Case): Promise<number> {
	if (!floor) return 0;
	return 'requests' in floor ? await bareRequests(floor.requests) : floor.milliseconds;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

async function median3(measure: () => Promise<number>): Promise<number> {
	return median([await measure(), await measure(), await measure()]);
}

function summary(one: Case, runs: Pairs, floor: number | undefined, idleTime: number): CaseResult {
	const time = (which: Contender) => median(runs[which].map(({ milliseconds }) => milliseconds));
	const memory = (which: Contender) =>
		Math.round(median(runs[which].map(({ peakMemory }) => peakMemory)) / 1024 / 1024);
	const counts = (which: Contender) => runs[which].at(-1)?.counts ?? {};
	const aboveIdle = runs.ours.map(({ peakMemory, memoryBefore }) => peakMemory - memoryBefore);
	const figures = {
		id: one.id,
		title: one.title,
		pairs: runs.ours.length,
		builtIn: Math.round(time('builtIn')),
		ours: Math.round(time('ours')),
		ratio: Number((time('ours') / time('builtIn')).toFixed(3)),
		goal: one.goals?.ratio,
		floor: floor === undefined ? undefined : Math.round(floor),
		idle: Math.round(idleTime),
		memory: {
			builtIn: memory('builtIn'),
			ours: memory('ours'),
			oursAboveIdle: Math.round(median(aboveIdle) / 1024 / 1024),
		},
		counts: { builtIn: counts('builtIn'), ours: counts('ours') },
	};
	return { ...figures, goals: goalResults(one.goals ?? {}, figures) };
}
