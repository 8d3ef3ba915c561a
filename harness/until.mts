import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
	/** What is awaited, for the error message. */
	what: string;
	timeoutMs?: number;
	everyMs?: number;
	signal?: AbortSignal;
}

/**
 * Asks `question` again and again until its answer is truthy, and returns that answer.
 * An exception counts as "not yet"; the last one is the cause of the error when time runs out.
 */
export async function until<T>(
	question: () => T | Promise<T>,
	{ what, timeoutMs = 30_000, everyMs = 100, signal }: UntilOptions,
): Promise<NonNullable<Exclude<T, false>>> {
	const deadline = Date.now() + timeoutMs;
	let cause: unknown;
	do {
		signal?.throwIfAborted();
		try {
			const answer = await question();
			if (answer) return answer as NonNullable<Exclude<T, false>>;
			cause = undefined;
		} catch (error) {
			cause = error;
		}
		await pause(everyMs, undefined, { signal });
	} while (Date.now() < deadline);
	throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}`, { cause });
}
