import type { Known } from '../../sandbox/types.mts';
import { Editor } from '../../harness/editor.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest, sandbox } = sharedN8n();
const { urls } = sandbox;
let known: Known;
let editor: Editor;

beforeAll(async () => {
	known = await sandbox.known();
	editor = await Editor.open(rest.session());
});
afterAll(() => editor?.close());

type ClientType = 'confidential' | 'public';

/** Fills the dialog in from top to bottom. */
async function fillIn(clientType: ClientType): Promise<void> {
	const { clientId, clientSecret = '' } = known.anny.clients[clientType];
	await editor.newCredential('anny Custom OAuth2 API');
	await editor.choose('region', 'Custom');
	await editor.fill('baseUrl', urls.anny);
	await editor.fill('authBaseUrl', urls.anny);
	if (clientType === 'public') await editor.choose('grantType', 'Public');
	await editor.fill('clientId', clientId);
	if (clientType === 'confidential') await editor.fill('clientSecret', clientSecret);
}

test('the dialog shows the redirect URL first, then the fields as one fills them in', async () => {
	await editor.newCredential('anny Custom OAuth2 API');
	await editor.dialog.getByText('/rest/oauth2-credential/callback').waitFor();
	await editor.dialog.getByText('support@anny.co').waitFor();
	const secret = ['clientSecret', 'scope', 'allowedHttpRequestDomains', 'allowedDomains'];
	expect(await editor.fieldNames()).toEqual(['region', 'grantType', 'clientId', ...secret]);
	await editor.choose('grantType', 'Public');
	await editor.field('clientSecret').waitFor({ state: 'hidden' });
	await editor.choose('region', 'Custom');
	await editor.field('authBaseUrl').waitFor();
	expect((await editor.fieldNames()).slice(0, 4)).toEqual([
		'region',
		'baseUrl',
		'authBaseUrl',
		'grantType',
	]);
});

test.each(['confidential', 'public'] as const)(
	'a %s client: fill in, Connect, Allow, run, see bookings',
	async (clientType) => {
		await fillIn(clientType);
		const consent = await editor.connect();
		const closed = consent.waitForEvent('close');
		await consent.getByRole('button', { name: 'Allow' }).click();
		await closed;
		await editor.dialog.getByText('Account connected').waitFor();
		const name = await editor.dialog.getByTestId('credential-name').innerText();
		await editor.closeDialog();

		await editor.newWorkflow();
		await editor.addAction('booking', 'HTTP Request (anny)', 'Get many bookings');
		await editor.useCredential(name.replace(/\n[^]*/, ''));
		await editor.executeNode();
		await editor.outputPanel.getByText('50 items', { exact: true }).waitFor();
		await editor.outputPanel.getByText('B-1', { exact: true }).first().waitFor();
		await editor.closeNode();
		await editor.executeWorkflow();
		await editor.node('Get many bookings').getByTestId('canvas-node-status-success').waitFor();
	},
);

test('Deny: the window says why, the dialog still offers Connect', async () => {
	await fillIn('confidential');
	const consent = await editor.connect();
	await consent.getByRole('button', { name: 'Deny' }).click();
	await consent.getByText('Failed to connect').waitFor();
	await consent.getByText('More details').click();
	await consent.getByText('access_denied').waitFor();
	await consent.close();
	await editor.connectButton.waitFor();
	await editor.dialog.getByText('Connect your account to use this credential').waitFor();
});
