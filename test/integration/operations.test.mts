import { jsonOf } from './support/world.mts';
import { OperationWorld, table } from './support/operation-world.mts';

let operations: OperationWorld;
beforeAll(async () => {
	operations = await OperationWorld.begin();
}, 60_000);
afterAll(() => operations.world.sandbox.stop());
beforeEach(() => operations.world.reset());

/** What a service received, sign-ins aside. */
const requests = async (service: 'anny' | 'anybill') =>
	(await operations.world.sandbox.requests({ service })).filter(
		({ path }) => !path.includes('oauth'),
	);

test('every operation has a row to be tried with, and every row an operation', () => {
	const rows = Object.keys(operations.rows).sort();
	expect(rows).toEqual(table.map(({ name }) => name).sort());
});

test.each(table)('$name sends what it stands for, and gives its items', async (entry) => {
	const { service, operation, name } = entry;
	const row = operations.rows[name]?.() ?? {};
	const parameters = await operations.parameters(entry);
	const earlier = (await requests(service)).length;
	const { items, error } = await operations.run(entry, parameters);
	expect(error).toBeUndefined();

	const [request, ...further] = (await requests(service)).slice(earlier);
	const path = operation.path.replace(/\{(\w+)\}/g, (_, field: string) => {
		const value = parameters[field] as { value: string } | string;
		return typeof value === 'object' ? value.value : value;
	});
	expect(request).toMatchObject({ method: operation.method, path });
	expect(Object.fromEntries(new URLSearchParams(request?.query))).toEqual(row.query ?? {});
	expect(request?.body === undefined ? undefined : JSON.parse(request.body)).toEqual(row.body);
	expect(further.map((one) => `${one.method} ${one.path}`)).toEqual(row.further ?? []);
	if (row.items) expect(jsonOf(items)).toEqual(row.items);
	if (row.item) expect(items[0]?.json).toMatchObject(row.item);
	const isFile = operation.output?.kind === 'file' || operation.output?.kind === 'download';
	expect(items[0]?.binary !== undefined).toBe(isFile);
});
