import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Item } from './n8n-rest.mts';
import type { Workflow } from './workflow.mts';

/** What a run of an example has to bring. */
export interface Expectation {
	minimumItems: number;
	/** A key that the first item must have. */
	key: string;
}

export interface Example {
	file: string;
	workflow: Workflow;
	expected: Expectation;
}

/** The workflows of `examples/`, each with its entry in `examples/expected.json`. */
export async function loadExamples(): Promise<Example[]> {
	const folder = join(process.cwd(), 'examples');
	const read = async (file: string): Promise<unknown> =>
		JSON.parse(await readFile(join(folder, file), 'utf8'));
	const expectations = (await read('expected.json')) as Record<string, Expectation>;
	const files = (await readdir(folder)).filter(
		(file) => file.endsWith('.json') && file !== 'expected.json',
	);
	return await Promise.all(
		files.sort().map(async (file) => {
			const expected = expectations[file];
			if (!expected) throw new Error(`examples/expected.json says nothing of ${file}`);
			return { file, workflow: (await read(file)) as Workflow, expected };
		}),
	);
}

/** What is wrong with the items of a run, or nothing. */
export function complaint(items: Item[], { minimumItems, key }: Expectation): string | undefined {
	if (items.length < minimumItems) return `${items.length} of at least ${minimumItems} items`;
	if (items.length > 0 && !(key in items[0])) return `the first item has no "${key}"`;
	return undefined;
}
