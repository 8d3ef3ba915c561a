import {
	createLimiter,
	iterateConcurrently,
	mapConcurrently,
} from '../../../../http/transport/concurrency.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Lets all that can run, run: real I/O is not part of it. */
const settle = async () => {
	for (let round = 0; round < 20; round++) await new Promise((resolve) => setTimeout(resolve));
};

/** Tasks that end when they are told to, and how many ran at a time. */
function controlledTasks() {
	const running = new Map<number, PromiseWithResolvers<void>>();
	const seen = { started: [] as number[], most: 0 };
	const task = async (index: number): Promise<number> => {
		const ending = Promise.withResolvers<undefined>();
		running.set(index, ending as PromiseWithResolvers<void>);
		seen.started.push(index);
		seen.most = Math.max(seen.most, running.size);
		try {
			await ending.promise;
		} finally {
			running.delete(index);
		}
		return index;
	};
	const end = async (index: number) => {
		running.get(index)?.resolve();
		await settle();
	};
	const fail = async (index: number) => {
		running.get(index)?.reject(new Error(`task ${index}`));
		await settle();
	};
	return { task, end, fail, seen, running };
}

/** Ends whatever runs, the newest first, until the work is done. */
async function endAll<T>(work: Promise<T>, tasks: ReturnType<typeof controlledTasks>): Promise<T> {
	const state = { isDone: false };
	const done = work.finally(() => {
		state.isDone = true;
	});
	done.catch(() => undefined);
	while (!state.isDone) {
		const newest = [...tasks.running.keys()].at(-1);
		if (newest === undefined) await settle();
		else await tasks.end(newest);
	}
	return await done;
}

test('A limiter runs so many tasks at a time, first come first served, even after failures', async () => {
	const limit = createLimiter(3);
	const tasks = controlledTasks();
	const all = numbers(10).map(
		async (index) =>
			await limit(async () => {
				await tasks.task(index);
				if (index % 2) throw new Error(String(index));
				return index;
			}),
	);
	const results = await endAll(Promise.allSettled(all), tasks);
	expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
	expect(tasks.seen).toEqual({ most: 3, started: numbers(10) });
});

test.each([0, -1, NaN, 0.5, 1, 1.9])(
	'A limiter of %p lets one task run at a time',
	async (most) => {
		const limit = createLimiter(most);
		const tasks = controlledTasks();
		const all = numbers(3).map(async (index) => await limit(async () => await tasks.task(index)));
		expect(await endAll(Promise.all(all), tasks)).toEqual(numbers(3));
		expect(tasks.seen.most).toBe(1);
	},
);

test('Mapped results keep their order, however long each takes', async () => {
	const tasks = controlledTasks();
	const results = await endAll(mapConcurrently(20, { limit: 4 }, tasks.task), tasks);
	expect(results).toEqual(numbers(20));
	expect(tasks.seen.most).toBe(4);
});

test('Mapping nothing gives nothing', async () => {
	const task = jest.fn();
	expect(await mapConcurrently(0, { limit: 5 }, task)).toEqual([]);
	expect(task).not.toHaveBeenCalled();
});

test.each([0, 1])('Mapped with a limit of %p, one task runs at a time', async (limit) => {
	const tasks = controlledTasks();
	const work = mapConcurrently(3, { limit }, tasks.task);
	expect(await endAll(work, tasks)).toEqual(numbers(3));
	expect(tasks.seen).toEqual({ started: numbers(3), most: 1 });
});

test('After a failure no task is started any more, and those under way are awaited', async () => {
	const tasks = controlledTasks();
	const mapping = mapConcurrently(100, { limit: 3 }, tasks.task);
	let isSettled = false;
	mapping.finally(() => (isSettled = true)).catch(() => undefined);
	await settle();
	await tasks.fail(1);
	expect(tasks.seen.started).toEqual([0, 1, 2]);
	expect(isSettled).toBe(false);
	await tasks.end(0);
	await tasks.end(2);
	await expect(mapping).rejects.toThrow('task 1');
	expect(tasks.seen.started).toEqual([0, 1, 2]);
});

test('After a failure a task that waits for its start is not started any more', async () => {
	const tasks = controlledTasks();
	const batch = Promise.withResolvers<undefined>();
	const beforeStart = (index: number) => (index === 1 ? batch.promise : undefined);
	const mapping = mapConcurrently(2, { limit: 2, beforeStart }, tasks.task);
	mapping.catch(() => undefined);
	await settle();
	await tasks.fail(0);
	batch.resolve(undefined);
	await settle();
	expect(tasks.seen.started).toEqual([0]);
	await expect(mapping).rejects.toThrow('task 0');
});

