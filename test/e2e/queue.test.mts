import { deployKillTargets, runUnderKills } from '../../harness/queue-kills.mts';
import { startQueueMode, type QueueMode } from '../../harness/queue-mode.mts';
import {
	complaints,
	deployLoad,
	killDuringRefresh,
	runLoad,
	type KillFigures,
	type LoadFigures,
} from '../../harness/queue-run.mts';
import { missingPackages } from '../../harness/queue-services.mts';
import { deliverEvents, deployTrigger } from '../../harness/trigger-deliveries.mts';
import type { DeployedWorkflow } from '../../harness/n8n-rest.mts';
import { seededRandom } from '../../sandbox/random.mts';

/** The short form of `npm run test:queue`. */
const missing = missingPackages();
const canRun = missing.length === 0 || process.env.CI === 'true';
if (!canRun) {
	process.stderr.write(
		`Queue mode is not tested: apt-get install ${missing.join(' ')} would make it possible.\n`,
	);
}

(canRun ? describe : describe.skip)('queue mode, two workers', () => {
	let queue: QueueMode;
	let deployed: DeployedWorkflow;
	let load: LoadFigures;

	beforeAll(async () => {
		queue = await startQueueMode({ workers: 2, webhookProcess: true });
		deployed = await deployLoad(queue);
		load = await runLoad(queue, deployed, 40);
	}, 300_000);

	afterAll(async () => await queue?.stop(), 60_000);

	test('40 executions, 20 at a time, while tokens expire: none fails, no token is lost', () => {
		expect(load.failures).toEqual([]);
		expect(complaints(load, [], queue.workers.length)).toEqual([]);
	});

	test.each(['anybill', 'anny'] as const)(
		'a worker killed during a refresh of %s: the next execution works',
		async (service) => {
			const kill: KillFigures = await killDuringRefresh(queue, deployed, service);
			expect(kill.failure).toBeUndefined();
		},
	);

	test('60 events, each delivered one to three times: each starts exactly one execution', async () => {
		const figures = await deliverEvents(
			queue,
			await deployTrigger(queue, queue.webhookProcess),
			60,
		);
		expect(figures).toMatchObject({ deliveries: 120, failed: 0, lost: 0, duplicates: 0 });
	}, 120_000);

	/** The short form of `npm run test:kills`. */
	test('processes killed at random: nothing is lost but what n8n shows as failed', async () => {
		const figures = await runUnderKills(queue, await deployKillTargets(queue), {
			minutes: 0.5,
			executions: 30,
			events: 15,
			pauseSeconds: 4,
			random: seededRandom(1),
		});
		expect(figures.kills).not.toEqual({});
		expect(figures.executions).toMatchObject({ lost: 0 });
		expect(figures.executions.interrupted).toBeLessThan(15);
		expect(figures.events).toMatchObject({ started: 15, interrupted: 0, startedTwice: 0 });
		expect(figures.events.lost).toBeLessThanOrEqual(figures.events.failedInN8n);
	}, 400_000);
});
