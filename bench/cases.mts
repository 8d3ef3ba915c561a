import type { SettingsPatch } from '../sandbox/client.mts';
import type { CredentialType } from '../harness/credential-fields.mts';
import type { PreparedN8n } from '../harness/prepared-n8n.mts';
import { chain } from '../harness/workflow.mts';
import type { BareRequest } from './floor.mts';
import type { Goals } from './goals.mts';
import type { Surroundings } from './surroundings.mts';

/** Sizes of a case: the real ones, and tiny ones that only show that the case still works. */
export interface Scale {
	items: number;
	records: number;
	megabytes: number;
	executions: number;
	limited: number;
	/** Calls that an agent makes of its tool. */
	calls: number;
	/** Executions at once in queue mode. */
	queued: number;
	/** Workers that share one limit. */
	fleet: number;
}

export const FULL: Scale = {
	items: 1000,
	records: 10_000,
	megabytes: 200,
	executions: 200,
	limited: 400,
	calls: 20,
	queued: 50,
	fleet: 4,
};
export const TINY: Scale = {
	items: 5,
	records: 300,
	megabytes: 1,
	executions: 3,
	limited: 12,
	calls: 2,
	queued: 4,
	fleet: 2,
};

/** One comparison. */
export interface Case {
	id: string;
	title: string;
	credential: CredentialType;
	goals?: Goals;
	/** Fewer pairs than the others, where one run takes a minute. */
	pairs?: number;
	settings: SettingsPatch;
	/** Input items, before the node under test. */
	items: number;
	parameters: Record<string, unknown>;
	/** Parameters for our node only, where its way of doing it differs. */
	ours?: Record<string, unknown>;
	/** The same requests without n8n; undefined where there is no such thing. */
	floor?: { requests: BareRequest[] } | { milliseconds: number } | undefined;
	/** The built-in node uses this credential instead, one written as n8n's own are. */
	ordinary?: { type: string; id: string };
	/** A file of this address is downloaded for the node under test, which sends it. */
	fileFrom?: string;
	/** Another saved credential of the same type. */
	credentialId?: string;
	/** The node is the tool of an agent, whose stand-in model uses this credential. */
	agent?: { openAi: string; calls: number };
	/** n8n is started anew before each run: what it took before is its idle memory. */
	isFresh?: boolean;
	/** Done before each run, e.g. to let a token expire. */
	before?(): Promise<void>;
	/** Executions at a time; 1 unless given. */
	executions?: number;
	/** Figures to read after a run. */
	count?(prepared: PreparedN8n): Promise<Record<string, number>>;
}

const quick: SettingsPatch = {
	latencyMs: { anny: 0, anybill: 0 },
	limits: { reads: 0, writes: 0 },
};
const slow = (milliseconds: number): SettingsPatch => ({
	...quick,
	latencyMs: { anny: milliseconds, anybill: milliseconds },
});

/** One request for each item. */
function echo(origin: string, version: 'v1' | 'v3') {
	return {
		method: 'GET',
		url: `=${origin}/api/${version}/sandbox/echo?item={{ $json.i }}`,
		options: {},
	};
}

/** The same requests without n8n. */
async function bareOf({ sandbox }: PreparedN8n, count: number, path: string) {
	const token = (await sandbox.known()).anny.apiTokens.full;
	const url = (index: number) => `${sandbox.urls.anny}${path}${index}`;
	return { requests: Array.from({ length: count }, (_, index) => ({ url: url(index), token })) };
}

/** A limit at a tenth of anny's documented one, and the same rate: 40 reads in 6 s. */
const LIMIT = { reads: 40, writes: 10, windowSeconds: 6 };

/** The first window is free; every other 40 reads wait for a window of their own. */
const leastMs = (count: number) => (Math.ceil(count / LIMIT.reads) - 1) * 6000;

/** Reads against the limit, by so many executions at a time. */
function limited({ sandbox }: PreparedN8n, reads: number, executions: number): Case {
	return {
		id: executions > 1 ? 'fleet' : 'limited',
		title:
			executions > 1
				? `${executions} workers, ${reads} reads each, against a limit of 40 per 6 s together`
				: `${reads} reads against a limit of 40 per 6 s`,
		credential: 'annyTokenApi',
		pairs: 1,
		items: reads,
		executions,
		settings: { ...quick, limits: LIMIT },
		parameters: echo(sandbox.urls.anny, 'v1'),
		floor: { milliseconds: leastMs(reads * executions) },
		// New settings begin a new window: the other node's requests are not counted any more.
		before: async () => {
			await sandbox.settings({ limits: LIMIT });
		},
		count: async () => {
			const { status429, status200 } = refused(await sandbox.counters());
			return { status429, status200, failed: reads * executions - status200 };
		},
		goals: executions > 1 ? { failed: 0 } : { failed: 0, perFloor: 1.05, refusals: 40 },
	};
}

