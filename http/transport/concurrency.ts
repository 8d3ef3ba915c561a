import { sleep } from 'n8n-workflow';

/** Lets at most `limit` tasks run at a time, first come first served. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

/** @param limit tasks at a time, at least 1 */
export function createLimiter(limit: number): Limiter {
	let free = Math.max(1, Math.floor(limit) || 1);
	const waiting: Array<() => void> = [];
	return async (task) => {
		if (free > 0) free--;
		else await new Promise<void>((resolve) => waiting.push(resolve));
		try {
			return await task();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else free++;
		}
	};
}

export interface ConcurrencyOptions {
	/** Calls at a time. */
	limit: number;
	/** Awaited before each start, one after the other. */
	beforeStart?: ((index: number) => Promise<void> | undefined) | undefined;
}

/**
 * Maps numbers 0 … count-1, several at a time. Results keep their order. After the first failure
 * nothing new is started; what is under way is awaited, so that no write goes on behind the user's
 * back.
 *
 * @throws the first failure, in the order of the numbers
 */
export async function mapConcurrently<T>(
	count: number,
	{ limit, beforeStart }: ConcurrencyOptions,
	task: (index: number) => Promise<T>,
): Promise<T[]> {
	const results = new Array<T>(count);
	const failures: Array<{ index: number; error: unknown }> = [];
	let next = 0;
	let starts: Promise<void> = Promise.resolve();
	const isFailed = () => failures.length > 0;
	const worker = async () => {
		while (next < count && !isFailed()) {
			const index = next++;
			try {
				if (beforeStart) {
					starts = starts.then(async () => {
						await beforeStart(index);
					});
					await starts;
				}
				await letOthersRun();
				// Another task may have failed while this one waited for its start.
				if (isFailed()) return;
				results[index] = await task(index);
			} catch (error) {
				failures.push({ index, error });
			}
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, count)) }, worker));
	const [first] = failures.sort((a, b) => a.index - b.index);
	if (first) throw first.error;
	return results;
}

/**
 * The same as an iterator, in order: what is ahead of the consumer is bounded by the limit. What is
 * under way when the consumer stops is awaited.
 */
export async function* iterateConcurrently<T>(
	count: number,
	{ limit, beforeStart }: ConcurrencyOptions,
	task: (index: number) => Promise<T>,
): AsyncGenerator<T, void, undefined> {
	const underWay: Array<Promise<T>> = [];
	let next = 0;
	let starts: Promise<void> = Promise.resolve();
	const start = (index: number): Promise<T> => {
		starts = starts.then(async () => {
			await beforeStart?.(index);
			await letOthersRun();
		});
		const result = starts.then(async () => await task(index));
		// Whoever consumes it sees the failure; until then it is not unhandled.
		result.catch(() => undefined);
		return result;
	};
	try {
		while (next < count || underWay.length > 0) {
			while (next < count && underWay.length < Math.max(1, limit)) underWay.push(start(next++));
			const first = underWay.shift();
			if (first) yield await first;
		}
	} finally {
		await Promise.allSettled(underWay);
	}
}

/**
 * Lets the event loop come by once. Requests that start in one breath come back together, are
 * worked off together, and leave together: the network waits while the processor works, and the
 * other way round. A connection is completed only when the event loop comes by.
 */
export async function letOthersRun(): Promise<void> {
	await sleep(0);
}
