import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import getPort from 'get-port';
import { isEnding, onCleanUp } from './cleanup.mts';
import { cleanEnvironment } from './environment.mts';
import { installN8n, type InstalledN8n, type Report } from './n8n-install.mts';
import { until } from './until.mts';

export interface StartN8nOptions {
	/** n8n keeps everything in `<userFolder>/.n8n`. Without one, a temporary folder is made. */
	userFolder?: string;
	port?: number;
	/** Added to, or replacing, the settings below. */
	env?: Record<string, string>;
	/** n8n's output, appended. Default: `<userFolder>/n8n.log`. */
	logFile?: string;
	/** One of the versions in `harness/n8n`. */
	version?: string;
	/** `worker` and `webhook` are the other processes of queue mode. */
	role?: 'main' | 'worker' | 'webhook';
	/** The web interface (and its lists of types); without it n8n starts 1.5 s faster. */
	editor?: boolean;
	report?: Report;
}

/** What keeps a private, offline n8n quiet: https://docs.n8n.io/hosting/configuration/environment-variables/ */
const quiet = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
};

const startTimeoutMs = 120_000;
const killAfterMs = 10_000;

/** A running n8n. */
export class N8n {
	private child: ChildProcess | undefined;
	private forget: () => void = () => {};
	private readonly installed: InstalledN8n;
	private readonly options: Required<Pick<StartN8nOptions, 'role' | 'editor' | 'env'>>;
	private readonly ownsFolder: boolean;
	private brokerPort = 0;

	readonly version: string;
	readonly port: number;
	readonly baseUrl: string;
	readonly userFolder: string;
	readonly logFile: string;

	constructor(
		installed: InstalledN8n,
		place: { userFolder: string; ownsFolder: boolean; port: number; logFile: string },
		options: Required<Pick<StartN8nOptions, 'role' | 'editor' | 'env'>>,
	) {
		this.installed = installed;
		this.options = options;
		this.version = installed.version;
		this.port = place.port;
		this.baseUrl = `http://127.0.0.1:${place.port}`;
		this.userFolder = place.userFolder;
		this.ownsFolder = place.ownsFolder;
		this.logFile = place.logFile;
	}

	/** The process id of n8n itself; it leads a process group of its own. */
	get pid(): number {
		if (!this.child?.pid) throw new Error('n8n is not running');
		return this.child.pid;
	}

	/** Starts the process and resolves when n8n answers requests. */
	async start(): Promise<void> {
		this.brokerPort = await getPort();
		mkdirSync(dirname(this.logFile), { recursive: true });
		// The child writes to the file itself, so that not a line is lost when either side dies.
		const log = openSync(this.logFile, 'a');
		const command = this.options.role === 'main' ? 'start' : this.options.role;
		const child = spawn(this.installed.node, [this.installed.bin, command], {
			cwd: this.userFolder,
			env: this.environment(),
			stdio: ['ignore', log, log],
			detached: true,
		});
		closeSync(log);
		this.child = child;
		const atExit = () => this.signal('SIGKILL');
		process.once('exit', atExit);
		const offCleanUp = onCleanUp(() => this.stop());
		this.forget = () => {
			process.off('exit', atExit);
			offCleanUp();
		};
		try {
			await this.untilReady(child);
		} catch (error) {
			await this.stop();
			if (isEnding()) throw new Error('Interrupted', { cause: error });
			throw new Error(`n8n did not start. The end of its log:\n${await this.logTail()}`, {
				cause: error,
			});
		}
	}

	/** SIGTERM, which n8n answers by finishing its executions; SIGKILL when it takes too long. */
	async stop(): Promise<void> {
		const { child } = this;
		if (!child) return;
		this.signal('SIGTERM');
		const late = setTimeout(() => this.signal('SIGKILL'), killAfterMs);
		await this.ended();
		clearTimeout(late);
		// Task runners live in n8n's process group and may outlast it.
		this.signal('SIGKILL');
		this.forget();
		this.child = undefined;
	}

	/** Ends n8n at once, as a crash would. */
	async kill(): Promise<void> {
		this.signal('SIGKILL');
		await this.stop();
	}

	/** Stops and starts it again on the same folder and port. */
	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	/** Stops it and deletes its folder, if `startN8n` made that. */
	async dispose(): Promise<void> {
		await this.stop();
		if (this.ownsFolder) await rm(this.userFolder, { recursive: true, force: true });
	}

	/** Resolves when the process is gone, for whatever reason. */
	async ended(): Promise<void> {
		const { child } = this;
		if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
	}

	/** All that n8n has logged. */
	async log(): Promise<string> {
		return await readFile(this.logFile, 'utf8');
	}

	private async logTail(): Promise<string> {
		return (await this.log()).trimEnd().split('\n').slice(-30).join('\n');
	}

	private signal(signal: NodeJS.Signals): void {
		if (!this.child?.pid) return;
		try {
			process.kill(-this.child.pid, signal);
		} catch {
			// The group is gone already.
		}
	}

	private environment(): Record<string, string> {
		const { role, editor, env } = this.options;
		return cleanEnvironment({
			...quiet,
			N8N_USER_FOLDER: this.userFolder,
			N8N_HOST: '127.0.0.1',
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_PORT: String(this.port),
			N8N_RUNNERS_BROKER_PORT: String(this.brokerPort),
			N8N_SECURE_COOKIE: 'false',
			N8N_DISABLE_UI: String(!editor),
			N8N_LOG_LEVEL: 'info',
			GENERIC_TIMEZONE: 'UTC',
			// n8n 1 without a pool mixes up the transactions of parallel requests; n8n 2 has one anyway.
			DB_SQLITE_POOL_SIZE: '3',
			// Kept next to n8n, so that every start but the first skips compiling its 40 MB of code.
			NODE_COMPILE_CACHE: join(this.installed.directory, '.compile-cache'),
			...(role === 'worker' && {
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(this.port),
			}),
			...env,
		});
	}

	private async untilReady(child: ChildProcess): Promise<void> {
		const ended = new AbortController();
		const onEnd = () => ended.abort(new Error('The process ended'));
		child.once('exit', onEnd);
		child.once('error', (error) => ended.abort(error));
		const what = `${this.baseUrl} to be ready`;
		const answers = async () => {
			if (!(await fetch(`${this.baseUrl}/healthz/readiness`)).ok) return false;
			// Older versions report ready before their REST routes are there.
			if (this.options.role !== 'main') return true;
			return (await fetch(`${this.baseUrl}/rest/login`)).status !== 404;
		};
		await until(answers, { what, timeoutMs: startTimeoutMs, signal: ended.signal });
		child.off('exit', onEnd);
	}
}

/** Starts an n8n of its own: other folder, other ports than any other that runs here. */
export async function startN8n(options: StartN8nOptions = {}): Promise<N8n> {
	const { role = 'main', editor = true, env = {}, version, report } = options;
	const installed = await installN8n(version, report);
	const userFolder = options.userFolder ?? (await mkdtemp(join(tmpdir(), 'n8n-')));
	const port = options.port ?? (await getPort());
	const logFile = options.logFile ?? join(userFolder, 'n8n.log');
	const place = { userFolder, ownsFolder: !options.userFolder, port, logFile };
	const n8n = new N8n(installed, place, { role, editor, env });
	await n8n.start();
	return n8n;
}
