/**
 * `npm run demo [-- --json]`: the examples, run by a real n8n against the sandbox.
 * Ends with exit code 0 only if each of them returned what examples/expected.json asks for.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { runMain } from '../harness/cleanup.mts';
import {
	connectedExamples,
	ownNode,
	runExample,
	type Example,
	type Outcome,
} from '../harness/examples.mts';
import { readManifest } from '../harness/manifest.mts';
import { prepareN8n } from '../harness/prepared-n8n.mts';
import { visibly } from '../harness/steps.mts';

type Run = Example & Outcome;

const credentialOf = ({ workflow }: Example): string =>
	Object.keys(ownNode(workflow).credentials ?? {})[0] ?? '';

function table(runs: Run[]): string {
	const head = ['', 'Workflow', 'Node', 'Credential', 'Items', 'First item', 'Time'];
	const rows = new Table({ head, style: { head: [], border: [] } });
	for (const run of runs) {
		const { workflow, items, problem, milliseconds } = run;
		const node = ownNode(workflow).type.replace(/^.*\./, '');
		const first = problem ?? JSON.stringify(items[0] ?? null);
		const short = first.length > 40 ? `${first.slice(0, 39)}…` : first;
		const time = `${Math.round(milliseconds)} ms`;
		const mark = problem === undefined ? '✔' : '✖';
		rows.push([mark, workflow.name, node, credentialOf(run), items.length, short, time]);
	}
	return rows.toString();
}

await runMain(async (args) => {
	const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
	const prepared = await prepareN8n({ step: visibly });
	const runs = await visibly('The example workflows', async (report) => {
		const done: Run[] = [];
		for (const example of await connectedExamples(prepared)) {
			report(example.workflow.name);
			done.push({ ...example, ...(await runExample(prepared, example)) });
		}
		return done;
	});
	await visibly('Everything stopped', () => prepared.stop());

	console.log(table(runs));
	const failed = runs.filter(({ problem }) => problem !== undefined);
	for (const { workflow, problem } of failed) console.error(`${workflow.name}: ${problem ?? ''}`);
	if (values.json) {
		const { version } = await readManifest('.');
		const workflows = runs.map((run) => ({
			name: run.workflow.name,
			credential: credentialOf(run),
			items: run.items.length,
			ok: run.problem === undefined,
		}));
		console.log(JSON.stringify({ n8n: prepared.n8n.version, package: version, workflows }));
	}
	return failed.length === 0;
});
