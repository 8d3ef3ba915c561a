/**
 * `npm run bench [-- --json] [--markdown] [--tiny] [--pairs 5] [--only id,id]`: n8n's HTTP Request
 * node and ours, side by side in one n8n. Medians and ratios; a quiet machine gives better numbers.
 * `npm run bench -- --profile token`: where the time of our node goes in one case.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases, FULL, TINY } from '../bench/cases.mts';
import { measureLoad } from '../bench/load.mts';
import { inspectorFor, saveProfile, sharesOf, sharesTable } from '../bench/profile.mts';
import { profileCase, runCase, type CaseResult } from '../bench/run.mts';
import { asMarkdown, asTable } from '../bench/table.mts';
import { runMain } from '../harness/cleanup.mts';
import type { Report } from '../harness/n8n-install.mts';
import { buildPackage } from '../harness/package-tarball.mts';
import { prepareN8n } from '../harness/prepared-n8n.mts';
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
	const pairs = Number(values.pairs ?? (values.tiny ? 1 : 5));

	// The tests have built it.
	if (!process.env.PACKAGE_TARBALL) await visibly('The package, built', buildPackage);
	const load = await visibly('What loading the package costs', measureLoad);
	const inspector = await inspectorFor();
	const prepared = await prepareN8n({
		step: visibly,
		env: {
			...inspector.env,
			// The ordinary credential that the built-in node is measured with.
			N8N_CUSTOM_EXTENSIONS: join(process.cwd(), 'test/e2e/fixtures'),
		},
	});
	const wanted = values.only?.split(',');
	const results: CaseResult[] = [];
	const all = await cases(prepared, values.tiny ? TINY : FULL);
	if (values.profile) {
		const one = all.find(({ id }) => id === values.profile);
		if (!one) throw new Error(`There is no case "${values.profile}"`);
		const profile = await visibly(`${one.title}, profiled`, () =>
			profileCase(prepared, one, inspector),
		);
		await prepared.stop();
		console.log(sharesTable(sharesOf(profile)));
		console.log(`The whole profile: ${await saveProfile(one.id, profile)}`);
		return true;
	}
	for (const one of all) {
		if (wanted && !wanted.includes(one.id)) continue;
		const run = (report: Report) => runCase(prepared, one, pairs, report);
		results.push(await visibly(one.title, run));
	}
	await prepared.stop();

	console.log(asTable(results));
	console.log(
		`Loading the package: ${load.milliseconds} ms, ${load.megabytes} MB; tarball ${load.tarballKilobytes} kB.`,
	);
	if (values.markdown) console.log(asMarkdown(results));
	if (values.json) console.log(JSON.stringify({ results, load }));
	return true;
});
