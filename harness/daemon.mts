import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { onCleanUp } from './cleanup.mts';
import { cleanEnvironment } from './environment.mts';
import { until } from './until.mts';

export interface DaemonOptions {
	/** A folder that the program may enter and write to. */
	cwd: string;
	/** Its output. */
	logFile: string;
	/** Answers truthy when it is up. */
	isReady: () => boolean | Promise<boolean>;
	/** What makes it end at once and in good order. */
	stopSignal?: NodeJS.Signals;
	uid?: number;
	gid?: number;
}

/** A server program of the system, which ends with this process. */
export class Daemon {
	private readonly forget: () => void;
	private readonly child: ChildProcess;
	private readonly stopSignal: NodeJS.Signals;

	private constructor(child: ChildProcess, stopSignal: NodeJS.Signals) {
		this.child = child;
		this.stopSignal = stopSignal;
		const atExit = () => child.kill('SIGKILL');
		process.once('exit', atExit);
		const offCleanUp = onCleanUp(() => this.stop());
		this.forget = () => {
			process.off('exit', atExit);
			offCleanUp();
		};
	}

	/** Starts a program and resolves when it is ready. */
	static async start(program: string, args: string[], options: DaemonOptions): Promise<Daemon> {
		const { cwd, logFile, isReady, stopSignal = 'SIGTERM', uid, gid } = options;
		const log = openSync(logFile, 'a');
		const child = spawn(program, args, {
			cwd,
			env: cleanEnvironment(),
			stdio: ['ignore', log, log],
			uid,
			gid,
			// Ctrl-C reaches us alone: who uses the server has to end before it.
			detached: true,
		});
		closeSync(log);
		const daemon = new Daemon(child, stopSignal);
		const ended = new AbortController();
		child.once('exit', () => ended.abort(new Error(`${program} ended`)));
		child.once('error', (error) => ended.abort(error));
		try {
			await until(isReady, { what: `${program} to be ready`, signal: ended.signal });
			return daemon;
		} catch (cause) {
			await daemon.stop();
			const output = await readFile(logFile, 'utf8');
			throw new Error(`${program} did not start:\n${output}`, { cause });
		}
	}

	async stop(): Promise<void> {
		const { child } = this;
		if (child.pid && child.exitCode === null && child.signalCode === null) {
			const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
			child.kill(this.stopSignal);
			await once(child, 'exit');
			clearTimeout(late);
		}
		this.forget();
	}
}
