import { until } from '../../harness/until.mts';
import { numbered, useWorld } from './support/world.mts';

const world = useWorld();

const echo = '/api/v1/sandbox/echo';
const reads = { url: `=${echo}?n={{ $json.n }}`, options: {} };
const expectedQueries = (count: number) => numbered(count).map((_, n) => `n=${n}`);
const refusals = async () => (await world.sandbox.counters()).anny.statuses['429'] ?? 0;

test('All reads succeed under a limit, in order, and the service refuses few of them', async () => {
	await world.sandbox.settings({ limits: { reads: 20, windowSeconds: 1 } });
	const { items, error } = await world.anny(reads, { items: numbered(100) });
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json.rawQuery)).toEqual(expectedQueries(100));
	// The first 20 that are too many leave before the service has refused any.
	expect(await refusals()).toBeLessThanOrEqual(30);
});

test('Two workflows that run at a time learn a limit together', async () => {
	await world.sandbox.settings({ limits: { reads: 20, windowSeconds: 1 } });
	const runs = await Promise.all(
		[1, 2].map(async () => await world.anny(reads, { items: numbered(50) })),
	);
	for (const { items } of runs) {
		expect(items.map(({ json }) => json.rawQuery)).toEqual(expectedQueries(50));
	}
	expect(await refusals()).toBeLessThanOrEqual(50);
});

test('A limit on reads does not hold up writes, which anny counts apart', async () => {
	await world.sandbox.faults([
		{ service: 'anny', path: echo, method: 'GET', fault: 'status', code: 429, retryAfter: 4 },
	]);
	const read = world.start('anny', { url: echo });
	await until(async () => (await refusals()) === 1, { what: 'the refusal', everyMs: 10 });
	await world.anny({ method: 'POST', url: echo });
	await read.outcome;
	const methods = (await world.requests(echo)).map(({ method }) => method);
	expect(methods).toEqual(['GET', 'POST', 'GET']);
});
