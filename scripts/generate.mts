/**
 * `npm run generate`: writes what follows from the tables of operations, the README's tables and the
 * schema previews of n8n's editor. The tests that check them write them, too.
 */
import { execa } from 'execa';
import { runMain } from '../harness/cleanup.mts';

await runMain(async (): Promise<boolean> => {
	const env = { UPDATE_README: '1', UPDATE_SCHEMAS: '1' };
	const tests = ['--testPathPatterns', 'unit/readme|integration/schemas'];
	const { failed } = await execa('jest', ['--selectProjects', 'unit', 'integration', ...tests], {
		env,
		preferLocal: true,
		stdio: 'inherit',
		reject: false,
	});
	return !failed;
});
