import type { Sandbox, ServiceName } from '../sandbox/client.mts';

/** Where executions write: `id` is the query parameter that names what an execution was for. */
export interface TraceSource {
	service: ServiceName;
	path: string;
	id: string;
}

/**
 * The executions that have written for each ID: one entry for each request, whose query parameter
 * `execution` names the execution. n8n may give the job of a worker that died to another one: it then
 * stands there twice.
 */
export async function executionsByTrace(
	sandbox: Sandbox,
	{ service, path, id }: TraceSource,
): Promise<Map<string, string[]>> {
	const found = new Map<string, string[]>();
	for (const { query } of await sandbox.requests({ service, path })) {
		const fields = new URLSearchParams(query);
		const of = fields.get(id) ?? '';
		found.set(of, [...(found.get(of) ?? []), fields.get('execution') ?? '']);
	}
	return found;
}
