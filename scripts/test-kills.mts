/**
 * `npm run test:kills [-- --minutes 30] [--executions 2000] [--events 500] [--workers 3] [--seed 1]`:
 * queue mode while main, webhook process and workers are killed and started again at random. Counts
 * what is lost and what is doubled. Ends with exit code 0 only if every event was taken, and all that was
 * lost after a 2xx stands in n8n's list as failed: a killed worker's executions are n8n's to repeat.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { runMain } from '../harness/cleanup.mts';
import { deployKillTargets, runUnderKills, type Outcome } from '../harness/queue-kills.mts';
import { startQueueMode } from '../harness/queue-mode.mts';
import { missingPackages } from '../harness/queue-services.mts';
import { visibly } from '../harness/steps.mts';
import { seededRandom } from '../sandbox/random.mts';

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '30' },
		executions: { type: 'string', default: '2000' },
		events: { type: 'string', default: '500' },
		workers: { type: 'string', default: '3' },
		seed: { type: 'string', default: String(Date.now() % 100_000) },
	},
});

function table(outcomes: Record<string, Outcome>): string {
	const rows = new Table({
		head: [
			'',
			'Started',
			'Interrupted',
			'Lost',
			'Failed in n8n',
			'Repeated by n8n',
			'Started twice',
		],
		style: { head: [], border: [] },
	});
	for (const [title, outcome] of Object.entries(outcomes)) {
		const { started, interrupted, lost, failedInN8n, repeatedByN8n, startedTwice } = outcome;
		rows.push([title, started, interrupted, lost, failedInN8n, repeatedByN8n, startedTwice]);
	}
	return rows.toString();
}

await runMain(async () => {
	const missing = missingPackages();
	if (missing.length > 0) throw new Error(`Please install: apt-get install ${missing.join(' ')}`);
	console.log(`Seed ${values.seed}: --seed ${values.seed} kills in the same order again.`);
	const queue = await startQueueMode({
		workers: Number(values.workers),
		webhookProcess: true,
		step: visibly,
	});
	const targets = await visibly('Two workflows, published', () => deployKillTargets(queue));
	const figures = await visibly(`${values.minutes} minutes of kills`, (report) =>
		runUnderKills(queue, targets, {
			minutes: Number(values.minutes),
			executions: Number(values.executions),
			events: Number(values.events),
			pauseSeconds: 10,
			random: seededRandom(Number(values.seed)),
			report,
		}),
	);
	await visibly('Everything stopped', () => queue.stop());
	const { kills, executions, events, seconds } = figures;
	console.log(table({ executions, events }));
	const counts = Object.entries(kills).map(([role, number]) => `${role} ${number}`);
	console.log(`Kills in ${seconds.toFixed(0)} s: ${counts.join(', ')}`);
	const isTold = ({ lost, failedInN8n }: Outcome) => lost <= failedInN8n;
	return isTold(executions) && isTold(events) && events.interrupted === 0;
});
