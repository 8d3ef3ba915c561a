/**
 * `npm run test:deliveries [-- --events 500] [--workers 3]`: webhooks in queue mode, each sent one to
 * three times, first undisturbed, then while a worker and the process that takes webhooks are killed.
 * Ends with exit code 0 only if every event started an execution, and, undisturbed, no more than one.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { runMain } from '../harness/cleanup.mts';
import {
	deliverEvents,
	deployTrigger,
	killing,
	type DeliveryFigures,
} from '../harness/trigger-deliveries.mts';
import { startQueueMode } from '../harness/queue-mode.mts';
import { missingPackages } from '../harness/queue-services.mts';
import { visibly } from '../harness/steps.mts';

const { values } = parseArgs({
	options: {
		events: { type: 'string', default: '500' },
		workers: { type: 'string', default: '3' },
	},
});

function table(runs: Record<string, DeliveryFigures>): string {
	const rows = new Table({
		head: ['', 'Events', 'Deliveries', 'Failed', 'Lost', 'Duplicates', 'Seconds'],
		style: { head: [], border: [] },
	});
	for (const [title, run] of Object.entries(runs)) {
		const { events, deliveries, failed, lost, duplicates, seconds } = run;
		rows.push([title, events, deliveries, failed, lost, duplicates, seconds.toFixed(1)]);
	}
	return rows.toString();
}

await runMain(async () => {
	const missing = missingPackages();
	if (missing.length > 0) throw new Error(`Please install: apt-get install ${missing.join(' ')}`);
	const events = Number(values.events);
	const queue = await startQueueMode({
		workers: Number(values.workers),
		webhookProcess: true,
		step: visibly,
	});
	const subscriber = await visibly('The workflow, published', () =>
		deployTrigger(queue, queue.webhookProcess),
	);
	const undisturbed = await visibly(`${events} events`, () =>
		deliverEvents(queue, subscriber, events),
	);
	const killed = await visibly(`${events} events, processes killed in between`, () =>
		deliverEvents(queue, subscriber, events, killing(queue)),
	);
	await visibly('Everything stopped', () => queue.stop());
	console.log(table({ undisturbed, 'with kills': killed }));
	return (
		undisturbed.duplicates === 0 &&
		[undisturbed, killed].every(({ lost, failed }) => lost === 0 && failed === 0)
	);
});
