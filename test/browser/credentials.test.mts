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

test('an anny token: fill in, save, tested', async () => {
	await editor.newCredential('anny Token API');
	await editor.dialog.getByText('Organization Settings → API').waitFor();
	await editor.choose('region', 'Custom');
	await editor.fill('baseUrl', urls.anny);
	await editor.fill('accessToken', `Bearer ${known.anny.apiTokens.full}`);
	await editor.saveCredential();
	await editor.dialog.getByText('Connection tested successfully').waitFor();
});

test('a revoked anny token: the test says where to make a new one', async () => {
	await editor.newCredential('anny Token API');
	await editor.choose('region', 'Custom');
	await editor.fill('baseUrl', urls.anny);
	await editor.fill('accessToken', known.anny.apiTokens.revoked);
	await editor.saveCredential();
	await editor.dialog.getByText('More details').click();
	await editor.dialog.getByText('it is wrong, expired or revoked').waitFor();
});

test('an anybill service account: fill in, save, tested', async () => {
	const { username, password } = known.anybill.accounts.service;
	await editor.newCredential('anybill ROPC API');
	await editor.choose('environment', 'Custom');
	await editor.fill('baseUrl', urls.anybill);
	await editor.fill('tokenUrl', urls.tokenUrl);
	await editor.fill('clientId', known.anybill.clients.main);
	await editor.fill('username', username);
	await editor.fill('password', password);
	await editor.choose('scopes', 'Vendor: Store');
	await editor.page.keyboard.press('Escape');
	// n8n's own lock knows host names only, ours a port besides.
	const { host, hostname } = new URL(urls.tokenUrl);
	await editor.fill('allowedDomains', `${hostname}, ${host}`);
	await editor.saveCredential();
	await editor.dialog.getByText('Connection tested successfully').waitFor();
});

test('n8n offers two credential types for anny: what only sorts fields is not among them', async () => {
	await editor.newCredential('anny Token API');
	await editor.closeDialog();
	const { page } = editor;
	await page.getByTestId('add-resource-credential').first().click();
	await page.getByTestId('new-credential-type-select').click();
	await page.keyboard.type('anny');
	const options = page.getByTestId('new-credential-type-select-option');
	await options.nth(1).waitFor();
	expect((await options.allInnerTexts()).map((text) => text.trim())).toEqual([
		'anny Custom OAuth2 API',
		'anny Token API',
	]);
});
