import { createHash } from 'node:crypto';
import type {
	ICredentialDataDecryptedObject,
	INodeExecutionData,
	INodeType,
	IVersionedNodeType,
} from 'n8n-workflow';
import { type Job, type Outcome, run } from '../../integration/support/engine.mts';
import type { Case, Version } from './case.mts';
import { BUILT_IN } from './oracle.mts';
import type { Playback, Recorded } from './playback.mts';

/** What a workflow did, as far as anyone outside of the node can tell. */
export interface Observation {
	items: ObservedItem[];
	/** Of n8n's error output. */
	errorItems: ObservedItem[];
	/** Why the workflow stopped. The words are each node's own. */
	error?: { httpCode: unknown };
	requests: Recorded[];
}

interface ObservedItem {
	json: unknown;
	pairedItem: unknown;
	binary?: Record<string, object>;
}

/** Runs a case with n8n's node. */
export async function runBuiltIn(
	one: Case,
	version: Version,
	playback: Playback,
	builtIn: IVersionedNodeType,
): Promise<Observation> {
	const node = builtIn.nodeVersions[version] as INodeType;
	return await observe(one, version, playback, { type: BUILT_IN, instance: node });
}

/** Runs a case with our node. */
export async function runOurs(
	one: Case,
	version: Version,
	playback: Playback,
): Promise<Observation> {
	return await observe(one, version, playback, `${one.service ?? 'anybill'}HttpRequest`);
}

let runs = 0;

async function observe(
	one: Case,
	version: Version,
	playback: Playback,
	node: Job['node'],
): Promise<Observation> {
	const type = one.service === 'anny' ? 'annyTokenApi' : 'anybillRopcApi';
	const credential = credentials(playback)[type] as ICredentialDataDecryptedObject;
	playback.play(one.script ?? { body: { ok: true } });
	const job: Job = {
		node,
		parameters: {
			authentication: 'predefinedCredentialType',
			nodeCredentialType: type,
			...playback.address(one.parameters),
		},
		credentials: { [type]: credential },
		// What is remembered of a credential must not reach the next run.
		credentialId: `credential ${String(runs++)}`,
		items: playback.address(inputOf(one)),
		typeVersion: version,
		...(one.onError && { onError: one.onError }),
	};
	// n8n does not start a workflow where a parameter that is required is empty.
	const outcome = await run(job).catch((error: unknown) => ({
		items: [],
		errorItems: [],
		error: error as Error,
	}));
	return toObservation(outcome, playback.recorded, { one, version });
}

function credentials({
	server,
	elsewhere,
	signIn,
}: Playback): Record<string, ICredentialDataDecryptedObject> {
	// n8n's node knows hosts, ours ports as well; nothing listens at port 9.
	const ports = [server, elsewhere, signIn, 'http://127.0.0.1:9'].map((url) => new URL(url).host);
	const allowedDomains = ['127.0.0.1', ...ports].join(', ');
	const locked = { allowedHttpRequestDomains: 'domains', allowedDomains };
	return {
		annyTokenApi: { region: 'custom', baseUrl: server, accessToken: 'secret', ...locked },
		anybillRopcApi: {
			environment: 'custom',
			baseUrl: server,
			tokenUrl: `${signIn}/token`,
			clientId: 'client',
			username: 'user',
			password: 'password',
			scopes: ['https://ad.anybill.de/vendor/bill'],
			...locked,
			accessToken: '',
		},
	};
}

function inputOf({ items = [{}], files }: Case): INodeExecutionData[] {
	const binary =
		files &&
		Object.fromEntries(
			Object.entries(files).map(([field, { bytes, mimeType, fileName }]) => [
				field,
				{
					data: Buffer.from(bytes).toString('base64'),
					...(mimeType !== undefined && { mimeType }),
					...(fileName !== undefined && { fileName }),
				} as { data: string; mimeType: string },
			]),
		);
	return items.map((json) => ({
		json: json as INodeExecutionData['json'],
		...(binary && { binary }),
	}));
}

interface ObservationContext {
	one: Case;
	version: Version;
}

function withoutAccept(request: Recorded): Recorded {
	const { accept: _, ...headers } = request.headers;
	return { ...request, headers };
}

function toObservation(
	{ items, errorItems, error }: Omit<Outcome, 'run'>,
	recorded: Recorded[],
	context: ObservationContext,
): Observation {
	const { one } = context;
	const seesAccept = one.compares?.includes('accept') ?? false;
	return {
		items: items.map((item) => toObserved(item, context)),
		errorItems: errorItems.map((item) => toObserved(item, context)),
		...(error && { error: { httpCode: codeOf(error) } }),
		requests: seesAccept ? recorded : recorded.map(withoutAccept),
	};
}

function toObserved(
	{ json, binary, pairedItem }: INodeExecutionData,
	{ one, version }: ObservationContext,
): ObservedItem {
	return {
		json: one.onError && isFailed(json) ? errorOf(json, version) : asStored(json),
		pairedItem,
		...(binary && {
			binary: Object.fromEntries(
				Object.entries(binary).map(([field, { data, directory, ...file }]) => [
					field,
					{
						...file,
						...(one.compares?.includes('directory') && { directory }),
						sha256: createHash('sha256').update(data).digest('hex'),
					},
				]),
			),
		}),
	};
}

/** The JSON of an item as it is once n8n has stored it. */
function asStored(json: unknown): unknown {
	try {
		return JSON.parse(JSON.stringify(json)) as unknown;
	} catch {
		// Where n8n's node gives the response's stream itself.
		return 'no JSON';
	}
}

/** Some responses of n8n's node become items that are no objects. */
const isFailed = (json: unknown) => typeof json === 'object' && json !== null && 'error' in json;

/** A status code, or a code such as `ECONNRESET`; null where there is none. */
function codeOf(error: object): unknown {
	return (error as { httpCode?: unknown }).httpCode ?? null;
}

/** What a workflow can branch on in a failed item: the words are each node's own. */
function errorOf(json: INodeExecutionData['json'], version: Version): unknown {
	const { error, details, ...rest } = json as {
		error: unknown;
		details?: { httpCode?: unknown; body?: unknown };
	};
	if (typeof error !== 'object' || error === null) return { error: typeof error, ...rest };
	return {
		error: { name: (error as Error).name, httpCode: codeOf(error) },
		...(version >= 4.5 && { details: { httpCode: details?.httpCode, body: details?.body } }),
		...rest,
	};
}
