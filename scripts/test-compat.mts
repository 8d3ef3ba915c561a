/**
 * `npm run test:compat -- <n8n version> [jest arguments]`: the end-to-end tests in that version of
 * n8n, one of those in `scripts/n8n`. Installs it first where it is missing (6 minutes, 3 GB).
 */
import { readdir } from 'node:fs/promises';
import { execa } from 'execa';
import { cleanUp } from './lib/cleanup.mts';
import { installN8n } from './lib/n8n-install.mts';
import { visibly } from './lib/steps.mts';

const entries = await readdir('scripts/n8n', { withFileTypes: true });
const known = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
const [version = '', ...args] = process.argv.slice(2);

if (known.includes(version)) {
	try {
		await visibly(`n8n ${version} in the user's cache`, (report) => installN8n(version, report));
		const command = ['scripts/test.mts', 'build', 'e2e', ...args];
		const env = { N8N_VERSION: version };
		const { exitCode } = await execa('node', command, { env, stdio: 'inherit', reject: false });
		process.exitCode = exitCode ?? 1;
	} finally {
		await cleanUp();
	}
} else {
	console.error(`Usage: npm run test:compat -- <${known.join(' | ')}> [jest arguments]`);
	console.error('Another version needs a package.json and a lock file in scripts/n8n/<version>.');
	process.exitCode = 2;
}
