import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import { Daemon } from './daemon.mts';
import { cleanEnvironment } from './environment.mts';
import { installN8n, type InstalledN8n } from './n8n-install.mts';

export interface StartN8nOptions {
	/** n8n keeps everything in `<userFolder>/.n8n`, and its output in `<userFolder>/n8n.log`. */
	userFolder: string;
	port?: number | undefined;
	/** Added to, or replacing, the settings below. */
	env?: Record<string, string>;
	/** One of the versions in `harness/n8n`. */
	version?: string;
	/** `worker` is the other process of queue mode. */
	role?: 'main' | 'worker' | 'webhook';
	/** The web interface (and its lists of types); without it n8n starts 1.5 s faster. */
	editor?: boolean;
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

/** An n8n on its own folder and port, which can be stopped and started again. */
export class N8n {
	private daemon: Daemon | undefined;
	private readonly installed: InstalledN8n;
	private readonly role: 'main' | 'worker' | 'webhook';
	private readonly env: Record<string, string>;

	readonly version: string;
	readonly baseUrl: string;
	readonly userFolder: string;
	readonly logFile: string;

	constructor(installed: InstalledN8n, port: number, options: StartN8nOptions) {
		const { userFolder, role = 'main', editor = true, env = {} } = options;
		this.installed = installed;
		this.role = role;
		this.version = installed.version;
		this.baseUrl = `http://127.0.0.1:${port}`;
		this.userFolder = userFolder;
		this.logFile = join(userFolder, 'n8n.log');
		this.env = {
			...quiet,
			N8N_USER_FOLDER: userFolder,
			N8N_HOST: '127.0.0.1',
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_PORT: String(port),
			N8N_SECURE_COOKIE: 'false',
			N8N_DISABLE_UI: String(!editor),
			N8N_LOG_LEVEL: 'info',
			GENERIC_TIMEZONE: 'UTC',
			// n8n 1 without a pool mixes up the transactions of parallel requests; n8n 2 has one anyway.
			DB_SQLITE_POOL_SIZE: '3',
			// Kept next to n8n, so that every start but the first skips compiling its 40 MB of code.
			NODE_COMPILE_CACHE: join(installed.directory, '.compile-cache'),
			...(role === 'worker' && {
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(port),
			}),
			...env,
		};
	}

	/** The process id of n8n itself. */
	get pid(): number {
		if (!this.daemon) throw new Error('n8n is not running');
		return this.daemon.pid;
	}

	/** Starts the process and resolves when n8n takes requests. */
	async start(): Promise<void> {
		const { bin, node } = this.installed;
		const brokerPort = String(await getPort());
		this.daemon = await Daemon.start(node, [bin, this.role === 'main' ? 'start' : this.role], {
			cwd: this.userFolder,
			env: cleanEnvironment({ N8N_RUNNERS_BROKER_PORT: brokerPort, ...this.env }),
			logFile: this.logFile,
			isReady: () => this.isReady(),
			readyTimeoutMs: startTimeoutMs,
		});
	}

	/** n8n first finishes the executions that are running. */
	async stop(): Promise<void> {
		await this.daemon?.stop();
	}

	/** Ends n8n at once, as a crash would. */
	async kill(): Promise<void> {
		await this.daemon?.kill();
	}

	/** Stops and starts it again on the same folder and port. */
	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	/** Resolves when the process is gone, for whatever reason. */
	async ended(): Promise<void> {
		await this.daemon?.ended();
	}

	/** All that n8n has logged. */
	async log(): Promise<string> {
		return await readFile(this.logFile, 'utf8');
	}

	private async isReady(): Promise<boolean> {
		if (!(await fetch(`${this.baseUrl}/healthz/readiness`)).ok) return false;
		// Older versions report ready before their REST routes or their database are.
		if (this.role !== 'main') return true;
		const { status } = await fetch(`${this.baseUrl}/rest/login`);
		return status !== 404 && status < 500;
	}
}

/** Starts an n8n of its own: other folder, other ports than any other that runs here. */
export async function startN8n(options: StartN8nOptions): Promise<N8n> {
	const installed = await installN8n(options.version);
	const n8n = new N8n(installed, options.port ?? (await getPort()), options);
	await n8n.start();
	return n8n;
}
