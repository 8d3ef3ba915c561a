/**
 * `npm test [-- <kinds> <jest arguments>]`: all checks and tests, or only the kinds that are named.
 * Ends with a line `N passed, N failed` and an exit code that says the same.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, ExecaError } from 'execa';
import { findChromium } from '../harness/chromium.mts';
import { cleanUp, onCleanUp } from '../harness/cleanup.mts';
import { chosenN8nVersion, installN8n } from '../harness/n8n-install.mts';
import { buildPackage, packPackage } from '../harness/package-tarball.mts';
import { visibly } from '../harness/steps.mts';

interface Totals {
	passed: number;
	failed: number;
	skipped: number;
}

/** A check counts as one test: its commands either all succeed or it fails. */
const check =
	(...commands: string[][]) =>
	async (): Promise<Totals> => {
		for (const [program, ...args] of commands) {
			try {
				await execa(program, args, { all: true, preferLocal: true, stdin: 'ignore' });
			} catch (error) {
				if (!(error instanceof ExecaError)) throw error;
				console.error(`${error.shortMessage}\n${error.all ?? ''}`);
				return { passed: 0, failed: 1, skipped: 0 };
			}
		}
		return { passed: 1, failed: 0, skipped: 0 };
	};

/** Runs a kind of jest tests with jest's own display; its JSON report has the figures. */
const jest =
	(kind: string, ...options: string[]) =>
	async (args: string[]): Promise<Totals> => {
		const report = join(folder, `${kind}.json`);
		const own = ['--selectProjects', kind, '--passWithNoTests', '--json', `--outputFile=${report}`];
		// stdout would repeat the report.
		const stdio = { stdin: 'ignore', stdout: 'ignore', stderr: 'inherit' } as const;
		const env = { FORCE_COLOR: process.stderr.isTTY ? '1' : '0' };
		const run = await execa('jest', [...own, ...options, ...args], {
			...stdio,
			env,
			preferLocal: true,
			reject: false,
		});
		if (!existsSync(report)) return { passed: 0, failed: run.failed ? 1 : 0, skipped: 0 };
		const figures = JSON.parse(await readFile(report, 'utf8')) as Record<string, number>;
		const failed = figures.numFailedTests + figures.numRuntimeErrorTestSuites;
		return {
			passed: figures.numPassedTests,
			// Jest may also fail as a whole, for example when the shared n8n does not start.
			failed: run.failed ? Math.max(failed, 1) : failed,
			skipped: figures.numPendingTests + figures.numTodoTests,
		};
	};

/** Compiles and packs once; the tests in a real n8n then install this very tarball. */
async function build(): Promise<Totals> {
	try {
		await buildPackage();
		process.env.PACKAGE_TARBALL = await packPackage(folder);
		return { passed: 1, failed: 0, skipped: 0 };
	} catch (error) {
		console.error(error);
		return { passed: 0, failed: 1, skipped: 0 };
	}
}

/** Tests in a real n8n; installing that takes minutes the first time, which is worth showing. */
const inRealN8n = (kind: string) => async (args: string[]) => {
	await visibly(`n8n ${chosenN8nVersion()} in the user's cache`, (report) =>
		installN8n(undefined, report),
	);
	return await jest(kind)(args);
};

async function browser(args: string[]): Promise<Totals> {
	if (findChromium()) return await inRealN8n('browser')(args);
	console.error(
		'There is no Chromium here (Debian: apt-get install chromium), so nothing to test with.',
	);
	return process.env.CI === 'true'
		? { passed: 0, failed: 1, skipped: 0 }
		: { passed: 0, failed: 0, skipped: 1 };
}

const workers = `--maxWorkers=${availableParallelism()}`;

const kinds: Record<string, (args: string[]) => Promise<Totals>> = {
	types: check(
		['tsc', '--noEmit', '--project', 'tsconfig.json'],
		['tsc', '--project', 'tsconfig.tools.json'],
	),
	lint: check(
		['n8n-node', 'lint'],
		['prettier', '--check', '--log-level=warn', '**/*.{ts,mts,mjs,js}'],
		...(existsSync('.dependency-cruiser.cjs')
			? [
					[
						'depcruise',
						'--config',
						'.dependency-cruiser.cjs',
						'nodes',
						'credentials',
						'services',
						'http',
					],
				]
			: []),
	),
	build,
	unit: jest('unit', workers),
	sandbox: jest('sandbox', workers),
	integration: jest('integration', workers),
	e2e: inRealN8n('e2e'),
	browser,
};

const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-anny-anybill-test-'));
onCleanUp(() => rm(folder, { recursive: true, force: true }));

const all = process.argv.slice(2);
const firstOption = all.findIndex((argument) => !(argument in kinds));
const named = firstOption < 0 ? all : all.slice(0, firstOption);
const jestArgs = firstOption < 0 ? [] : all.slice(firstOption);

const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
for (const kind of named.length ? named : Object.keys(kinds)) {
	console.log(`\n── ${kind}`);
	const started = performance.now();
	const { passed, failed, skipped } = await kinds[kind](jestArgs);
	totals.passed += passed;
	totals.failed += failed;
	totals.skipped += skipped;
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	console.log(`   ${kind}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`);
}
await cleanUp();

const skippedToo = totals.skipped ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skippedToo}`);
process.exitCode = totals.failed ? 1 : 0;
