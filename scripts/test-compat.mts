/**
 * `npm run test:compat -- <n8n versions, or all> [--remove] [jest arguments]`: the end-to-end tests in
 * other versions of n8n, those of `harness/n8n`. A version that is missing is installed first (6
 * minutes, 3 GB); `--remove` deletes it again after its tests, so that a disk of 10 GB is enough for all.
 *
 * What a version cannot do is in `harness/n8n/limitations.json`; any other failure fails the run.
 */
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { CleanUp, runMain } from '../harness/cleanup.mts';
import { installN8n, removeN8n } from '../harness/n8n-install.mts';
import { n8nVersions, newestN8n } from '../harness/n8n-versions.mts';
import { buildPackage, packPackage } from '../harness/package-tarball.mts';
import { visibly } from '../harness/steps.mts';

/**
 * The test files, in groups that share an n8n. Queue mode is proven in the newest version only.
 * The second group makes tokens expire for many items at once, which breaks a connection in n8n 1.
 */
const groups = [
	['smoke', 'upgrade', 'triggers'],
	['anny-sign-in', 'anybill-sign-in', 'anybill-credential', 'swap'],
];

interface JestReport {
	testResults: Array<{
		message: string;
		assertionResults: Array<{ fullName: string; status: string }>;
	}>;
}

/** Tests that ask for what n8n had not yet learned. */
interface Limitation {
	/** The first version in which they pass. */
	since: string;
	/** A pattern of their names. */
	tests: string;
	/** What is missing, as a user is told. */
	reason: string;
}

interface Result {
	version: string;
	passed: number;
	/** Names of the tests that should have passed. */
	failed: string[];
	/** Names of the tests that cannot pass, by the reason. */
	impossible: Map<string, string[]>;
}

/** Runs test files of the kind e2e, with jest's own display. */
async function runTests(version: string, tarball: string, files: string[]): Promise<JestReport> {
	const report = join(dirname(tarball), 'report.json');
	await rm(report, { force: true });
	const options = ['--selectProjects', 'e2e', '--json', `--outputFile=${report}`, '--silent'];
	await execa('jest', [...options, ...files], {
		env: { N8N_VERSION: version, PACKAGE_TARBALL: tarball },
		stdio: ['ignore', 'ignore', 'inherit'],
		preferLocal: true,
		reject: false,
	});
	return JSON.parse(await readFile(report, 'utf8')) as JestReport;
}

async function packed(): Promise<string> {
	const folder = await new CleanUp().temporaryFolder('n8n-nodes-compat-');
	await buildPackage();
	return await packPackage(folder);
}

/** The limitations of a version: those that a newer one overcame. */
async function limitationsOf(version: string): Promise<Limitation[]> {
	const text = await readFile('harness/n8n/limitations.json', 'utf8');
	const age = (of: string) => n8nVersions.indexOf(of);
	return (JSON.parse(text) as Limitation[]).filter(({ since }) => age(version) < age(since));
}

/** Sorts what jest reports into passed, failed and impossible. */
function evaluate(version: string, reports: JestReport[], limitations: Limitation[]): Result {
	const files = reports.flatMap(({ testResults }) => testResults);
	const result: Result = { version, passed: 0, failed: [], impossible: new Map() };
	for (const { message, assertionResults } of files) {
		// A test file that cannot be loaded has no tests.
		if (assertionResults.length === 0) result.failed.push(message);
		for (const { fullName, status } of assertionResults) {
			const reason = limitations.find(({ tests }) => new RegExp(tests).test(fullName))?.reason;
			if (status === 'pending') continue;
			if (status === 'passed') result.passed++;
			else if (reason === undefined) result.failed.push(fullName);
			else result.impossible.set(reason, [...(result.impossible.get(reason) ?? []), fullName]);
		}
	}
	return result;
}

function show({ version, passed, failed, impossible }: Result): void {
	for (const [reason, tests] of impossible) {
		console.log(`\n− ${reason} (${tests.length})`);
		for (const name of tests) console.log(`    ${name}`);
	}
	for (const name of failed) console.log(`✖ ${name}`);
	const count = [...impossible.values()].flat().length;
	console.log(
		`\nn8n ${version}: ${passed} passed, ${failed.length} failed, ${count} not possible in this version`,
	);
}

/** The rows of the table in the README. */
function showTable(results: Result[]): void {
	console.log('\n| n8n | Passed | Failed | Not possible there |\n|---|---:|---:|---:|');
	for (const { version, passed, failed, impossible } of results) {
		const count = [...impossible.values()].flat().length;
		console.log(`| ${version} | ${passed} | ${failed.length} | ${count} |`);
	}
}

async function testVersion(version: string, tarball: string, args: string[]): Promise<Result> {
	await visibly(`n8n ${version} in the user's cache`, (report) => installN8n(version, report));
	const limitations = await limitationsOf(version);
	const reports: JestReport[] = [];
	for (const group of args.length ? [args] : groups) {
		const files = args.length ? args : [`/e2e/(${group.join('|')})\\.test\\.mts$`];
		reports.push(await runTests(version, tarball, files));
	}
	const result = evaluate(version, reports, limitations);
	show(result);
	return result;
}

/** Versions and `--remove` come first; the rest is for jest. */
function parseArguments(args: string[]) {
	const isOurs = (arg: string) => ['all', '--remove', ...n8nVersions].includes(arg);
	const firstOption = args.findIndex((arg) => !isOurs(arg));
	const own = firstOption < 0 ? args : args.slice(0, firstOption);
	return {
		versions: own.includes('all') ? n8nVersions : own.filter((arg) => arg !== '--remove'),
		remove: own.includes('--remove'),
		jestArgs: firstOption < 0 ? [] : args.slice(firstOption),
	};
}

await runMain(async (args) => {
	const { versions, remove, jestArgs } = parseArguments(args);
	if (versions.length === 0) {
		console.error(
			`Usage: npm run test:compat -- <${n8nVersions.join(' | ')} | all> [--remove] [jest arguments]`,
		);
		console.error('Another version needs a package.json and a lock file in harness/n8n/<version>.');
		return false;
	}
	const tarball = await visibly('The package, built and packed', packed);
	const results: Result[] = [];
	for (const version of versions) {
		results.push(await testVersion(version, tarball, jestArgs));
		if (remove && version !== newestN8n) await removeN8n(version);
	}
	showTable(results);
	return results.every(({ passed, failed }) => passed > 0 && failed.length === 0);
});
