import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runProgram } from '../support/run-program.mts';

/** What ships, the tools and the tests compile, and what ships also with the oldest supported n8n. */

const OK = { exitCode: 0, output: '' };
const compile = (project: string) => runProgram('tsc', ['--noEmit', '--project', project]);

test('what ships compiles with the types of the newest n8n', async () => {
	expect(await compile('tsconfig.json')).toEqual(OK);
});

test('tools and tests compile', async () => {
	expect(await compile('tsconfig.tools.json')).toEqual(OK);
});

test('what ships compiles with the types of the oldest supported n8n', async () => {
	// Beside the real one, so that its paths mean the same.
	const project = `tsconfig.oldest-${process.pid}.json`;
	const paths = { 'n8n-workflow': [resolve('node_modules/n8n-workflow-oldest')] };
	await writeFile(
		project,
		JSON.stringify({ extends: './tsconfig.json', compilerOptions: { paths } }),
	);
	try {
		expect(await compile(join(project))).toEqual(OK);
	} finally {
		await rm(project);
	}
});
