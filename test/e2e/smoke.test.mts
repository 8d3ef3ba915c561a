import { credentialNames } from '../../harness/credential-fields.mts';
import { chain } from '../../harness/workflow.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest, sandbox, credentials } = sharedN8n();

const nodePackage = 'n8n-nodes-anny-anybill';

/** One request per kind of credential. */
const cases = [
	{
		type: 'annyTokenApi',
		node: 'annyHttpRequest',
		parameters: { authentication: 'apiToken', url: '/api/v1/bookings' },
	},
	{
		type: 'annyCustomOAuth2Api',
		node: 'annyHttpRequest',
		parameters: { authentication: 'oAuth2', url: '/api/v1/bookings' },
	},
	{ type: 'anybillRopcApi', node: 'anybillHttpRequest', parameters: { url: '/api/v3/store' } },
] as const;

test('n8n lists both nodes', async () => {
	const types = await rest.nodeTypes();
	const ours = types.filter(({ name }) => name.startsWith(`${nodePackage}.`));
	const names = new Map(ours.map(({ name, displayName }) => [name, displayName]));
	expect(names.get(`${nodePackage}.annyHttpRequest`)).toBe('HTTP Request (anny)');
	expect(names.get(`${nodePackage}.anybillHttpRequest`)).toBe('HTTP Request (anybill)');
});

test('n8n lists the three credential types', async () => {
	const types = new Map(
		(await rest.credentialTypes()).map(({ name, displayName }) => [name, displayName]),
	);
	expect(types.get('annyTokenApi')).toBe('anny Token API');
	expect(types.get('annyCustomOAuth2Api')).toBe('anny Custom OAuth2 API');
	expect(types.get('anybillRopcApi')).toBe('anybill ROPC API');
});

describe.each(cases)('$type', ({ type, node, parameters }) => {
	const workflow = chain(`Smoke test of ${type}`, {
		type: `${nodePackage}.${node}`,
		parameters: { method: 'GET', ...parameters },
		credentials: { [type]: { id: credentials[type], name: credentialNames[type] } },
	});

	test('fetches items', async () => {
		const items = await rest.runWorkflow(workflow);
		expect(items.length).toBeGreaterThan(1);
		expect(items[0]).toHaveProperty('id');
	});

	test('shows no secret to a browser', async () => {
		const shown = JSON.stringify(await rest.getCredential(credentials[type]));
		const secrets = await sandbox.secrets();
		expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
	});
});

// n8n offers no test for OAuth2 credentials: connecting them is one.
test.each(['annyTokenApi', 'anybillRopcApi'] as const)('%s passes its test', async (type) => {
	expect(await rest.testCredential(credentials[type])).toMatchObject({ status: 'OK' });
});
