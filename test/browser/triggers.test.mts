import { credentialNames } from '../../harness/credential-fields.mts';
import { Editor } from '../../harness/editor.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest } = sharedN8n();

let editor: Editor;

beforeAll(async () => {
	editor = await Editor.open(rest.session());
});
afterAll(() => editor.close());

test('the node creator offers each event of anny with the node, and the panel is filled in by clicking', async () => {
	const { page } = editor;
	await editor.newWorkflow();
	await (await editor.search('anny')).getByText('HTTP Request (anny)', { exact: true }).click();
	await page.getByText('Triggers (18)').click();
	await page.getByText('On booking cancelled', { exact: true }).click();
	await page.getByTestId('node-parameters').waitFor();
	await editor.field('events').getByText('Booking Cancelled').waitFor();
	await editor.useCredential(credentialNames.annyTokenApi);
	await editor.chooseFromService('organization', 'Sandbox Studio');
	expect(await editor.fieldNames()).toEqual(
		expect.arrayContaining(['organization', 'events', 'simplify']),
	);
	await editor.closeNode();
	await editor.node('anny Trigger').waitFor();
});

test('the panel of the anybill Trigger says what to send to anybill', async () => {
	const { page } = editor;
	await editor.newWorkflow();
	await (await editor.search('anybill'))
		.getByText('HTTP Request (anybill)', { exact: true })
		.click();
	await page.getByText('Triggers (1)').click();
	await page.getByText(/^On new anybill/).click();
	await page.getByTestId('node-parameters').waitFor();
	await page.getByText('anybill register webhooks by hand').waitFor();
	await page.getByText('Production URL').first().waitFor();
	expect(await editor.fieldNames()).toContain('stores');
});
