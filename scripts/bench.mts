/**
 * `npm run bench [-- --json] [--markdown] [--tiny] [--pairs 3] [--only id,id]`: n8n's HTTP Request
 * node and ours, side by side in one n8n. Medians and ratios; a quiet machine gives better numbers.
 * `npm run bench -- --profile id,id`: where the time of our node goes in these cases.
 * `npm run bench -- --only fleet`: four workers that share one limit, in more than four minutes.
 */
import { parseArgs } from 'node:util';
import { cases, fleetCase, FULL, queueCases, TINY, type Case } from '../bench/cases.mts';
import { loadGoals } from '../bench/goals.mts';
import { measureLoad } from '../bench/load.mts';
import { saveProfile, sharesOf, sharesTable } from '../bench/profile.mts';
import { heldPerJson, profileCase, runCase, type CaseResult } from '../bench/run.mts';
import { startSurroundings } from '../bench/surroundings.mts';
import { asGoals, asMarkdown, asTable } from '../bench/table.mts';
import { runMain } from '../harness/cleanup.mts';
import type { Report } from '../harness/n8n-install.mts';
import { buildPackage } from '../harness/package-tarball.mts';
import type { PreparedN8n } from '../harness/prepared-n8n.mts';
import { startQueueMode } from '../harness/queue-mode.mts';
import { missingPackages } from '../harness/queue-services.mts';
import { visibly } from '../harness/steps.mts';

await runMain(async (args) => {
	const { values } = parseArgs({
		args,
		options: {
			json: { type: 'boolean', default: false },
			markdown: { type: 'boolean', default: false },
			tiny: { type: 'boolean', default: false },
			pairs: { type: 'string' },
			only: { type: 'string' },
			profile: { type: 'string' },
		},
	});
	const pairs = Number(values.pairs ?? (values.tiny ? 1 : 3));

	// The tests have built it.
	if (!process.env.PACKAGE_TARBALL) await visibly('The package, built', buildPackage);
	const load = await visibly('What loading the package costs', measureLoad);
	const scale = values.tiny ? TINY : FULL;
	const wanted = values.only?.split(',');
	const isWanted = (id: string) => wanted?.includes(id) ?? true;
	const results: CaseResult[] = [];
	const runAll = async (prepared: PreparedN8n, all: Case[]) => {
		for (const one of all.filter(({ id }) => isWanted(id))) {
			const run = (report: Report) => runCase(prepared, one, pairs, report);
			results.push(await visibly(one.title, run));
		}
	};

	const surroundings = await startSurroundings();
	const all = await cases(surroundings, scale);
	if (values.profile) {
		for (const wantedId of values.profile.split(',')) {
			const one = all.find(({ id }) => id === wantedId);
			if (!one) throw new Error(`There is no case "${wantedId}"`);
			const title = `${one.title}, profiled`;
			const profile = await visibly(title, () => profileCase(surroundings, one));
			console.log(sharesTable(sharesOf(profile)));
			console.log(`The whole profile: ${await saveProfile(one.id, profile)}`);
			if (one.goals?.memoryPerJson === undefined) continue;
			const held = await visibly('What the heap holds', () => heldPerJson(surroundings, one));
			console.log(`Held at most, of the size of the items as JSON: ${held.toFixed(2)}`);
		}
		await surroundings.stop();
		return true;
	}
	await runAll(surroundings, all);
	await surroundings.stop();

	const missing = missingPackages();
	if (missing.length > 0) {
		console.error(`Queue mode is not measured: apt-get install ${missing.join(' ')}`);
	} else if (isWanted('queue')) {
		const queue = await startQueueMode({ workers: 2, step: visibly });
		await runAll(queue, await queueCases(queue, scale));
		// The full one takes more than four minutes, so only where it is asked for.
		if (values.tiny) await runAll(queue, [fleetCase(queue, scale)]);
		await queue.stop();
	}
	if (!values.tiny && wanted?.includes('fleet')) {
		const workers = scale.fleet;
		const fleet = await startQueueMode({ workers, executionsPerWorker: 1, step: visibly });
		await runAll(fleet, [fleetCase(fleet, scale)]);
		await fleet.stop();
	}

	console.log(asTable(results));
	console.log(
		`Loading the package: ${load.milliseconds} ms, ${load.megabytes} MB; tarball ${load.tarballKilobytes} kB.`,
	);
	const goals = [...results.flatMap((one) => one.goals), ...loadGoals(load)];
	console.log(asGoals(goals));
	if (values.markdown) console.log(asMarkdown(results));
	if (values.json) console.log(JSON.stringify({ results, load, goals }));
	return true;
});
