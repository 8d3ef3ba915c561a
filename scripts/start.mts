/**
 * `npm start`: the n8n of the demo, left running, with the examples in place.
 * `npm run dev` (`--watch`): the same, which builds what is changed, and loads it without a restart.
 */
import { watch } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import getPort from 'get-port';
import { CleanUp, isEnding, runMain } from '../harness/cleanup.mts';
import { connectedExamples } from '../harness/examples.mts';
import { readManifest } from '../harness/manifest.mts';
import { owner } from '../harness/n8n-rest.mts';
import { prepareN8n, type PreparedN8n } from '../harness/prepared-n8n.mts';
import { visibly } from '../harness/steps.mts';

await runMain(async (args) => {
	const { values } = parseArgs({ args, options: { watch: { type: 'boolean', default: false } } });
	const port = await getPort({ port: 5678 });
	// n8n then watches the packages that it has loaded.
	const env: Record<string, string> = values.watch ? { N8N_DEV_RELOAD: 'true' } : {};
	const prepared = await prepareN8n({ step: visibly, port, env });
	const { n8n, rest, sandbox } = prepared;
	const links = await visibly('The example workflows', async () => {
		const lines: string[] = [];
		for (const { workflow } of await connectedExamples(prepared)) {
			const { id } = await rest.createWorkflow(workflow);
			lines.push(`  ${n8n.baseUrl}/workflow/${id}  ${workflow.name}`);
		}
		return lines;
	});
	console.log(`
n8n ${n8n.version} is running.

  Editor    ${n8n.baseUrl}
  Email     ${owner.email}
  Password  ${owner.password}
  Log       ${n8n.logFile}

The sandbox plays both services:

  anny      ${sandbox.urls.anny}
  anybill   ${sandbox.urls.anybill}
  Control   ${sandbox.urls.control}

Workflows to run:

${links.join('\n')}

Ctrl-C stops everything and deletes it.`);
	if (values.watch) await watchSources(prepared);
	await n8n.ended();
	if (!isEnding()) throw new Error(`n8n ended by itself; see ${n8n.logFile}`);
	return true;
});

/** Keeps the package that n8n has installed like the sources here. */
async function watchSources({ n8n }: PreparedN8n): Promise<void> {
	const { name } = await readManifest('.');
	const dist = join(n8n.userFolder, '.n8n/nodes/node_modules', name, 'dist');
	const cleanUp = new CleanUp();
	const bundler = execa('rolldown', ['--config', '--watch', '--dir', dist], {
		stdio: ['ignore', 'inherit', 'inherit'],
		preferLocal: true,
		reject: false,
	});
	cleanUp.defer(() => void bundler.kill());
	for (const folder of ['icons', 'nodes']) {
		const watcher = watch(folder, { recursive: true }, (_, file) => {
			if (!file || !/\.(svg|json)$/.test(file)) return;
			// A file that is gone again is none to copy.
			void cp(join(folder, file), join(dist, folder, file)).catch(() => {});
		});
		cleanUp.defer(() => watcher.close());
	}
}
