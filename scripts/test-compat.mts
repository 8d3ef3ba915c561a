/**
 * `npm run test:compat -- <n8n version> [jest arguments]`: the end-to-end tests in that version of
 * n8n, one of those in `scripts/n8n`. Installs it first where it is missing (6 minutes, 3 GB).
 * What that version cannot do is in its `limitations.json`; any other failure fails the run.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { cleanUp, isEnding, onCleanUp } from './lib/cleanup.mts';
import { installN8n } from './lib/n8n-install.mts';
import { buildPackage, packPackage } from './lib/package-tarball.mts';
import { visibly } from './lib/steps.mts';

/** Queue mode and what only compares with n8n's own nodes are proven in the newest version. */
const suites = ['smoke', 'anny-sign-in', 'anybill-sign-in', 'swap', 'upgrade'];

interface Report {
	numPassedTests: number;
	success: boolean;
	testResults: Array<{
		message: string;
		assertionResults: Array<{ fullName: string; status: string }>;
	}>;
}

async function runTests(version: string, args: string[]): Promise<Report> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-compat-'));
	onCleanUp(() => rm(folder, { recursive: true, force: true }));
	const tarball = await visibly('The package, built and packed', async () => {
		await buildPackage();
		return await packPackage(folder);
	});
	const report = join(folder, 'report.json');
	const files = args.length ? args : [`/e2e/(${suites.join('|')})[^/]*\\.test\\.mts$`];
	const options = ['--selectProjects', 'e2e', '--json', `--outputFile=${report}`, '--silent'];
	await execa('jest', [...options, ...files], {
		env: { N8N_VERSION: version, PACKAGE_TARBALL: tarball },
		stdio: ['ignore', 'ignore', 'inherit'],
		preferLocal: true,
		reject: false,
	});
	return JSON.parse(await readFile(report, 'utf8')) as Report;
}

/** What the version is known not to do: a pattern of test names → why. */
async function readLimitations(version: string): Promise<Array<[RegExp, string]>> {
	const file = join('scripts', 'n8n', version, 'limitations.json');
	const text = await readFile(file, 'utf8').catch(() => '{}');
	return Object.entries(JSON.parse(text) as Record<string, string>).map(([pattern, why]) => [
		new RegExp(pattern),
		why,
	]);
}

async function main([version = '', ...args]: string[]): Promise<boolean> {
	const entries = await readdir('scripts/n8n', { withFileTypes: true });
	const known = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
	if (!known.includes(version)) {
		console.error(`Usage: npm run test:compat -- <${known.join(' | ')}> [jest arguments]`);
		console.error('Another version needs a package.json and a lock file in scripts/n8n/<version>.');
		return false;
	}
	await visibly(`n8n ${version} in the user's cache`, (report) => installN8n(version, report));
	const limitations = await readLimitations(version);
	const { testResults, numPassedTests, success } = await runTests(version, args);
	const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
	const failed = tests.filter(({ status }) => status === 'failed');
	const because = (name: string) => limitations.find(([pattern]) => pattern.test(name))?.[1];
	const unexpected = failed.filter(({ fullName }) => !because(fullName));

	for (const { fullName } of failed)
		console.log(`✖ ${fullName}: ${because(fullName) ?? 'FAILED'}`);
	const limited = failed.length - unexpected.length;
	console.log(
		`\nn8n ${version}: ${numPassedTests} passed, ${unexpected.length} failed, ${limited} not possible in this version`,
	);
	const nothingRan = tests.length === 0 || (!success && failed.length === 0);
	return unexpected.length === 0 && !nothingRan;
}

try {
	process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
	if (!isEnding()) console.error(error);
	process.exitCode = 1;
} finally {
	await cleanUp();
}
