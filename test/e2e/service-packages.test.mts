import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { connectedExamples, runExample } from '../../harness/examples.mts';
import { prepareN8n, type PreparedN8n } from '../../harness/prepared-n8n.mts';
import { packService, serviceFolders } from '../../harness/service-packages.mts';
import type { Workflow } from '../../harness/workflow.mts';

/** The packages of one service each, in an n8n of their own that does not have the main one. */

const names = serviceFolders().map((source) => basename(source));
let folder: string;
let prepared: PreparedN8n;
/** Which package a node comes from: `annyHttpRequest` → `n8n-nodes-anny-http`. */
let owners: Map<string | undefined, string | undefined>;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-services-'));
	const tarballs = [];
	for (const source of serviceFolders()) tarballs.push(await packService(source, folder));
	prepared = await prepareN8n({ tarballs });
	const types = (await prepared.rest.nodeTypes()).map(({ name }) => name.split('.'));
	const own = types.filter(([owner = '']) => names.includes(owner));
	owners = new Map(own.map(([owner, node]) => [node, owner]));
}, 180_000);

afterAll(async () => {
	await prepared?.stop();
	await rm(folder, { recursive: true, force: true });
});

/** The workflow with our nodes taken from those packages. */
function moved(workflow: Workflow): Workflow {
	const nodes = workflow.nodes.map((node) => {
		const [, name] = /^n8n-nodes-anny-anybill\.(\w+)$/.exec(node.type) ?? [];
		return name ? { ...node, type: `${owners.get(name) ?? 'missing'}.${name}` } : node;
	});
	return { ...workflow, nodes };
}

test('the packages of one service each run every example', async () => {
	const problems: Record<string, string | undefined> = {};
	const examples = await connectedExamples(prepared);
	for (const { file, workflow, expected } of examples) {
		const { problem } = await runExample(prepared, { workflow: moved(workflow), expected });
		if (problem) problems[file] = problem;
	}
	expect(problems).toEqual({});
	expect(examples.length).toBeGreaterThan(5);
});
