import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultRule, ServiceName } from '../../sandbox/types.mts';
import { anybillFields, annyTokenFields } from '../../harness/credential-fields.mts';
import { connectedExamples } from '../../harness/examples.mts';
import { giveConsent } from '../../harness/oauth-consent.mts';
import { prepareN8n, type PreparedN8n } from '../../harness/prepared-n8n.mts';
import { chain } from '../../harness/workflow.mts';

/**
 * An n8n of its own that logs all it can, in which every credential succeeds and fails in every way.
 * Afterwards none of the sandbox's secrets is anywhere but, encrypted, in n8n's database.
 */
const WRONG_PASSWORD = 'Wrong & secret all the same';
const WRONG_TOKEN = 'wrong-and-secret-all-the-same';

let prepared: PreparedN8n;
/** All that n8n has returned. */
const responses: string[] = [];

interface Request {
	credential: string;
	type: 'annyTokenApi' | 'annyCustomOAuth2Api' | 'anybillRopcApi';
	path: string;
	method?: string;
}

/** Runs a request by our node and by n8n's own, once to a halt and once with the error as an item. */
async function send(request: Request): Promise<void> {
	await sendBy('ours', request);
	await sendBy('n8n', request);
}

async function sendBy(
	whose: 'ours' | 'n8n',
	{ credential, type, path, method = 'GET' }: Request,
): Promise<void> {
	const service: ServiceName = type === 'anybillRopcApi' ? 'anybill' : 'anny';
	const authentication = type === 'annyCustomOAuth2Api' ? 'oAuth2' : 'apiToken';
	const credentials = { [type]: { id: credential, name: type } };
	const options = { timeout: 1000, retry: { retry: { maxAttempts: 1 } } };
	const nodes = {
		ours: {
			type: `n8n-nodes-anny-anybill.${service}HttpRequest`,
			parameters: { authentication, method, url: path, options },
		},
		n8n: {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				authentication: 'predefinedCredentialType',
				nodeCredentialType: type,
				method,
				url: `${prepared.sandbox.urls[service]}${path}`,
				options: { timeout: 1000 },
			},
		},
	};
	for (const onError of ['stopWorkflow', 'continueRegularOutput']) {
		const workflow = await prepared.rest.deploy(
			chain('Secrets', { ...nodes[whose], onError, credentials }),
		);
		await workflow.run().catch(() => {});
		await workflow.lastExecution();
	}
}

const paths = {
	annyTokenApi: '/api/v1/bookings',
	annyCustomOAuth2Api: '/api/v1/bookings',
	anybillRopcApi: '/api/v3/store',
};
const tokenPaths = { anny: '/oauth/token', anybill: '/ad.anybill.de' };

/** What may go wrong at an API, and at a token endpoint. */
const apiFaults: Array<Partial<FaultRule> & Pick<FaultRule, 'fault'>> = [
	{ fault: 'status', code: 500 },
	{ fault: 'unauthorized' },
	{ fault: 'redirect-foreign' },
	{ fault: 'redirect-foreign', code: 307 },
	{ fault: 'truncated-json' },
];
const tokenFaults: typeof apiFaults = [
	{ fault: 'b2c-unavailable' },
	{ fault: 'reset-mid-body' },
	{ fault: 'truncated-json' },
	{ fault: 'token-missing' },
	{ fault: 'wrong-content-type' },
];