/** The comparisons for an n8n of one process. */
export async function cases(surroundings: Surroundings, scale: Scale): Promise<Case[]> {
	const { sandbox, rest, secured } = surroundings;
	const { anny, anybill } = sandbox.urls;
	const token = (await sandbox.known()).anny.apiTokens.full;
	const ordinary = await ordinaryCredential(surroundings);
	const life = scale === TINY ? 2 : SHORT_LIFE;
	const { items, records } = scale;
	const url = `${sandbox.urls.control}/model/v1`;
	const openAi = await rest.createCredential('Scripted model', 'openAiApi', { apiKey: 'x', url });
	const bareEchoes = await bareOf(surroundings, items, '/api/v1/sandbox/echo?item=');
	const oneEach = (id: string, credential: CredentialType, goals: Goals): Case => ({
		id,
		title: `${items} items, one GET each, 20 ms latency (${credential})`,
		credential,
		goals,
		settings: slow(20),
		items,
		parameters: credential === 'anybillRopcApi' ? echo(anybill, 'v3') : echo(anny, 'v1'),
		floor: bareEchoes,
	});
	const pageSize = 100;
	const paged = (
		id: string,
		title: string,
		count: number,
		{ simplify, goals = {} }: { simplify: boolean; goals?: Goals },
	): Case => ({
		id,
		title,
		credential: 'annyTokenApi',
		goals,
		settings: { ...slow(50), data: { bookings: count } },
		items: 1,
		parameters: {
			method: 'GET',
			url: `${anny}/api/v1/bookings`,
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'page[size]', value: String(pageSize) }] },
			options: { pagination: { pagination: byHand } },
		},
		ours: {
			sendQuery: false,
			simplify,
			options: {
				pagination: { pagination: { paginationMode: 'automatic', pageSize } },
			},
		},
		floor: {
			requests: Array.from({ length: Math.ceil(count / pageSize) }, (_, page) => ({
				url: `${anny}/api/v1/bookings?page[size]=${pageSize}&page[number]=${page + 1}`,
				token,
			})),
		},
	});
	const sizes = [1000, 10_000, 50_000].map((count) => Math.min(count, records * 5));
	const growth = [...new Set(sizes)];
	const most = Math.max(...growth);

	return [
		oneEach('token', 'annyTokenApi', { ratio: 0.3, perFloor: 2.2 }),
		oneEach('ropc', 'anybillRopcApi', { ratio: 0.3, perFloor: 2.2 }),
		{
			...oneEach('ropc-ordinary', 'anybillRopcApi', { ratio: 0.3 }),
			title: `The same, built-in with a credential written as n8n's own are`,
			ordinary,
			pairs: 2,
		},
		{ ...oneEach('oauth2', 'annyCustomOAuth2Api', { ratio: 0.45 }), pairs: 2 },
		{
			...oneEach('no-latency', 'annyTokenApi', { ratio: 0.3 }),
			title: `${items} items, one GET each, no latency`,
			settings: quick,
		},
		...[30, 100].map(
			(latencyMs): Case => ({
				...oneEach(`latency-${latencyMs}`, 'annyTokenApi', {}),
				title: `${items} items, one GET each, ${latencyMs} ms latency`,
				settings: slow(latencyMs),
				pairs: 2,
			}),
		),
		{
			...oneEach('https', 'annyTokenApi', {}),
			title: `${items} items, one GET each, 20 ms latency, https with an authority of one's own`,
			credentialId: secured.credentialId,
			parameters: echo(secured.anny, 'v1'),
			floor: undefined,
			pairs: 2,
		},
		{
			...oneEach('100-kb', 'annyTokenApi', { ratio: 0.3 }),
			title: `${items} items, one GET of 100 kB each`,
			settings: quick,
			parameters: {
				...echo(anny, 'v1'),
				url: `=${anny}/api/v1/sandbox/json/100000?item={{ $json.i }}`,
			},
			floor: await bareOf(surroundings, items, '/api/v1/sandbox/json/100000?item='),
		},
		paged('pages', `${records} records in ${records / pageSize} pages, 50 ms latency`, records, {
			simplify: false,
			goals: { ratio: 0.08 },
		}),
		paged('pages-simplified', `The same, ours simplified`, records, {
			simplify: true,
			goals: { ratio: 0.08 },
		}),
		{
			...oneEach('expired', 'anybillRopcApi', {}),
			title: `${scale.executions} parallel executions with an expired token (built-in: ordinary credential)`,
			settings: { ...quick, anybill: { accessTokenSeconds: life } },
			items: 1,
			executions: scale.executions,
			pairs: 1,
			floor: undefined,
			ordinary,
			before: async () => {
				// A token of an earlier case may live for a day.
				await sandbox.expireTokens('anybill', 'access');
				await new Promise((resolve) => setTimeout(resolve, life * 1000));
			},
			count: async () => ({ tokenRequests: (await sandbox.counters()).anybill.tokenRequests }),
		},
		{
			...oneEach('agent', 'annyTokenApi', {}),
			title: `An agent that calls its tool ${scale.calls} times`,
			settings: quick,
			items: 1,
			agent: { openAi: openAi.id, calls: scale.calls },
			parameters: {
				...echo(anny, 'v1'),
				url: `=${anny}/api/v1/sandbox/echo?item={{ $fromAI('item', 'Its number', 'string') }}`,
			},
			floor: undefined,
			count: async () => {
				const { status200 } = refused(await sandbox.counters());
				return { status200, failed: scale.calls - status200 };
			},
		},
		{
			...oneEach('download', 'annyTokenApi', { ratio: 1, memoryRatio: 1.02 }),
			title: `A file of ${scale.megabytes} MB, download`,
			settings: quick,
			items: 1,
			parameters: {
				method: 'GET',
				url: `${anny}/api/v1/sandbox/bytes/${scale.megabytes * 1024 * 1024}`,
				options: { response: { response: { responseFormat: 'file' } } },
			},
			floor: await bareOf(
				surroundings,
				1,
				`/api/v1/sandbox/bytes/${scale.megabytes * 1024 * 1024}?`,
			),
		},
		{
			...oneEach('upload', 'annyTokenApi', { ratio: 1, memoryRatio: 1.02 }),
			title: `The same file, up again`,
			settings: quick,
			items: 1,
			fileFrom: `${anny}/api/v1/sandbox/bytes/${scale.megabytes * 1024 * 1024}`,
			parameters: {
				method: 'POST',
				url: `${anny}/api/v1/sandbox/upload`,
				sendBody: true,
				contentType: 'binaryData',
				inputDataFieldName: 'data',
				options: {},
			},
			floor: undefined,
		},
		...growth.map(
			(count): Case => ({
				...paged(`growth-${count}`, `Growth: ${count} records, simplified`, count, {
					simplify: true,
				}),
				...(count === most && { pairs: 1 }),
			}),
		),
		{
			...paged('memory', `Memory: ${most} records, simplified, in an n8n just started`, most, {
				simplify: true,
				goals: { memoryPerJson: 3 },
			}),
			isFresh: true,
			pairs: 1,
			count: async () => ({ jsonBytes: await jsonBytesOf(surroundings, most) }),
		},
		// Last: what is learned of the limit would hold back the others.
		limited(surroundings, scale.limited, 1),
	];
}

