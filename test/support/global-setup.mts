import { join } from 'node:path';
import { prepareN8n, type PreparedN8n } from '../../harness/prepared-n8n.mts';
import { visibly } from '../../harness/steps.mts';
import { handOver } from './shared-n8n.mts';

declare global {
	// Jest calls setup and teardown in one process, and gives them nothing else to share.
	var sharedN8n: PreparedN8n | undefined;
}

// A credential that ours are compared with.
const fixtures = join(process.cwd(), 'test/e2e/fixtures');

export default async function setup(): Promise<void> {
	process.stdout.write('\n');
	const prepared = await prepareN8n({ step: visibly, env: { N8N_CUSTOM_EXTENSIONS: fixtures } });
	globalThis.sharedN8n = prepared;
	handOver(prepared);
}
