import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeTypeDescription,
} from 'n8n-workflow';

/** What serves old versions of n8n only; dropping them is deleting what stands here. */

export type StatusErrors = NonNullable<IHttpRequestOptions['ignoreHttpStatusErrors']>;

/**
 * Asks n8n to pass 2xx and 403 on, and to make an error of the rest. n8n before 2.10 knows all or
 * nothing, and takes this for all.
 */
export const ONLY_403_IS_NO_ERROR = {
	ignore: true,
	except: Array.from({ length: 300 }, (_, index) => 300 + index).filter((status) => status !== 403),
} as unknown as StatusErrors;

/** n8n's engine tells it in two ways, by how the agent calls its tools; n8n 1 knows only the second. */
export function isTool(n8n: { isToolExecution?(): boolean; getNode(): INode }): boolean {
	return (n8n.isToolExecution?.() ?? false) || n8n.getNode().rewireOutputLogTo === 'ai_tool';
}

/** Fields of the items that n8n never shows, e.g. `meta.download_url`; old versions show them. */
export function redactedFields(paths: string[]): Partial<INodeTypeDescription> {
	return { sensitiveOutputFields: paths } as Partial<INodeTypeDescription>;
}

/** Shows lines of advice above the node's output; n8n before 1.75 has none. */
export function addHints(
	n8n: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>,
	messages: Iterable<string>,
): void {
	for (const message of messages) {
		n8n.addExecutionHints?.({ message, type: 'info', location: 'outputPane' });
	}
}

/** Aborts when the execution is canceled; only an execution has such a signal, and not in every n8n. */
export function cancelSignal(n8n: {
	getExecutionCancelSignal?: IExecuteFunctions['getExecutionCancelSignal'];
}): AbortSignal | undefined {
	return n8n.getExecutionCancelSignal?.();
}
