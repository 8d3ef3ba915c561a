import Table from 'cli-table3';
import type { FaultRule } from '../../sandbox/types.mts';
import {
	builtIn,
	type Figures,
	figuresOf,
	nothing,
	ordinary,
	own,
	SignInBench,
	type Way,
} from '../support/anybill-sign-in.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const n8n = sharedN8n();
const { rest, sandbox } = n8n;

const HOUR = 3600;

interface Scenario {
	/** What happened before, and what is sent. */
	name: string;
	run(bench: SignInBench): Promise<Figures>;
	/** What it may cost: for both nodes, or for each of them. */
	costs: Partial<Figures>;
	builtInCosts?: Partial<Figures>;
	ownCosts?: Partial<Figures>;
	/** Whether an ordinary credential does as well. */
	ordinaryToo?: boolean;
}

const echo = (bench: SignInBench) => ({ url: bench.url('/api/v3/sandbox/echo') });

const bill = (bench: SignInBench) => ({
	method: 'POST',
	url: bench.url('/api/v3/bill'),
	sendBody: true,
	specifyBody: 'json',
	jsonBody: '{ "storeId": "S-1", "bill": { "total": 12.5 } }',
});

const upload = (bench: SignInBench) => ({
	method: 'POST',
	url: bench.url('/api/v3/sandbox/echo'),
	sendBody: true,
	contentType: 'multipart-form-data',
	bodyParameters: {
		parameters: [{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' }],
	},
});

const failing = (fault: 'status' | 'lost-response') =>
	[{ service: 'anybill', path: '/api/v3/bill', fault, times: 'always' }] satisfies FaultRule[];

const rejectAll: FaultRule = {
	service: 'anybill',
	path: '/api/v3',
	fault: 'unauthorized',
	times: 'always',
};

/** Depends on how many requests were under way when the first response came. */
function atMost(limit: number): number {
	const matcher = { asymmetricMatch: (count: number) => count <= limit };
	return matcher as unknown as number;
}

const scenarios: Scenario[] = [
	{
		name: 'never signed in, 50 items at once',
		run: async (bench) => await bench.send(await bench.newCredential(), echo(bench), { items: 50 }),
		costs: { requests: 50, password: 1 },
	},
	{
		name: 'token expired, 50 items at once',
		run: async (bench) =>
			await bench.send(await bench.usedCredential(-HOUR), echo(bench), { items: 50 }),
		costs: { requests: 50, refresh: 1 },
	},
	{
		name: 'live token, 50 items at once',
		run: async (bench) =>
			await bench.send(await bench.usedCredential(HOUR), echo(bench), { items: 50 }),
		costs: { requests: 50 },
		ordinaryToo: true,
	},
	{
		name: 'POST that fails with 500',
		run: async (bench) =>
			await bench.send(await bench.usedCredential(HOUR), bill(bench), {
				faults: failing('status'),
			}),
		costs: { requests: 1, failed: 1 },
		// The built-in node tells the hook that a request failed, not why: the hook asks the API.
		builtInCosts: { requests: 1, probes: 1, failed: 1 },
	},
	{
		name: 'POST that took effect, response lost',
		run: async (bench) =>
			await bench.send(await bench.usedCredential(HOUR), bill(bench), {
				faults: failing('lost-response'),
			}),
		costs: { requests: 1, failed: 1 },
		builtInCosts: { requests: 1, probes: 1, failed: 1 },
	},
	{
		name: 'POST that fails with 500 after its token expired on the way',
		run: async (bench) => {
			// A token of 2 s is used for 1 s, and the response takes longer than that.
			await sandbox.settings({
				anybill: { accessTokenSeconds: 2 },
				latencyMs: { '/api/v3/bill': 1_200 },
			});
			return await bench.send(await bench.newCredential(), bill(bench), {
				faults: failing('status'),
			});
		},
		costs: { requests: 1, password: 1, failed: 1 },
	},
	{
		name: '404, 50 items at once',
		run: async (bench) => {
			const url = bench.url('/api/v3/store/none');
			return await bench.send(await bench.usedCredential(HOUR), { url }, { items: 50 });
		},
		costs: { requests: 50, failed: 50 },
		builtInCosts: { requests: 50, probes: 1, failed: 50 },
	},
	{
		name: 'another account typed in, 50 items at once',
		run: async (bench) => {
			const id = await bench.usedCredential(HOUR);
			const workflow = await bench.workflow(id, echo(bench));
			await bench.run(workflow);
			const { username, password } = (await sandbox.known()).anybill.accounts.service;
			await rest.updateCredential(id, { username, password });
			const figures = figuresOf(await bench.run(workflow, { items: 50 }));
			const { service = 0, second = 0 } = await requestsByAccount();
			expect(service + second).toBe(figures.requests);
			return { ...figures, asOldAccount: second } as Figures;
		},
		costs: { requests: 50, password: 1, asOldAccount: 0 } as Partial<Figures>,
	},
	{
		name: 'refresh token revoked, token expired, 50 items at once',
		run: async (bench) => {
			const id = await bench.usedCredential(-HOUR);
			await sandbox.revokeTokens('anybill', 'refresh', 'second@sandbox.example');
			return await bench.send(id, echo(bench), { items: 50 });
		},
		costs: { requests: 50, refused: 1, password: 1 },
	},
	{
		name: 'wrong password, 100 items at once',
		run: async (bench) =>
			await bench.send(await bench.newCredential({ password: 'wrong' }), echo(bench), {
				items: 100,
			}),
		costs: { refused: 1, failed: 100 },
	},
	{
		name: 'live token rejected by the API, 50 items at once',
		run: async (bench) => {
			const id = await bench.usedCredential(HOUR);
			await sandbox.rejectTokens('anybill', 'access', 'second@sandbox.example');
			return await bench.send(id, echo(bench), { items: 50 });
		},
		costs: { requests: atMost(100), probes: 1, password: 1 },
		// 20 are under way at a time, and only those can meet the old token.
		ownCosts: { requests: 70, password: 1 },
	},
	{
		name: 'API rejects every token, 50 items at once',
		run: async (bench) => {
			const workflow = await bench.workflow(await bench.usedCredential(HOUR), echo(bench));
			return figuresOf(await bench.run(workflow, { items: 50, faults: [rejectAll] }));
		},
		costs: { requests: atMost(100), probes: atMost(2), password: 1, failed: 50 },
		ownCosts: { requests: atMost(70), password: 1, failed: 50 },
	},
	{
		name: 'the same workflow run once more',
		run: async (bench) => {
			const workflow = await bench.workflow(await bench.usedCredential(HOUR), echo(bench));
			await bench.run(workflow, { items: 50, faults: [rejectAll] });
			return figuresOf(await bench.run(workflow, { items: 50, faults: [rejectAll] }));
		},
		costs: { requests: 50, probes: atMost(1), failed: 50 },
		ownCosts: { requests: 50, failed: 50 },
	},
	{
		name: 'upload with an expired token',
		run: async (bench) => await bench.send(await bench.usedCredential(-HOUR), upload(bench)),
		costs: { requests: 1, refresh: 1 },
	},
	{
		name: 'upload with a live token that the API rejects',
		run: async (bench) => {
			const id = await bench.usedCredential(HOUR);
			await sandbox.rejectTokens('anybill', 'access', 'second@sandbox.example');
			return await bench.send(id, upload(bench));
		},
		// n8n does not send a stream a second time.
		costs: { requests: 1, probes: 1, password: 1, failed: 1 },
		ownCosts: { requests: 2, password: 1 },
	},
];

async function requestsByAccount(): Promise<Record<'service' | 'second', number | undefined>> {
	const { byAccount } = (await sandbox.counters()).anybill;
	return {
		service: byAccount['service@sandbox.example'],
		second: byAccount['second@sandbox.example'],
	};
}

const measured = new Map<string, Figures[]>();

async function measure(scenario: Scenario, way: Way): Promise<Figures> {
	const figures = await scenario.run(new SignInBench(n8n, way));
	measured.set(scenario.name, [...(measured.get(scenario.name) ?? []), figures]);
	return figures;
}

// B2C takes its time: all items of a run ask before the first has got its token.
beforeEach(() => sandbox.settings({ latencyMs: { '/ad.anybill.de': 200 } }));
afterEach(() => sandbox.reset({ keepTokens: true }));

describe.each([builtIn, own])('anybill sign-in by the $name', (way) => {
	test.each(scenarios)('$name', async (scenario) => {
		const costs = (way === own ? scenario.ownCosts : scenario.builtInCosts) ?? scenario.costs;
		expect(await measure(scenario, way)).toEqual({ ...nothing, ...costs });
	});
});

// Also the proof that the counters above would see what we promise not to do.
describe('anybill sign-in by an ordinary credential, for comparison', () => {
	test.each(scenarios)('$name', async (scenario) => {
		const costs = { ...nothing, ...scenario.costs };
		const figures = await measure(scenario, ordinary);
		if (scenario.ordinaryToo) expect(figures).toEqual(costs);
		else expect(figures).not.toEqual(costs);
	});
});

afterAll(() => {
	const table = new Table({
		head: ['requests / token requests / failed', builtIn.name, own.name, ordinary.name],
		style: { head: [], border: [] },
	});
	for (const [name, columns] of measured) table.push([name, ...columns.map(inShort)]);
	process.stderr.write(`\nWhat a sign-in costs\n${table.toString()}\n`);
});

function inShort({ requests, password, refresh, refused, failed, ...more }: Figures): string {
	const notes = Object.entries(more).map(([name, count]) => `, ${name} ${String(count)}`);
	return `${requests} / ${password + refresh + refused} / ${failed}${notes.join('')}`;
}
