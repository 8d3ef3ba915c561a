import { credentialNames } from '../../harness/credential-fields.mts';
import { Editor } from '../../harness/editor.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest, sandbox } = sharedN8n();
const anny = 'HTTP Request (anny)';
const anybill = 'HTTP Request (anybill)';

let editor: Editor;

beforeAll(async () => {
	editor = await Editor.open(rest.session());
});
afterAll(() => editor?.close());

test('The node creator finds the nodes by what people type', async () => {
	await editor.newWorkflow();
	const finds: Record<string, string[]> = {
		anny: [anny],
		anybill: [anybill],
		booking: [anny],
		appointment: [anny],
		reservation: [anny],
		customer: [anny],
		Buchung: [anny],
		receipt: [anybill],
		Beleg: [anybill],
		Kassenbon: [anybill],
		bill: [anybill],
		invoice: [anny, anybill],
		HTTP: [anny, anybill],
	};
	for (const [typed, names] of Object.entries(finds)) {
		const found = await editor.search(typed);
		for (const name of names) await found.getByText(name, { exact: true }).waitFor();
	}
});

test('The page of the node lists what it can do, grouped by resource', async () => {
	await editor.newWorkflow();
	const actions = await editor.actionsOf('booking', anny);
	for (const action of ['Get many bookings', 'Cancel a booking', 'Create a customer']) {
		expect(actions).toContain(action);
	}
	for (const group of ['Booking Actions', 'Customer Actions', 'Availability Actions']) {
		await editor.page.getByText(group, { exact: true }).first().waitFor();
	}
});

test('A customer is created by filling in the fields that show, and comes out flat', async () => {
	await editor.newWorkflow();
	await editor.addAction('booking', anny, 'Create a customer');
	await editor.useCredential(credentialNames.annyTokenApi);
	expect(await editor.fieldNames()).toEqual([
		'resource',
		'operation',
		'organization',
		'email',
		'simplify',
	]);
	await editor.fill('email', 'grace@example.com');
	await editor.add('Add Field', 'First Name');
	await editor.fill('givenName', 'Grace');
	await editor.executeNode();
	await editor.outputPanel.getByText('1 item', { exact: true }).waitFor();
	await editor.outputPanel.getByText('given_name', { exact: true }).first().waitFor();
	await editor.outputPanel.getByText('Grace', { exact: true }).first().waitFor();
	await editor.closeNode();
	await editor.node('Create a customer').getByText('create: customer').waitFor();
});

test('A booking is picked from a list, by number, time, customer and service', async () => {
	await editor.newWorkflow();
	await editor.addAction('booking', anny, 'Get a booking');
	await editor.useCredential(credentialNames.annyTokenApi);
	const label = /^B-1 · 2026-01-05 \d\d:\d\d · \S+ \S+.* · \S+/;
	await editor.chooseFromService('bookingId', label);
	await editor.executeNode();
	await editor.outputPanel.getByText('1 item', { exact: true }).waitFor();
	await editor.outputPanel.getByText('B-1', { exact: true }).first().waitFor();
});

test('A list stops at its limit, and a hint says how many records there are', async () => {
	await editor.newWorkflow();
	await editor.addAction('booking', anny, 'Get many bookings');
	await editor.useCredential(credentialNames.annyTokenApi);
	await editor.chooseFromService('organization', 'Sandbox Studio');
	await editor.executeNode();
	await editor.outputPanel.getByText('50 items', { exact: true }).waitFor();
	const { bookings } = (await sandbox.settings()).data;
	await editor.outputPanel.getByText(`These are the first 50 of ${bookings} records`).waitFor();
});

test('The fields of an operation show in the next node before anything ran', async () => {
	await editor.newWorkflow();
	await editor.addAction('booking', anny, 'Get many customers');
	await editor.useCredential(credentialNames.annyTokenApi);
	await editor.closeNode();
	await editor.addNodeAfter('Get many customers', 'edit fields', 'Edit Fields (Set)');
	const input = editor.page.getByTestId('ndv-input-panel');
	await input.getByText('given_name', { exact: true }).waitFor();
	await input.getByText('email', { exact: true }).waitFor();
});

test('A GET that changes data comes with a notice, and its booking is asked for', async () => {
	await editor.newWorkflow();
	await editor.addAction('booking', anny, 'Cancel a booking');
	await editor.page.getByText('This takes effect at once').waitFor();
	const names = await editor.fieldNames();
	expect(names).toContain('bookingId');
	expect(names).not.toContain('method');
	await editor.closeNode();
	await editor.node('Cancel a booking').getByText('cancel: booking').waitFor();
});

test('anybill: a sample receipt is created by choosing the store only', async () => {
	await editor.newWorkflow();
	await editor.addAction('receipt', anybill, 'Create a bill');
	await editor.useCredential(credentialNames.anybillRopcApi);
	await editor.chooseFromService('storeId', /store 1/);
	await editor.executeNode();
	await editor.outputPanel.getByText('1 item', { exact: true }).waitFor();
	await editor.outputPanel.getByText('https://receipt.sandbox.example/').first().waitFor();
});

test('The generic request has the fields of the HTTP Request node', async () => {
	await editor.newWorkflow();
	await editor.addAction('booking', anny, 'Send a custom API request');
	const names = await editor.fieldNames();
	expect(names).toEqual(
		expect.arrayContaining(['resource', 'method', 'url', 'sendQuery', 'sendBody']),
	);
	expect(names).not.toContain('operation');
	await editor.closeNode();
	await editor.node('Send a custom API request').getByText('GET').first().waitFor();
});
