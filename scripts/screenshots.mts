/**
 * `npm run screenshots [-- <part of a title>]`: makes the README's pictures anew, in docs/images; light and
 * dark.
 */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import type { Locator } from 'playwright-core';
import { runMain } from '../harness/cleanup.mts';
import { credentialNames, type CredentialType } from '../harness/credential-fields.mts';
import { Editor, type EditorOptions } from '../harness/editor.mts';
import { prepareN8n, type PreparedN8n } from '../harness/prepared-n8n.mts';
import { visibly } from '../harness/steps.mts';
import { chain, type Workflow, type WorkflowNode } from '../harness/workflow.mts';

const folder = join('docs', 'images');

/** Takes a picture of the page, or of one thing on it. */
async function picture(editor: Editor, name: string, what?: Locator): Promise<void> {
	// Messages that come and go, the cursor and the nodes beside the panel are no part of it.
	await editor.page.addStyleTag({
		content: '.el-notification, [data-test-id=floating-nodes] { display: none !important }',
	});
	await editor.page.evaluate(() => {
		(document.activeElement as HTMLElement | null)?.blur();
		document.querySelectorAll('.el-dialog *').forEach((element) => (element.scrollTop = 0));
	});
	await editor.page.mouse.move(400, 5);
	const suffix = editor.colorScheme === 'dark' ? '-dark' : '';
	const path = join(folder, `${name}${suffix}.png`);
	await (what ?? editor.page).screenshot({ path, animations: 'disabled', caret: 'hide' });
}

/** Bookings from anny, a receipt for each of them at anybill. */
function exampleWorkflow(ids: Record<CredentialType, string>): Workflow {
	const credential = (type: CredentialType) => ({
		[type]: { id: ids[type], name: credentialNames[type] },
	});
	return chain(
		'A receipt for each booking',
		{
			name: 'Get Bookings',
			type: 'n8n-nodes-anny-anybill.annyHttpRequest',
			parameters: {
				resource: 'booking',
				operation: 'getAll',
				limit: 10,
				additionalFields: { include: ['customer'] },
			},
			credentials: credential('annyTokenApi'),
		},
		{
			name: 'Create Receipts',
			type: 'n8n-nodes-anny-anybill.anybillHttpRequest',
			parameters: {
				resource: 'bill',
				operation: 'create',
				storeId: { __rl: true, mode: 'id', value: 'S-1' },
				specifyBill: 'lines',
				receiptNumber: '={{ $json.number }}',
				lines: { rows: [{ text: '={{ $json.description }}', pricePerUnit: 12.5 }] },
				isExample: true,
			},
			credentials: credential('anybillRopcApi'),
		},
	);
}

async function nodeCreator(editor: Editor): Promise<void> {
	await editor.newWorkflow();
	await editor.actionsOf('booking', 'HTTP Request (anny)');
	await picture(editor, 'node-creator');
}

async function workflowAndNodes(editor: Editor, { rest, credentials }: PreparedN8n): Promise<void> {
	const workflow = exampleWorkflow(credentials);
	const { id } = await rest.createWorkflow(workflow);
	await editor.openWorkflow(id);
	await editor.executeWorkflow();
	for (const { name } of workflow.nodes.slice(1)) {
		await editor.node(name).getByTestId('canvas-node-status-success').waitFor();
	}
	await editor.page.getByTestId('zoom-to-fit').click();
	// Headless, its label does not come back after a run.
	await editor.page.addStyleTag({
		content: '[data-test-id=execute-workflow-button] { visibility: hidden }',
	});
	await picture(editor, 'workflow');
	await editor.page.setViewportSize({ width: 1500, height: 960 });

	await editor.node('Get Bookings').dblclick();
	await editor.outputPanel.getByText('10 items', { exact: true }).waitFor();
	await picture(editor, 'anny-node');
	await editor.page.setViewportSize({ width: 2100, height: 560 });
	await picture(editor, 'output', editor.outputPanel);
	await editor.page.setViewportSize({ width: 1500, height: 860 });
	await editor.closeNode();

	await editor.node('Create Receipts').dblclick();
	await editor.outputPanel.getByText('10 items', { exact: true }).waitFor();
	await picture(editor, 'anybill-node');
}

