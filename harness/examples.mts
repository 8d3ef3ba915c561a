import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anybillFields } from './credential-fields.mts';
import { WorkflowError, type Item } from './n8n-rest.mts';
import type { PreparedN8n } from './prepared-n8n.mts';
import {
	mapCredentials,
	workingNodes,
	type SavedCredential,
	type Workflow,
	type WorkflowNode,
} from './workflow.mts';

/** What a run of an example has to bring. */
export interface Expectation {
	/** How many items the last node returns. */
	items: number;
	/** Fields of the first item, each with a regular expression that its value matches as text. */
	first: Record<string, string>;
}

export interface Example {
	file: string;
	workflow: Workflow;
	expected: Expectation;
}

/** The workflows of `examples/`, each with its entry in `examples/expected.json`. */
async function loadExamples(): Promise<Example[]> {
	const folder = join(process.cwd(), 'examples');
	const read = async (file: string): Promise<unknown> =>
		JSON.parse(await readFile(join(folder, file), 'utf8'));
	const expectations = (await read('expected.json')) as Record<string, Expectation>;
	const files = (await readdir(folder)).filter(
		(file) => file.endsWith('.json') && file !== 'expected.json',
	);
	return await Promise.all(
		files.sort().map(async (file) => {
			const expected = expectations[file];
			if (!expected) throw new Error(`examples/expected.json says nothing of ${file}`);
			return { file, workflow: (await read(file)) as Workflow, expected };
		}),
	);
}

/**
 * The examples ready to run in a prepared n8n: their credentials point at saved ones of the same
 * name. Two that only examples use are saved here: one for anybill's Partner Platform, whose scopes
 * cannot be mixed with the Vendor API's, and one for the sandbox's stand-in of a chat model.
 */
export async function connectedExamples({
	rest,
	sandbox,
	credentials,
}: Pick<PreparedN8n, 'rest' | 'sandbox' | 'credentials'>): Promise<Example[]> {
	const { urls } = sandbox;
	const partnerScopes = (await sandbox.known()).anybill.scopes.partner;
	const save = async (name: string, type: string, fields: Item): Promise<[string, string]> => [
		name,
		(await rest.createCredential(name, type, fields)).id,
	];
	const byName = new Map([
		await save('anybill Partner Platform', 'anybillRopcApi', {
			...anybillFields(urls, await sandbox.known()),
			scopes: partnerScopes,
		}),
		await save('OpenAI', 'openAiApi', {
			apiKey: 'none-needed',
			url: `${urls.control}/model/v1`,
		}),
	]);
	const connect = (type: string, { name }: SavedCredential) => {
		return { name, id: byName.get(name) ?? (credentials as Record<string, string>)[type] ?? null };
	};
	return (await loadExamples()).map(({ workflow, ...others }) => ({
		...others,
		workflow: mapCredentials(workflow, connect),
	}));
}

/** What came of a run of an example. */
export interface Outcome {
	items: Item[];
	/** What is wrong; nothing where all is well. */
	problem: string | undefined;
	milliseconds: number;
}

/** Runs one of `connectedExamples()` and compares what it returns with what it has to. */
export async function runExample(
	{ rest }: Pick<PreparedN8n, 'rest'>,
	{ workflow, expected }: Pick<Example, 'workflow' | 'expected'>,
): Promise<Outcome> {
	const started = performance.now();
	const outcome = (items: Item[], problem: string | undefined): Outcome => {
		return { items, problem, milliseconds: performance.now() - started };
	};
	try {
		const items = await rest.runWorkflow(workflow);
		return outcome(items, complaint(items, expected));
	} catch (error) {
		const failure = error instanceof WorkflowError ? error.failure : undefined;
		return outcome([], failure?.message ?? (error as Error).message);
	}
}

/** The first node of this package in a workflow. */
export function ownNode(workflow: Workflow): WorkflowNode {
	const node = workingNodes(workflow).find(({ type }) => /\.(anny|anybill)HttpRequest/.test(type));
	if (!node) throw new Error(`The workflow "${workflow.name}" has no node of this package`);
	return node;
}

/** What is wrong with the items of a run, or nothing. */
export function complaint(items: Item[], { items: count, first }: Expectation): string | undefined {
	if (items.length !== count) return `${items.length} items instead of ${count}`;
	for (const [field, pattern] of Object.entries(first)) {
		const value = asText(items[0]?.[field]);
		if (!new RegExp(pattern).test(value)) {
			return `"${field}" of the first item is ${value}, not /${pattern}/`;
		}
	}
	return undefined;
}

const asText = (value: unknown): string =>
	typeof value === 'string' ? value : value === undefined ? 'missing' : JSON.stringify(value);
