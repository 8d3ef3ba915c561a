import { jsonOf } from './support/world.mts';
import { table, useOperations } from './support/operation-world.mts';

const operations = useOperations();

/** What a service received, sign-ins aside. */
const requests = async (service: 'anny' | 'anybill') =>
	(await operations.world.sandbox.requests({ service })).filter(
		({ path }) => !path.includes('oauth'),
	);

const summary = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

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

	const received = (await requests(service)).slice(earlier);
	const { search = [] } = row;
	expect(received.slice(0, search.length).map(summary)).toEqual(search);
	const [request, ...further] = received.slice(search.length);
	const path = operation.path.replace(/\{(\w+)\}/g, (_, field: string) => {
		const value = parameters[field] as { value: string } | string;
		return typeof value === 'object' ? value.value : value;
	});
	expect(request).toMatchObject({ method: operation.method, path });
	expect(Object.fromEntries(new URLSearchParams(request?.query))).toEqual(row.query ?? {});
	expect(request?.body === undefined ? undefined : JSON.parse(request.body)).toEqual(row.body);
	expect(further.map(summary)).toEqual(row.further ?? []);
	if (row.items) expect(jsonOf(items)).toEqual(row.items);
	if (row.item) expect(items[0]?.json).toMatchObject(row.item);
	const isFile = operation.output?.kind === 'file' || operation.output?.kind === 'download';
	expect(items[0]?.binary !== undefined).toBe(isFile);
});

describe('Create or update a customer', () => {
	const upsert = (email: string, company: string) => ({
		json: { email, company },
	});
	const parameters = {
		resource: 'customer',
		operation: 'upsert',
		email: '={{ $json.email }}',
		additionalFields: { company: '={{ $json.company }}' },
	};

	test('The customer who is there is updated, whatever the case of the address', async () => {
		const { world, ids } = operations;
		const { items: before } = await world.anny({ url: `/api/v1/customers/${ids.customerId}` });
		const { email } = before[0]?.json.attributes as { email: string };
		const { items, error } = await world.anny(parameters, {
			items: [upsert(email.toUpperCase(), 'Example GmbH')],
		});
		expect(error).toBeUndefined();
		expect(jsonOf(items)).toEqual([
			expect.objectContaining({ id: ids.customerId, company: 'Example GmbH' }),
		]);
		const writes = (await requests('anny')).filter(({ method }) => method !== 'GET');
		expect(writes.map(summary)).toEqual([`PATCH /api/v1/customers/${ids.customerId}`]);
	});

	test('Twenty items with one new address at once create one customer', async () => {
		const items = Array.from({ length: 20 }, (_, n) => upsert('new@example.com', `Company ${n}`));
		const { items: created, error } = await operations.world.anny(parameters, { items });
		expect(error).toBeUndefined();
		expect(new Set(created.map(({ json }) => json.id)).size).toBe(1);
		const writes = (await requests('anny')).filter(({ method }) => method !== 'GET');
		expect(writes.filter(({ method }) => method === 'POST')).toHaveLength(1);
		expect(writes).toHaveLength(20);
	});
});
