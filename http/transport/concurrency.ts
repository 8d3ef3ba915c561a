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

/**
 * Maps numbers 0 … count-1 with at most `limit` calls at a time. Results keep their order. After
 * the first failure nothing new is started; what is under way is awaited, so that no write goes
 * on behind the user's back.
 *
 * @param beforeStart awaited before each start, one after the other
 * @throws the first failure, in the order of the numbers
 */
export async function mapConcurrently<T>(
	count: number,
	limit: number,
	task: (index: number) => Promise<T>,
	beforeStart?: (index: number) => Promise<void> | undefined,
): Promise<T[]> {
	const results = new Array<T>(count);
	const failures: Array<{ index: number; error: unknown }> = [];
	let next = 0;
	let starts: Promise<void> = Promise.resolve();
	const worker = async () => {
		while (next < count && failures.length === 0) {
			const index = next++;
			try {
				if (beforeStart) {
					starts = starts.then(async () => await beforeStart(index));
					await starts;
				}
				results[index] = await task(index);
			} catch (error) {
				failures.push({ index, error });
			}
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, count)) }, worker));
	if (failures.length > 0) {
		const [first] = failures.sort((a, b) => a.index - b.index);
		throw first.error;
	}
	return results;
}