/** The panels of both triggers, filled in. */
async function triggers(editor: Editor, { rest, credentials }: PreparedN8n): Promise<void> {
	const saved = await rest.createCredential('anybill webhook key', 'anybillWebhookApi', {
		apiKey: 'a long random key, which anybill sends',
	});
	const trigger = (service: 'anny' | 'anybill', own: Partial<WorkflowNode>): WorkflowNode => ({
		name: `${service} Trigger`,
		type: `n8n-nodes-anny-anybill.${service}HttpRequestTrigger`,
		typeVersion: 1,
		position: [0, service === 'anny' ? 0 : 200],
		parameters: {},
		webhookId: randomUUID(),
		...own,
	});
	const organization = {
		__rl: true,
		mode: 'list',
		value: '101',
		cachedResultName: 'Sandbox Studio',
	};
	const { id } = await rest.createWorkflow({
		name: 'Events',
		nodes: [
			trigger('anny', {
				parameters: { organization, events: ['bookings.created', 'bookings.cancelled'] },
				credentials: {
					annyTokenApi: { id: credentials.annyTokenApi, name: credentialNames.annyTokenApi },
				},
			}),
			trigger('anybill', {
				parameters: { stores: 'BER-01, MUC-02' },
				credentials: { anybillWebhookApi: { id: saved.id, name: 'anybill webhook key' } },
			}),
		],
		connections: {},
	});
	await editor.openWorkflow(id);
	for (const service of ['anny', 'anybill']) {
		await editor.node(`${service} Trigger`).dblclick();
		await editor.page.getByTestId('node-parameters').waitFor();
		// What anybill are to be sent: they register webhooks by hand.
		if (service === 'anybill') {
			await editor.page.getByText('Webhook URLs', { exact: true }).click();
			await editor.page.getByText('Production URL', { exact: true }).click();
		}
		await picture(editor, `${service}-trigger`);
		await editor.closeNode();
	}
}

/** Dialogs as a user sees them, filled in for the real services. */
async function credentialDialogs(editor: Editor): Promise<void> {
	const { page } = editor;
	const dialog = page.locator('.el-dialog', { has: editor.dialog }).or(editor.dialog).last();
	/** As high as its content, so that nothing has to be scrolled. */
	const whole = async (name: string, height: number) => {
		await page.addStyleTag({
			content: `.el-dialog { --dialog--max-height: none; height: ${height}px !important; max-height: none !important }`,
		});
		await picture(editor, name, dialog);
	};

	await editor.newCredential('anny Token API');
	await editor.fill('accessToken', 'the token that you copied from anny, about this long');
	await whole('credential-anny-token', 620);

	await editor.newCredential('anny Custom OAuth2 API');
	await editor.fill('clientId', '9d2f6c1e-your-client');
	await editor.fill('clientSecret', 'the secret that came with the client id');
	await whole('credential-anny-oauth2', 1250);

	await editor.newCredential('anybill ROPC API');
	await editor.fill('clientId', '6f1b3c1e-0000-4000-8000-000000000000');
	await editor.fill('username', 'service@your-company.com');
	await editor.fill('password', 'the password of the service account');
	await editor.choose('scopes', 'Vendor: Bill');
	await page.keyboard.press('Escape');
	await whole('credential-anybill', 1010);
}

async function consentPage(editor: Editor, { rest, credentials }: PreparedN8n): Promise<void> {
	await rest.updateCredential(credentials.annyCustomOAuth2Api, {
		scope: 'user:read b.bookings:* b.customers:*',
	});
	await editor.page.goto(await rest.oauth2AuthUrl(credentials.annyCustomOAuth2Api));
	await picture(editor, 'consent');
}

await runMain(async ([only = '']) => {
	await mkdir(folder, { recursive: true });
	const prepared = await prepareN8n({ step: visibly, port: await getPort({ port: 5678 }) });
	const session = prepared.rest.session();
	const pictures: Array<[string, EditorOptions, typeof consentPage]> = [
		['The node creator', { viewport: { width: 1200, height: 860 } }, nodeCreator],
		['Workflow and nodes', { viewport: { width: 1200, height: 520 } }, workflowAndNodes],
		['Triggers', { viewport: { width: 1200, height: 640 } }, triggers],
		['Credential dialogs', { viewport: { width: 1200, height: 1300 } }, credentialDialogs],
		['The consent page', { viewport: { width: 800, height: 560 } }, consentPage],
		['Triggers, dark', { viewport: { width: 1200, height: 640 }, colorScheme: 'dark' }, triggers],
	];
	const chosen = pictures.filter(([title]) => title.toLowerCase().includes(only.toLowerCase()));
	for (const [title, options, take] of chosen) {
		await visibly(title, async () => {
			const editor = await Editor.open(session, { ...options, timeoutMs: 60_000 });
			try {
				await take(editor, prepared);
			} finally {
				await editor.close();
			}
		});
	}
	await prepared.stop();
	return true;
});
