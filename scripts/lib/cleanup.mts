import { constants } from 'node:os';

type Cleanup = () => unknown;

const cleanups: Cleanup[] = [];
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let running: Promise<void> | undefined;
let ending = false;

/** Whether a signal is ending the process: errors that follow from that are not worth a word. */
export const isEnding = (): boolean => ending;

/** Runs what was registered, newest first; one that fails does not keep the others from running. */
export function cleanUp(): Promise<void> {
	running ??= (async () => {
		for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
			try {
				await cleanup();
			} catch (error) {
				console.error(error);
			}
		}
	})().finally(() => {
		running = undefined;
	});
	return running;
}

/**
 * Registers what has to be undone when the process ends, by `cleanUp()` or by a signal.
 * Returns a function that takes it off the list again.
 */
export function onCleanUp(cleanup: Cleanup): () => void {
	// Only who starts something takes over the signals; everyone else keeps Node's default.
	if (process.listenerCount('SIGTERM', endBySignal) === 0) {
		for (const signal of signals) process.on(signal, endBySignal);
	}
	cleanups.push(cleanup);
	return () => {
		const index = cleanups.indexOf(cleanup);
		if (index >= 0) cleanups.splice(index, 1);
	};
}

/** A second Ctrl-C changes nothing: the clean-up that the first one started goes on. */
function endBySignal(signal: NodeJS.Signals): void {
	ending = true;
	void cleanUp().then(() => process.exit(128 + constants.signals[signal]));
}
