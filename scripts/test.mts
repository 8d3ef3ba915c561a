/**
 * `npm test [-- <kinds> <jest arguments>]`: all tests, or only the kinds that are named. The kind
 * `security` stands for the tests that SECURITY.md names, of whatever kind they are.
 * Ends with a line `N passed, N failed` and an exit code that says the same.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { findChromium } from '../harness/chromium.mts';
import { CleanUp, runMain } from '../harness/cleanup.mts';
import { installN8n } from '../harness/n8n-install.mts';
import { chosenN8n } from '../harness/n8n-versions.mts';
import { buildPackage, packPackage } from '../harness/package-tarball.mts';
import { promisedTests } from '../harness/promised-tests.mts';
import { visibly } from '../harness/steps.mts';

interface Totals {
	passed: number;
	failed: number;
	skipped: number;
}

/** Jest's report, as far as it is read here: https://jestjs.io/docs/configuration#testresultsprocessor-string */
interface JestReport {
	numPassedTests: number;
	numFailedTests: number;
	numRuntimeErrorTestSuites: number;
	numPendingTests: number;
	numTodoTests: number;
}

type RunKind = (jestArgs: string[], folder: string) => Promise<Totals>;

/** Runs jest with its own display; its JSON report has the figures. */
const jest =
	(projects: string[], ...options: string[]): RunKind =>
	async (args, folder) => {
		const report = join(folder, `${projects.join('-')}.json`);
		const own = ['--passWithNoTests', '--json', `--outputFile=${report}`];
		const run = await execa(
			'jest',
			['--selectProjects', ...projects, ...own, ...options, ...args],
			{
				stdin: 'ignore',
				// It would repeat the report.
				stdout: 'ignore',
				stderr: 'inherit',
				env: { FORCE_COLOR: process.stderr.isTTY ? '1' : '0' },
				preferLocal: true,
				reject: false,
			},
		);
		const text = await readFile(report, 'utf8').catch(() => undefined);
		if (text === undefined) return { passed: 0, failed: run.failed ? 1 : 0, skipped: 0 };
		const figures = JSON.parse(text) as JestReport;
		const failed = figures.numFailedTests + figures.numRuntimeErrorTestSuites;
		return {
			passed: figures.numPassedTests,
			// Jest may also fail as a whole, for example when the shared n8n does not start.
			failed: run.failed ? Math.max(failed, 1) : failed,
			skipped: figures.numPendingTests + figures.numTodoTests,
		};
	};

/** Compiles and packs once; the tests in a real n8n then install this very tarball. */
const build: RunKind = async (_, folder) => {
	try {
		await buildPackage();
		process.env.PACKAGE_TARBALL = await packPackage(folder);
		return { passed: 1, failed: 0, skipped: 0 };
	} catch (error) {
		console.error(error);
		return { passed: 0, failed: 1, skipped: 0 };
	}
};

/** Tests in a real n8n or with its nodes; installing that takes minutes the first time, which is worth showing. */
const inRealN8n =
	(kind: string, ...options: string[]): RunKind =>
	async (...args) => {
		await visibly(`n8n ${chosenN8n()} in the user's cache`, (report) =>
			installN8n(undefined, report),
		);
		return await jest([kind], ...options)(...args);
	};

const browser: RunKind = async (...args) => {
	if (findChromium()) return await inRealN8n('browser')(...args);
	console.error(
		'There is no Chromium here (Debian: apt-get install chromium), so nothing to test with.',
	);
	return process.env.CI === 'true'
		? { passed: 0, failed: 1, skipped: 0 }
		: { passed: 0, failed: 0, skipped: 1 };
};

// These share nothing: see `maxWorkers` in jest.config.mjs.
const inParallel = `--maxWorkers=${availableParallelism()}`;

// Its HTML brings scripts along, which n8n's linter would look at elsewhere.
const coverageFolder = 'node_modules/.cache/coverage';

/** Both together, for what one of them does not reach the other may. Jest checks the thresholds. */
const coverage: RunKind = async (...args) => {
	const options = [inParallel, '--coverage', `--coverageDirectory=${coverageFolder}`];
	const totals = await jest(['unit', 'integration'], ...options)(...args);
	const file = `${coverageFolder}/coverage-summary.json`;
	const summary = await readFile(file, 'utf8').catch(() => undefined);
	if (summary !== undefined) {
		const { total } = JSON.parse(summary) as {
			total: Record<'lines' | 'branches', { pct: number }>;
		};
		console.log(`   reached: ${total.lines.pct} % of lines, ${total.branches.pct} % of branches`);
	}
	return totals;
};

const kinds = new Map<string, RunKind>([
	['build', build],
	['package', jest(['package'])],
	['sandbox', jest(['sandbox'], inParallel)],
	['coverage', coverage],
	['swap', inRealN8n('swap', inParallel)],
	['e2e', inRealN8n('e2e')],
	['browser', browser],
	['field', inRealN8n('field')],
]);

/** What runs when nothing is named. */
const all = [...kinds.keys()];

// Parts of another kind, to be named.
kinds.set('unit', jest(['unit'], inParallel));
kinds.set('integration', jest(['integration'], inParallel));
kinds.set('types', jest(['package'], '--testPathPatterns=package/types'));
kinds.set('lint', jest(['package'], '--testPathPatterns=package/lint'));

/** Not a kind of its own: tests of several kinds. */
const SECURITY = 'security';

/** A kind, and jest's arguments for it. */
type Run = [kind: string, args: string[]];

async function runsOf(kind: string, args: string[]): Promise<Run[]> {
	if (kind !== SECURITY) return [[kind, args]];
	const files = [...(await promisedTests())];
	const tests = files.map(([of, paths]): Run => [of, ['--runTestsByPath', ...paths, ...args]]);
	return [['build', []], ...tests];
}

await runMain(async (args) => {
	const folder = await new CleanUp().temporaryFolder('n8n-nodes-anny-anybill-test-');
	const firstOption = args.findIndex((argument) => !kinds.has(argument) && argument !== SECURITY);
	const named = firstOption < 0 ? args : args.slice(0, firstOption);
	const jestArgs = firstOption < 0 ? [] : args.slice(firstOption);

	const asked = named.length ? named : all;
	const runs = (await Promise.all(asked.map((kind) => runsOf(kind, jestArgs)))).flat();

	const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
	for (const [kind, kindArgs] of runs) {
		console.log(`\n── ${kind}`);
		const started = performance.now();
		const result = await kinds.get(kind)?.(kindArgs, folder);
		const { passed, failed, skipped } = result ?? { passed: 0, failed: 1, skipped: 0 };
		totals.passed += passed;
		totals.failed += failed;
		totals.skipped += skipped;
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		console.log(`   ${kind}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`);
	}
	const skippedToo = totals.skipped ? `, ${totals.skipped} skipped` : '';
	console.log(`\n${totals.passed} passed, ${totals.failed} failed${skippedToo}`);
	return totals.failed === 0;
});
