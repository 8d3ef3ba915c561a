import { raise } from '../errors/raise';
import { letOthersRun } from './concurrency';
import { Pace, type Window } from './pace';
import { sleepUnlessAborted } from './sleep';

/** How long a request may wait for its turn. */
export interface WaitLimits {
	maxWaitMs: number;
	/** Ends the wait when the execution is cancelled. */
	signal?: AbortSignal | undefined;
}

/** A request that may be sent now. */
export interface Turn {
	readonly key: string;
	readonly waitedMs: number;
	/** Where it counts; nothing is counted before the first refusal. */
	readonly window: Window | undefined;
}

/** What was learned so long ago is forgotten when something else is learned. */
const MEMORY_MS = 10 * 60_000;

/**
 * When requests may be sent. Whoever a service limits is limited in all executions together, so all
 * of a process share one.
 */
export class RateLimit {
	/** By key; none where the service has refused nothing. */
	private readonly lines = new Map<string, Line>();

	/**
	 * Waits until a request may be sent; first come, first served. A wait that would take longer than
	 * is allowed is not begun: the service's own response then tells the user more than we could.
	 *
	 * @param key what the service counts together
	 * @returns what has to be ended, whatever becomes of the request
	 * @throws the signal's reason
	 */
	async takeTurn(key: string, limits: WaitLimits): Promise<Turn> {
		const startMs = performance.now();
		const window = await this.lines.get(key)?.wait(limits);
		return { key, window, waitedMs: performance.now() - startMs };
	}

	/** The service took the request, whatever its response says. */
	accept({ key, window }: Turn): void {
		if (window) this.lines.get(key)?.pace.accept(window, performance.now());
	}

	/**
	 * The service refused the request: all requests of the key wait.
	 *
	 * @param delayMs from now
	 */
	refuse({ key, window }: Turn, delayMs: number): void {
		const line = this.lines.get(key) ?? this.begin(key);
		line.pace.refuse(window, performance.now(), delayMs);
	}

	/** The request is over. */
	end({ key, window }: Turn): void {
		if (window) this.lines.get(key)?.end(window);
	}

	private begin(key: string): Line {
		const nowMs = performance.now();
		for (const [other, line] of this.lines) {
			if (line.isIdle(nowMs - MEMORY_MS)) this.lines.delete(other);
		}
		const line = new Line();
		this.lines.set(key, line);
		return line;
	}
}

/** The limits of this process. */
export const rateLimit = new RateLimit();

interface Waiter {
	/** Where its turn has come. */
	window?: Window;
	/** Ends its wait. */
	wake: () => void;
}

/** The requests of one key, in the order in which they came. */
class Line {
	readonly pace = new Pace();
	private readonly waiting = new Set<Waiter>();

	async wait({ maxWaitMs, signal }: WaitLimits): Promise<Window> {
		const startMs = performance.now();
		const waiter: Waiter = { wake: () => undefined };
		const woken = new Promise<void>((resolve) => {
			waiter.wake = resolve;
		});
		this.waiting.add(waiter);
		try {
			for (;;) {
				this.serve();
				if (waiter.window) {
					await woken;
					signal?.throwIfAborted();
					return waiter.window;
				}
				const nowMs = performance.now();
				const startsAtMs = this.pace.startsAtMs(nowMs);
				if (startsAtMs - startMs > maxWaitMs) return this.pace.start(nowMs);
				await sleepUnlessAborted(startsAtMs - nowMs, signal, woken);
			}
		} catch (error) {
			if (waiter.window) this.end(waiter.window);
			return raise(error);
		} finally {
			this.waiting.delete(waiter);
		}
	}

	end(window: Window): void {
		this.pace.end(window);
		this.serve();
	}

	/** Whether nothing has happened since then. */
	isIdle(sinceMs: number): boolean {
		return this.waiting.size === 0 && this.pace.endsAtMs() < sinceMs;
	}

	/** Lets those go whose turn has come. */
	private serve(): void {
		const served: Waiter[] = [];
		for (const waiter of this.waiting) {
			const nowMs = performance.now();
			if (this.pace.startsAtMs(nowMs) > nowMs) break;
			this.waiting.delete(waiter);
			waiter.window = this.pace.start(nowMs);
			served.push(waiter);
		}
		void wakeInTurn(served);
	}
}

/** Spread out, as all requests are: after a pause, all would leave in one breath otherwise. */
async function wakeInTurn(waiters: readonly Waiter[]): Promise<void> {
	for (const waiter of waiters) {
		waiter.wake();
		await letOthersRun();
	}
}
