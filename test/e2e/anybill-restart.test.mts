import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type N8n, startN8n } from '../../harness/n8n-process.mts';
import { N8nRest } from '../../harness/n8n-rest.mts';
import {
	builtIn,
	figuresOf,
	nothing,
	own,
	SignInBench,
	type Way,
} from '../support/anybill-sign-in.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const shared = sharedN8n();
const { sandbox } = shared;

const HOUR = 3600;
const WRONG_PASSWORD = 'Wrong & secret +1 ✗';

let folder: string;
let n8n: N8n;
let rest: N8nRest;
/** Every response of n8n's REST interface that is about a credential or an execution. */
const responses: string[] = [];

/** An n8n of its own, with the same package, that logs as much as it can. */
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-anny-anybill-restart-'));
	const nodes = join('.n8n', 'nodes');
	await cp(join(shared.userFolder, nodes), join(folder, nodes), { recursive: true });
	n8n = await startN8n({
		version: shared.version,
		userFolder: folder,
		env: { N8N_LOG_LEVEL: 'debug' },
	});
	rest = new N8nRest(n8n.baseUrl);
	await rest.login();
	const send = rest.request.bind(rest);
	rest.request = async <T,>(...request: Parameters<N8nRest['request']>) => {
		const response = await send<T>(...request);
		responses.push(`${request.slice(0, 2).join(' ')} ${JSON.stringify(response)}`);
		return response;
	};
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await rm(folder, { recursive: true, force: true });
	await sandbox.reset({ keepTokens: true });
});

const benchOf = (way: Way) => new SignInBench({ rest, sandbox }, way);
const echo = { url: `${sandbox.urls.anybill}/api/v3/sandbox/echo` };

test('anybill sign-in: after a restart the stored tokens go on', async () => {
	const ways = [builtIn, own].map(benchOf);
	const runs = [];
	for (const bench of ways) {
		const live = await bench.workflow(await bench.newCredential(), echo);
		expect(await bench.run(live, { items: 5 })).toMatchObject({ password: 1, failed: 0 });
		const expired = await bench.workflow(await bench.usedCredential(-HOUR), echo);
		runs.push({ bench, live, expired });
	}

	await n8n.restart();

	for (const { bench, live, expired } of runs) {
		const figures = figuresOf(await bench.run(live, { items: 5 }));
		expect(figures).toEqual({ ...nothing, requests: 5 });
		expect(await bench.run(expired, { items: 5 })).toMatchObject({ refresh: 1, password: 0 });
	}
}, 180_000);

describe('anybill secrets', () => {
	beforeAll(async () => {
		for (const bench of [builtIn, own].map(benchOf)) {
			await useEverything(bench);
		}
	}, 120_000);

	/** Sign-ins that work and fail, tests, changes, errors of the API: all that may talk too much. */
	async function useEverything(bench: SignInBench): Promise<void> {
		const post = { method: 'POST', ...echo, sendBody: true, specifyBody: 'json', jsonBody: '{}' };
		const never = await bench.newCredential({}, 'service');
		await record(bench, never, post);
		const expired = await bench.usedCredential(-HOUR);
		await record(bench, expired, post);
		const failing = { url: `${sandbox.urls.anybill}/api/v3/sandbox/status/500` };
		await record(bench, expired, failing);
		const wrong = await bench.newCredential({ password: WRONG_PASSWORD });
		await record(bench, wrong, post);
		const lost = await bench.newCredential({ tokenUrl: 'http://127.0.0.1:9/token' });
		await record(bench, lost, echo);
		for (const id of [never, expired, wrong]) {
			await rest.testCredential(id);
			await rest.updateCredential(id, { name: 'renamed' });
		}
		await rest.listCredentials();
	}

	async function record(bench: SignInBench, id: string, request: object): Promise<void> {
		for (const onError of ['continueRegularOutput', 'stopWorkflow']) {
			const workflow = await bench.workflow(id, { ...request }, { onError });
			await bench.run(workflow).catch(() => {});
			await workflow.lastExecution();
		}
	}

	/** The secrets as they are, and as they look in a form, in a URL and in JSON. */
	async function secrets(): Promise<string[]> {
		const plain = [...(await sandbox.secrets()), WRONG_PASSWORD];
		const forms = plain.flatMap((secret) => [
			secret,
			encodeURIComponent(secret),
			new URLSearchParams({ p: secret }).toString().slice(2),
			JSON.stringify(secret).slice(1, -1),
		]);
		return [...new Set(forms)];
	}

	async function leaksIn(text: string): Promise<string[]> {
		return (await secrets()).filter((secret) => text.includes(secret));
	}

	test('are in no REST response and no record of an execution', async () => {
		const records = responses.filter((response) => response.includes('/rest/executions/'));
		expect(records.length).toBeGreaterThanOrEqual(20);
		expect(responses.some((response) => response.includes('__n8n_BLANK_VALUE'))).toBe(true);
		expect(await leaksIn(responses.join('\n'))).toEqual([]);
	});

	test('are not in the log, at its most talkative', async () => {
		const log = await n8n.log();
		expect(log).toMatch(/debug/i);
		expect(await leaksIn(log)).toEqual([]);
	});
});