test('Of several failures, the one of the first task counts', async () => {
	const tasks = controlledTasks();
	const mapping = mapConcurrently(2, { limit: 2 }, tasks.task);
	mapping.catch(() => undefined);
	await settle();
	await tasks.fail(1);
	await tasks.fail(0);
	await expect(mapping).rejects.toThrow('task 0');
});

test('What is awaited before one start delays all later starts', async () => {
	const tasks = controlledTasks();
	const batch = Promise.withResolvers<undefined>();
	const beforeStart = (index: number) => (index === 2 ? batch.promise : undefined);
	const mapping = mapConcurrently(4, { limit: 4, beforeStart }, tasks.task);
	await settle();
	expect(tasks.seen.started).toEqual([0, 1]);
	batch.resolve(undefined);
	await endAll(mapping, tasks);
	expect(tasks.seen.started).toEqual([0, 1, 2, 3]);
});

async function valuesOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
	const values: T[] = [];
	for await (const value of stream) values.push(value);
	return values;
}

test('Iterated results keep their order, however long each takes', async () => {
	const tasks = controlledTasks();
	const stream = iterateConcurrently(20, { limit: 4 }, tasks.task);
	expect(await endAll(valuesOf(stream), tasks)).toEqual(numbers(20));
	expect(tasks.seen.most).toBe(4);
});

test('Iterating nothing gives nothing', async () => {
	const task = jest.fn();
	expect(await valuesOf(iterateConcurrently(0, { limit: 5 }, task))).toEqual([]);
	expect(task).not.toHaveBeenCalled();
});

test('No more is started ahead of the consumer than the limit allows', async () => {
	const started: number[] = [];
	const stream = iterateConcurrently(20, { limit: 3 }, async (index) => {
		started.push(index);
		return index;
	});
	await stream.next();
	await settle();
	expect(started).toEqual([0, 1, 2]);
	await stream.next();
	await settle();
	expect(started).toEqual([0, 1, 2, 3]);
	await stream.return();
});

test.each([0, 1])('With a limit of %p one at a time is started', async (limit) => {
	const started: number[] = [];
	const stream = iterateConcurrently(3, { limit }, async (index) => {
		started.push(index);
		return index;
	});
	for (const index of numbers(3)) {
		expect(await stream.next()).toEqual({ done: false, value: index });
		await settle();
		expect(started).toEqual(numbers(index + 1));
	}
	expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('What is under way when the consumer stops is awaited', async () => {
	const tasks = controlledTasks();
	const stream = iterateConcurrently(20, { limit: 3 }, tasks.task);
	const first = stream.next();
	await settle();
	await tasks.end(0);
	expect(await first).toEqual({ done: false, value: 0 });
	let isStopped = false;
	const stopping = stream.return().then(() => (isStopped = true));
	await settle();
	expect(isStopped).toBe(false);
	await tasks.end(1);
	await tasks.end(2);
	await stopping;
	expect(tasks.seen.started).toEqual([0, 1, 2]);
});

test("A failure ahead of the consumer is nobody else's, until the consumer gets there", async () => {
	const unhandled = jest.fn();
	process.on('unhandledRejection', unhandled);
	const tasks = controlledTasks();
	const stream = iterateConcurrently(2, { limit: 2 }, tasks.task);
	const first = stream.next();
	await settle();
	await tasks.fail(1);
	process.off('unhandledRejection', unhandled);
	expect(unhandled).not.toHaveBeenCalled();
	await tasks.end(0);
	expect(await first).toEqual({ done: false, value: 0 });
	await expect(stream.next()).rejects.toThrow('task 1');
});

test('A failure reaches the consumer in its place, once all under way has ended', async () => {
	const tasks = controlledTasks();
	const values: number[] = [];
	const consume = async () => {
		for await (const value of iterateConcurrently(20, { limit: 3 }, tasks.task)) values.push(value);
	};
	const consuming = consume();
	consuming.catch(() => undefined);
	await settle();
	await tasks.fail(1);
	expect(values).toEqual([]);
	await tasks.end(0);
	while (tasks.running.size > 0) await tasks.end([...tasks.running.keys()][0] ?? 0);
	await expect(consuming).rejects.toThrow('task 1');
	expect(values).toEqual([0]);
});
