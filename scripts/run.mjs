/**
 * The door to every script: `node scripts/run.mjs <command> [arguments]` runs `scripts/<command>.mts`.
 *
 * It has to work on a fresh clone, so it is plain JavaScript for Node 20 without a dependency: it
 * installs what package-lock.json names when that is missing, then hands over to the Node 24 that
 * the npm package `node` put into node_modules. (n8n needs Node 24; Node 24 runs TypeScript.)
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestNode = 20;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeModules = join(root, 'node_modules');
const bin = join(nodeModules, '.bin');
// Written by npm as its last step, so it also tells a finished install from an interrupted one.
const installedLock = join(nodeModules, '.package-lock.json');
const stamp = join(nodeModules, '.package-lock.sha256');
const lock = join(root, 'package-lock.json');

const lockHash = () => createHash('sha256').update(readFileSync(lock)).digest('hex');

/** Whether node_modules holds what package-lock.json asks for. */
function isInstalled() {
	if (!existsSync(installedLock)) return false;
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()) return true;
	// Someone ran npm by hand: npm writes the two lock files within moments of each other.
	return statSync(installedLock).mtimeMs + 2_000 >= statSync(lock).mtimeMs;
}

/** Runs a program with our streams, passes signals on, and resolves with its exit code. */
function run(program, args, stdio = 'inherit') {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd: root,
			stdio,
			env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
		});
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

/**
 * Installs the locked versions, with a line of progress now and then where npm itself shows none.
 * Not by `npm ci`: it insists on lock entries for the optional packages of every other platform.
 */
async function install() {
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	const say = (text) => process.stderr.write(`${text}\n`);
	say('Installing the development dependencies (a few minutes the first time) ...');
	const progress = setInterval(() => {
		const folders = existsSync(nodeModules) ? readdirSync(nodeModules).length : 0;
		say(`  ${seconds()} s, ${folders} folders in node_modules`);
	}, 15_000);
	// npm's output goes to stderr: with --json, stdout is for the JSON.
	const npm = (...args) => run('npm', [...args, '--loglevel=error'], ['ignore', 2, 2]);
	// Without the packages' own install scripts: some compile, and compilers may be missing. Only the
	// package `node` needs its script, which brings Node 24.
	let code = await npm('install', '--no-save', '--no-fund', '--no-audit', '--ignore-scripts');
	if (code === 0) code = await npm('rebuild', 'node', '--ignore-scripts=false');
	clearInterval(progress);
	if (code !== 0) return code;
	say(`Installed in ${seconds()} s.`);
	return 0;
}

const commands = () =>
	readdirSync(join(root, 'scripts'))
		.filter((name) => name.endsWith('.mts'))
		.map((name) => name.replace(/\.mts$/, ''));

async function main([command, ...args]) {
	const [major] = process.versions.node.split('.').map(Number);
	if (major < oldestNode) {
		console.error(`Node ${oldestNode} or newer is needed; this is ${process.version}.`);
		return 1;
	}
	if (!commands().includes(command)) {
		console.error(`Usage: node scripts/run.mjs <${commands().join('|')}> [arguments]`);
		return 2;
	}
	if (!isInstalled()) {
		const code = await install();
		if (code !== 0) return code;
	}
	if (!existsSync(stamp)) writeFileSync(stamp, lockHash());
	return await run(join(bin, 'node'), [join(root, 'scripts', `${command}.mts`), ...args]);
}

process.exitCode = await main(process.argv.slice(2));
