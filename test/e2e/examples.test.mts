import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { connectedExamples, runExample, type Example } from '../../harness/examples.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const shared = sharedN8n();
const files = globSync('examples/*.json')
	.map((path) => basename(path))
	.filter((file) => file !== 'expected.json')
	.sort();

let examples: Example[];

// Other tests leave the sandbox changed. Its tokens stay: saved credentials hold them.
beforeAll(async () => {
	await shared.sandbox.reset({ keepTokens: true });
	examples = await connectedExamples(shared);
});

afterAll(() => shared.sandbox.reset({ keepTokens: true }));

const exampleOf = (file: string) => examples.find((example) => example.file === file) as Example;

test.each(files)('%s brings what examples/expected.json says', async (file) => {
	const { workflow, expected } = exampleOf(file);
	const { problem } = await runExample(shared, { workflow, expected });
	expect(problem).toBeUndefined();
});

test.each(files)('%s says in notes what to change', (file) => {
	const { nodes } = exampleOf(file).workflow;
	const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
	expect(notes.length).toBeGreaterThan(0);
});
