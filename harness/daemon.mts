import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { CleanUp, isEnding } from './cleanup.mts';
import { cleanEnvironment } from './environment.mts';
import { until } from './until.mts';

export interface DaemonOptions {
	/** A folder that the program may enter and write to. */
	cwd: string;
	env?: Record<string, string>;
	/** Its output, appended. */
	logFile: string;
	/** Says truthy when it is up. */
	isReady: () => boolean | Promise<boolean>;
	readyTimeoutMs?: number;
	/** What makes it end at once and in good order. */
	stopSignal?: NodeJS.Signals;
	/** For a program that refuses to run as root. */
	user?: { uid: number; gid: number } | undefined;
}

const killAfterMs = 10_000;

/** A server program, which ends with this process. It leads a process group of its own. */
export class Daemon {
	private readonly cleanUp = new CleanUp();
	private readonly child: ChildProcess;
	private readonly stopSignal: NodeJS.Signals;

	private constructor(child: ChildProcess, stopSignal: NodeJS.Signals) {
		this.child = child;
		this.stopSignal = stopSignal;
		const atExit = () => this.killGroup();
		process.once('exit', atExit);
		this.cleanUp.defer(() => void process.off('exit', atExit));
		this.cleanUp.defer(() => this.end());
	}

	/** Starts a program and resolves when it is ready. */
	static async start(program: string, args: string[], options: DaemonOptions): Promise<Daemon> {
		const { cwd, env, logFile, isReady, user } = options;
		const { readyTimeoutMs = 30_000, stopSignal = 'SIGTERM' } = options;
		// The child writes to the file itself, so that not a line is lost when either side dies.
		const log = openSync(logFile, 'a');
		const child = spawn(program, args, {
			cwd,
			env: env ?? cleanEnvironment(),
			stdio: ['ignore', log, log],
			...user,
			// Ctrl-C reaches us alone: who uses the server has to end before it.
			detached: true,
		});
		closeSync(log);
		const daemon = new Daemon(child, stopSignal);
		const ended = new AbortController();
		child.once('exit', () => ended.abort(new Error(`${program} ended`)));
		child.once('error', (error) => ended.abort(error));
		try {
			const what = `${program} to be ready`;
			await until(isReady, { what, timeoutMs: readyTimeoutMs, signal: ended.signal });
			return daemon;
		} catch (cause) {
			await daemon.stop();
			if (isEnding()) throw new Error('Interrupted', { cause });
			const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');
			const output = lines.slice(-30).join('\n');
			throw new Error(`${program} did not start. The end of its log:\n${output}`, { cause });
		}
	}

	get pid(): number {
		if (!this.child.pid) throw new Error('The program did not start');
		return this.child.pid;
	}

	/** Resolves when the process is gone, for whatever reason. */
	async ended(): Promise<void> {
		const { pid, exitCode, signalCode } = this.child;
		if (pid && exitCode === null && signalCode === null) await once(this.child, 'exit');
	}

	/** Asks it to end; kills it when that takes too long. */
	async stop(): Promise<void> {
		await this.cleanUp.disposeAsync();
	}

	/** Ends it at once, as a crash would. */
	async kill(): Promise<void> {
		this.killGroup();
		await this.stop();
	}

	private async end(): Promise<void> {
		const late = setTimeout(() => this.killGroup(), killAfterMs);
		this.child.kill(this.stopSignal);
		await this.ended();
		clearTimeout(late);
		// Its own children may outlast it: n8n's task runners do.
		this.killGroup();
	}

	private killGroup(): void {
		if (!this.child.pid) return;
		try {
			process.kill(-this.child.pid, 'SIGKILL');
		} catch {
			// The group is gone already.
		}
	}
}
