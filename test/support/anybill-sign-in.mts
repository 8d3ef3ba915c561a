import { randomUUID } from 'node:crypto';
import type { FaultRule } from '../../sandbox/types.mts';
import { anybillFields } from '../../harness/credential-fields.mts';
import type { DeployedWorkflow, Item } from '../../harness/n8n-rest.mts';
import { chain } from '../../harness/workflow.mts';
import { parseServiceAccount } from '../../services/anybill/service-account.ts';
import { toStoredTokens } from '../../services/anybill/token-set.ts';
import type { SharedN8n } from './shared-n8n.mts';

/** A node and a credential that it signs in with. */
export interface Way {
	name: string;
	node: string;
	credential: 'anybillRopcApi' | 'ordinaryRopcApi';
}

export const builtIn: Way = {
	name: 'HTTP Request node',
	node: 'n8n-nodes-base.httpRequest',
	credential: 'anybillRopcApi',
};

export const own: Way = {
	name: 'anybill node',
	node: 'n8n-nodes-anny-anybill.anybillHttpRequest',
	credential: 'anybillRopcApi',
};

/** What n8n's own credentials do: see test/e2e/fixtures. */
export const ordinary: Way = {
	name: 'HTTP Request node, ordinary credential',
	node: 'n8n-nodes-base.httpRequest',
	credential: 'ordinaryRopcApi',
};

/** What a run cost, counted by the sandbox, and how many items failed. */
export interface Figures {
	requests: number;
	/** GETs of the credential itself, which asks the API whether it takes a token. */
	probes: number;
	password: number;
	refresh: number;
	refused: number;
	failed: number;
}

export const nothing: Figures = {
	requests: 0,
	probes: 0,
	password: 0,
	refresh: 0,
	refused: 0,
	failed: 0,
};

interface Run {
	items?: number;
	faults?: FaultRule[] | undefined;
}

type Outcome = Figures & { items: Item[] };

/** What a run cost, without its items. */
export function figuresOf(outcome: Outcome): Figures {
	const figures: Partial<Outcome> = { ...outcome };
	delete figures.items;
	return figures as Figures;
}

export type Account = 'service' | 'second';

/** The list of node types is long, so it is asked for once. */
let newestVersion: Promise<number> | undefined;

const SCOPES = ['https://ad.anybill.de/vendor/bill', 'https://ad.anybill.de/vendor/store'];

/** Credentials, workflows and counters for one way of sending. */
export class SignInBench {
	private readonly n8n: Pick<SharedN8n, 'rest' | 'sandbox'>;
	readonly way: Way;

	constructor(n8n: Pick<SharedN8n, 'rest' | 'sandbox'>, way: Way) {
		this.n8n = n8n;
		this.way = way;
	}

	/** A URL of the sandbox's API. */
	url(path: string): string {
		return `${this.n8n.sandbox.urls.anybill}${path}`;
	}

	/**
	 * What a user types in. The token URL differs from credential to credential, and with it the
	 * sign-in details: what n8n's process remembers of one must not help the next.
	 */
	async fields(account: Account): Promise<Item> {
		const { urls } = this.n8n.sandbox;
		const known = await this.n8n.sandbox.known();
		const fields: Item = {
			...anybillFields(urls, known),
			...known.anybill.accounts[account],
			scopes: SCOPES,
			tokenUrl: `${urls.tokenUrl}&case=${randomUUID()}`,
		};
		if (this.way.credential === 'anybillRopcApi') return fields;
		const { tokenUrl, clientId, username, password } = fields;
		const scope = `${SCOPES.join(' ')} openid offline_access`;
		return { tokenUrl, clientId, username, password, scope };
	}

	/** A credential that has never signed in. @returns its id */
	async newCredential(changes: Item = {}, account: Account = 'second'): Promise<string> {
		return await this.save({ ...(await this.fields(account)), ...changes });
	}

