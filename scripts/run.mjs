/**
 * The door to every script: `node scripts/run.mjs <command> [arguments]` runs `scripts/<command>.mts`.
 *
 * It has to work on a fresh clone, so it is plain JavaScript for Node 20 without a dependency: it
 * installs what package-lock.json names when that is missing, then hands over to the Node 24 that
 * harness/node names. (n8n needs Node 24; Node 24 runs TypeScript.) Both are installed by checksum,
 * and no package's own install script runs.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
} from 'node:fs';
import { constants, homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestNode = 20;
const neededNode = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeModules = join(root, 'node_modules');
const cache = join(
	process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
	'n8n-nodes-anny-anybill',
);
const [ownMajor] = process.versions.node.split('.').map(Number);

const say = (text) => process.stderr.write(`${text}\n`);

/** Runs a program with our streams, passes signals on, and resolves with its exit code. */
function run(program, args, { cwd = root, stdio = 'inherit', path = [] } = {}) {
	return new Promise((resolve, reject) => {
		const PATH = [...path, process.env.PATH ?? ''].join(delimiter);
		const child = spawn(program, args, { cwd, stdio, env: { ...process.env, PATH } });
		const forward = (signal) => child.kill(signal);
		const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
		for (const signal of signals) process.on(signal, forward);
		child.once('error', reject);
		child.once('exit', (code, signal) => {
			for (const name of signals) process.off(name, forward);
			resolve(code ?? 128 + (constants.signals[signal] ?? 0));
		});
	});
}

/** Installs what the lock file of a folder names. npm's output goes to stderr: stdout is for JSON. */
async function install(folder, what) {
	say(`Installing ${what} ...`);
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	// npm itself shows no progress where there is no terminal.
	const progress = setInterval(() => {
		const packages = join(folder, 'node_modules');
		const count = existsSync(packages) ? readdirSync(packages).length : 0;
		say(`  ${seconds()} s, ${count} folders in node_modules`);
	}, 15_000);
	const args = ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
	const code = await run('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] });
	clearInterval(progress);
	if (code !== 0) throw new Error(`npm could not install ${what}`);
	say(`Installed in ${seconds()} s.`);
}

const lockedPackages = (file) =>
	existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};

/** Whether node_modules holds what package-lock.json asks for; npm writes its own lock file last. */
function isInstalled() {
	const installed = lockedPackages(join(nodeModules, '.package-lock.json'));
	const wanted = Object.entries(lockedPackages(join(root, 'package-lock.json')));
	return wanted.every(([path, { version, optional, devOptional }]) => {
		return path === '' || optional || devOptional || installed[path]?.version === version;
	});
}

/** The folder of the Node 24 in the user's cache, which is installed there first where it is missing. */
async function installNode() {
	const recipe = join(root, 'harness', 'node');
	const lock = readFileSync(join(recipe, 'package-lock.json'));
	const folder = join(
		cache,
		`node-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`,
	);
	const bin = join(folder, 'node_modules', '.bin');
	if (!existsSync(folder)) {
		// Of several that do this at a time, one is the first to rename.
		const unfinished = `${folder}.${process.pid}`;
		mkdirSync(unfinished, { recursive: true });
		for (const name of ['package.json', 'package-lock.json']) {
			copyFileSync(join(recipe, name), join(unfinished, name));
		}
		try {
			await install(unfinished, `Node ${neededNode}`);
			if (!existsSync(folder)) renameSync(unfinished, folder);
		} finally {
			rmSync(unfinished, { recursive: true, force: true });
		}
	}
	if (existsSync(join(bin, 'node'))) return bin;
	if (ownMajor === neededNode) return dirname(process.execPath);
	throw new Error(`npm has no Node for this platform: please install Node ${neededNode}.`);
}

const commands = () =>
	readdirSync(join(root, 'scripts'))
		.filter((name) => name.endsWith('.mts'))
		.map((name) => name.replace(/\.mts$/, ''));

async function main([command, ...args]) {
	if (ownMajor < oldestNode) {
		throw new Error(`Node ${oldestNode} or newer is needed; this is ${process.version}.`);
	}
	if (!commands().includes(command)) {
		throw new Error(`Usage: node scripts/run.mjs <${commands().join('|')}> [arguments]`);
	}
	if (!isInstalled()) await install(root, 'the development dependencies (a few minutes)');
	const node = await installNode();
	const path = [node, join(nodeModules, '.bin')];
	return await run(join(node, 'node'), [join(root, 'scripts', `${command}.mts`), ...args], {
		path,
	});
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	say(error.message);
	process.exitCode = 1;
}
