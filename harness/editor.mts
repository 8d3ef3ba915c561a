import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { findChromium } from './chromium.mts';
import type { Session } from './n8n-rest.mts';

/** What keeps Chromium quiet, and lets it run as root in a container. */
const args = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export interface EditorOptions {
	viewport?: { width: number; height: number };
	/** n8n follows the system's, unless its user chooses another. */
	colorScheme?: ColorScheme;
	timeoutMs?: number;
}

export type ColorScheme = 'light' | 'dark';

/** n8n's web interface in a real Chromium, as a person uses it: by clicking and typing. */
export class Editor {
	private readonly browser: Browser;
	private readonly baseUrl: string;
	readonly page: Page;
	readonly colorScheme: ColorScheme;

	private constructor(browser: Browser, page: Page, baseUrl: string, colorScheme: ColorScheme) {
		this.browser = browser;
		this.page = page;
		this.baseUrl = baseUrl;
		this.colorScheme = colorScheme;
	}

	/** @param session a login that `N8nRest` has made */
	static async open(session: Session, options: EditorOptions = {}): Promise<Editor> {
		const { viewport = { width: 1400, height: 900 }, timeoutMs = 30_000 } = options;
		const { colorScheme = 'light' } = options;
		selectors.setTestIdAttribute('data-test-id');
		const executablePath = findChromium();
		if (!executablePath) throw new Error('There is no Chromium here');
		const browser = await chromium.launch({ executablePath, args });
		const tab = await browser.newContext({ viewport, colorScheme });
		const { baseUrl: url, cookies, browserId } = session;
		await tab.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url })));
		// n8n ties a login to the browser it was made in.
		await tab.addInitScript((id) => localStorage.setItem('n8n-browserId', id), browserId);
		const page = await tab.newPage();
		page.setDefaultTimeout(timeoutMs);
		return new Editor(browser, page, url, colorScheme);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	private id(testId: string): Locator {
		return this.page.getByTestId(testId);
	}

	// --- fields, in credentials and nodes alike -------------------------------------------------

	/** A field by its parameter's name. */
	field(name: string): Locator {
		return this.id(`parameter-input-${name}`);
	}

	/** Types into a field. */
	async fill(name: string, text: string): Promise<void> {
		await this.field(name).locator('input, textarea').first().fill(text);
	}

	/** Opens a field's list and takes one of its entries, by typing a part of its name first. */
	async choose(name: string, label: string, typed = ''): Promise<void> {
		await this.field(name).click();
		if (typed) await this.page.keyboard.type(typed);
		await this.listItem(label).click();
	}

	/** Adds an entry to a collection. @param button what the collection's button says */
	async add(button: string, entry: string): Promise<void> {
		await this.id('node-parameters').getByPlaceholder(button).click();
		await this.listItem(entry).click();
	}

	/** An entry, by its whole text, of whichever of n8n's lists is open. */
	private listItem(text: string): Locator {
		return this.page
			.locator('li:visible')
			.filter({ has: this.page.getByText(text, { exact: true }) });
	}

	/** The names of the fields that show, from top to bottom. */
	async fieldNames(): Promise<string[]> {
		const inputs = this.page.locator('[data-test-id^="parameter-input-"]:visible');
		const ids = await inputs.evaluateAll((all) => all.map((one) => one.dataset.testId ?? ''));
		const names = ids.map((id) => id.replace('parameter-input-', ''));
		return names.filter((name) => !['field', 'item'].includes(name));
	}

	// --- credentials ----------------------------------------------------------------------------

	/** Opens the dialog for a new credential. @param type the type's display name */
	async newCredential(type: string): Promise<void> {
		await this.page.goto(`${this.baseUrl}/home/credentials`);
		await this.id('add-resource-credential').first().click();
		await this.id('new-credential-type-select').click();
		await this.page.keyboard.type(type);
		await this.id('new-credential-type-select-option').filter({ hasText: type }).first().click();
		await this.id('new-credential-type-button').click();
		await this.dialog.waitFor();
	}

	get dialog(): Locator {
		return this.id('editCredential-modal');
	}

	get connectButton(): Locator {
		return this.id('quick-connect-button');
	}

	async saveCredential(): Promise<void> {
		await this.id('credential-save-button').click();
	}

	async closeDialog(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.dialog.waitFor({ state: 'hidden' });
	}

	/** Presses "Connect". @returns the window with the service's consent page */
	async connect(): Promise<Page> {
		const popup = this.page.waitForEvent('popup');
		await this.connectButton.click();
		const consent = await popup;
		await consent.getByRole('button', { name: 'Allow' }).waitFor();
		return consent;
	}

	// --- workflows ------------------------------------------------------------------------------

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.baseUrl}/workflow/new`);
		await this.id('canvas-plus-button').click();
		await this.id('node-creator-search-bar').fill('manual');
		await this.id('node-creator-item-name').getByText('Manual Trigger', { exact: true }).click();
		await this.id('canvas-node').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.baseUrl}/workflow/${id}`);
		await this.id('canvas-node').first().waitFor();
	}

	/** What the node creator finds. */
	async search(text: string): Promise<Locator> {
		const bar = this.id('node-creator-search-bar');
		if (!(await bar.isVisible())) await this.id('node-creator-plus-button').click();
		await bar.fill(text);
		return this.id('node-creator-item-name');
	}

	/** Opens a node's page in the creator. @returns what it lists under "Actions" */
	async actionsOf(typed: string, name: string): Promise<string[]> {
		await (await this.search(typed)).getByText(name, { exact: true }).click();
		const actions = this.id('node-creator-item-name');
		await actions.first().waitFor();
		return await actions.allInnerTexts();
	}

	/** Adds a node by one of the actions on its page; its panel opens. */
	async addAction(typed: string, name: string, action: string): Promise<void> {
		await this.actionsOf(typed, name);
		await this.id('node-creator-item-name').getByText(action, { exact: true }).click();
		await this.id('node-parameters').waitFor();
	}

	/** Adds a node of n8n's own behind another one; its panel opens. */
	async addNodeAfter(before: string, typed: string, name: string): Promise<void> {
		await this.node(before).click();
		await this.id('node-creator-plus-button').click();
		await this.id('node-creator-search-bar').fill(typed);
		await this.id('node-creator-item-name').getByText(name, { exact: true }).click();
		await this.id('node-parameters').waitFor();
	}

	/** Chooses the open node's credential. */
	async useCredential(name: string): Promise<void> {
		await this.id('node-credentials-select').click();
		await this.listItem(name).click();
	}

	/** Chooses the value of a list that is loaded from the service. */
	async chooseFromService(name: string, label: string | RegExp): Promise<void> {
		await this.id(`resource-locator-${name}`).locator('input').last().click();
		await this.id('rlc-item').filter({ hasText: label, visible: true }).first().click();
	}

	/** Runs the open node, and those before it. */
	async executeNode(): Promise<void> {
		await this.id('node-execute-button').click();
	}

	get outputPanel(): Locator {
		return this.id('output-panel');
	}

	/** Back to the canvas. */
	async closeNode(): Promise<void> {
		await this.id('ndv-close-button').click();
		await this.id('ndv').waitFor({ state: 'hidden' });
	}

	async executeWorkflow(): Promise<void> {
		await this.id('execute-workflow-button').first().click();
	}

	/** A node on the canvas. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}
}
