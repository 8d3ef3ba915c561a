import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Verdict } from './check.mts';

export interface Manifest {
	name: string;
	version: string;
	license?: string;
	homepage?: string;
	author?: { name?: string; email?: string };
	repository?: { type: string; url: string; directory?: string };
	engines?: { node: string };
	files?: string[];
	keywords?: string[];
	dependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
	bundledDependencies?: string[];
	overrides?: unknown;
	scripts?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	peerDependenciesMeta?: Record<string, { optional?: boolean }>;
	n8n: { nodes: string[]; credentials: string[]; n8nNodesApiVersion: number; strict: boolean };
}

export const readManifest = async (folder: string): Promise<Manifest> =>
	JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;

/**
 * The unpacked package.json: what publint says of it, and what installing in n8n depends on.
 *
 * @param folder the unpacked tarball
 */
export async function manifest(folder: string): Promise<Verdict> {
	const pkg = await readManifest(folder);
	const { messages } = await publint({ pkgDir: folder, pack: false, strict: true });
	const said = messages
		// A CommonJS package without "exports" is what n8n loads: it reads the files named in "n8n".
		.filter(({ code }) => code !== 'USE_TYPE')
		.map((message) => formatMessage(message, pkg as never) ?? message.code);
	const files = [...pkg.n8n.nodes, ...pkg.n8n.credentials];
	const wrong: Array<[boolean, string]> = [
		[!pkg.name.startsWith('n8n-nodes-'), 'The name has to begin with n8n-nodes-'],
		[!/^\d+\.\d+\.\d+$/.test(pkg.version), `${pkg.version} is not a released version`],
		[pkg.license !== 'MIT', 'n8n verifies packages under MIT only'],
		[!pkg.homepage || !pkg.repository?.url, 'homepage or repository is missing'],
		[!pkg.author?.name || !pkg.author.email, 'author has no name or no email'],
		[!pkg.keywords?.includes('n8n-community-node-package'), 'n8n finds packages by its keyword'],
		[JSON.stringify(pkg.files) !== '["dist"]', '"files" has to be ["dist"]'],
		[hasRuntimeDependencies(pkg), 'n8n allows no runtime dependencies'],
		[
			// Without it npm puts a second n8n-workflow beside the package, whose classes are not n8n's.
			!pkg.peerDependenciesMeta?.['n8n-workflow']?.optional,
			'The peer n8n-workflow has to be optional',
		],
		...files.map((file): [boolean, string] => [
			!existsSync(join(folder, file)),
			`${file} is missing`,
		]),
	];
	const problems = [...said, ...wrong.filter(([isWrong]) => isWrong).map(([, text]) => text)];
	return { problems, note: `${pkg.name} ${pkg.version}, publint` };
}

function hasRuntimeDependencies(pkg: Manifest): boolean {
	const { dependencies, optionalDependencies, bundledDependencies } = pkg;
	return [dependencies, optionalDependencies, bundledDependencies].some(
		(group) => Object.keys(group ?? {}).length > 0,
	);
}
