import type { JournalEntry, ServiceName } from '../sandbox/types.mts';
import { isEnding } from './cleanup.mts';
import { credentialNames } from './credential-fields.mts';
import type { N8n } from './n8n-process.mts';
import type { DeployedWorkflow } from './n8n-rest.mts';
import type { QueueMode } from './queue-mode.mts';
import { until } from './until.mts';
import { chain } from './workflow.mts';

/** Tokens live this long here, in seconds; anybill's are renewed at half of that. */
const ACCESS_TOKEN_SECONDS = 6;
const STORES = 5;
const AT_A_TIME = 20;

const tokenPaths: Record<ServiceName, string> = {
	anny: '/oauth/token',
	anybill: '/ad.anybill.de/oauth2/v2.0/token',
};

/** What a service saw of the sign-ins. */
export interface SignInFigures {
	requests: number;
	tokenRequests: number;
	grants: Record<string, number>;
	grantErrors: Record<string, number>;
	/** How often a token had to be replaced. */
	expiries: number;
	/** The most token requests that one expiry led to. */
	perExpiry: number;
	refreshTokenReused: number;
}

export interface LoadFigures {
	executions: number;
	failures: string[];
	seconds: number;
	services: Record<ServiceName, SignInFigures>;
}

/** Both services in one execution: a list, each of its records, and a page of anny's for each. */
function workflow({ credentials }: QueueMode) {
	const saved = (type: keyof typeof credentials) => ({
		[type]: { id: credentials[type], name: credentialNames[type] },
	});
	const ofAnybill = {
		type: 'n8n-nodes-anny-anybill.anybillHttpRequest',
		credentials: saved('anybillRopcApi'),
	};
	return chain(
		'Queue mode',
		{ ...ofAnybill, parameters: { url: '/api/v3/store' } },
		{ ...ofAnybill, parameters: { url: '=/api/v3/store/{{ $json.id }}' } },
		{
			type: 'n8n-nodes-anny-anybill.annyHttpRequest',
			credentials: saved('annyCustomOAuth2Api'),
			parameters: {
				authentication: 'oAuth2',
				url: '/api/v1/bookings',
				queryHelpers: { pageSize: 1 },
			},
		},
	);
}

/** Saves the workflow, with tokens that expire every few seconds from now on. */
export async function deployLoad(queue: QueueMode): Promise<DeployedWorkflow> {
	await queue.sandbox.settings({
		anny: { accessTokenSeconds: ACCESS_TOKEN_SECONDS },
		anybill: { accessTokenSeconds: ACCESS_TOKEN_SECONDS },
		data: { stores: STORES },
	});
	await queue.sandbox.reset({ keepTokens: true, keepSettings: true });
	const deployed = await queue.rest.deploy(workflow(queue));
	await deployed.run();
	return deployed;
}

/** Runs the workflow that many times, 20 at a time. */
export async function runLoad(
	{ sandbox }: QueueMode,
	deployed: DeployedWorkflow,
	executions: number,
	report: (text: string) => void = () => {},
): Promise<LoadFigures> {
	await sandbox.reset({ keepData: true, keepTokens: true, keepSettings: true });
	// The first executions meet expired tokens together, however fast the machine is. anny's is that
	// of the consent, which would live for a day.
	await sandbox.expireTokens('anny');
	const expired = Date.now() + ACCESS_TOKEN_SECONDS * 1000;
	await until(() => Date.now() > expired, { what: 'the tokens to expire' });
	const started = performance.now();
	const failures: string[] = [];
	let next = 0;
	let done = 0;
	const caller = async () => {
		while (next++ < executions && !isEnding()) {
			try {
				const items = await deployed.run();
				if (items.length !== STORES) failures.push(`${items.length} of ${STORES} items`);
			} catch (error) {
				failures.push((error as Error).message);
			}
			if (++done % 20 === 0) report(`${done} of ${executions}, ${failures.length} failed`);
		}
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, caller));
	const seconds = (performance.now() - started) / 1000;
	const [anny, anybill] = [await figures('anny'), await figures('anybill')];
	return { executions, failures, seconds, services: { anny, anybill } };

	async function figures(service: ServiceName): Promise<SignInFigures> {
		const counters = (await sandbox.counters())[service];
		const { requests, tokenRequests, grants, grantErrors, refreshTokenReused } = counters;
		const asked = await sandbox.requests({ service, path: tokenPaths[service] });
		// anybill's are not used in the second half of a life so short.
		const life = ACCESS_TOKEN_SECONDS * (service === 'anybill' ? 500 : 1000);
		const expiries = groupByLife(asked, life);
		return {
			requests: Object.values(requests).reduce((sum, count) => sum + count, 0) - tokenRequests,
			tokenRequests,
			grants,
			grantErrors,
			expiries: expiries.length,
			perExpiry: Math.max(0, ...expiries),
			refreshTokenReused,
		};
	}
}

