import type { BodyStream } from './response';

/** A wait that may be given up. */
export interface Watch {
	/** Rejects when the time is over; never resolves. */
	expired: Promise<never>;
	end(): void;
}

/**
 * Watches a time. Whoever reads a stream has to race against it: axios hands out
 * `Readable.from(generator)`, and destroying that waits for the very chunk that does not come
 * (https://nodejs.org/api/stream.html#streamreadablefromiterable-options).
 *
 * @param remainingMs asked again when it is over; zero or less ends the watch
 * @param reason for the error's message
 */
function watchTime(remainingMs: () => number, reason: string): Watch {
	let isOver = false;
	let reject: (error: Error) => void = () => {};
	const expired = new Promise<never>((_, fail) => {
		reject = fail;
	});
	// Nobody may be racing any more when it expires.
	expired.catch(() => undefined);
	const check = () => {
		if (isOver) return;
		const leftMs = remainingMs();
		if (leftMs > 0) {
			AbortSignal.timeout(Math.ceil(leftMs)).addEventListener('abort', check, { once: true });
		} else reject(new Error(reason));
	};
	check();
	const end = () => {
		isOver = true;
		// The timer runs on: it must not keep what was read alive.
		reject = () => {};
	};
	return { expired, end };
}

/** Expires after a time, whatever happens. */
export function watchDeadline(timeoutMs: number): Watch {
	const endMs = performance.now() + timeoutMs;
	return watchTime(() => endMs - performance.now(), `it was not complete after ${timeoutMs} ms`);
}

/**
 * Expires where a stream brings nothing for a time. Every event of the stream counts as a sign of
 * life, whichever way its consumer reads it: a `data` listener of our own would make it flow before
 * the consumer is there.
 */
export function watchSilence(body: BodyStream, timeoutMs: number): Watch {
	let endMs = performance.now() + timeoutMs;
	const emit = body.emit.bind(body);
	body.emit = (...event: Parameters<typeof emit>) => {
		endMs = performance.now() + timeoutMs;
		return emit(...event);
	};
	return watchTime(() => endMs - performance.now(), `no more data came for ${timeoutMs} ms`);
}
