import { globSync, readFileSync } from 'node:fs';
import { runProgram } from '../support/run-program.mts';

/** What ships imports downwards only, and nothing that n8n does not have. */

const folders = ['nodes', 'credentials', 'services', 'http'];

test('imports point one way, to n8n-workflow and node:crypto at most', async () => {
	const { exitCode, output } = await runProgram('depcruise', ['--no-progress', ...folders]);
	expect(output).toMatch(/no dependency violations found \(\d{2,} modules/);
	expect(exitCode).toBe(0);
});

test('no code that ships is loaded by a name that is put together', () => {
	const sources = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`));
	expect(sources.length).toBeGreaterThan(30);
	const loaders = /\b(require|eval|Function)\(|\bimport\((?!'\.[\w./-]+'\))|^import ['"]/m;
	expect(sources.filter((file) => loaders.test(readFileSync(file, 'utf8')))).toEqual([]);
});
