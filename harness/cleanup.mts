import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const open = new Set<CleanUp>();
let ending = false;

/**
 * What has to be undone, newest first: by its owner, by the end of `runMain()`, or by a signal,
 * whichever comes first. The others then wait for the same clean-up.
 */
export class CleanUp extends AsyncDisposableStack {
	#disposing: Promise<void> | undefined;

	constructor() {
		super();
		// Only who starts something takes over the signals; everyone else keeps Node's default.
		if (process.listenerCount('SIGTERM', endBySignal) === 0) {
			for (const signal of signals) process.on(signal, endBySignal);
		}
		open.add(this);
	}

	override disposeAsync(): Promise<void> {
		this.#disposing ??= super.disposeAsync().finally(() => open.delete(this));
		return this.#disposing;
	}

	override [Symbol.asyncDispose](): Promise<void> {
		return this.disposeAsync();
	}

	/** A new folder, which goes with the rest. */
	async temporaryFolder(prefix: string): Promise<string> {
		const folder = await mkdtemp(join(tmpdir(), prefix));
		this.defer(() => rm(folder, { recursive: true, force: true }));
		return folder;
	}
}

/**
 * Starts several things as one. When a step fails, what the steps before it started is stopped.
 *
 * @param start gets the list on which each step puts what undoes it
 * @returns what `start` returns, and the function that undoes all of it
 */
export async function startTogether<T extends object>(
	start: (cleanUp: CleanUp) => Promise<T>,
): Promise<T & { stop(): Promise<void> }> {
	const cleanUp = new CleanUp();
	try {
		return { ...(await start(cleanUp)), stop: () => cleanUp.disposeAsync() };
	} catch (error) {
		await cleanUp.disposeAsync();
		throw error;
	}
}

/** Whether a signal is ending the process: errors that follow from that are not worth a word. */
export const isEnding = (): boolean => ending;

/**
 * Runs a script: exit code 0 if `main` says that all is well, 1 otherwise. Whatever happens,
 * everything that was started is stopped.
 *
 * @param main gets the command line's arguments
 */
export async function runMain(main: (args: string[]) => boolean | Promise<boolean>): Promise<void> {
	try {
		process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
	} catch (error) {
		if (!ending) console.error(error);
		process.exitCode = 1;
	} finally {
		await cleanUpAll();
	}
}

/** Newest first; one that fails does not keep the others from running. */
async function cleanUpAll(): Promise<void> {
	for (const cleanUp of [...open].reverse()) await cleanUp.disposeAsync().catch(console.error);
}

/** A second Ctrl-C changes nothing: the clean-up that the first one started goes on. */
function endBySignal(signal: NodeJS.Signals): void {
	ending = true;
	void cleanUpAll().then(() => process.exit(128 + constants.signals[signal]));
}
