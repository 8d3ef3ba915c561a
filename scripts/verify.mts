/**
 * `npm run verify`: builds and packs the package into build/, and runs on its source and its tarball
 * all that n8n will run before it verifies a package, and what a release needs besides.
 * With `--release` it also demands what only the owner can fill in, see RELEASING.md.
 */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cleanUp, isEnding } from '../harness/cleanup.mts';
import { runChecks } from './checks/check.mts';
import { layers } from './checks/layers.mts';
import { lockFiles } from './checks/locks.mts';
import { owner } from './checks/owner.mts';
import { packageChecks } from './checks/package-checks.mts';
import { typesOfNewest, typesOfOldest } from './checks/types.mts';
import { versions } from './checks/versions.mts';
import { githubWorkflows } from './checks/workflows.mts';
import { buildPackage, packPackage } from '../harness/package-tarball.mts';
import { visibly } from '../harness/steps.mts';

async function main(): Promise<boolean> {
	const folder = resolve('build');
	await mkdir(folder, { recursive: true });
	const tarball = await visibly('The package, built and packed', async () => {
		await buildPackage();
		return await packPackage(folder);
	});
	return await runChecks([
		...(await packageChecks(process.cwd(), tarball)),
		{ name: 'Types of the newest n8n', run: typesOfNewest },
		{ name: 'Types of the oldest n8n', run: typesOfOldest },
		{ name: 'Directions of imports', run: layers },
		{ name: 'Versions and changelog', run: versions },
		{ name: 'Lock files', run: lockFiles },
		{ name: 'GitHub workflows', run: githubWorkflows },
		...(process.argv.includes('--release') ? [{ name: 'Filled in by the owner', run: owner }] : []),
		{
			name: 'npm audit',
			run: async () => ({
				skipped: 'there are no runtime dependencies; the workflow dependency-review does the rest',
			}),
		},
	]);
}

try {
	process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
	if (!isEnding()) console.error(error);
	process.exitCode = 1;
} finally {
	await cleanUp();
}
