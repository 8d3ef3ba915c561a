import { globSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { CleanUp } from './cleanup.mts';
import { readManifest } from './manifest.mts';
import { buildPackage, packPackage } from './package-tarball.mts';

/** The packages of one service each: a manifest and a README. The code is the main package's. */
export const serviceFolders = (): string[] =>
	globSync('packages/*/package.json').map(dirname).sort();

/**
 * Builds and packs all that a release publishes.
 *
 * @param target a folder that will hold these tarballs and nothing else
 * @returns folder of the manifest → tarball
 */
export async function packAll(target: string): Promise<Map<string, string>> {
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	await buildPackage();
	const tarballs = new Map([['.', await packPackage(resolve(target))]]);
	for (const folder of serviceFolders()) tarballs.set(folder, await packService(folder, target));
	return tarballs;
}

/**
 * Packs one of them out of what `dist` holds: its nodes and credentials, what these import, and what
 * lies beside them.
 *
 * @param folder one of `serviceFolders()`
 * @param target where the tarball goes
 * @returns the tarball's path
 */
export async function packService(folder: string, target: string): Promise<string> {
	const { name, n8n } = await readManifest(folder);
	await using cleanUp = new CleanUp();
	const staged = await cleanUp.temporaryFolder('n8n-nodes-service-');
	await cp(folder, staged, { recursive: true });
	for (const file of ['LICENSE', 'index.js']) await cp(file, join(staged, file));
	const code = await modulesOf([...n8n.nodes, ...n8n.credentials]);
	const assets = n8n.nodes.flatMap((file) => globSync(`${dirname(file)}/**/*.{json,svg}`));
	for (const file of [...code.keys(), ...assets, ...iconsOf([...code.values()].join())]) {
		await cp(file, join(staged, file));
	}
	await nameInCodex(staged, name);
	return await packPackage(resolve(target), staged);
}

/** Bundled files, with all that they import: file → its code. */
async function modulesOf(entries: string[]): Promise<Map<string, string>> {
	const modules = new Map<string, string>();
	const queue = [...entries];
	for (let file = queue.pop(); file; file = queue.pop()) {
		if (modules.has(file)) continue;
		const code = await readFile(file, 'utf8');
		modules.set(file, code);
		const { resolve: resolveFrom } = createRequire(resolve(file));
		for (const [, request = ''] of code.matchAll(/\brequire\("(\.[^"]+)"\)/g)) {
			queue.push(relative('.', resolveFrom(request)));
		}
	}
	return modules;
}

/** The icons that the code names, such as `file:../icons/anny.svg`. */
function iconsOf(code: string): string[] {
	const names = [...code.matchAll(/\bfile:[\w./-]*\/icons\/([\w.-]+\.svg)/g)];
	return [...new Set(names.map(([, name]) => `dist/icons/${name ?? ''}`))];
}

/** The codex names the package that a node belongs to. */
async function nameInCodex(staged: string, name: string): Promise<void> {
	for (const file of globSync(join(staged, 'dist/nodes/**/*.node.json'))) {
		const codex = await readFile(file, 'utf8');
		await writeFile(file, codex.replace(/"node": "[^".]+\./, `"node": "${name}.`));
	}
}
