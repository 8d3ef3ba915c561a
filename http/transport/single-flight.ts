import type { Need } from '../recent-entries';
import { watchDeadline } from '../response/silence';
import { isWithin } from './elapsed';

/** An error that is given to all who ask within a while, since asking again would do harm. */
export interface Memorable extends Error {
	readonly memoryMs: number;
	/** The same error, in words that fit its age. */
	aged(ageMs: number): Error;
}

/** A task under way. */
interface Run<T> {
	result: Promise<T>;
	/** By `performance.now()`. */
	startedAtMs: number;
	/** How many wait for it, each for a limited time. */
	waitingCount: number;
}

/**
 * One run of a task for all who want its result meanwhile. A failure that is {@link Memorable} is
 * shared as well with those who come later, while it counts.
 */
export class SingleFlight<T> {
	private running: Run<T> | undefined;
	private failure: { error: Memorable; atMs: number } | undefined;
	/** How long the run under way has been waited for in vain. */
	private lateness: { patienceMs: number; error: Memorable; atMs: number } | undefined;

	private readonly now: () => number;

	/** @param now ms since the epoch */
	constructor(now = () => Date.now()) {
		this.now = now;
	}

	get isRunning(): boolean {
		return this.running !== undefined;
	}

	/** Whether a failure counts, so that no task would run. */
	get isRefusing(): boolean {
		return this.refusalBy(this.failure) !== undefined;
	}

	/** For whoever keeps many: a failure that counts would not be known to the next one. */
	get need(): Need {
		if (this.isRunning) return 'inUse';
		return this.isRefusing ? 'worthKeeping' : 'none';
	}

	/**
	 * The result of the run under way; where there is none, of a new one.
	 *
	 * @throws what the task throws; a {@link Memorable} also to those who ask later, while it counts
	 */
	async run(task: () => Promise<T>): Promise<T> {
		return await this.join(task).result;
	}

	/** The result of a run that begins after this call. Throws as {@link run} does. */
	async runAnew(task: () => Promise<T>): Promise<T> {
		while (this.running) await this.running.result.catch(() => undefined);
		return await this.join(task).result;
	}

	/**
	 * The same as {@link run} for a task that may never end. The time counts from the beginning of the run,
	 * so that all who wait equally long give up together. Those who wait for longer go on; those who come
	 * later and would not, fail at once for a while. After that, a run that nobody waits for is given up.
	 *
	 * @param patienceMs how long the run may take for this caller
	 * @param tooLate what is thrown when it takes longer
	 */
	async runWithin(task: () => Promise<T>, patienceMs: number, tooLate: Memorable): Promise<T> {
		const refusal = this.refusalBy(this.lateness);
		if (refusal && patienceMs <= (this.lateness?.patienceMs ?? 0)) throw refusal;
		if (this.lateness && !refusal && this.running?.waitingCount === 0) this.running = undefined;
		const run = this.join(task);
		const deadline = watchDeadline(patienceMs - (performance.now() - run.startedAtMs));
		const expired = deadline.expired.catch(() => {
			if (this.running === run) this.noteLateness(patienceMs, tooLate);
			throw tooLate;
		});
		expired.catch(() => undefined);
		run.waitingCount++;
		try {
			return await Promise.race([run.result, expired]);
		} finally {
			run.waitingCount--;
			deadline.end();
		}
	}

	private noteLateness(patienceMs: number, error: Memorable): void {
		const longestMs = Math.max(patienceMs, this.lateness?.patienceMs ?? 0);
		this.lateness = { patienceMs: longestMs, error, atMs: this.now() };
	}

	private join(task: () => Promise<T>): Run<T> {
		return this.running ?? this.start(task);
	}

	private start(task: () => Promise<T>): Run<T> {
		const startedAtMs = performance.now();
		const refusal = this.refusalBy(this.failure);
		if (refusal) return { result: Promise.reject(refusal), startedAtMs, waitingCount: 0 };
		const run: Run<T> = { result: task(), startedAtMs, waitingCount: 0 };
		run.result = run.result.then(
			(result) => {
				this.end(run, undefined);
				return result;
			},
			(error: unknown) => {
				this.end(run, isMemorable(error) ? error : undefined);
				throw error;
			},
		);
		this.running = run;
		this.lateness = undefined;
		return run;
	}

	/** Unless the run was given up before. */
	private end(run: Run<T>, failure: Memorable | undefined): void {
		if (this.running !== run) return;
		this.running = undefined;
		this.lateness = undefined;
		this.failure = failure && { error: failure, atMs: this.now() };
	}

	private refusalBy(failure: { error: Memorable; atMs: number } | undefined): Error | undefined {
		if (!failure) return undefined;
		const { error, atMs } = failure;
		const nowMs = this.now();
		return isWithin(error.memoryMs, atMs, nowMs) ? error.aged(nowMs - atMs) : undefined;
	}
}

function isMemorable(error: unknown): error is Memorable {
	return error instanceof Error && 'memoryMs' in error;
}
