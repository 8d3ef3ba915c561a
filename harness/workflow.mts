/** A workflow as n8n exports it: only what we touch is spelled out. */
export interface WorkflowNode {
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	id?: string | undefined;
	webhookId?: string;
	disabled?: boolean;
	onError?: string;
	credentials?: Record<string, SavedCredential>;
	[setting: string]: unknown;
}

/** How a node names a credential. */
export interface SavedCredential {
	id?: string | null;
	name: string;
}

export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, Record<string, Array<Array<Connection>>>>;
	settings?: Record<string, unknown>;
	[setting: string]: unknown;
}

interface Connection {
	node: string;
	type: string;
	index: number;
}

const isTrigger = ({ type }: WorkflowNode) =>
	/(trigger|webhook)$/i.test(type) || type === 'n8n-nodes-base.start';

/** The nodes that do the work: all but triggers and sticky notes. */
export const workingNodes = ({ nodes }: Workflow): WorkflowNode[] =>
	nodes.filter((node) => !isTrigger(node) && node.type !== 'n8n-nodes-base.stickyNote');

/**
 * A workflow of nodes in a row behind a manual trigger: the short way to write one in a test.
 * Names, ids, positions and connections are filled in.
 */
export function chain(
	name: string,
	...nodes: Array<Partial<WorkflowNode> & { type: string }>
): Workflow {
	const trigger = { type: 'n8n-nodes-base.manualTrigger', name: 'Start' };
	const complete = [trigger, ...nodes].map((node, index): WorkflowNode => {
		return {
			typeVersion: 1,
			parameters: {},
			name: `Step ${index}`,
			id: `${name}-${index}`.replace(/\W+/g, '-'),
			...node,
			position: [index * 220, 0],
		};
	});
	const connections: Workflow['connections'] = {};
	for (const [index, { name: from }] of complete.entries()) {
		const next = complete[index + 1];
		if (next) connections[from] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	}
	return { name, nodes: complete, connections, settings: { executionOrder: 'v1' } };
}

/** The same workflow started by a web address, which returns the items of the last node. */
export function startedByWebhook(workflow: Workflow, path: string): Workflow {
	const trigger = workflow.nodes.find(isTrigger);
	if (!trigger) throw new Error(`The workflow "${workflow.name}" has no trigger`);
	const webhook: WorkflowNode = {
		id: trigger.id,
		name: trigger.name,
		position: trigger.position,
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: {
			httpMethod: 'POST',
			path,
			responseMode: 'lastNode',
			responseData: 'allEntries',
			options: {},
		},
	};
	const nodes = workflow.nodes.map((node) => (node === trigger ? webhook : node));
	return { ...workflow, nodes };
}

/** The same workflow with its nodes' credentials pointing at saved ones: type → id. */
export function withCredentials(workflow: Workflow, ids: Record<string, string>): Workflow {
	return mapCredentials(workflow, (type, { name, id }) => ({ name, id: ids[type] ?? id ?? null }));
}

/** The same workflow with another credential in the place of each. */
export function mapCredentials(
	workflow: Workflow,
	replace: (type: string, credential: SavedCredential) => SavedCredential,
): Workflow {
	const nodes = workflow.nodes.map((node) => {
		if (!node.credentials) return node;
		const replaced = Object.entries(node.credentials).map(
			([type, credential]) => [type, replace(type, credential)] as const,
		);
		return { ...node, credentials: Object.fromEntries(replaced) };
	});
	return { ...workflow, nodes };
}