	/** A credential with tokens from an earlier sign-in; a negative lifetime is one of the past. */
	async usedCredential(
		tokenSeconds: number,
		changes: Item = {},
		account: Account = 'second',
	): Promise<string> {
		const fields = { ...(await this.fields(account)), ...changes };
		const issued = await this.n8n.sandbox.issueTokens({
			service: 'anybill',
			account: String(fields.username),
			clientId: String(fields.clientId),
			scopes: SCOPES,
			accessTokenSeconds: tokenSeconds,
		});
		const { accessToken, refreshToken, expiresAt } = issued;
		if (this.way.credential === 'ordinaryRopcApi')
			return await this.save({ ...fields, accessToken });
		const tokens = {
			accessToken,
			accessTokenExpiresAtMs: Date.parse(expiresAt),
			refreshToken,
			refreshTokenExpiresAtMs: Date.now() + 86_400_000,
		};
		const stored = await toStoredTokens(tokens, parseServiceAccount(fields as never));
		return await this.save({ ...fields, ...stored });
	}

	/** A workflow that sends one request for each item that it is run with. */
	async workflow(credentialId: string, request: Item, node: Item = {}): Promise<DeployedWorkflow> {
		const { name, node: type, credential } = this.way;
		const authentication = {
			authentication: 'predefinedCredentialType',
			nodeCredentialType: credential,
		};
		return await this.n8n.rest.deploy(
			chain(
				`anybill sign-in by ${name}`,
				{
					type: 'n8n-nodes-base.splitOut',
					parameters: { fieldToSplitOut: 'body.items', options: {} },
				},
				{
					type: 'n8n-nodes-base.convertToFile',
					typeVersion: 1.1,
					parameters: { operation: 'toText', sourceProperty: 'text', options: {} },
				},
				{
					name: 'Request',
					type,
					typeVersion: await this.typeVersion(),
					onError: 'continueRegularOutput',
					parameters: { method: 'GET', ...(this.way === own ? {} : authentication), ...request },
					credentials: { [credential]: { id: credentialId, name: credential } },
					...node,
				},
			),
		);
	}

	/** The newest version of n8n's own node that this n8n has; ours follow it. */
	private async typeVersion(): Promise<number> {
		newestVersion ??= this.n8n.rest
			.nodeTypes()
			.then((types) =>
				Math.max(
					...types
						.filter(({ name }) => name === builtIn.node)
						.flatMap(({ version }) => version as number | number[]),
				),
			);
		return await newestVersion;
	}

	/** Sends the same request for each item, from counters at zero. */
	async run(workflow: DeployedWorkflow, { items = 1, faults = [] }: Run = {}): Promise<Outcome> {
		await this.n8n.sandbox.reset({ keepTokens: true, keepSettings: true, keepData: true });
		await this.n8n.sandbox.faults(faults);
		const input = Array.from({ length: items }, (_, id) => ({ id, text: `Receipt ${id} ✓` }));
		const output = await workflow.run({ items: input });
		const { anybill } = await this.n8n.sandbox.counters();
		const { password = 0, refresh_token: refresh = 0 } = anybill.grants;
		// No workflow here reads the list of stores.
		const probes = anybill.requests['GET /api/v3/store'] ?? 0;
		const all = Object.values(anybill.requests).reduce((sum, count) => sum + count, 0);
		return {
			items: output,
			requests: all - anybill.tokenRequests - probes,
			probes,
			password,
			refresh,
			refused: anybill.tokenRequests - password - refresh,
			failed: output.filter(({ error }) => error !== undefined).length,
		};
	}

	/** All at once, for what runs only once. */
	async send(credentialId: string, request: Item, run?: Run): Promise<Figures> {
		return figuresOf(await this.run(await this.workflow(credentialId, request), run));
	}

	private async save(fields: Item): Promise<string> {
		const { credential } = this.way;
		const saved = await this.n8n.rest.createCredential(credential, credential, fields);
		return saved.id;
	}
}
