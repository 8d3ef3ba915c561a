/**
 * `npm run demo [-- --json]`: the examples, run by a real n8n against the sandbox.
 * Ends with exit code 0 only if each of them returned what examples/expected.json asks for.
 */
import { readFile } from 'node:fs/promises';
import Table from 'cli-table3';
import { runMain } from '../harness/cleanup.mts';
import { complaint, connectedExamples, ownNode, type Example } from '../harness/examples.mts';
import { WorkflowError, type Item } from '../harness/n8n-rest.mts';
import { prepareN8n, type PreparedN8n } from '../harness/prepared-n8n.mts';
import { visibly } from '../harness/steps.mts';

interface Outcome {
	name: string;
	node: string;
	credential: string;
	items: Item[];
	problem: string | undefined;
	milliseconds: number;
}

async function runExample({ rest }: PreparedN8n, example: Example): Promise<Outcome> {
	const { workflow, expected } = example;
	const node = ownNode(workflow);
	const started = performance.now();
	let items: Item[] = [];
	let problem: string | undefined;
	try {
		items = await rest.runWorkflow(workflow);
		problem = complaint(items, expected);
	} catch (error) {
		const failure = error instanceof WorkflowError ? error.failure : undefined;
		problem = failure?.message ?? (error as Error).message;
	}
	return {
		name: workflow.name,
		node: node.type.split('.').at(-1) ?? node.type,
		credential: Object.keys(node.credentials ?? {})[0] ?? '',
		items,
		problem,
		milliseconds: performance.now() - started,
	};
}

function table(outcomes: Outcome[]): string {
	const head = ['', 'Workflow', 'Node', 'Credential', 'Items', 'First item', 'Time'];
	const rows = new Table({ head, style: { head: [], border: [] } });
	for (const { name, node, credential, items, problem, milliseconds } of outcomes) {
		const first = problem ?? JSON.stringify(items[0] ?? null);
		const short = first.length > 40 ? `${first.slice(0, 39)}…` : first;
		const time = `${Math.round(milliseconds)} ms`;
		rows.push([problem ? '✖' : '✔', name, node, credential, items.length, short, time]);
	}
	return rows.toString();
}

async function main(): Promise<boolean> {
	const prepared = await prepareN8n({ step: visibly });
	const outcomes = await visibly('The example workflows', async (report) => {
		const examples = await connectedExamples(prepared);
		const done: Outcome[] = [];
		for (const example of examples) {
			report(example.workflow.name);
			done.push(await runExample(prepared, example));
		}
		return done;
	});
	await visibly('Everything stopped', () => prepared.stop());

	console.log(table(outcomes));
	const failed = outcomes.filter(({ problem }) => problem);
	for (const { name, problem } of failed) console.error(`${name}: ${problem}`);
	if (process.argv.includes('--json')) {
		const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
		const workflows = outcomes.map(({ name, credential, items, problem }) => {
			return { name, credential, items: items.length, ok: !problem };
		});
		console.log(JSON.stringify({ n8n: prepared.n8n.version, package: version, workflows }));
	}
	return failed.length === 0;
}

await runMain(main);
