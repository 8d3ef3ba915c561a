import { randomUUID } from 'node:crypto';
import { parse as parseFlatted } from 'flatted';
import { until } from './until.mts';
import { startedByWebhook, type Workflow } from './workflow.mts';

/** The account that every n8n started here has. */
export const owner = {
	email: 'owner@example.com',
	password: 'Bookings4Receipts',
	firstName: 'Olivia',
	lastName: 'Owner',
};

/** What another process needs to go on in the same login. */
export interface Session {
	baseUrl: string;
	browserId: string;
	cookies: Record<string, string>;
}

export type Item = Record<string, unknown>;

export interface Credential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** One run of one node. */
export interface NodeRun {
	startTime: number;
	executionTime: number;
	executionStatus: string;
	data?: {
		main: Array<Array<{ json: Item; binary?: Item; pairedItem?: unknown; error?: unknown }> | null>;
	};
	error?: NodeFailure;
}

export interface NodeFailure {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	[detail: string]: unknown;
}

/** A line in n8n's list of executions. */
export interface ExecutionSummary {
	id: string;
	status: string;
	mode: string;
	workflowId: string;
	startedAt: string;
	stoppedAt: string;
	[detail: string]: unknown;
}

export interface Execution extends ExecutionSummary {
	data: {
		resultData: {
			runData: Record<string, NodeRun[]>;
			lastNodeExecuted?: string;
			error?: NodeFailure;
		};
		[part: string]: unknown;
	};
}

/** n8n refused a REST request; the message is n8n's own. */
export class N8nRestError extends Error {
	readonly status: number;
	readonly body: unknown;

	constructor(request: string, status: number, body: unknown) {
		const message = isRecord(body) && typeof body.message === 'string' && body.message;
		super(`${request} → ${status}: ${message || JSON.stringify(body)}`);
		this.name = 'N8nRestError';
		this.status = status;
		this.body = body;
	}
}

/** A workflow ended with an error; the message is that of the node. */
export class WorkflowError extends Error {
	readonly execution: Execution;
	readonly failure: NodeFailure | undefined;

	constructor(name: string, execution: Execution) {
		const { error, lastNodeExecuted } = execution.data.resultData;
		const text = [error?.message, error?.description].filter(Boolean).join(' · ');
		super(`Workflow "${name}", node "${lastNodeExecuted}": ${text || execution.status}`);
		this.name = 'WorkflowError';
		this.execution = execution;
		this.failure = error;
	}
}

/** The REST interface that n8n's editor uses, for tests: one login, one method a question. */
export class N8nRest {
	readonly baseUrl: string;
	private readonly browserId: string;
	private readonly cookies: Record<string, string>;

	constructor(baseUrl: string, session?: Session) {
		this.baseUrl = baseUrl;
		this.browserId = session?.browserId ?? randomUUID();
		this.cookies = { ...session?.cookies };
	}

	/** Goes on in a login that another process made. */
	static resume(session: Session): N8nRest {
		return new N8nRest(session.baseUrl, session);
	}

	session(): Session {
		return { baseUrl: this.baseUrl, browserId: this.browserId, cookies: { ...this.cookies } };
	}

	// --- requests -----------------------------------------------------------------------------

	/** Any request with the login's cookies; redirects are left to the caller. */
	async fetch(path: string, init: RequestInit = {}): Promise<Response> {
		const response = await fetch(new URL(path, this.baseUrl), {
			redirect: 'manual',
			...init,
			headers: {
				'browser-id': this.browserId,
				cookie: Object.entries(this.cookies)
					.map(([name, value]) => `${name}=${value}`)
					.join('; '),
				...(init.headers as Record<string, string>),
			},
		});
		for (const cookie of response.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
			if (name) this.cookies[name] = value ?? '';
		}
		return response;
	}