/** The comparisons for queue mode with two workers. */
export async function queueCases(prepared: PreparedN8n, scale: Scale): Promise<Case[]> {
	const { queued } = scale;
	const items = Math.min(20, scale.items);
	return [
		{
			id: 'queue',
			title: `Queue mode, two workers: ${queued} executions at once, ${items} items each, 20 ms latency`,
			credential: 'annyTokenApi',
			settings: slow(20),
			items,
			executions: queued,
			parameters: echo(prepared.sandbox.urls.anny, 'v1'),
			floor: await bareOf(prepared, queued * items, '/api/v1/sandbox/echo?item='),
			pairs: 2,
		},
	];
}

/** The comparison for workers that run one execution at a time, and share one limit. */
export function fleetCase(prepared: PreparedN8n, scale: Scale): Case {
	return limited(prepared, scale.limited, scale.fleet);
}

/** The size of so many simplified bookings as JSON, by the size of a hundred. */
async function jsonBytesOf(
	{ rest, sandbox, credentials }: PreparedN8n,
	count: number,
): Promise<number> {
	const items = await rest.runWorkflow(
		chain('Size of bookings', {
			type: 'n8n-nodes-anny-anybill.annyHttpRequest',
			parameters: {
				url: `${sandbox.urls.anny}/api/v1/bookings?page[size]=100`,
				simplify: true,
				options: {},
			},
			credentials: { annyTokenApi: { id: credentials.annyTokenApi, name: 'anny API token' } },
		}),
	);
	return Math.round((JSON.stringify(items).length / items.length) * count);
}

/** Seconds that a token of the case "expired" lives: longer than a run, so that it expires once. */
const SHORT_LIFE = 24;

/** A credential written as n8n's own with a preAuthentication hook are: the tests bring it along. */
async function ordinaryCredential({ rest, sandbox }: PreparedN8n) {
	const { clients, accounts } = (await sandbox.known()).anybill;
	const type = 'ordinaryRopcApi';
	const { id } = await rest.createCredential(type, type, {
		tokenUrl: sandbox.urls.tokenUrl,
		clientId: clients.main,
		...accounts.service,
		scope: 'https://ad.anybill.de/vendor/bill openid offline_access',
	});
	return { type, id };
}

/** n8n's own pagination of the same list. */
const byHand = {
	paginationMode: 'updateAParameterInEachRequest',
	parameters: {
		parameters: [{ type: 'qs', name: 'page[number]', value: '={{ $pageCount + 1 }}' }],
	},
	paginationCompleteWhen: 'other',
	completeExpression: '={{ $response.body.meta.current_page >= $response.body.meta.last_page }}',
};

function refused({ anny }: { anny: { statuses: Record<string, number> } }) {
	return { status429: anny.statuses['429'] ?? 0, status200: anny.statuses['200'] ?? 0 };
}
