import { isWithin } from './elapsed';

/** An error that is given to all who ask within a while, since asking again would do harm. */
export interface Memorable extends Error {
	readonly memoryMs: number;
	/** The same error, in words that fit its age. */
	aged(ageMs: number): Error;
}

/**
 * One run of a task for all who want its result meanwhile. A failure that is {@link Memorable} is
 * shared as well with those who come later, while it counts.
 */
export class SingleFlight<T> {
	private running: Promise<T> | undefined;
	private failure: { error: Memorable; atMs: number } | undefined;

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
		return this.refusal() !== undefined;
	}

	/**
	 * The result of the run under way; where there is none, of a new one.
	 *
	 * @throws what the task throws; a {@link Memorable} also to those who ask later, while it counts
	 */
	run(task: () => Promise<T>): Promise<T> {
		return this.running ?? this.start(task);
	}

	/** The result of a run that begins after this call. Throws as {@link run} does. */
	async runAnew(task: () => Promise<T>): Promise<T> {
		while (this.running) await this.running.catch(() => undefined);
		return await this.start(task);
	}

	/** Takes a run for failed before its end: nobody else is to wait for it. */
	giveUp(run: Promise<T>, error: Memorable): void {
		if (this.running === run) this.running = undefined;
		this.remember(error);
	}

	private start(task: () => Promise<T>): Promise<T> {
		const refusal = this.refusal();
		if (refusal) return Promise.reject(refusal);
		const run = task()
			.then(
				(result) => {
					this.failure = undefined;
					return result;
				},
				(error: unknown) => {
					if (isMemorable(error)) this.remember(error);
					throw error;
				},
			)
			.finally(() => {
				if (this.running === run) this.running = undefined;
			});
		this.running = run;
		return run;
	}

	private remember(error: Memorable): void {
		this.failure = { error, atMs: this.now() };
	}

	private refusal(): Error | undefined {
		if (!this.failure) return undefined;
		const { error, atMs } = this.failure;
		const nowMs = this.now();
		return isWithin(error.memoryMs, atMs, nowMs) ? error.aged(nowMs - atMs) : undefined;
	}
}

function isMemorable(error: unknown): error is Memorable {
	return error instanceof Error && 'memoryMs' in error;
}
