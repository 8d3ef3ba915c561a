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

/** What was started, to be undone in reverse order, once, whoever asks for it first. */
export interface Undo {
	push(undo: () => Promise<unknown>): void;
	/** A signal and the error that it leads to may both come here: they share one clean-up. */
	stop(): Promise<void>;
}

/** An empty list, which `cleanUp()` and signals know of until it is worked off. */
export function createUndo(): Undo {
	const undo: Array<() => Promise<unknown>> = [];
	let stopping: Promise<void> | undefined;
	const stop = () => {
		stopping ??= (async () => {
			for (let last = undo.pop(); last; last = undo.pop()) await last();
			offCleanUp();
		})();
		return stopping;
	};
	const offCleanUp = onCleanUp(stop);
	return { push: (one) => void undo.push(one), stop };
}

/**
 * Runs a script: exit code 0 if `main` says that all is well, 1 otherwise. Whatever happens,
 * everything that was started is stopped.
 */
export async function runMain(main: () => Promise<boolean>): Promise<void> {
	try {
		process.exitCode = (await main()) ? 0 : 1;
	} catch (error) {
		if (!isEnding()) console.error(error);
		process.exitCode = 1;
	} finally {
		await cleanUp();
	}
}

/** A second Ctrl-C changes nothing: the clean-up that the first one started goes on. */
function endBySignal(signal: NodeJS.Signals): void {
	ending = true;
	void cleanUp().then(() => process.exit(128 + constants.signals[signal]));
}
