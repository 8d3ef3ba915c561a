import { randomBytes } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { startTogether } from './cleanup.mts';
import { startN8n, type N8n } from './n8n-process.mts';
import { prepareN8n, type PreparedN8n } from './prepared-n8n.mts';
import { startQueueServices } from './queue-services.mts';
import { silently, type RunStep } from './steps.mts';

/** An n8n that takes requests and leaves the work to others. */
export interface QueueMode extends PreparedN8n {
	workers: N8n[];
	/** Takes webhooks in the place of the main process; none unless asked for. */
	webhookProcess?: N8n;
}

export interface QueueModeOptions {
	workers: number;
	/** Executions that a worker runs at a time; n8n's own number unless given. */
	executionsPerWorker?: number | undefined;
	/** Whether to start a process of its own for webhooks. */
	webhookProcess?: boolean;
	step?: RunStep;
}

/**
 * n8n as it runs at scale (https://docs.n8n.io/hosting/scaling/queue-mode/): a main process, workers,
 * Redis and PostgreSQL; the package installed for each of them.
 */
export async function startQueueMode(options: QueueModeOptions): Promise<QueueMode> {
	const { workers: count, webhookProcess: hasWebhookProcess = false, step = silently } = options;
	const { executionsPerWorker } = options;
	return await startTogether(async (cleanUp) => {
		const services = await step('Redis and PostgreSQL', startQueueServices);
		cleanUp.defer(() => services.stop());
		const env = {
			...services.env,
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			...(executionsPerWorker !== undefined && {
				N8N_CONCURRENCY_PRODUCTION_LIMIT: String(executionsPerWorker),
			}),
		};
		const prepared = await prepareN8n({ env, step });
		cleanUp.defer(() => prepared.stop());
		const startProcess = async (role: 'worker' | 'webhook') => {
			const userFolder = await cleanUp.temporaryFolder(`n8n-${role}-`);
			// A copy of what npm installed for the main process.
			const nodes = join('.n8n', 'nodes');
			const installed = join(prepared.n8n.userFolder, nodes);
			await cp(installed, join(userFolder, nodes), { recursive: true });
			const n8n = await startN8n({ role, editor: false, env, userFolder });
			cleanUp.defer(() => n8n.stop());
			return n8n;
		};
		const workers = await step(`${count} workers`, () =>
			Promise.all(Array.from({ length: count }, () => startProcess('worker'))),
		);
		if (!hasWebhookProcess) return { ...prepared, workers };
		const webhookProcess = await step('A process for webhooks', () => startProcess('webhook'));
		return { ...prepared, workers, webhookProcess };
	});
}
