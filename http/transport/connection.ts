import type { Closable } from '../response/response';

/** The connection of one request. */
export interface Connection extends Closable {
	/** What the request is sent with. */
	signal: AbortSignal;
}

/**
 * A connection that closes with the execution, until it has ended. `AbortSignal.any` would do the same,
 * but leaves something behind in the signal of the execution for each request
 * (https://github.com/nodejs/node/issues/54614).
 *
 * @param cancelSignal of the execution, where there is one
 */
export function openConnection(cancelSignal?: AbortSignal): Connection {
	const controller = new AbortController();
	const close = () => {
		controller.abort(cancelSignal?.reason);
	};
	if (cancelSignal?.aborted) close();
	else cancelSignal?.addEventListener('abort', close);
	return {
		signal: controller.signal,
		close,
		end: () => {
			cancelSignal?.removeEventListener('abort', close);
		},
	};
}
