import { Finished, handOver } from '../../../../http/pagination/handover.ts';

async function valuesOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
	const values: T[] = [];
	for await (const value of stream) values.push(value);
	return values;
}

test('What a loop hands over arrives whole and in order', async () => {
	const stream = handOver<number>(async (put) => {
		for (const value of [1, 2, 3]) await put(value);
	});
	expect(await valuesOf(stream)).toEqual([1, 2, 3]);
});

test('A loop that hands nothing over ends the stream', async () => {
	expect(await valuesOf(handOver(async () => {}))).toEqual([]);
});

test('A loop goes on only when the next value is asked for', async () => {
	const events: string[] = [];
	const stream = handOver<string>(async (put) => {
		for (const value of ['a', 'b']) {
			events.push(`put ${value}`);
			await put(value);
		}
	});
	for await (const value of stream) events.push(`got ${value}`);
	expect(events).toEqual(['put a', 'got a', 'put b', 'got b']);
});

test('A loop is ended, and awaited, where its consumer wants no more', async () => {
	let thrown: unknown;
	let isCleanedUp = false;
	const stream = handOver<number>(async (put) => {
		try {
			for (let value = 1; ; value++) await put(value);
		} catch (error) {
			thrown = error;
			throw error;
		} finally {
			await Promise.resolve();
			isCleanedUp = true;
		}
	});
	for await (const value of stream) if (value === 2) break;
	expect(thrown).toBeInstanceOf(Finished);
	expect(isCleanedUp).toBe(true);
});

test('An error of the loop is an error of the stream, after the values before it', async () => {
	const values: number[] = [];
	const consume = async () => {
		const stream = handOver<number>(async (put) => {
			await put(1);
			throw new Error('broken');
		});
		for await (const value of stream) values.push(value);
	};
	await expect(consume()).rejects.toThrow('broken');
	expect(values).toEqual([1]);
});

test("An error of the consumer ends the loop and stays the consumer's", async () => {
	let isEnded = false;
	const consume = async () => {
		const stream = handOver<number>(async (put) => {
			try {
				await put(1);
			} finally {
				isEnded = true;
			}
		});
		for await (const value of stream) throw new Error(`cannot use ${value}`);
	};
	await expect(consume()).rejects.toThrow('cannot use 1');
	expect(isEnded).toBe(true);
});
