import type { BodyStream } from './response';

/** A wait that may be given up. */
export interface Watch {
	/** Rejects when the time is over; never resolves. */
	expired: Promise<never>;
	end(): void;
}

interface RunningWatch {
	/** May become later while the watch runs. */
	endsAtMs(): number;
	expire(): void;
}

/**
 * Watches of time. Whoever reads a stream has to race against one: axios hands out
 * `Readable.from(generator)`, and destroying that waits for the very chunk that does not come
 * (https://nodejs.org/api/stream.html#streamreadablefromiterable-options).
 *
 * One timer serves all: it cannot be cleared, and one for each response would hold memory for minutes
 * after the response was read.
 */
export class Watches {
	private readonly running = new Set<RunningWatch>();
	private checkAtMs = Infinity;

	/** Expires after a time, whatever happens. */
	deadline(timeoutMs: number): Watch {
		const endsAtMs = performance.now() + timeoutMs;
		return this.start(() => endsAtMs, `it was not complete after ${timeoutMs} ms`);
	}

	/**
	 * Expires where a stream brings nothing for a time. Every event of the stream counts as a sign of
	 * life, whichever way its consumer reads it: a `data` listener of our own would make it flow before
	 * the consumer is there.
	 */
	silence(body: BodyStream, timeoutMs: number): Watch {
		let endsAtMs = performance.now() + timeoutMs;
		const emit = body.emit.bind(body);
		body.emit = (...event: Parameters<typeof emit>) => {
			endsAtMs = performance.now() + timeoutMs;
			return emit(...event);
		};
		return this.start(() => endsAtMs, `no more data came for ${timeoutMs} ms`);
	}

	/** @param reason for the error's message */
	private start(endsAtMs: () => number, reason: string): Watch {
		let reject: (error: Error) => void = () => {};
		const expired = new Promise<never>((_, fail) => {
			reject = fail;
		});
		// Nobody may be racing any more when it expires.
		expired.catch(() => undefined);
		const watch = {
			endsAtMs,
			expire: () => {
				reject(new Error(reason));
			},
		};
		this.running.add(watch);
		this.checkAt(endsAtMs());
		return { expired, end: () => this.running.delete(watch) };
	}

	private checkAt(atMs: number): void {
		if (atMs >= this.checkAtMs) return;
		this.checkAtMs = atMs;
		const delayMs = Math.max(0, Math.ceil(atMs - performance.now()));
		const check = () => {
			// Unless an earlier check was set since.
			if (atMs === this.checkAtMs) this.check();
		};
		AbortSignal.timeout(delayMs).addEventListener('abort', check, { once: true });
	}

	private check(): void {
		this.checkAtMs = Infinity;
		const nowMs = performance.now();
		for (const watch of this.running) {
			const endsAtMs = watch.endsAtMs();
			if (endsAtMs > nowMs) {
				this.checkAt(endsAtMs);
				continue;
			}
			this.running.delete(watch);
			watch.expire();
		}
	}
}

/** The watches of this process. */
const watches = new Watches();

/** A {@link Watches.deadline} among those of this process. */
export function watchDeadline(timeoutMs: number): Watch {
	return watches.deadline(timeoutMs);
}

/** A {@link Watches.silence} among those of this process. */
export function watchSilence(body: BodyStream, timeoutMs: number): Watch {
	return watches.silence(body, timeoutMs);
}
