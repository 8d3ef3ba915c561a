import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Item } from '../../harness/n8n-rest.mts';
import { workingNodes, withCredentials, type Workflow } from '../../harness/workflow.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest, sandbox } = sharedN8n();

/** What n8n 2.41.1 exported (`export:credentials --decrypted`, `export:workflow`), by version. */
const fixtures = join(__dirname, 'fixtures');
const versions = readdirSync(fixtures)
	.filter((name) => name.startsWith('saved-'))
	.map((name) => name.replace('saved-', ''));

const read = (version: string, file: string) =>
	readFileSync(join(fixtures, `saved-${version}`, file), 'utf8');

/** How many items the workflows return, and a field of the first one. */
const expected: Record<string, [items: number, field: string]> = {
	'Bookings with an API token': [7, 'start_date'],
	'A receipt from lines': [1, 'url'],
	'Customers with OAuth2': [1, 'email'],
	'HTTP Request with another type': [1, 'statusCode'],
	'Stores with the service account': [12, 'displayName'],
};

/** The saved credentials, with addresses and secrets of this sandbox in the place of the old ones. */
async function savedCredentials(version: string) {
	const { anny, anybill } = await sandbox.known();
	const tokens = await sandbox.issueTokens({
		service: 'anny',
		clientId: anny.clients.confidential.clientId,
	});
	const values: Record<string, string> = {
		...sandbox.urls,
		tokenHost: new URL(sandbox.urls.tokenUrl).host,
		apiToken: anny.apiTokens.full,
		clientSecret: anny.clients.confidential.clientSecret ?? '',
		access: tokens.accessToken,
		refresh: tokens.refreshToken,
		password: anybill.accounts.service.password,
	};
	const text = read(version, 'credentials.json').replace(
		/\{\{(\w+)\}\}/g,
		(_, name: string) => values[name] ?? '',
	);
	return JSON.parse(text) as Array<{ name: string; type: string; data: Item }>;
}

describe.each(versions)('saved with %s', (version) => {
	const workflows = JSON.parse(read(version, 'workflows.json')) as Workflow[];
	const ids: Record<string, string> = {};

	beforeAll(async () => {
		for (const { name, type, data } of await savedCredentials(version)) {
			ids[type] = (await rest.createCredential(name, type, data)).id;
		}
	});

	test.each(workflows.map((workflow) => [workflow.name, workflow] as const))(
		'%s',
		async (name, workflow) => {
			const [count, field] = expected[name]!;
			const items = await rest.runWorkflow(withCredentials(workflow, ids));
			expect(items).toHaveLength(count);
			expect(items[0]).toHaveProperty(field);
			if (field === 'statusCode') expect(items[0]?.statusCode).toBe(200);
		},
	);

	test('n8n keeps every saved parameter', async () => {
		for (const workflow of workflows) {
			const { id } = await rest.createWorkflow(workflow);
			const loaded = await rest.request<Workflow>('GET', `/rest/workflows/${id}`);
			const parameters = (saved: Workflow) => workingNodes(saved).map((node) => node.parameters);
			expect(parameters(loaded)).toEqual(parameters(workflow));
		}
	});
});
