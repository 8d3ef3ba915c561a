import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
	/** What is awaited, for the error message. */
	what: string;
	timeoutMs?: number;
	everyMs?: number;
	signal?: AbortSignal;
}

/**
 * Calls `question` again and again until it returns something truthy, and returns that.
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
			const result: unknown = await question();
			if (result) return result as NonNullable<Exclude<T, false>>;
			cause = undefined;
		} catch (error) {
			cause = error;
		}
		await pause(everyMs, undefined, { signal });
	} while (Date.now() < deadline);
	throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}`, { cause });
}
