import { execa } from 'execa';
import type { CaseResult } from '../../bench/run.mts';

test('every case of the benchmark still runs, with tiny sizes', async () => {
	const { stdout } = await execa(process.execPath, ['scripts/bench.mts', '--tiny', '--json']);
	const { results } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
		results: CaseResult[];
	};
	expect(results.length).toBeGreaterThanOrEqual(14);
	for (const { title, ours, builtIn, counts } of results) {
		expect({ title, failed: counts.ours.failedExecutions }).toEqual({ title, failed: 0 });
		expect(Math.min(ours, builtIn)).toBeGreaterThan(0);
	}
	const expired = results.find(({ id }) => id === 'expired');
	expect(expired?.counts.ours.tokenRequests).toBe(1);
});
