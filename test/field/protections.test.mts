import { tmpdir } from 'node:os';
import {
	annyOAuth2Fields,
	annyTokenFields,
	anybillFields,
} from '../../harness/credential-fields.mts';
import { giveConsent } from '../../harness/oauth-consent.mts';
import { prepareN8n, type PreparedN8n } from '../../harness/prepared-n8n.mts';
import { chain } from '../../harness/workflow.mts';
import type { Addresses, Known } from '../../sandbox/types.mts';
import { createClient, type Client, type SavedCredential } from './support/client.mts';

const sandboxPath = { anny: '/api/v1/sandbox', anybill: '/api/v3/sandbox' };

interface Surroundings {
	name: string;
	env: Record<string, string>;
	/** Where the sandbox is for this n8n. */
	host: string;
}

/** Each with another place for files, so that three starts are enough. */
const surroundings: Surroundings[] = [
	{
		name: 'SSRF protection, no access to the environment, one folder for files on disk',
		host: '127.0.0.1',
		env: {
			N8N_SSRF_PROTECTION_ENABLED: 'true',
			N8N_SSRF_ALLOWED_IP_RANGES: '127.0.0.1/32',
			N8N_BLOCK_ENV_ACCESS_IN_NODE: 'true',
			N8N_RESTRICT_FILE_ACCESS_TO: tmpdir(),
			N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		},
	},
	{
		name: 'no execution saved, files in the database',
		host: '127.0.0.1',
		env: {
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
			EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
			N8N_AVAILABLE_BINARY_DATA_MODES: 'filesystem,database',
			N8N_DEFAULT_BINARY_DATA_MODE: 'database',
		},
	},
	{
		name: 'files in memory, progress saved after each node',
		host: 'localhost',
		env: { N8N_DEFAULT_BINARY_DATA_MODE: 'default', EXECUTIONS_DATA_SAVE_ON_PROGRESS: 'true' },
	},
];

describe.each(surroundings)('n8n with $name', ({ name, env, host }) => {
	const isProtected = 'N8N_SSRF_PROTECTION_ENABLED' in env;
	let prepared: PreparedN8n;
	let urls: Addresses;
	let known: Known;
	let client: Client;
	let token: SavedCredential;
	let account: SavedCredential;

	const at = (other: string): Addresses => {
		const entries = Object.entries(prepared.sandbox.urls) as Array<[string, string]>;
		return Object.fromEntries(
			entries.map(([service, url]) => [service, url.replace('127.0.0.1', other)]),
		) as unknown as Addresses;
	};
	const allow = (addresses: Addresses) => ({
		allowedDomains: [addresses.anny, addresses.tokenUrl]
			.flatMap((url) => [new URL(url).hostname, new URL(url).host])
			.join(', '),
	});
	const saveToken = async (addresses: Addresses) =>
		await client.save('annyTokenApi', {
			...annyTokenFields(addresses, known),
			...allow(addresses),
		});
	const saveAccount = async (addresses: Addresses) =>
		await client.save('anybillRopcApi', {
			...anybillFields(addresses, known),
			...allow(addresses),
		});

	beforeAll(async () => {
		prepared = await prepareN8n({ env });
		client = createClient(prepared);
		known = await prepared.sandbox.known();
		urls = at(host);
		token = await saveToken(urls);
		account = await saveAccount(urls);
	});
	afterAll(async () => {
		await prepared.stop();
	});

	test('signs in and sends requests with every kind of credential', async () => {
		expect(await client.test(token)).toMatchObject({ status: 'OK' });
		expect(await client.test(account)).toMatchObject({ status: 'OK' });
		const echo = { url: `${sandboxPath.anny}/echo` };
		expect(await client.run(token, echo)).toMatchObject([{ authorized: true }]);
		const oAuth2 = await client.save('annyCustomOAuth2Api', {
			...annyOAuth2Fields(urls, known, 'public'),
			...allow(urls),
		});
		await giveConsent(prepared.rest, oAuth2.id);
		await prepared.sandbox.expireTokens('anny');
		expect(await client.run(oAuth2, echo)).toMatchObject([{ authorized: true }]);
		const bill = { url: `${sandboxPath.anybill}/echo` };
		expect(await client.run(account, bill)).toMatchObject([{ authorized: true }]);
	});

	test('uploads a file', async () => {
		const file = 'A receipt ✓ '.repeat(10_000);
		const parameters = {
			method: 'POST',
			url: `${sandboxPath.anybill}/upload`,
			sendBody: true,
			contentType: 'binaryData',
			inputDataFieldName: 'data',
		};
		const [item] = await client.run(account, parameters, { file });
		expect(item).toMatchObject({ size: Buffer.byteLength(file) });
	});

	test('downloads a file', async () => {
		const url = `${sandboxPath.anybill}/bytes/300000`;
		expect(await client.run(account, { url })).toEqual([{ size: '300 kB' }]);
	});

	test('pages through a list', async () => {
		const parameters = {
			url: '/api/v1/customers',
			options: { pagination: { pagination: { paginationMode: 'automatic' } } },
		};
		const { customers } = (await prepared.sandbox.settings()).data;
		expect(await client.run(token, parameters)).toHaveLength(customers);
	});

	test('runs a workflow whose data n8n redacts', async () => {
		const node = {
			name: 'Request',
			type: 'n8n-nodes-anny-anybill.annyHttpRequest',
			parameters: { authentication: 'apiToken', url: `${sandboxPath.anny}/echo` },
			credentials: { annyTokenApi: { id: token.id, name: 'anny' } },
		};
		const workflow = { ...chain('Redacted', node), settings: { redactionPolicy: 'all' } };
		expect(await prepared.rest.runWorkflow(workflow)).toMatchObject([{ authorized: true }]);
	});

	if (!isProtected) return;

	test('says what the SSRF protection blocks: a request', async () => {
		const { message, description } = await client.failure(await saveToken(at('127.0.0.2')), {
			url: `${sandboxPath.anny}/echo`,
		});
		expect(message).toMatch(/blocked because.*restricted/);
		expect(description).toMatch(/administrator.*allow/);
	});

	test("says what the SSRF protection blocks: anybill's sign-in", async () => {
		const credential = await saveAccount({ ...urls, tokenUrl: at('127.0.0.2').tokenUrl });
		const { message, description } = await client.failure(credential, {
			url: `${sandboxPath.anybill}/echo`,
		});
		expect(`${message} ${description}`).toMatch(/blocked because.*restricted/);
	});

	test(`says what the SSRF protection blocks: the renewal of anny's token`, async () => {
		const credential = await client.save('annyCustomOAuth2Api', {
			...annyOAuth2Fields(urls, known),
			allowedDomains: `${allow(urls).allowedDomains}, ${allow(at('127.0.0.2')).allowedDomains}`,
		});
		await giveConsent(prepared.rest, credential.id);
		await prepared.rest.updateCredential(credential.id, { authBaseUrl: at('127.0.0.2').anny });
		await prepared.sandbox.expireTokens('anny');
		const { message, description } = await client.failure(credential, {
			url: `${sandboxPath.anny}/echo`,
		});
		expect(`${name}: ${message} ${description}`).toMatch(/blocked because.*restricted/);
	});
});
