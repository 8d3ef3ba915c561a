import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { median } from '../harness/median.mts';
import { packPackage } from '../harness/package-tarball.mts';

export interface Load {
	/** Median time to load all nodes and credentials in a fresh process that has n8n-workflow. */
	milliseconds: number;
	/** Heap that they take. */
	megabytes: number;
	tarballKilobytes: number;
}

// n8n loads the files that package.json names; n8n-workflow is in memory by then.
const program = `
	require('n8n-workflow');
	const { n8n } = require('./package.json');
	gc();
	const before = process.memoryUsage().heapUsed;
	const start = performance.now();
	const kept = [];
	for (const file of [...n8n.credentials, ...n8n.nodes]) {
		for (const Type of Object.values(require('./' + file))) kept.push(new Type());
	}
	const milliseconds = performance.now() - start;
	gc();
	const megabytes = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
	console.log(JSON.stringify({ milliseconds, megabytes }));
`;

/** What it costs n8n to load the package. */
export async function measureLoad(): Promise<Load> {
	const runs: Array<{ milliseconds: number; megabytes: number }> = [];
	for (let run = 0; run < 5; run++) {
		const { stdout } = await execa(process.execPath, ['--expose-gc', '-e', program]);
		runs.push(JSON.parse(stdout) as (typeof runs)[0]);
	}
	const folder = await mkdtemp(join(tmpdir(), 'bench-'));
	try {
		const { size } = await stat(await packPackage(folder));
		return {
			milliseconds: Number(median(runs.map((one) => one.milliseconds)).toFixed(1)),
			megabytes: Number(median(runs.map((one) => one.megabytes)).toFixed(1)),
			tarballKilobytes: Math.round(size / 1024),
		};
	} finally {
		await rm(folder, { recursive: true });
	}
}
