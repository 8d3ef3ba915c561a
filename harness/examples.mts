import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anybillFields } from './credential-fields.mts';
import { DeployedWorkflow, WorkflowError, type Item } from './n8n-rest.mts';
import type { PreparedN8n } from './prepared-n8n.mts';
import { until } from './until.mts';
import {
	mapCredentials,
	type SavedCredential,
	type Workflow,
	type WorkflowNode,
} from './workflow.mts';

/** What a run of an example has to bring. */
export interface Expectation {
	/** How many items the last node returns. */
	items: number;
	/** The delivery that starts it, where it has a trigger of this package. */
	startedBy?: { event: string } | { receipt: Record<string, unknown> };
	/** Fields of the first item, each with a regular expression that its value matches as text. */
	first: Record<string, string>;
}

export interface Example {
	file: string;
	workflow: Workflow;
	expected: Expectation;
}

/** What the sandbox's anybill sends with receipts. */
const WEBHOOK_KEY = 'key-of-the-examples-fake';

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
 * name. Those that only examples use are saved here: one for anybill's Partner Platform, whose scopes
 * cannot be mixed with the Vendor API's, one for the sandbox's stand-in of a chat model, and the key of
 * anybill's webhooks.
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
		await save('anybill webhook key', 'anybillWebhookApi', { apiKey: WEBHOOK_KEY }),
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
	{ rest, sandbox }: Pick<PreparedN8n, 'rest' | 'sandbox'>,
	{ workflow, expected }: Pick<Example, 'workflow' | 'expected'>,
): Promise<Outcome> {
	const started = performance.now();
	const outcome = (items: Item[], problem: string | undefined): Outcome => {
		return { items, problem, milliseconds: performance.now() - started };
	};
	try {
		const { startedBy } = expected;
		const items = startedBy
			? await runByDelivery({ rest, sandbox }, workflow, startedBy)
			: await rest.runWorkflow(workflow);
		return outcome(items, complaint(items, expected));
	} catch (error) {
		const failure = error instanceof WorkflowError ? error.failure : undefined;
		return outcome([], failure?.message ?? (error as Error).message);
	}
}

/** Publishes a workflow, has the sandbox deliver what starts it, and returns what its last node put out. */
async function runByDelivery(
	{ rest, sandbox }: Pick<PreparedN8n, 'rest' | 'sandbox'>,
	workflow: Workflow,
	startedBy: NonNullable<Expectation['startedBy']>,
): Promise<Item[]> {
	const webhookId = workflow.nodes.find((node) => node.webhookId)?.webhookId ?? '';
	const url = `${rest.baseUrl}/webhook/${webhookId}/webhook`;
	const created = await rest.createWorkflow(workflow);
	await rest.activate(created);
	if ('receipt' in startedBy) await sandbox.registerReceiptWebhook({ url, key: WEBHOOK_KEY });
	const id = randomUUID();
	// Again until n8n has published the workflow; the trigger starts it once all the same.
	const isDelivered = async () => {
		const deliveries =
			'receipt' in startedBy
				? await sandbox.announceReceipt({ receiptId: id, ...startedBy.receipt })
				: await sandbox.announceEvent({ ...startedBy, eventId: id });
		return deliveries.some((delivery) => delivery.url === url && delivery.statuses.at(-1) === 200);
	};
	await until(isDelivered, { what: `"${workflow.name}" to take a delivery` });
	const execution = await new DeployedWorkflow(
		rest,
		created.id,
		workflow.name,
		url,
	).lastExecution();
	await rest.deleteWorkflow(created.id);
	const { error, lastNodeExecuted = '' } = execution.data.resultData;
	if (error) throw new WorkflowError(workflow.name, execution);
	const last = execution.data.resultData.runData[lastNodeExecuted]?.at(-1);
	return (last?.data?.main[0] ?? []).map(({ json }) => json);
}

/** The first node of this package in a workflow. */
export function ownNode(workflow: Workflow): WorkflowNode {
	const node = workflow.nodes.find(({ type }) => /\.(anny|anybill)HttpRequest/.test(type));
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
