/**
 * Starts a sandbox and steers it, for tests, demo and benchmarks:
 *
 *   const sandbox = await startSandbox();
 *   await sandbox.settings({ latencyMs: { anny: 50 } });
 *   …
 *   expect((await sandbox.counters()).anny.grants.refresh_token).toBe(1);
 *   await sandbox.stop();
 *
 * Works in Node's own ES modules and compiled to CommonJS by jest.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Receipt } from './anybill/data.mts';
import type { ResetOptions } from './state.mts';
import type {
	Addresses,
	AnybillWebhook,
	Counters,
	Delivery,
	EventRequest,
	FaultRule,
	FaultState,
	IssuedTokens,
	IssueRequest,
	JournalEntry,
	Known,
	ServiceName,
	Settings,
	SettingsPatch,
	TokenAction,
	TokenKind,
} from './types.mts';

export type * from './types.mts';

/** A running sandbox. */
export class Sandbox {
	readonly urls: Addresses;
	readonly #child: ChildProcess | undefined;

	/** @param child the process to end with `stop()`; none for a sandbox that others started */
	constructor(urls: Addresses, child?: ChildProcess) {
		this.urls = urls;
		this.#child = child;
	}

	/** The process id of a sandbox that was started here. */
	get pid(): number | undefined {
		return this.#child?.pid;
	}

	async #get<T>(path: string): Promise<T> {
		return (await readBody(await fetch(`${this.urls.control}${path}`))) as T;
	}

	async #post<T>(path: string, body: unknown): Promise<T> {
		const response = await fetch(`${this.urls.control}${path}`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		});
		return (await readBody(response)) as T;
	}

	counters(): Promise<Counters> {
		return this.#get('/counters');
	}

	/** The journal, oldest first. @param filter only this service, only paths that begin so */
	requests(filter: { service?: ServiceName | 'foreign'; path?: string } = {}) {
		return this.#get<JournalEntry[]>(`/requests?${new URLSearchParams(filter)}`);
	}

	/** Back to the start: counters, journal, faults, tokens, data, settings, closed listeners. */
	async reset(keep: ResetOptions = {}): Promise<void> {
		await this.#post('/reset', keep);
	}

	/** Changes settings, if any are given. @returns all settings */
	settings(patch: SettingsPatch = {}): Promise<Settings> {
		return this.#post('/settings', patch);
	}

	tokens(action: TokenAction): Promise<{ changed: number }> {
		return this.#post('/tokens', action);
	}

	/** The server's clock says that all tokens of a kind have expired. */
	expireTokens(service: ServiceName, kind: TokenKind = 'access', account?: string) {
		return this.tokens({ service, action: 'expire', kind, account });
	}

	/** The user took back the consent, or an administrator the token. */
	revokeTokens(service: ServiceName, kind: TokenKind = 'refresh', account?: string) {
		return this.tokens({ service, action: 'revoke', kind, account });
	}

	/** The API refuses tokens that have not expired. */
	rejectTokens(service: ServiceName, kind: TokenKind = 'access', account?: string) {
		return this.tokens({ service, action: 'reject', kind, account });
	}

	/** Tokens without a sign-in. */
	issueTokens(request: IssueRequest): Promise<IssuedTokens> {
		return this.#post('/issue-tokens', request);
	}

	/** Replaces the fault rules, if any are given. @returns all rules, with what is left of them */
	faults(rules?: FaultRule[]): Promise<FaultState[]> {
		return rules ? this.#post('/faults', rules) : this.#get('/faults');
	}

	/**
	 * Replaces the fault rules by one for the token endpoint.
	 * @param grant only token requests with this grant type
	 */
	async failTokenRequests(
		service: ServiceName,
		fault: Omit<FaultRule, 'service' | 'path' | 'grant'>,
		grant?: 'password' | 'refresh_token' | 'authorization_code',
	): Promise<void> {
		const path = service === 'anny' ? '/oauth/token' : '/ad.anybill.de';
		await this.faults([{ service, path, ...(grant && { grant }), ...fault }]);
	}

	/** Closes or opens a service's port; while it is closed, connections are refused. */
	async listen(service: ServiceName, listening: boolean): Promise<void> {
		await this.#post('/listeners', { service, listening });
	}

	/** The bills that were accepted, oldest first: what was written, and with which account. */
	bills(): Promise<Receipt[]> {
		return this.#get('/bills');
	}

	/** Webhooks that were sent, oldest first. */
	deliveries(): Promise<Delivery[]> {
		return this.#get('/deliveries');
	}

	/** Lets anny deliver an event, whether or not anything has changed. Resolves when it is done. */
	announceEvent(request: EventRequest): Promise<Delivery[]> {
		return this.#post('/anny/events', request);
	}

	/** Lets anybill send receipts to an address from now on. */
	async registerReceiptWebhook(webhook: AnybillWebhook): Promise<void> {
		await this.#post('/anybill/webhooks', webhook);
	}

	/** Lets anybill send a receipt. @param changes what differs from the stand-in's own */
	announceReceipt(changes: Record<string, unknown> = {}): Promise<Delivery[]> {
		return this.#post('/anybill/receipts', changes);
	}

	/** Every secret there is or was, for a search for leaks. */
	secrets(): Promise<string[]> {
		return this.#get('/secrets');
	}

	/** The fixed clients, accounts, scopes, tokens. */
	known(): Promise<Known> {
		return this.#get('/known');
	}

	/** Ends the process that `startSandbox` started. */
	async stop(): Promise<void> {
		const child = this.#child;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const exit = once(child, 'exit');
		child.kill('SIGTERM');
		await exit;
	}
}

async function readBody(response: Response): Promise<unknown> {
	const body: unknown = await response.json();
	if (!response.ok) throw new Error(`The sandbox refused: ${(body as { error: string }).error}`);
	return body;
}

/** Starts a sandbox in a process of its own, which ends with this one. */
export async function startSandbox(): Promise<Sandbox> {
	const main = resolve('sandbox/main.mts');
	const child = spawn(process.execPath, [main, '--exit-with-parent'], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const firstLine = await Promise.race([
		once(createInterface(child.stdout), 'line') as Promise<[string]>,
		once(child, 'exit').then(() => undefined),
	]);
	if (!firstLine) throw new Error(`The sandbox ended at its start: ${main}`);
	return new Sandbox(JSON.parse(firstLine[0]) as Addresses, child);
}