async function playEverything(): Promise<void> {
	const { rest, sandbox, credentials } = prepared;
	const { urls } = sandbox;
	const known = await sandbox.known();
	const types = ['annyTokenApi', 'annyCustomOAuth2Api', 'anybillRopcApi'] as const;
	const newAnybill = async (changes: object) =>
		(
			await rest.createCredential('x', 'anybillRopcApi', {
				...anybillFields(urls, known),
				...changes,
			})
		).id;

	for (const type of types) {
		const service: ServiceName = type === 'anybillRopcApi' ? 'anybill' : 'anny';
		const path = paths[type];
		const request = { credential: credentials[type], type, path };
		await send(request);
		for (const fault of apiFaults) {
			await sandbox.faults([{ service, path: '/api', times: 'always', ...fault }]);
			await send(request);
		}
		await sandbox.faults([]);
		await sandbox.listen(service, false);
		await send(request);
		await sandbox.listen(service, true);
		if (type !== 'annyCustomOAuth2Api') await rest.testCredential(credentials[type]);
	}

	for (const fault of tokenFaults) {
		await sandbox.expireTokens('anny');
		await sandbox.faults([
			{ service: 'anny', path: tokenPaths.anny, times: 'always', ...fault },
			{ service: 'anybill', path: tokenPaths.anybill, times: 'always', ...fault },
		]);
		const oAuth2: Request = {
			credential: credentials.annyCustomOAuth2Api,
			type: 'annyCustomOAuth2Api',
			path: paths.annyCustomOAuth2Api,
		};
		await sendBy('ours', oAuth2);
		// n8n's own node quotes the first 100 characters of a token response that is no JSON.
		if (fault.fault !== 'truncated-json') await sendBy('n8n', oAuth2);
		// Details of its own: what n8n remembers of the last one must not stand in for it.
		const credential = await newAnybill({ tokenUrl: `${urls.tokenUrl}&fault=${fault.fault}` });
		await send({ credential, type: 'anybillRopcApi', path: paths.anybillRopcApi });
		await rest.testCredential(credential);
		await sandbox.faults([]);
		await giveConsent(rest, credentials.annyCustomOAuth2Api);
	}

	const wrong = await newAnybill({ password: WRONG_PASSWORD });
	await send({ credential: wrong, type: 'anybillRopcApi', path: paths.anybillRopcApi });
	await rest.testCredential(wrong);
	const fields = { ...annyTokenFields(urls, known), accessToken: WRONG_TOKEN };
	const { id } = await rest.createCredential('x', 'annyTokenApi', fields);
	await send({ credential: id, type: 'annyTokenApi', path: paths.annyTokenApi });
	await rest.testCredential(id);
	await sandbox.revokeTokens('anny');
	await sandbox.expireTokens('anny');
	await send({
		credential: credentials.annyCustomOAuth2Api,
		type: 'annyCustomOAuth2Api',
		path: paths.annyCustomOAuth2Api,
	});

	const agent = (await connectedExamples(prepared)).find(({ file }) => file.includes('assistant'));
	if (!agent) throw new Error('No example has an AI agent');
	await rest.runWorkflow(agent.workflow);
	for (const fault of apiFaults) {
		await sandbox.faults([{ service: 'anny', path: '/api', times: 'always', ...fault }]);
		await rest.runWorkflow(agent.workflow).catch(() => []);
	}
	await sandbox.faults([]);
}

/** Reads again all that n8n shows of what it keeps. */
async function lookAtEverything(): Promise<void> {
	const { rest } = prepared;
	for (const { id } of await rest.listCredentials()) await rest.getCredential(id);
	for (const { id } of await rest.listExecutions({}, 100)) await rest.execution(id);
}

beforeAll(async () => {
	prepared = await prepareN8n({ env: { N8N_LOG_LEVEL: 'debug', DB_SQLITE_POOL_SIZE: '2' } });
	const { fetch } = globalThis;
	globalThis.fetch = async (input, init) => {
		const response = await fetch(input, init);
		const isN8ns = response.url.startsWith(prepared.n8n.baseUrl);
		if (isN8ns) responses.push(await response.clone().text());
		return response;
	};
	await playEverything();
	await lookAtEverything();
	await prepared.n8n.stop();
}, 600_000);

afterAll(async () => await prepared?.stop());

/** Every secret in every form, and a piece from the middle of each long one: half a leak is one. */
async function needles(): Promise<string[]> {
	const secrets = [...(await prepared.sandbox.secrets()), WRONG_PASSWORD, WRONG_TOKEN];
	expect(secrets.length).toBeGreaterThan(50);
	return [
		...new Set(
			secrets.flatMap((secret) => [
				secret,
				JSON.stringify(secret).slice(1, -1),
				encodeURIComponent(secret),
				new URLSearchParams({ x: secret }).toString().slice(2),
				Buffer.from(secret).toString('base64').replace(/=+$/, ''),
				...(secret.length > 100 ? [secret.slice(40, 80)] : []),
			]),
		),
	];
}

async function found(text: string): Promise<string[]> {
	return (await needles()).filter((needle) => text.includes(needle));
}

test('the search finds what is there', async () => {
	const secrets = await prepared.sandbox.secrets();
	const secret = secrets.find(({ length }) => length > 100) ?? '';
	expect(await found(`… ${secret.slice(30, 90)} …`)).toHaveLength(1);
});

test('in nothing that n8n returned: webhooks, executions, credentials, their tests', async () => {
	expect(responses.length).toBeGreaterThan(300);
	const all = responses.join('\n');
	expect(all).toContain('__n8n_BLANK_VALUE');
	expect(all).toContain('must not be sent to');
	expect(await found(all)).toEqual([]);
});

test('in no file that n8n wrote: log, events, database, binary data', async () => {
	const { userFolder } = prepared.n8n;
	const names = await readdir(userFolder, { recursive: true, withFileTypes: true });
	const files = names
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name))
		.filter((file) => !file.includes('node_modules'));
	expect(files.filter((file) => /n8n\.log$|database\.sqlite$/.test(file))).toHaveLength(2);
	for (const file of files) {
		const text = await readFile(file, 'utf8');
		if (file.endsWith('n8n.log')) expect(text).toContain('debug');
		expect({ file, found: await found(text) }).toEqual({ file, found: [] });
	}
}, 60_000);

test('nothing reached another host', async () => {
	expect(await prepared.sandbox.requests({ service: 'foreign' })).toEqual([]);
});
