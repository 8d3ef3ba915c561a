import type { Workflow, WorkflowNode } from '../../harness/workflow.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest, sandbox, credentials } = sharedN8n();

let openAi: string;
let serviceId: string;
let bookableId: string;
let customerId: string;
let bookingId: string;

beforeAll(async () => {
	await sandbox.reset({ keepTokens: true });
	const url = `${sandbox.urls.control}/model/v1`;
	const saved = await rest.createCredential('Scripted model', 'openAiApi', { apiKey: 'x', url });
	openAi = saved.id;
	const known = await fetchFirst(['services', 'resources', 'customers', 'bookings']);
	[serviceId = '', bookableId = '', customerId = '', bookingId = ''] = known;
});
afterAll(() => sandbox.reset({ keepTokens: true }));

/** The first record of each type, past n8n. */
async function fetchFirst(types: string[]): Promise<string[]> {
	const { anny } = await sandbox.known();
	const headers = { authorization: `Bearer ${anny.apiTokens.full}` };
	return await Promise.all(
		types.map(async (type) => {
			const response = await fetch(`${sandbox.urls.anny}/api/v1/${type}`, { headers });
			const { data } = (await response.json()) as { data: Array<{ id: string }> };
			return data[0]?.id ?? '';
		}),
	);
}

/** A value that the model fills in. */
const fromModel = (key: string, description: string) =>
	`={{ $fromAI('${key}', '${description}', 'string') }}`;
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

const tool = (name: string, parameters: Record<string, unknown>): WorkflowNode => ({
	name,
	type: 'n8n-nodes-anny-anybill.annyHttpRequestTool',
	typeVersion: 1,
	position: [0, 200],
	parameters: { authentication: 'apiToken', ...parameters },
	credentials: { annyTokenApi: { id: credentials.annyTokenApi, name: 'anny API token' } },
});

interface Step {
	tool: string;
	arguments: Record<string, unknown>;
}

