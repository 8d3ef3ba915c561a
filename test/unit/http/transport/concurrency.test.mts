import { setTimeout as pause } from 'node:timers/promises';
import { createLimiter, mapConcurrently } from '../../../../http/transport/concurrency.ts';

/** Counts how many run at a time. */
function counter() {
	let running = 0;
	const seen = { most: 0, started: [] as number[] };
	const task = async (index: number, ms = 5) => {
		seen.started.push(index);
		seen.most = Math.max(seen.most, ++running);
		await pause(ms);
		running--;
		return index;
	};
	return { seen, task };
}

test('a limiter runs so many at a time, first come first served, also after failures', async () => {
	const limiter = createLimiter(3);
	const { seen, task } = counter();
	const all = Array.from({ length: 10 }, (_, index) =>
		limiter(async () => {
			await task(index);
			if (index % 2) throw new Error(String(index));
			return index;
		}),
	);
	const results = await Promise.allSettled(all);
	expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
	expect(seen).toEqual({ most: 3, started: Array.from({ length: 10 }, (_, index) => index) });
});

test.each([0, -1, NaN, 0.5])('a limit of %p still lets one run', async (limit) => {
	expect(await createLimiter(limit)(async () => 'done')).toBe('done');
});

test('results keep their order, however long each takes', async () => {
	const { seen, task } = counter();
	const results = await mapConcurrently(20, 4, async (index) => await task(index, (index * 7) % 5));
	expect(results).toEqual(Array.from({ length: 20 }, (_, index) => index));
	expect(seen.most).toBe(4);
});

test('nothing to do gives nothing', async () => {
	expect(await mapConcurrently(0, 5, async () => 1)).toEqual([]);
});

test('after a failure nothing new is started, and what runs is awaited', async () => {
	const { seen, task } = counter();
	let finished = 0;
	const failing = mapConcurrently(100, 3, async (index) => {
		await task(index, index === 1 ? 1 : 20);
		if (index === 1) throw new Error('first');
		finished++;
		return index;
	});
	await expect(failing).rejects.toThrow('first');
	expect(seen.started).toEqual([0, 1, 2]);
	expect(finished).toBe(2);
});

test('of several failures, the one of the first item counts', async () => {
	const failing = mapConcurrently(2, 2, async (index) => {
		await pause(index === 0 ? 20 : 1);
		throw new Error(`item ${index}`);
	});
	await expect(failing).rejects.toThrow('item 0');
});

test('what is awaited before a start delays all later starts', async () => {
	const events: string[] = [];
	await mapConcurrently(
		4,
		4,
		async (index) => {
			events.push(`item ${index}`);
		},
		async (index) => {
			if (index !== 2) return;
			await pause(60);
			events.push('waited');
		},
	);
	expect(events).toEqual(['item 0', 'item 1', 'waited', 'item 2', 'item 3']);
});
