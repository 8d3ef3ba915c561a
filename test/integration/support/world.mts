import type { RequestListener } from 'node:http';
import type { ICredentialDataDecryptedObject, INodeExecutionData } from 'n8n-workflow';
import { type Sandbox, startSandbox } from '../../../sandbox/client.mts';
import {
	annyOAuth2Fields,
	annyTokenFields,
	anybillFields,
} from '../../../harness/credential-fields.mts';
import { until } from '../../../harness/until.mts';
import { httpServer, type LocalServer } from './servers.mts';
import { type Job, type Outcome, run, start } from './engine.mts';

type Parameters = Record<string, unknown>;
/** How a run differs from one with a single empty item. */
export type Extra = Partial<Omit<Job, 'node' | 'parameters'>>;

/** A credential of each type, and what a test saves besides, by name. */
type SavedCredentials = Record<
	'annyTokenApi' | 'annyCustomOAuth2Api' | 'anybillRopcApi',
	ICredentialDataDecryptedObject
> &
	Record<string, ICredentialDataDecryptedObject>;

/** A sandbox, and both nodes with a credential for it. */
export class World {
	private resets = 0;

	readonly sandbox: Sandbox;
	readonly credentials: SavedCredentials;

	private constructor(sandbox: Sandbox, credentials: SavedCredentials) {
		this.sandbox = sandbox;
		this.credentials = credentials;
	}

	static async begin(): Promise<World> {
		const sandbox = await startSandbox();
		const known = await sandbox.known();
		const { urls } = sandbox;
		const tokens = await sandbox.issueTokens({ service: 'anny' });
		const credentials = {
			annyTokenApi: annyTokenFields(urls, known),
			annyCustomOAuth2Api: {
				...annyOAuth2Fields(urls, known),
				oauthTokenData: {
					access_token: tokens.accessToken,
					refresh_token: tokens.refreshToken,
				},
			},
			anybillRopcApi: anybillFields(urls, known),
		} as unknown as SavedCredentials;
		return new World(sandbox, credentials);
	}

	/** Adds a server of the test's own to the hosts that the credentials may be sent to. */
	allow({ url }: { url: string }): void {
		for (const credential of Object.values(this.credentials)) {
			credential.allowedDomains = `${credential.allowedDomains as string}, ${new URL(url).host}`;
		}
	}

	/** Back to the start between tests. */
	async reset(): Promise<void> {
		this.resets++;
		await this.sandbox.reset({ keepTokens: true });
	}

	/** The generic request is raw unless a test says otherwise: most look at what the service sent. */
	job(service: 'anny' | 'anybill', given: Parameters, extra: Extra = {}): Job {
		const parameters = given.resource === undefined ? { simplify: false, ...given } : given;
		const type = service === 'anny' ? 'annyTokenApi' : 'anybillRopcApi';
		const credentials = { [type]: this.credentials[type] };
		const credentialId = `credential ${this.resets}`;
		return { node: `${service}HttpRequest`, parameters, credentials, credentialId, ...extra };
	}

	anny(parameters: Parameters, extra?: Extra): Promise<Outcome> {
		return run(this.job('anny', parameters, extra));
	}

	anybill(parameters: Parameters, extra?: Extra): Promise<Outcome> {
		return run(this.job('anybill', parameters, extra));
	}

	start(service: 'anny' | 'anybill', parameters: Parameters, extra?: Extra) {
		return start(this.job(service, parameters, extra));
	}

	/** Waits until nothing is under way: the sandbox lists a request when its response has ended. */
	async settled(service: 'anny' | 'anybill'): Promise<void> {
		await until(async () => (await this.sandbox.counters())[service].inFlight === 0, {
			what: `the end of all requests to ${service}`,
			everyMs: 10,
		});
	}

	/** The requests that a service received, sign-ins aside, oldest first. */
	async requests(path = '/', service: 'anny' | 'anybill' | 'foreign' = 'anny') {
		if (service !== 'foreign') await this.settled(service);
		const entries = await this.sandbox.requests({ service, path });
		return entries.filter(({ path: at }) => !at.includes('/oauth'));
	}
}

/** The JSON of the items. */
export const jsonOf = (items: INodeExecutionData[]) => items.map(({ json }) => json);

/** n items that know their number. */
export const numbered = (count: number): INodeExecutionData[] =>
	Array.from({ length: count }, (_, n) => ({ json: { n } }));

/** An item with a small file. */
export function withFile(bytes: Buffer, mimeType: string, fileName: string): INodeExecutionData[] {
	return [{ json: {}, binary: { data: { data: bytes.toString('base64'), mimeType, fileName } } }];
}

/** A world for the tests of a file: it begins before the first, and is back at its start before each. */
export function useWorld(): World {
	const world = Object.create(World.prototype) as World;
	beforeAll(async () => {
		Object.assign(world, await World.begin());
	}, 60_000);
	afterAll(() => world.sandbox.stop());
	beforeEach(() => world.reset());
	return world;
}

/** A server of the test file's own, which the world's credentials may be sent to; it forgets what it saw before each test. */
export function useServer(world: World, respond: RequestListener): LocalServer {
	const server = {} as LocalServer;
	beforeAll(async () => {
		Object.assign(server, await httpServer(respond));
		world.allow(server);
	});
	afterAll(() => server.stop());
	beforeEach(() => {
		server.seen.length = 0;
	});
	return server;
}