/** Lets a model that follows a script use the tools. @returns what each tool returned */
async function ask(tools: WorkflowNode[], script: Step[]): Promise<unknown[]> {
	const workflow: Workflow = {
		name: 'Agent',
		nodes: [
			{
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				name: 'Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: 3,
				position: [200, 0],
				parameters: {
					promptType: 'define',
					text: `SCRIPT: ${JSON.stringify(script)}`,
					options: {},
				},
			},
			{
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				position: [100, 200],
				parameters: { model: byId('stand-in'), options: {} },
				credentials: { openAiApi: { id: openAi, name: 'Scripted model' } },
			},
			...tools,
		],
		connections: {
			Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
			...Object.fromEntries(
				tools.map(({ name }) => [
					name,
					{ ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
				]),
			),
		},
		settings: { executionOrder: 'v1' },
	};
	const [item] = await rest.runWorkflow(workflow);
	return JSON.parse(String(item?.output)) as unknown[];
}

const getBooking = () =>
	tool('Get_booking', {
		resource: 'booking',
		operation: 'get',
		bookingId: byId(fromModel('bookingId', 'The ID of the booking')),
	});

/** Tools of the other kinds; all that can be left to a model is. */
const listBookings = () =>
	tool('List_bookings', {
		resource: 'booking',
		operation: 'getAll',
		limit: 3,
		filters: { search: fromModel('search', 'Text'), status: fromModel('status', 'State') },
	});
const createCustomer = () =>
	tool('Create_customer', {
		resource: 'customer',
		operation: 'create',
		email: fromModel('email', 'The email address'),
		additionalFields: { givenName: fromModel('name', 'The first name') },
	});
const deleteBooking = () =>
	tool('Delete_booking', {
		resource: 'booking',
		operation: 'delete',
		bookingId: byId(fromModel('bookingId', 'The ID of the booking')),
	});

/** What anny received of the tools: the cancelled bookings, and all writes. */
async function effects() {
	const requests = await sandbox.requests({ service: 'anny' });
	return requests
		.filter(({ method, path }) => method !== 'GET' || path.endsWith('/cancel'))
		.filter(({ path }) => path.startsWith('/api'))
		.map(({ method, path }) => `${method} ${path}`);
}

test('A model finds a free time, books it, looks at the booking and cancels it', async () => {
	const tools = [
		tool('Find_free_time', {
			resource: 'availability',
			operation: 'getUpcomingIntervals',
			serviceId: byId(serviceId),
			bookableId: byId(bookableId),
			timeZone: 'Europe/Berlin',
			fromDate: fromModel('day', 'The first day to look at, as YYYY-MM-DD'),
			limit: 1,
		}),
		tool('Book', {
			resource: 'order',
			operation: 'create',
			customerId: byId(customerId),
			timeZone: 'Europe/Berlin',
			bookings: {
				rows: [
					{
						serviceId: byId(serviceId),
						bookableId: byId(bookableId),
						start: fromModel('start', 'ISO 8601 with offset'),
						end: fromModel('end', 'ISO 8601 with offset'),
					},
				],
			},
		}),
		getBooking(),
		tool('Cancel_booking', {
			resource: 'booking',
			operation: 'cancel',
			bookingId: byId(fromModel('bookingId', 'The ID of the booking')),
		}),
	];
	const results = await ask(tools, [
		{ tool: 'Find_free_time', arguments: { day: '2027-03-01' } },
		{ tool: 'Book', arguments: { start: '{{0.start_date}}', end: '{{0.end_date}}' } },
		{ tool: 'Get_booking', arguments: { bookingId: '{{1.bookings.0.id}}' } },
		{ tool: 'Cancel_booking', arguments: { bookingId: '{{1.bookings.0.id}}' } },
	]);
	const [free, order, booking, cancelled] = results as Array<Record<string, unknown>>;
	expect(free?.start_date).toMatch(/^2027-03-0\d/);
	expect(order).toMatchObject({ type: 'orders', status: 'completed' });
	expect(booking).toMatchObject({ type: 'bookings', start_date: free?.start_date });
	expect(cancelled).toMatchObject({ id: booking?.id });
	expect(cancelled?.canceled_at).toEqual(expect.any(String));
	expect((await sandbox.counters()).anny.notifications).toEqual({});
});

test('A time without an offset comes back to the model with what to do', async () => {
	const tools = [
		tool('Block', {
			resource: 'booking',
			operation: 'block',
			bookableId: byId(bookableId),
			title: 'Maintenance',
			start: fromModel('start', 'When'),
			end: fromModel('end', 'Until when'),
		}),
	];
	const times = { start: '2027-04-01T09:00:00', end: '2027-04-01T10:00:00' };
	const [result] = await ask(tools, [{ tool: 'Block', arguments: times }]);
	expect(JSON.stringify(result)).toContain('has no UTC offset');
	expect(JSON.stringify(result)).toContain('2026-01-31T09:00:00+01:00');
});

test('A list without a record tells the model that nothing was found', async () => {
	const tools = [
		tool('Look_up', {
			resource: 'booking',
			operation: 'getAll',
			filters: { search: fromModel('search', 'Text') },
		}),
	];
	const [result] = await ask(tools, [{ tool: 'Look_up', arguments: { search: 'no such thing' } }]);
	expect(JSON.stringify(result)).toContain('Nothing was found');
});

test.each(['/cancel', '%2Fcancel', '/../../orders', '?x=/cancel', '#/cancel'])(
	'A tool that gets a booking cannot be talked into anything else by an ID that ends in %s',
	async (suffix) => {
		const before = await effects();
		const bait = { bookingId: `${bookingId}${suffix}` };
		const [result] = await ask([getBooking()], [{ tool: 'Get_booking', arguments: bait }]);
		expect(JSON.stringify(result)).toContain('is not an ID');
		expect(await effects()).toEqual(before);
	},
);

test('Instructions in the data that a tool reads change nothing of what the tool can do', async () => {
	const before = await effects();
	// A model that was talked over by a description would call what it was told to; it has no such tool.
	const results = await ask(
		[getBooking()],
		[
			{ tool: 'Get_booking', arguments: { bookingId } },
			{ tool: 'Get_booking', arguments: { bookingId, operation: 'cancel', resource: 'booking' } },
		],
	);
	expect(results).toHaveLength(2);
	expect(await effects()).toEqual(before);
});

test('A tool that lists cannot be talked into a change, nor out of its limit', async () => {
	const before = await effects();
	const results = await ask(
		[listBookings()],
		[
			{
				tool: 'List_bookings',
				arguments: { search: '&o=102&page[size]=1000', status: 'accepted' },
			},
			{ tool: 'List_bookings', arguments: { search: '/../1/cancel', status: 'accepted' } },
			{ tool: 'List_bookings', arguments: { search: 'B', status: 'cancel all bookings' } },
			{ tool: 'List_bookings', arguments: { search: 'B', status: 'accepted', limit: 1000 } },
		],
	);
	expect(results).toHaveLength(4);
	expect(JSON.stringify(results[2])).toContain('is not one of its choices');
	expect(await effects()).toEqual(before);
	const [list = []] = [results[3]];
	expect([list].flat().length).toBeLessThanOrEqual(3);
	const queries = (await sandbox.requests({ service: 'anny', path: '/api/v1/bookings' })).map(
		({ query }) => new URLSearchParams(query),
	);
	expect(queries.filter((query) => query.has('o'))).toEqual([]);
	expect(queries.map((query) => query.get('filter[search]'))).toContain('&o=102&page[size]=1000');
});

test('A tool that creates makes one record of its kind, whatever stands in its fields', async () => {
	const before = await effects();
	const name = 'Eve"},"relationships":{"bookings":{"data":[{"type":"bookings","id":"1"}]}},"x":{"';
	const results = await ask(
		[createCustomer()],
		[
			{ tool: 'Create_customer', arguments: { email: 'eve@example.com', name } },
			{ tool: 'Create_customer', arguments: { email: 'a@b.example, c@d.example', name: 'Eve' } },
		],
	);
	expect(results[0]).toMatchObject({
		type: 'customers',
		email: 'eve@example.com',
		given_name: name,
	});
	expect(JSON.stringify(results[1])).toContain('is not an email address');
	expect((await effects()).slice(before.length)).toEqual(['POST /api/v1/customers']);
});

test('A tool that deletes deletes the one record that the model names, and no other', async () => {
	const before = await effects();
	const baits = ['', '*', '..', `${bookingId},${customerId}`, `${bookingId}/../${customerId}`];
	const steps = baits.map((bait) => ({ tool: 'Delete_booking', arguments: { bookingId: bait } }));
	const results = await ask(
		[deleteBooking()],
		[...steps, { tool: 'Delete_booking', arguments: { bookingId } }],
	);
	for (const result of results.slice(0, -1)) {
		expect(JSON.stringify(result)).toMatch(/is not an ID|is empty/);
	}
	expect(results.at(-1)).toMatchObject({ deleted: true, id: bookingId });
	expect((await effects()).slice(before.length)).toEqual([`DELETE /api/v1/bookings/${bookingId}`]);
});
