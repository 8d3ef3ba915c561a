import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar';
import { onCleanUp } from '../../harness/cleanup.mts';
import type { Check } from './check.mts';
import { tarballContents } from './contents.mts';
import { lint } from './lint.mts';
import { manifest } from './manifest.mts';
import { nodesBasePresets } from './presets.mts';
import { scanSource, scanTarball } from './scanner.mts';

/** What n8n runs on a package that is to be verified, on its source and on its tarball. */
export async function packageChecks(source: string, tarball: string): Promise<Check[]> {
	const unpacked = await unpack(tarball);
	return [
		{ name: 'n8n-node lint', run: () => lint(source) },
		{ name: 'Community scanner, source', run: () => scanSource(source) },
		{ name: 'Community scanner, tarball', run: () => scanTarball(unpacked) },
		{ name: 'Presets of eslint-plugin-n8n-nodes-base', run: () => nodesBasePresets(source) },
		{ name: 'package.json in the tarball', run: () => manifest(unpacked) },
		{ name: 'Contents of the tarball', run: () => tarballContents(tarball) },
	];
}

async function unpack(tarball: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'unpacked-'));
	onCleanUp(() => rm(folder, { recursive: true, force: true }));
	const target = join(folder, 'package');
	await mkdir(target);
	await extract({ file: tarball, cwd: target, strip: 1 });
	return target;
}
