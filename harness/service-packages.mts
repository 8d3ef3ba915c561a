import { globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readManifest } from '../scripts/checks/manifest.mts';
import { onCleanUp } from './cleanup.mts';
import { runCommand } from './command.mts';

export interface ServicePackage {
	name: string;
	/** Its source without links, outside this project: what a repository of its own would hold. */
	source: string;
	tarball: string;
}

/** The packages of one service each: their manifest and README, and links to the one source. */
export const serviceFolders = (): string[] =>
	globSync('packages/*/package.json').map(dirname).sort();

/**
 * Builds and packs one of them from scratch. Only what its nodes and credentials import is compiled.
 *
 * @param folder one of `serviceFolders()`
 * @param target where the tarball goes
 */
export async function packService(folder: string, target: string): Promise<ServicePackage> {
	const { name, n8n } = await readManifest(folder);
	const source = await withoutLinks(folder, name);
	await nameInCodex(source, name);
	await compile(source, [...n8n.nodes, ...n8n.credentials]);
	await copyAssets(source);
	await mkdir(target, { recursive: true });
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', target];
	const output = await runCommand('npm', args, source);
	const [{ filename }] = JSON.parse(output) as Array<{ filename: string }>;
	return { name, source, tarball: join(target, filename) };
}

/** A copy outside the project, so that neither its linter nor its compiler reads it. */
async function withoutLinks(folder: string, name: string): Promise<string> {
	const parent = await mkdtemp(join(tmpdir(), 'n8n-nodes-source-'));
	onCleanUp(() => rm(parent, { recursive: true, force: true }));
	const source = join(parent, name);
	await cp(folder, source, { recursive: true, dereference: true });
	await symlink(join(process.cwd(), 'node_modules'), join(source, 'node_modules'));
	return source;
}

/** The codex names the package that a node belongs to. */
async function nameInCodex(source: string, name: string): Promise<void> {
	for (const file of globSync(join(source, 'nodes/**/*.node.json'))) {
		const codex = await readFile(file, 'utf8');
		await writeFile(file, codex.replace(/"node": "[^".]+\./, `"node": "${name}.`));
	}
}

async function compile(source: string, entries: string[]): Promise<void> {
	const files = entries.map((file) => file.replace(/^dist\/(.+)\.js$/, '$1.ts'));
	const config = join(source, 'tsconfig.build.json');
	await writeFile(config, JSON.stringify({ extends: './tsconfig.json', include: [], files }));
	await runCommand('tsc', ['--project', config]);
	await rm(config);
}

async function copyAssets(source: string): Promise<void> {
	for (const file of globSync(['icons/*.svg', 'nodes/**/*.node.json'], { cwd: source })) {
		await cp(join(source, file), join(source, 'dist', file));
	}
}
