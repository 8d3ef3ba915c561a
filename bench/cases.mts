import type { SettingsPatch } from '../sandbox/client.mts';
import type { CredentialType } from '../harness/credential-fields.mts';
import type { PreparedN8n } from '../harness/prepared-n8n.mts';
import type { BareRequest } from './floor.mts';

/** Sizes of a case: the real ones, and tiny ones that only show that the case still works. */
export interface Scale {
	items: number;
	records: number;
	megabytes: number;
	executions: number;
	limited: number;
}

export const FULL: Scale = {
	items: 1000,
	records: 10_000,
	megabytes: 200,
	executions: 200,
	limited: 400,
};
export const TINY: Scale = { items: 5, records: 300, megabytes: 1, executions: 3, limited: 12 };

/** One comparison. */
export interface Case {
	id: string;
	title: string;
	credential: CredentialType;
	/** The goal for time ours / built-in; undefined where another figure is compared. */
	goal?: number | undefined;
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

/** All comparisons for a prepared n8n. */
export async function cases(prepared: PreparedN8n, scale: Scale): Promise<Case[]> {
	const { sandbox } = prepared;
	const { anny, anybill } = sandbox.urls;
	const token = (await sandbox.known()).anny.apiTokens.full;
	const ordinary = await ordinaryCredential(prepared);
	const life = scale === TINY ? 2 : SHORT_LIFE;
	const { items, records, limited } = scale;
	const echo = (origin: string, version: string) => ({
		method: 'GET',
		url: `=${origin}/api/${version}/sandbox/echo?item={{ $json.i }}`,
		options: {},
	});
	const bare = (count: number, path: string) => ({
		requests: Array.from({ length: count }, (_, i) => ({ url: `${anny}${path}${i}`, token })),
	});
	const oneEach = (id: string, credential: CredentialType, goal: number): Case => ({
		id,
		title: `${items} items, one GET each, 20 ms latency (${credential})`,
		credential,
		goal,
		settings: slow(20),
		items,
		parameters: credential === 'anybillRopcApi' ? echo(anybill, 'v3') : echo(anny, 'v1'),
		floor: bare(items, '/api/v1/sandbox/echo?item='),
	});
	const pageSize = 100;
	const paged = (
		id: string,
		title: string,
		count: number,
		{ simplify, goal }: { simplify: boolean; goal?: number },
	): Case => ({
		id,
		title,
		credential: 'annyTokenApi',
		goal,
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

	return [
		oneEach('token', 'annyTokenApi', 0.4),
		oneEach('ropc', 'anybillRopcApi', 0.4),
		{
			...oneEach('ropc-ordinary', 'anybillRopcApi', 0.4),
			title: `The same, built-in with a credential written as n8n's own are`,
			ordinary,
		},
		oneEach('oauth2', 'annyCustomOAuth2Api', 0.6),
		{
			...oneEach('no-latency', 'annyTokenApi', 1),
			title: `${items} items, one GET each, no latency`,
			settings: quick,
		},
		{
			...oneEach('100-kb', 'annyTokenApi', 1),
			title: `${items} items, one GET of 100 kB each`,
			settings: quick,
			parameters: {
				...echo(anny, 'v1'),
				url: `=${anny}/api/v1/sandbox/json/100000?item={{ $json.i }}`,
			},
			floor: bare(items, '/api/v1/sandbox/json/100000?item='),
		},
		paged('pages', `${records} records in ${records / pageSize} pages, 50 ms latency`, records, {
			simplify: false,
			goal: 0.2,
		}),
		paged('pages-simplified', `The same, ours simplified`, records, {
			simplify: true,
			goal: 0.3,
		}),
		{
			...oneEach('limited', 'annyTokenApi', 1),
			id: 'limited',
			title: `${limited} reads against a limit of 40 per 6 s`,
			goal: undefined,
			pairs: 1,
			items: limited,
			settings: { ...quick, limits: { reads: 40, writes: 10, windowSeconds: 6 } },
			// The first window is free; every other 40 reads wait for a window of their own.
			floor: { milliseconds: (Math.ceil(limited / 40) - 1) * 6000 },
			count: async () => refused(await sandbox.counters()),
		},
		{
			...oneEach('expired', 'anybillRopcApi', 1),
			title: `${scale.executions} parallel executions with an expired token (built-in: ordinary credential)`,
			goal: undefined,
			settings: { ...quick, anybill: { accessTokenSeconds: life } },
			items: 1,
			executions: scale.executions,
			pairs: 2,
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
			...oneEach('download', 'annyTokenApi', 1.05),
			title: `A file of ${scale.megabytes} MB, download`,
			settings: quick,
			items: 1,
			parameters: {
				method: 'GET',
				url: `${anny}/api/v1/sandbox/bytes/${scale.megabytes * 1024 * 1024}`,
				options: { response: { response: { responseFormat: 'file' } } },
			},
			floor: bare(1, `/api/v1/sandbox/bytes/${scale.megabytes * 1024 * 1024}?`),
		},
		{
			...oneEach('upload', 'annyTokenApi', 1.05),
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
		...[1000, 10_000, 50_000]
			.map((count) => Math.min(count, records * 5))
			.map((count) =>
				paged(`growth-${count}`, `Growth: ${count} records, simplified`, count, { simplify: true }),
			),
	];
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
