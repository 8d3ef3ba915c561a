import { chain, type Workflow, type WorkflowNode } from '../harness/workflow.mts';

/** Which of the two nodes does the requests. */
export type Contender = 'builtIn' | 'ours';

type Node = Partial<WorkflowNode> & { type: string };

/** n8n stores nothing of a benchmark's executions: the database is not what is measured. */
const unsaved = {
	executionOrder: 'v1',
	saveDataSuccessExecution: 'none',
	saveDataErrorExecution: 'none',
	saveManualExecutions: false,
};

/**
 * A workflow in which one node does all requests. The webhook's body gives the items; only one item
 * goes back to the caller, so that the response costs nothing.
 *
 * @param fileFrom a node that gets a file for the node under test
 */
export function benchmark(name: string, node: Node, fileFrom?: Node): Workflow {
	const items: Node = {
		type: 'n8n-nodes-base.splitOut',
		name: 'Items',
		parameters: { fieldToSplitOut: 'body.items', options: {} },
	};
	const one: Node = { type: 'n8n-nodes-base.limit', name: 'One', parameters: { maxItems: 1 } };
	const file = fileFrom ? [{ ...fileFrom, name: 'File' }] : [];
	return { ...chain(name, items, ...file, { name: 'Requests', ...node }, one), settings: unsaved };
}

/**
 * A workflow in which an agent calls the node under test as its tool, once for each of the items. The
 * model is a stand-in that follows a script.
 *
 * @param openAi ID of the credential for the stand-in
 */
export function agentBenchmark(
	name: string,
	node: Node,
	{ openAi, calls }: { openAi: string; calls: number },
): Workflow {
	const script = Array.from({ length: calls }, (_, item) => ({
		tool: 'Requests',
		arguments: { item: String(item) },
	}));
	const workflow = chain(name, {
		name: 'Agent',
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion: 3,
		parameters: {
			promptType: 'define',
			text: `SCRIPT: ${JSON.stringify(script)}`,
			options: { maxIterations: calls + 1 },
		},
	});
	const model: WorkflowNode = {
		name: 'Model',
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.2,
		position: [100, 200],
		parameters: { model: { __rl: true, mode: 'id', value: 'stand-in' }, options: {} },
		credentials: { openAiApi: { id: openAi, name: 'Scripted model' } },
	};
	const tool: WorkflowNode = {
		typeVersion: 1,
		parameters: {},
		position: [200, 200],
		...node,
		name: 'Requests',
		type: `${node.type}Tool`,
	};
	const toAgent = (type: string) => ({ [type]: [[{ node: 'Agent', type, index: 0 }]] });
	return {
		...workflow,
		nodes: [...workflow.nodes, model, tool],
		connections: {
			...workflow.connections,
			Model: toAgent('ai_languageModel'),
			Requests: toAgent('ai_tool'),
		},
		settings: unsaved,
	};
}

/** A workflow that does the same without a request: what n8n itself takes. */
export function idle(name: string): Workflow {
	return benchmark(name, { type: 'n8n-nodes-base.noOp' });
}

/**
 * The node under test with the given parameters, which both nodes understand alike.
 *
 * @param own parameters that only our node has
 */
export function contender(
	which: Contender,
	{ type, id }: { type: string; id: string },
	parameters: Record<string, unknown>,
	own: Record<string, unknown> = {},
): Node {
	const credentials = { [type]: { id, name: type } };
	if (which === 'builtIn') {
		return {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			credentials,
			parameters: {
				authentication: 'predefinedCredentialType',
				nodeCredentialType: type,
				...parameters,
			},
		};
	}
	const service = type === 'anybillRopcApi' ? 'anybill' : 'anny';
	const authentication = type === 'annyCustomOAuth2Api' ? 'oAuth2' : 'apiToken';
	return {
		type: `n8n-nodes-anny-anybill.${service}HttpRequest`,
		credentials,
		parameters: { ...(service === 'anny' && { authentication }), ...parameters, ...own },
	};
}
