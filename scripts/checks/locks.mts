import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Verdict } from './check.mts';

/** Lock files must install anywhere: without the addresses of the registry that they came from. */
export async function lockFiles(): Promise<Verdict> {
	const files = globSync(['package-lock.json', 'harness/n8n/*/package-lock.json']).sort();
	const problems: string[] = [];
	for (const file of files) {
		const addresses = (await readFile(file, 'utf8')).match(/"resolved":/g)?.length ?? 0;
		if (addresses > 0) problems.push(`${file} has ${addresses} "resolved" addresses`);
	}
	return { problems, note: `${files.length} files` };
}
