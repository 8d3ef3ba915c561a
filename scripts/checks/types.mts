import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import type { Verdict } from './check.mts';

/** The oldest n8n that is supported: the lowest version with a recipe in `harness/n8n`. */
export const oldestN8n = '1.123.81';

/** What ships, compiled against the n8n-workflow of this project's own node_modules: the newest. */
export const typesOfNewest = async (): Promise<Verdict> =>
	await compile('node_modules/n8n-workflow');

/** What ships, compiled against the n8n-workflow of the oldest supported n8n. */
export async function typesOfOldest(): Promise<Verdict> {
	const folder = findOldest();
	if (folder) return await compile(folder);
	return {
		skipped: `n8n ${oldestN8n} is not installed; npm run test:compat -- ${oldestN8n} installs it`,
	};
}

/** The development dependency of that name, or the copy in an installed n8n of that version. */
function findOldest(): string | undefined {
	const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	const installed = globSync(
		join(cache, 'n8n-nodes-anny-anybill', `n8n-${oldestN8n}-*/node_modules/n8n-workflow`),
	);
	return ['node_modules/n8n-workflow-oldest', ...installed].find((folder) => existsSync(folder));
}

async function compile(n8nWorkflow: string): Promise<Verdict> {
	const folder = await mkdtemp(join(tmpdir(), 'types-'));
	const root = process.cwd();
	const config = join(folder, 'tsconfig.json');
	const include = ['credentials', 'nodes', 'http', 'services'].map((f) => `${root}/${f}/**/*.ts`);
	const compilerOptions = {
		noEmit: true,
		rootDir: '/',
		typeRoots: [join(root, 'node_modules/@types')],
		paths: { 'n8n-workflow': [resolve(n8nWorkflow)] },
	};
	try {
		const extended = { extends: join(root, 'tsconfig.json'), compilerOptions, include };
		await writeFile(config, JSON.stringify(extended));
		const args = ['--project', config, '--pretty', 'false'];
		const { all, failed } = await execa('tsc', args, {
			all: true,
			preferLocal: true,
			reject: false,
		});
		const manifest = await readFile(join(n8nWorkflow, 'package.json'), 'utf8');
		const { version } = JSON.parse(manifest) as { version: string };
		return { problems: failed ? [all] : [], note: `n8n-workflow ${version}` };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
