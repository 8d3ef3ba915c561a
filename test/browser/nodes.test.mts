import { credentialNames } from '../../harness/credential-fields.mts';
import { Editor } from '../../harness/editor.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest } = sharedN8n();
const anny = 'HTTP Request (anny)';
const anybill = 'HTTP Request (anybill)';

let editor: Editor;

beforeAll(async () => {
	editor = await Editor.open(rest.session());
});
afterAll(() => editor?.close());

test('the node creator finds the nodes by what people type', async () => {
	await editor.newWorkflow();
	const finds: Record<string, string[]> = {
		anny: [anny],
		anybill: [anybill],
		booking: [anny],
		receipt: [anybill],
		HTTP: [anny, anybill],
	};
	for (const [typed, names] of Object.entries(finds)) {
		const found = await editor.search(typed);
		for (const name of names) await found.getByText(name, { exact: true }).waitFor();
	}
});

test('anny: all customers of an organization, by clicking only', async () => {
	await editor.newWorkflow();
	await editor.addNode('customer', anny);
	await editor.useCredential(credentialNames.annyTokenApi);
	await editor.chooseFromService('organization', 'Sandbox Studio');
	await editor.choose('endpoint', 'List customers', 'list cust');
	await editor.field('url').waitFor({ state: 'hidden' });
	await editor.add('Add option', 'Pagination');
	await editor.choose('paginationMode', 'Automatic');
	await editor.add('Add option', 'Simplify');
	await editor.executeNode();
	const { customers } = (await sharedN8n().sandbox.settings()).data;
	await editor.outputPanel.getByText(`${customers} items`).waitFor();
	await editor.outputPanel.getByText('given_name', { exact: true }).first().waitFor();
});

test('anny: a GET that changes data comes with a warning, its id is asked for', async () => {
	await editor.newWorkflow();
	await editor.addNode('booking', anny);
	await editor.choose('endpoint', 'Cancel a booking', 'cancel');
	await editor.page.getByText('This GET request changes data').waitFor();
	const names = await editor.fieldNames();
	expect(names).toContain('bookingId');
	expect(names).not.toContain('method');
	await editor.closeNode();
	await editor.node(anny).getByText('GET /api/v1/bookings/{bookingId}/cancel').waitFor();
});

test('anybill: the stores, by clicking only', async () => {
	await editor.newWorkflow();
	await editor.addNode('receipt', anybill);
	await editor.useCredential(credentialNames.anybillRopcApi);
	await editor.choose('endpoint', 'List stores', 'stores');
	await editor.executeNode();
	await editor.outputPanel.getByText(/^\d+ items$/).waitFor();
	await editor.closeNode();
	await editor.node(anybill).getByText('GET /api/v3/store').waitFor();
});
