import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CleanUp } from './cleanup.mts';
import { runCommand } from './command.mts';
import { chosenN8n } from './n8n-versions.mts';
import { until } from './until.mts';

export interface InstalledN8n {
	version: string;
	/** The folder that holds node_modules. */
	directory: string;
	/** n8n's start file, for `node`. */
	bin: string;
	/** The Node that runs it. */
	node: string;
}

export type Report = (text: string) => void;

/**
 * Makes sure that this machine has that n8n, once for all projects and runs: it is 2,400 packages,
 * so it lives in the user's cache, in a folder named after the lock file in `harness/n8n/<version>`.
 */
export async function installN8n(
	version = chosenN8n(),
	report: Report = () => {},
): Promise<InstalledN8n> {
	const directory = await directoryOf(version);
	const recipe = recipeOf(version);
	if (!isComplete(directory)) {
		await mkdir(cacheFolder(), { recursive: true });
		await holdingLock(`${directory}.lock`, report, async () => {
			if (!isComplete(directory)) await install(recipe, directory, report);
		});
	}
	return {
		version,
		directory,
		bin: join(directory, 'node_modules', 'n8n', 'bin', 'n8n'),
		node: process.execPath,
	};
}

/** Deletes that n8n from the user's cache; the next `installN8n` brings it back. */
export async function removeN8n(version: string): Promise<void> {
	await rm(await directoryOf(version), { recursive: true, force: true });
}

const recipeOf = (version: string) => join(process.cwd(), 'harness', 'n8n', version);

/** Named after the lock file, so that another lock is another folder. */
async function directoryOf(version: string): Promise<string> {
	const lock = await readFile(join(recipeOf(version), 'package-lock.json')).catch(() => {
		throw new Error(
			`There is no harness/n8n/${version}/package-lock.json: n8n ${version} is unknown`,
		);
	});
	const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
	return join(cacheFolder(), `n8n-${version}-${hash}`);
}

function cacheFolder(): string {
	return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-anny-anybill');
}

/** npm writes the hidden lock file last; SQLite's addon is compiled after that. */
const isInstalled = (directory: string) =>
	existsSync(join(directory, 'node_modules', '.package-lock.json'));
const isCompiled = (directory: string) =>
	existsSync(join(directory, 'node_modules/sqlite3/build/Release/node_sqlite3.node'));
const isComplete = (directory: string) => isInstalled(directory) && isCompiled(directory);

async function install(recipe: string, directory: string, report: Report): Promise<void> {
	if (isInstalled(directory)) {
		await compileSqlite(directory, report);
		return;
	}
	// One name for all, for only the holder of the lock comes here: what a killed one left is replaced.
	const unfinished = `${directory}.tmp`;
	const remove = () => rm(unfinished, { recursive: true, force: true });
	await remove();
	await using cleanUp = new CleanUp();
	cleanUp.defer(remove);
	await mkdir(unfinished, { recursive: true });
	for (const name of ['package.json', 'package-lock.json']) {
		await copyFile(join(recipe, name), join(unfinished, name));
	}
	await copyFile(join(recipe, '..', '.npmrc'), join(unfinished, '.npmrc'));
	// Scripts stay off: one optional addon (Kafka) cannot be built everywhere and is not needed.
	await npm(['ci', '--loglevel=error'], unfinished, 'Installing n8n (2,400 packages)', report);
	await compileSqlite(unfinished, report);
	await rm(directory, { recursive: true, force: true });
	await rename(unfinished, directory);
}

async function compileSqlite(directory: string, report: Report): Promise<void> {
	const args = ['rebuild', 'sqlite3', '--ignore-scripts=false'];
	await npm(args, directory, 'Compiling SQLite for n8n', report);
	if (!isCompiled(directory)) {
		throw new Error(`npm rebuild sqlite3 left no compiled addon in ${directory}`);
	}
}

async function npm(args: string[], cwd: string, title: string, report: Report): Promise<void> {
	const started = Date.now();
	const tell = () => report(`${title}: ${Math.round((Date.now() - started) / 1000)} s`);
	tell();
	const progress = setInterval(tell, 10_000);
	try {
		await runCommand('npm', args, cwd);
	} finally {
		clearInterval(progress);
	}
}

/** Runs `work` while no other process of this machine runs it; a dead holder's lock is taken over. */
async function holdingLock(file: string, report: Report, work: () => Promise<void>) {
	const token = String(process.pid);
	let waitingFor = '';
	const take = async () => {
		try {
			await writeFile(file, token, { flag: 'wx' });
			return true;
		} catch {
			const holder = await readFile(file, 'utf8').catch(() => '');
			if (holder && !isAlive(Number(holder))) await rm(file, { force: true });
			else if (holder !== waitingFor) report(`Waiting for process ${holder} to install n8n`);
			waitingFor = holder;
			return false;
		}
	};
	await until(take, { what: `the lock ${file}`, timeoutMs: 30 * 60_000, everyMs: 1_000 });
	try {
		await work();
	} finally {
		await rm(file, { force: true });
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