/**
 * How many token requests each expiry led to: those whose response came while the token that the
 * first of them brought was still alive were for the same one.
 */
function groupByLife(asked: JournalEntry[], life: number): number[] {
	const groups: number[] = [];
	let end = -Infinity;
	const times = asked.map(({ time, milliseconds }) => Date.parse(time) + milliseconds);
	for (const time of times.sort((a, b) => a - b)) {
		if (time >= end) {
			groups.push(0);
			end = time + life;
		}
		groups.push((groups.pop() ?? 0) + 1);
	}
	return groups;
}

export interface KillFigures {
	service: ServiceName;
	/** From the next execution's start to its end. */
	seconds: number;
	/** What the next execution failed with. */
	failure: string | undefined;
}

/**
 * Kills a worker while it waits for the response to a token request, and runs the next execution on
 * those that are left. The service has not seen to the request yet: what it had seen to, and the
 * worker not stored, would be lost with any client.
 */
export async function killDuringRefresh(
	queue: QueueMode,
	deployed: DeployedWorkflow,
	service: ServiceName,
): Promise<KillFigures> {
	const { sandbox } = queue;
	await sandbox.faults([{ service, path: tokenPaths[service], fault: 'no-response' }]);
	const hasFired = async () => (await sandbox.faults()).some(({ fired }) => fired > 0);
	// The tokens expire within seconds by themselves.
	let running = false;
	await until(
		async () => {
			if (!running) {
				running = true;
				const end = () => (running = false);
				void deployed.run().then(end, end);
			}
			return await hasFired();
		},
		{ what: `a token request to ${service}` },
	);
	const worker = await workerOf(queue, deployed);
	await worker.kill();
	const started = performance.now();
	const failure = await deployed.run().then(
		() => undefined,
		(error: unknown) => (error as Error).message,
	);
	const seconds = (performance.now() - started) / 1000;
	await worker.start();
	return { service, seconds, failure };
}

/** The worker that runs the newest execution. */
async function workerOf({ rest, workers }: QueueMode, { id }: DeployedWorkflow): Promise<N8n> {
	const [newest] = await rest.listExecutions({ workflowId: id }, 1);
	if (!newest) throw new Error('There is no execution');
	const started = new RegExp(`Worker started execution ${newest.id} `);
	for (const worker of workers) {
		if (started.test(await worker.log())) return worker;
	}
	throw new Error(`No worker has started execution ${newest.id}`);
}

/** What did not keep what the sign-ins promise; empty where all is well. */
export function complaints(
	{ failures, services: { anny, anybill } }: LoadFigures,
	kills: KillFigures[],
	workers: number,
): string[] {
	const wrong = [...new Set(failures)].map((failure) => `An execution failed: ${failure}`);
	if (anny.expiries < 1 || anybill.expiries < 1) wrong.push('No token expired');
	if (anny.perExpiry > 1) wrong.push(`anny: ${anny.perExpiry} token requests for one expiry`);
	if (anny.refreshTokenReused > 0) wrong.push('anny: a refresh token was used twice');
	if (anybill.perExpiry > workers) {
		wrong.push(`anybill: ${anybill.perExpiry} token requests of ${workers} workers for one expiry`);
	}
	for (const { service, failure } of kills) {
		if (failure) wrong.push(`After a kill during a refresh of ${service}: ${failure}`);
	}
	return wrong;
}
