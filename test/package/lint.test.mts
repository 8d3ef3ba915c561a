import { runProgram } from '../support/run-program.mts';

/** Every linter, over all of the repository. */

test("n8n's own linter has nothing to say of any .ts file, not even a warning", async () => {
	const { exitCode, output } = await runProgram('n8n-node', ['lint']);
	// It also prints what it does not fail for.
	const complains = /✖|violation|^\s*\d+:\d+\s+(warning|error)/im.test(output);
	expect({ exitCode, complaints: complains ? output : '' }).toEqual({
		exitCode: 0,
		complaints: '',
	});
});

test('every .ts and .mts file obeys the rules that need types', async () => {
	const args = ['--config', 'eslint.types.config.mjs', '--max-warnings', '0', '.'];
	expect(await runProgram('eslint', args)).toEqual({ exitCode: 0, output: '' });
});

test('every file is formatted as Prettier would', async () => {
	const files = '**/*.{ts,mts,cts,js,mjs,cjs,yml}';
	const { exitCode, output } = await runProgram('prettier', ['--check', '--log-level=warn', files]);
	expect({ exitCode, output }).toEqual({ exitCode: 0, output: '' });
});
