/**
 * `npm run test:compat -- <n8n version> [jest arguments]`: the end-to-end tests in that version of
 * n8n, one of those in `harness/n8n`. Installs it first where it is missing (6 minutes, 3 GB).
 * What that version cannot do is in its `limitations.json`; any other failure fails the run.
 */
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { CleanUp, runMain } from '../harness/cleanup.mts';
import { installN8n } from '../harness/n8n-install.mts';
import { n8nVersions } from '../harness/n8n-versions.mts';
import { buildPackage, packPackage } from '../harness/package-tarball.mts';
import { visibly } from '../harness/steps.mts';

/**
 * The test files, in groups that share an n8n. Queue mode is proven in the newest version only.
 * The second group makes tokens expire for many items at once, which breaks a connection in n8n 1.
 */
const groups = [
	['smoke', 'upgrade'],
	['anny-sign-in', 'anybill-sign-in', 'swap'],
];

interface Report {
	testResults: Array<{
		message: string;
		assertionResults: Array<{ fullName: string; status: string }>;
	}>;
}

/** Runs test files of the kind e2e, with jest's own display. */
async function runTests(version: string, tarball: string, files: string[]): Promise<Report> {
	const report = join(dirname(tarball), 'report.json');
	await rm(report, { force: true });
	const options = ['--selectProjects', 'e2e', '--json', `--outputFile=${report}`, '--silent'];
	await execa('jest', [...options, ...files], {
		env: { N8N_VERSION: version, PACKAGE_TARBALL: tarball },
		stdio: ['ignore', 'ignore', 'inherit'],
		preferLocal: true,
		reject: false,
	});
	return JSON.parse(await readFile(report, 'utf8')) as Report;
}

async function packed(): Promise<string> {
	const folder = await new CleanUp().temporaryFolder('n8n-nodes-compat-');
	await buildPackage();
	return await packPackage(folder);
}

/** What the version is known not to do: a pattern of test names → why. */
async function readLimitations(version: string): Promise<Array<[RegExp, string]>> {
	const file = join('harness', 'n8n', version, 'limitations.json');
	const text = await readFile(file, 'utf8').catch(() => '{}');
	return Object.entries(JSON.parse(text) as Record<string, string>).map(([pattern, why]) => [
		new RegExp(pattern),
		why,
	]);
}

await runMain(async ([version = '', ...args]) => {
	if (!n8nVersions.includes(version)) {
		console.error(`Usage: npm run test:compat -- <${n8nVersions.join(' | ')}> [jest arguments]`);
		console.error('Another version needs a package.json and a lock file in harness/n8n/<version>.');
		return false;
	}
	await visibly(`n8n ${version} in the user's cache`, (report) => installN8n(version, report));
	const limitations = await readLimitations(version);
	const tarball = await visibly('The package, built and packed', packed);
	const reports: Report[] = [];
	for (const group of args.length ? [args] : groups) {
		const files = args.length ? args : [`/e2e/(${group.join('|')})\\.test\\.mts$`];
		reports.push(await runTests(version, tarball, files));
	}
	const results = reports.flatMap(({ testResults }) => testResults);
	const tests = results.flatMap(({ assertionResults }) => assertionResults);
	const failed = tests.filter(({ status }) => status === 'failed');
	const because = (name: string) => limitations.find(([pattern]) => pattern.test(name))?.[1];
	const unexpected = failed.filter(({ fullName }) => !because(fullName));

	for (const { fullName } of failed)
		console.log(`✖ ${fullName}: ${because(fullName) ?? 'FAILED'}`);
	const passed = tests.filter(({ status }) => status === 'passed').length;
	const limited = failed.length - unexpected.length;
	console.log(
		`\nn8n ${version}: ${passed} passed, ${unexpected.length} failed, ${limited} not possible in this version`,
	);
	// A test file that cannot be loaded has no tests.
	const broken = results.filter(({ assertionResults }) => assertionResults.length === 0);
	for (const { message } of broken) console.error(message);
	return passed > 0 && unexpected.length === 0 && broken.length === 0;
});
