/** `npm start`: the n8n of the demo, left running, with the examples in place. */
import getPort from 'get-port';
import { cleanUp, isEnding } from '../harness/cleanup.mts';
import { connectedExamples } from '../harness/examples.mts';
import { owner } from '../harness/n8n-rest.mts';
import { prepareN8n } from '../harness/prepared-n8n.mts';
import { visibly } from '../harness/steps.mts';

async function main(): Promise<void> {
	const port = await getPort({ port: 5678 });
	const prepared = await prepareN8n({ step: visibly, port });
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
	await n8n.ended();
	if (!isEnding()) throw new Error(`n8n ended by itself; see ${n8n.logFile}`);
}

try {
	await main();
} catch (error) {
	if (!isEnding()) console.error(error);
	process.exitCode = 1;
} finally {
	await cleanUp();
}