	/** A REST request; resolves with the `data` of n8n's response. */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await this.fetch(path, {
			method,
			...(body !== undefined && {
				body: JSON.stringify(body),
				headers: { 'content-type': 'application/json' },
			}),
		});
		const text = await response.text();
		const json = parseJson(text);
		if (!response.ok) throw new N8nRestError(`${method} ${path}`, response.status, json ?? text);
		return (isRecord(json) && 'data' in json ? json.data : json) as T;
	}

	// --- login --------------------------------------------------------------------------------

	/** Creates the owner of a new n8n, or logs in where there is one. */
	async login(): Promise<void> {
		const { email, password } = owner;
		try {
			await this.request('POST', '/rest/owner/setup', owner);
		} catch (error) {
			unless(400)(error);
			// `email` is what the field was called before n8n 1.94.
			await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, email, password });
		}
	}

	// --- credentials --------------------------------------------------------------------------

	async createCredential(name: string, type: string, data: Item): Promise<Credential> {
		return await this.request('POST', '/rest/credentials', { name, type, data });
	}

	/** The credential with its data, as n8n hands it to a browser: secrets blanked out. */
	async getCredential(id: string): Promise<Credential> {
		return await this.request('GET', `/rest/credentials/${id}?includeData=true`);
	}

	async listCredentials(): Promise<Credential[]> {
		return await this.request('GET', '/rest/credentials');
	}

	/** Changes some fields, as a user does in the dialog: the others are sent back as received. */
	async updateCredential(id: string, changes: Item): Promise<Credential> {
		const { name, type, data } = await this.getCredential(id);
		const body = { name, type, data: { ...data, ...changes } };
		return await this.request('PATCH', `/rest/credentials/${id}`, body);
	}

	/** What the dialog's "Test" shows. */
	async testCredential(id: string): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const { name, type, data } = await this.getCredential(id);
		const credentials = { id, name, type, data };
		return await this.request('POST', '/rest/credentials/test', { credentials });
	}

	/** The address that "Connect" opens. */
	async oauth2AuthUrl(id: string): Promise<string> {
		return await this.request('GET', `/rest/oauth2-credential/auth?id=${id}`);
	}

	// --- workflows ----------------------------------------------------------------------------

	async createWorkflow(workflow: Workflow): Promise<{ id: string; versionId: string }> {
		const body = { settings: {}, active: false, ...workflow };
		return await this.request('POST', '/rest/workflows', body);
	}

	async activate({ id, versionId }: { id: string; versionId: string }): Promise<void> {
		try {
			await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
		} catch (error) {
			unless(404)(error);
			// n8n 1.x had no versions to activate.
			await this.request('PATCH', `/rest/workflows/${id}`, { active: true, versionId });
		}
	}

	/** Deactivates and deletes it; newer versions delete only what is archived and at rest. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/archive`).catch(unless(404));
		const remove = async () => {
			await this.request('DELETE', `/rest/workflows/${id}`);
			return true;
		};
		await until(remove, { what: `workflow ${id} to be deleted` });
	}

	/** Saves and activates the workflow behind a webhook, ready to be run any number of times. */
	async deploy(workflow: Workflow): Promise<DeployedWorkflow> {
		const path = randomUUID();
		const saved = await this.createWorkflow(startedByWebhook(workflow, path));
		await this.activate(saved);
		return new DeployedWorkflow(this, saved.id, workflow.name, `${this.baseUrl}/webhook/${path}`);
	}

	/**
	 * Runs a workflow once, in the place of its trigger by a webhook, and returns the items of its
	 * last node. Throws a WorkflowError when it fails. The workflow stays, and with it the record of
	 * its run; `deploy` gives more control.
	 */
	async runWorkflow(workflow: Workflow, input: unknown = {}): Promise<Item[]> {
		return await (await this.deploy(workflow)).run(input);
	}

	/** The saved record of a run: what each node returned, and how it failed. */
	async execution(id: string): Promise<Execution> {
		const record = await this.request<Execution & { data: string }>(
			'GET',
			`/rest/executions/${id}`,
		);
		return { ...record, data: parseFlatted(record.data) as Execution['data'] };
	}

	/** Newest first. */
	async listExecutions(
		filter: { workflowId?: string; status?: string[] } = {},
		limit = 20,
	): Promise<ExecutionSummary[]> {
		const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: String(limit) });
		const { results } = await this.request<{ results: ExecutionSummary[] }>(
			'GET',
			`/rest/executions?${query}`,
		);
		return results;
	}

	async countExecutions(filter: { workflowId?: string; status?: string[] }): Promise<number> {
		const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: '1' });
		const { count } = await this.request<{ count: number }>('GET', `/rest/executions?${query}`);
		return count;
	}

	/** Whether no execution is running or waiting for its turn. */
	async isIdle(): Promise<boolean> {
		return (await this.listExecutions({ status: ['new', 'running'] })).length === 0;
	}

	// --- types --------------------------------------------------------------------------------

	/** Every node type that n8n has loaded (an n8n with `editor: false` does not list them). */
	async nodeTypes(): Promise<Array<{ name: string; displayName: string } & Item>> {
		return await this.request('GET', '/types/nodes.json');
	}

	/** Every credential type that n8n has loaded (likewise). */
	async credentialTypes(): Promise<Array<{ name: string; displayName: string } & Item>> {
		return await this.request('GET', '/types/credentials.json');
	}
}

