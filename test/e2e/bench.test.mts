import { execa } from 'execa';
import type { GoalResult } from '../../bench/goals.mts';
import type { CaseResult } from '../../bench/run.mts';
import { missingPackages } from '../../harness/queue-services.mts';

/** Redis and PostgreSQL are not everywhere. */
const ofQueueMode = missingPackages().length === 0 ? ['queue', 'fleet'] : [];

test('every case of the benchmark still runs, with tiny sizes', async () => {
	const { stdout } = await execa(process.execPath, ['scripts/bench.mts', '--tiny', '--json']);
	const { results, goals } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
		results: CaseResult[];
		goals: GoalResult[];
	};
	expect(results.map(({ id }) => id)).toEqual([
		'token',
		'ropc',
		'ropc-ordinary',
		'oauth2',
		'no-latency',
		'latency-30',
		'latency-100',
		'https',
		'100-kb',
		'pages',
		'pages-simplified',
		'expired',
		'agent',
		'download',
		'upload',
		'growth-1000',
		'growth-1500',
		'memory',
		'limited',
		...ofQueueMode,
	]);
	for (const { title, ours, builtIn, counts } of results) {
		expect({ title, failed: counts.ours.failedExecutions }).toEqual({ title, failed: 0 });
		expect({ title, failed: counts.ours.failed ?? 0 }).toEqual({ title, failed: 0 });
		expect(Math.min(ours, builtIn)).toBeGreaterThan(0);
	}
	const expired = results.find(({ id }) => id === 'expired');
	expect(expired?.counts.ours.tokenRequests).toBe(1);
	for (const { title, value } of goals) {
		expect({ title, isFigure: !Number.isNaN(value) }).toEqual({ title, isFigure: true });
	}
}, 900_000);
