import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { cleanEnvironment } from './environment.mts';

/** Runs a program of node_modules/.bin, or npm; its output is in the error when it fails. */
async function run(program: string, args: string[], cwd = process.cwd()): Promise<string> {
	const options = { cwd, env: cleanEnvironment(), extendEnv: false, stdin: 'ignore' } as const;
	const { stdout } = await execa(program, args, options);
	return stdout;
}

/** Compiles the package from scratch into `dist` and copies what is not code. */
export async function buildPackage(): Promise<void> {
	await rm(join(process.cwd(), 'dist'), { recursive: true, force: true });
	await run('tsc', ['--project', 'tsconfig.json']);
	await run('gulp', ['--silent', 'build:icons']);
}

/** Packs what `dist` holds as `npm publish` would; returns the tarball's path. */
export async function packPackage(folder: string): Promise<string> {
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
	const [{ filename }] = JSON.parse(await run('npm', args)) as Array<{ filename: string }>;
	return join(folder, filename);
}

/**
 * Installs the package the way n8n documents for hand-made installations:
 * https://docs.n8n.io/integrations/community-nodes/installation/manual-install/
 * n8n loads what it finds there when it starts.
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const nodes = join(userFolder, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true });
	await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball], nodes);
}
