import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.mts';

/** Makes `dist` anew: code that the compiler accepts, bundled, and what is not code. */
export async function buildPackage(): Promise<void> {
	await rm(join(process.cwd(), 'dist'), { recursive: true, force: true });
	await runCommand('tsc', ['--project', 'tsconfig.json']);
	await runCommand('rolldown', ['--config']);
	await runCommand('gulp', ['--silent', 'build:icons']);
}

/**
 * Packs a package as `npm publish` would; returns the tarball's path.
 *
 * @param folder where the tarball goes
 * @param source the package; this one, with what `dist` holds, unless given
 */
export async function packPackage(folder: string, source = process.cwd()): Promise<string> {
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
	const packed = JSON.parse(await runCommand('npm', args, source)) as [{ filename: string }];
	return join(folder, packed[0].filename);
}

/**
 * Installs the package the way n8n documents for hand-made installations:
 * https://docs.n8n.io/integrations/community-nodes/installation/manual-install/
 * n8n loads what it finds there when it starts.
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const nodes = join(userFolder, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true });
	const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];
	await runCommand('npm', ['install', ...quietly, tarball], nodes);
}
