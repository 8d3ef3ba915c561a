/**
 * Runs one of our nodes in n8n-core's own engine: a workflow of a node that hands out the given items
 * and the node under test. Credentials are kept in memory, and used as n8n's server uses them.
 */
import 'reflect-metadata';
import './quiet.mts';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { AnnyHttpRequest } from '../../../nodes/AnnyHttpRequest/AnnyHttpRequest.node.ts';
import { AnybillHttpRequest } from '../../../nodes/AnybillHttpRequest/AnybillHttpRequest.node.ts';
import { valueOf } from '../../support/elements.mts';
import { MemoryCredentials } from './credentials.mts';

export interface Job {
	/** One of ours, or another one that it is compared with. */
	node: 'annyHttpRequest' | 'anybillHttpRequest' | { type: string; instance: INodeType };
	parameters: Record<string, unknown>;
	/** The credential that the node has, and its data; both of anny's may be given. */
	credentials: Record<string, ICredentialDataDecryptedObject>;
	/** Pauses are kept by it: another one begins without. */
	credentialId: string;
	/** One empty item unless given. */
	items?: INodeExecutionData[];
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	typeVersion?: number;
	/** Runs the node as an agent's tool does. */
	asTool?: boolean;
}

/** What came of it. */
export interface Outcome {
	items: INodeExecutionData[];
	/** Items of n8n's error output. */
	errorItems: INodeExecutionData[];
	/** Why the workflow stopped. */
	error?: {
		name: string;
		message: string;
		description?: string | null;
		httpCode?: string | null;
		context?: Record<string, unknown>;
	};
	run: IRun;
}

const nodes: Record<string, INodeType> = {
	annyHttpRequest: new AnnyHttpRequest(),
	anybillHttpRequest: new AnybillHttpRequest(),
};

/** n8n's server offers each node once more as a tool, under a name of its own. */
for (const [name, node] of Object.entries(nodes)) {
	const description = { ...node.description, name: `${name}Tool` };
	nodes[`${name}Tool`] = Object.assign(Object.create(node) as INodeType, { description });
}

/** Hands out items, as any node before ours does. */
const itemsNode = (items: INodeExecutionData[]): INodeType => ({
	description: {
		displayName: 'Items',
		name: 'items',
		group: ['input'],
		version: 1,
		description: '',
		defaults: { name: 'Items' },
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	execute: async () => [items],
});

/** Starts a node; the result can be awaited, and cancelled as n8n cancels an execution. */
export function start(job: Job) {
	const source = itemsNode(job.items ?? [{ json: {} }]);
	const own = typeof job.node === 'string' ? job.node : job.node.type;
	const type = job.asTool ? `${own}Tool` : own;
	const instance = typeof job.node === 'string' ? valueOf(nodes, type) : job.node.instance;
	const nodeType = (name: string) => (name === 'items' ? source : instance);
	const nodeTypes: INodeTypes = {
		getByName: nodeType,
		getByNameAndVersion: nodeType,
		getKnownTypes: () => ({}),
	};
	const tested: INode = {
		id: 'tested',
		name: 'Tested',
		type,
		typeVersion: job.typeVersion ?? 1,
		position: [200, 0],
		parameters: job.parameters as INode['parameters'],
		credentials: Object.fromEntries(
			Object.keys(job.credentials).map((type) => [type, { id: job.credentialId, name: type }]),
		),
		...(job.onError && { onError: job.onError }),
		...(job.asTool && { rewireOutputLogTo: 'ai_tool' as const }),
	};
	const workflow = new Workflow({
		id: 'workflow',
		name: 'Test',
		nodes: [
			{ id: 'i', name: 'Items', type: 'items', typeVersion: 1, position: [0, 0], parameters: {} },
			tested,
		],
		connections: { Items: { main: [[{ node: 'Tested', type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1' },
	});
	const hooks = new ExecutionLifecycleHooks('manual', 'execution', {
		id: 'workflow',
		name: 'Test',
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
	} as ConstructorParameters<typeof ExecutionLifecycleHooks>[2]);
	const additionalData = {
		credentialsHelper: new MemoryCredentials(job.credentials),
		executionId: 'execution',
		hooks,
		variables: {},
		restApiUrl: 'http://127.0.0.1/rest',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		instanceBaseUrl: 'http://127.0.0.1/',
	} as unknown as IWorkflowExecuteAdditionalData;
	const running = new WorkflowExecute(additionalData, 'manual').run({
		workflow,
		startNode: workflow.getNode('Items') as INode,
	});
	return { cancel: () => running.cancel(), outcome: running.then(toOutcome) };
}

/** Runs a node to its end. */
export async function run(job: Job): Promise<Outcome> {
	return await start(job).outcome;
}

function toOutcome(run: IRun): Outcome {
	const { error, runData } = run.data.resultData;
	const [data] = runData.Tested ?? [];
	const [items, errorItems] = data?.data?.main ?? data?.data?.ai_tool ?? [];
	return {
		items: items ?? [],
		errorItems: errorItems ?? [],
		...(error && { error: error as NonNullable<Outcome['error']> }),
		run,
	};
}
