import { type Sandbox, startSandbox } from '../../sandbox/client.mts';

interface Identifier {
	type: string;
	id: string;
}
interface Record_ extends Identifier {
	attributes: Record<string, unknown>;
	relationships?: Record<string, { data: Identifier | Identifier[] | null }>;
}
interface Document {
	data: Record_[];
	included?: Record_[];
	links: { next: string | null };
	meta: Record<string, unknown>;
}

const JSON_API = 'application/vnd.api+json';

let sandbox: Sandbox;
let authorization: string;

beforeAll(async () => {
	sandbox = await startSandbox();
	authorization = `Bearer ${(await sandbox.known()).anny.apiTokens.full}`;
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

type Options = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };
const call = (path: string, options: Options = {}) =>
	fetch(new URL(path, `${sandbox.urls.anny}/api/v1/`), {
		...options,
		headers: { Authorization: authorization, ...options.headers },
	});
const get = async (path: string, headers: Record<string, string> = {}) =>
	(await (await call(path, { headers })).json()) as Document;
const write = (method: string, path: string, body: unknown, contentType = JSON_API) =>
	call(path, { method, headers: { 'Content-Type': contentType }, body: JSON.stringify(body) });

test('10,000 bookings, page by page, none twice, the same in every run', async () => {
	await sandbox.settings({ data: { bookings: 10_000 } });
	const ids = new Set<string>();
	let next: string | null = 'bookings?page[size]=200&sort=start_date';
	let last: Record_ | undefined;
	while (next) {
		const page: Document = await get(next);
		for (const { id } of page.data) ids.add(id);
		last = page.data.at(-1);
		next = page.links.next;
	}
	expect(ids.size).toBe(10_000);
	expect(last?.attributes.number).toBe('B-10000');
	expect((await sandbox.counters()).anny.requests).toEqual({ 'GET /api/v1/bookings': 50 });

	const [first] = [...ids];
	await sandbox.reset();
	expect((await get('bookings?page[size]=1')).data[0]?.id).toBe(first);
});

test('page meta in both forms, and a size above the maximum is cut', async () => {
	await sandbox.settings({ anny: { maxPageSize: 50 } });
	expect((await get('bookings?page[size]=500')).meta).toEqual({
		page: { 'current-page': 1, 'last-page': 3, 'per-page': 50, total: 120 },
	});
	expect((await get('bookings', { Accept: 'application/json' })).meta).toEqual({
		current_page: 1,
		last_page: 4,
		per_page: 30,
		total: 120,
	});
});

test('includes are nested, complete and free of duplicates; a dropped relationship is dropped', async () => {
	const document = await get('bookings?page[size]=4&include=customer,order.customer');
	const keys = (document.included ?? []).map(({ type, id }) => `${type}/${id}`);
	// Two bookings share an order, and the order has the same customer.
	expect(keys.map((key) => key.split('/')[0]).sort()).toEqual([
		'customers',
		'customers',
		'orders',
		'orders',
	]);
	expect(new Set(keys).size).toBe(4);

	const sparse = await get('bookings?page[size]=1&include=customer&fields[bookings]=number');
	expect(sparse.data[0]?.attributes).toEqual({ number: 'B-1' });
	expect(sparse.included).toEqual([]);
});

test('filters and sorts', async () => {
	const { data } = await get(
		'bookings?filter[status]=accepted&filter[start_date_from]=2026-01-07&sort=-start_date',
	);
	const dates = data.map(({ attributes }) => String(attributes.start_date));
	expect(data.every(({ attributes }) => attributes.status === 'accepted')).toBe(true);
	expect(String(dates.at(-1)) >= '2026-01-07').toBe(true);
	expect(dates).toEqual([...dates].sort().reverse());
});

test('the organization in `o` wins over the token; an unknown one is 404', async () => {
	expect((await get('bookings?o=102')).data).toEqual([]);
	expect((await get('organizations')).data).toHaveLength(2);
	expect((await call('bookings?o=999')).status).toBe(404);
});

test('a customer is created, changed and deleted', async () => {
	const data = { type: 'customers', attributes: { email: 'new@sandbox.example' } };
	const created = await write('POST', 'customers', { data });
	expect(created.status).toBe(201);
	const { id } = ((await created.json()) as { data: Identifier }).data;
	const change = { data: { type: 'customers', id, attributes: { given_name: 'Ada' } } };
	const changed: unknown = await (await write('PATCH', `customers/${id}`, change)).json();
	expect(changed).toMatchObject({
		data: { attributes: { given_name: 'Ada', email: 'new@sandbox.example' } },
	});
	expect((await call(`customers/${id}`, { method: 'DELETE' })).status).toBe(204);
	expect((await call(`customers/${id}`)).status).toBe(404);
});

test('errors: 415 for plain JSON, 422 with a pointer or with fields', async () => {
	const body = { data: { type: 'customers', attributes: {} } };
	expect((await write('POST', 'customers', body, 'application/json')).status).toBe(415);
	const response = await write('POST', 'customers', body);
	expect(response.status).toBe(422);
	expect(response.headers.get('x-request-id')).toBeTruthy();
	expect(response.headers.get('content-type')).toBe(JSON_API);
	expect(await response.json()).toMatchObject({
		errors: [{ status: '422', source: { pointer: '/data/attributes/email' } }],
	});
	await sandbox.settings({ anny: { validationShape: 'message' } });
	expect(await (await write('POST', 'customers', body)).json()).toMatchObject({
		errors: { email: ['The email field is required.'] },
	});
});

test('bookings: accept, cancel by GET, check in', async () => {
	const [{ id }] = (await get('bookings?page[size]=1')).data as [Record_];
	const after = async (response: Response) =>
		((await response.json()) as { data: Record_ }).data.attributes;
	const accept = { data: { type: 'bookings', id, attributes: { status: 'rejected' } } };
	expect(await after(await write('PATCH', `bookings/${id}`, accept))).toMatchObject({
		status: 'rejected',
	});
	expect(await after(await call(`bookings/${id}/cancel`))).toMatchObject({ status: 'canceled' });
	const checkedIn = await after(await write('POST', `bookings/${id}/check-in`, {}));
	expect(typeof checkedIn.check_in_date).toBe('string');
	expect((await sandbox.counters()).anny.requests['GET /api/v1/bookings/{id}/cancel']).toBe(1);
});

test('an order from a bare object comes with its bookings; calculating stores nothing', async () => {
	const config = {
		customer: { email: 'order@sandbox.example' },
		bookings: [{ service_id: 1, resource_id: 1, start_date: '2026-02-01', end_date: '2026-02-02' }],
	};
	await write('POST', 'orders/calculate', config);
	expect((await get('orders')).meta).toMatchObject({ page: { total: 60 } });
	const order = await write('POST', 'orders/from-config?include=bookings.customer', config);
	expect(await order.json()).toMatchObject({
		data: { type: 'orders' },
		included: [{ type: 'bookings' }, { type: 'customers' }],
	});
});

test('a webhook subscription gets a signing key of 64 characters', async () => {
	const body = { name: 'a', url: 'https://sandbox.example/hook', events: ['bookings.created'] };
	const response = await write('POST', 'webhook-subscriptions', body);
	const { data } = (await response.json()) as { data: Record_ };
	expect(data.attributes.signing_key).toHaveLength(64);
	expect(await sandbox.secrets()).toContain(data.attributes.signing_key);
});

test('rate limits: reads and writes apart, Retry-After in seconds or as a date', async () => {
	await sandbox.settings({ limits: { reads: 3, writes: 1, windowSeconds: 30 } });
	const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await call('user')).status));
	expect(statuses.sort()).toEqual([200, 200, 200, 429]);
	expect((await write('POST', 'customers', {})).status).toBe(400);
	const limited = await write('POST', 'customers', {});
	expect(limited.status).toBe(429);
	expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(28);
	expect(await limited.json()).toMatchObject({ errors: [{ status: '429' }] });

	await sandbox.settings({ limits: { retryAfterForm: 'date' } });
	for (let i = 0; i < 3; i++) await call('user');
	const until = Date.parse((await call('user')).headers.get('retry-after') ?? '');
	expect(until - Date.now()).toBeGreaterThan(28_000);
});

test('rate limits: no more than N identical requests per second', async () => {
	await sandbox.settings({ limits: { identicalPerSecond: 2 } });
	const status = async (path: string) => (await call(path)).status;
	const same = await Promise.all(['user', 'user', 'user'].map(status));
	expect(same.sort()).toEqual([200, 200, 429]);
	expect(await status('user?other=1')).toBe(200);
});