/** A workflow that waits for its webhook to be called. */
export class DeployedWorkflow {
	private readonly rest: N8nRest;
	private readonly name: string;
	private isReachable = false;
	readonly id: string;
	readonly webhookUrl: string;

	constructor(rest: N8nRest, id: string, name: string, webhookUrl: string) {
		this.rest = rest;
		this.id = id;
		this.name = name;
		this.webhookUrl = webhookUrl;
	}

	/** Runs it and returns the items of its last node. */
	async run(input: unknown = {}): Promise<Item[]> {
		const response = await this.call(input);
		const text = await response.text();
		if (!response.ok) throw await this.failure(response.status, text);
		const items = parseJson(text);
		// n8n returns a bare message when the last node returned nothing.
		return Array.isArray(items) ? (items as Item[]) : [];
	}

	/** The record of the newest run. */
	async lastExecution(): Promise<Execution> {
		return await this.newest({}, ({ status }) => !['new', 'running'].includes(status));
	}

	private async newest(
		filter: { status?: string[] },
		isMeant: (execution: ExecutionSummary) => boolean,
	): Promise<Execution> {
		const saved = async () => {
			const [newest] = await this.rest.listExecutions({ workflowId: this.id, ...filter }, 1);
			return newest && isMeant(newest) && newest;
		};
		const what = `an execution of "${this.name}" to be saved`;
		const { id } = await until(saved, { what, timeoutMs: 15_000 });
		return await this.rest.execution(id);
	}

	async remove(): Promise<void> {
		await this.rest.deleteWorkflow(this.id);
	}

	/** Activation is asynchronous: until it is done, the webhook's address is a 404. */
	private async call(input: unknown): Promise<Response> {
		const post = async () =>
			await fetch(this.webhookUrl, {
				method: 'POST',
				body: JSON.stringify(input),
				headers: { 'content-type': 'application/json' },
			});
		if (this.isReachable) return await post();
		const registered = async () => {
			const response = await post();
			return response.status !== 404 && response;
		};
		const what = `the webhook of "${this.name}" to be registered`;
		const response = await until(registered, { what });
		this.isReachable = true;
		return response;
	}

	private async failure(status: number, text: string): Promise<Error> {
		// Other runs may have ended since.
		const failed = { status: ['error', 'crashed'] };
		const execution = await this.newest(failed, () => true).catch(() => undefined);
		return execution?.data.resultData.error
			? new WorkflowError(this.name, execution)
			: new N8nRestError(`Workflow "${this.name}"`, status, parseJson(text) ?? text);
	}
}

/** Lets one status pass and throws every other error again. */
const unless = (status: number) => (error: unknown) => {
	if (!(error instanceof N8nRestError && error.status === status)) throw error;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
