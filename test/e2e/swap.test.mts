import type { Item } from '../../harness/n8n-rest.mts';
import { sharedN8n } from '../support/shared-n8n.mts';
import { rows, type Row } from './swap/table.mts';
import { basePath, comparable, serviceOf, workflowOf } from './swap/workflow.mts';

/** "A workflow whose node type is swapped keeps working", for every row of the table. */
const shared = sharedN8n();
const { rest, sandbox } = shared;

const builtIn = 'n8n-nodes-base.httpRequest';
const ours = (row: Row) => `n8n-nodes-anny-anybill.${serviceOf(row)}HttpRequest`;

/** What came out of a workflow, and how many requests it took. */
interface Run {
	items: Item[];
	requests: number;
}

async function runWith(row: Row, type: string): Promise<Run> {
	const deployed = await rest.deploy(workflowOf(row, type, shared));
	const service = serviceOf(row);
	const path = basePath(row);
	await sandbox.reset({ keepTokens: true, keepSettings: true });
	await sandbox.settings({ limits: { reads: 0, windowSeconds: 60, ...row.limits } });
	if (row.fault) await sandbox.faults([{ service, path, fault: 'status', ...row.fault }]);
	const items = await deployed.run({ items: row.items ?? [{}] });
	const requests = (await sandbox.requests({ service, path })).length;
	return { items: items.map(comparable), requests };
}

afterAll(() => sandbox.reset({ keepTokens: true }));

test('there are enough of them', () => {
	expect(rows.filter(({ difference }) => !difference).length).toBeGreaterThanOrEqual(25);
});

describe('nothing changes with', () => {
	test.each(rows.filter(({ difference }) => !difference))('$name', async (row) => {
		const before = await runWith(row, builtIn);
		const after = await runWith(row, ours(row));
		expect(after.items).toEqual(before.items);
		expect(after.items.length).toBeGreaterThan(0);
	});
});

describe('something changes, for a reason, with', () => {
	test.each(rows.filter(({ difference }) => difference))('$name', async (row) => {
		const before = await runWith(row, builtIn);
		const after = await runWith(row, ours(row));
		expect(after.items).not.toEqual(before.items);
		expect(after.items).toMatchObject(row.difference?.ours as object[]);
	});
});

test('a write that fails is sent once, whichever node uses the credential', async () => {
	const row: Row = {
		name: 'a POST whose response is an error',
		parameters: { method: 'POST', url: '{base}/echo' },
		fault: { code: 500, times: 1 },
		onError: 'continueRegularOutput',
	};
	expect((await runWith(row, builtIn)).requests).toBe(1);
	expect((await runWith(row, ours(row))).requests).toBe(1);
});
