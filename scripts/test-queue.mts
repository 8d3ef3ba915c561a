/**
 * `npm run test:queue [-- --executions 300] [--workers 3]`: n8n in queue mode, on Redis, PostgreSQL
 * and several workers, while access tokens expire every few seconds and workers are killed. Ends with
 * exit code 0 only if no execution failed and no token was lost.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { runMain } from '../harness/cleanup.mts';
import { startQueueMode } from '../harness/queue-mode.mts';
import {
	complaints,
	deployLoad,
	killDuringRefresh,
	runLoad,
	type KillFigures,
	type LoadFigures,
} from '../harness/queue-run.mts';
import { missingPackages } from '../harness/queue-services.mts';
import { visibly } from '../harness/steps.mts';

const { values } = parseArgs({
	options: {
		executions: { type: 'string', default: '300' },
		workers: { type: 'string', default: '3' },
	},
});

function table(load: LoadFigures, kills: KillFigures[]): string {
	const rows = new Table({ head: ['', 'anny', 'anybill'], style: { head: [], border: [] } });
	const { anny, anybill } = load.services;
	const byName = (counts: Record<string, number>) =>
		Object.entries(counts)
			.map(([name, count]) => `${count} ${name}`)
			.join(', ') || '0';
	rows.push(
		['Requests to the API', anny.requests, anybill.requests],
		['Token requests', byName(anny.grants), byName(anybill.grants)],
		['Token requests refused', byName(anny.grantErrors), byName(anybill.grantErrors)],
		['Times that tokens expired', anny.expiries, anybill.expiries],
		['Most token requests for one', anny.perExpiry, anybill.perExpiry],
		['Refresh tokens used twice', anny.refreshTokenReused, anybill.refreshTokenReused],
	);
	const afterKill = ['anny', 'anybill'].map((name) => {
		const kill = kills.find(({ service }) => service === name);
		return kill?.failure ?? `works, ${kill?.seconds.toFixed(1)} s`;
	});
	rows.push(['Next execution after a kill', ...afterKill]);
	return rows.toString();
}

await runMain(async () => {
	const missing = missingPackages();
	if (missing.length > 0) throw new Error(`Please install: apt-get install ${missing.join(' ')}`);
	const executions = Number(values.executions);
	const queue = await startQueueMode({ workers: Number(values.workers), step: visibly });
	const deployed = await deployLoad(queue);
	const load = await visibly(`${executions} executions`, (report) =>
		runLoad(queue, deployed, executions, report),
	);
	const kills: KillFigures[] = [];
	for (const service of ['anybill', 'anny'] as const) {
		const title = `A worker killed while it waits for ${service}'s token`;
		kills.push(await visibly(title, () => killDuringRefresh(queue, deployed, service)));
	}
	await visibly('Everything stopped', () => queue.stop());

	const { failures, seconds } = load;
	console.log(table(load, kills));
	console.log(
		`${executions} executions in ${seconds.toFixed(1)} s on ${queue.workers.length} workers, ${failures.length} failed`,
	);
	const wrong = complaints(load, kills, queue.workers.length);
	for (const text of wrong) console.error(text);
	return wrong.length === 0;
});
