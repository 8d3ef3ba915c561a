import { join } from 'node:path';
import type { IVersionedNodeType } from 'n8n-workflow';
import { installN8n } from '../../../harness/n8n-install.mts';

export const BUILT_IN = 'n8n-nodes-base.httpRequest';

/**
 * n8n's own HTTP Request node, from the n8n that the end-to-end tests run. The engine is the project's
 * n8n-core, which has to be of the same version.
 */
export async function loadBuiltIn(): Promise<IVersionedNodeType> {
	const { directory } = await installN8n();
	// Jest's own `require`: n8n's modules get the test's n8n-workflow, so that its classes exist once.
	const file = join(
		directory,
		'node_modules/n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js',
	);
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const { HttpRequest } = require(file) as { HttpRequest: new () => IVersionedNodeType };
	return new HttpRequest();
}
