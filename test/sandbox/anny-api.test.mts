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
}, 60_000);
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

test('10,000 bookings come page by page, none twice, the same in every run', async () => {
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
}, 60_000);

test('page meta comes in the form that Accept names, and a size above the maximum is cut', async () => {
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

test('includes are nested and free of duplicates, and `fields` drops a relationship from them', async () => {
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

test('bookings are filtered by the documented names and sorted', async () => {
	const { data } = await get(
		'bookings?filter[status]=accepted&filter[start_date]=2026-01-07&sort=-start_date',
	);
	const dates = data.map(({ attributes }) => String(attributes.start_date));
	expect(data.every(({ attributes }) => attributes.status === 'accepted')).toBe(true);
	expect(String(dates.at(-1)) >= '2026-01-07').toBe(true);
	expect(dates).toEqual([...dates].sort().reverse());

	const total = async (filter: string) =>
		((await get(`bookings?page[size]=1&${filter}`)).meta.page as { total: number }).total;
	expect(await total('filter[resources]=1,2')).toBe(30);
	expect(await total('filter[upcoming_only]=0')).toBe(120);
	expect(await total('filter[search]=B-12')).toBe(2);
	const [customer] = (await get('customers?page[size]=1')).data;
	expect(await total(`filter[email]=${String(customer?.attributes.email)}`)).toBe(4);
});

test.each(['bookings?filter[customer]=1', 'bookings?sort=nothing', 'services?sort=start_date'])(
	'%s is refused',
	async (path) => {
		const response = await call(path);
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ errors: [{ code: 'bad_parameter' }] });
	},
);

test('a customer is found by email, and by a part of the name', async () => {
	const [, second] = (await get('customers?page[size]=2')).data as [Record_, Record_];
	const { email, full_name: name } = second.attributes as Record<string, string>;
	for (const filter of [`filter[email]=${email}`, `filter[search]=${name}`]) {
		expect((await get(`customers?${filter}`)).data).toMatchObject([{ id: second.id }]);
	}
	expect((await get('customers?filter[email]=nobody@sandbox.example')).data).toEqual([]);
});

test('the organization in `o` wins over the token, has its own records, and must exist', async () => {
	const main = await get('bookings?include=customer,resource');
	const annex = await get('bookings?o=102&include=customer,resource');
	expect(annex.data).toHaveLength(4);
	const ids = ({ data, included = [] }: Document) => [...data, ...included].map(({ id }) => id);
	expect(ids(annex).filter((id) => ids(main).includes(id))).toEqual([]);
	expect((await get('organizations')).data).toHaveLength(2);
	expect((await call('bookings?o=999')).status).toBe(404);
});

test('the user names the active organization, which can be included', async () => {
	const user = (await (await call('user?include=active_organization')).json()) as {
		data: Record_;
		included: Record_[];
	};
	expect(user.data.relationships?.active_organization?.data).toMatchObject({ id: '101' });
	expect(user.included).toMatchObject([{ type: 'organizations', id: '101' }]);
});

test('child resources are listed below their parent and can be left out of the list', async () => {
	const children = await get('resources/1/children');
	expect(children.data.map(({ id }) => id)).toEqual(['7', '8']);
	const roots = await get('resources?filter[exclude_child_resources]=1');
	expect(roots.data).toHaveLength(6);
	expect((await get('resource-properties')).data).toHaveLength(2);
});

test.each([
	['bookings', 'resource,service,customer'],
	['orders', 'customer.address,bookings.resource,bookings.service,invoice.items'],
	['invoices', 'items'],
	['customers', 'address'],
	['plan-subscriptions', 'customer,plan'],
	['resources', 'category,group,location'],
	['services', 'group'],
])('%s can include %s', async (type, include) => {
	const { data, included } = await get(`${type}?page[size]=1&include=${include}`);
	const [first] = data as [Record_];
	const names = include.split(',').map((path) => path.split('.')[0] as string);
	const pointed = names.flatMap((name) => first.relationships?.[name]?.data ?? []);
	expect(pointed.length).toBeGreaterThan(0);
	expect(included).toEqual(
		expect.arrayContaining(pointed.map((to) => expect.objectContaining(to) as unknown)),
	);
});

describe('lists that do not behave', () => {
	test('a page in the middle comes empty and still names the next one', async () => {
		await sandbox.settings({ paging: { emptyPages: [2] } });
		const second = await get('bookings?page[number]=2');
		expect(second.data).toEqual([]);
		expect(second.links.next).toContain('page%5Bnumber%5D=3');
		expect((await get('bookings?page[number]=3')).data).toHaveLength(30);
	});

	test('the page number is ignored: every page is the first', async () => {
		await sandbox.settings({ paging: { ignoresPage: true } });
		const [first, third] = [await get('bookings'), await get('bookings?page[number]=3')];
		expect(third.data).toEqual(first.data);
		expect(third.meta).toEqual(first.meta);
	});
});

test('a write of plain JSON is 415, and one that is not valid 422 with a pointer or with fields', async () => {
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

test('a webhook subscription gets a signing key of 64 characters', async () => {
	const body = { name: 'a', url: 'https://sandbox.example/hook', events: ['bookings.created'] };
	const response = await write('POST', 'webhook-subscriptions', body);
	const { data } = (await response.json()) as { data: Record_ };
	expect(data.attributes.signing_key).toHaveLength(64);
	expect(await sandbox.secrets()).toContain(data.attributes.signing_key);
});

test('reads and writes have limits of their own, and Retry-After is seconds or a date', async () => {
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

test('no more than the allowed identical requests per second pass', async () => {
	await sandbox.settings({ limits: { identicalPerSecond: 2 } });
	const status = async (path: string) => (await call(path)).status;
	const same = await Promise.all(['user', 'user', 'user'].map(status));
	expect(same.sort()).toEqual([200, 200, 429]);
	expect(await status('user?other=1')).toBe(200);
});

test('a rate limit changes after a number of requests', async () => {
	const later = { afterRequests: 3, reads: 1, writes: 1, windowSeconds: 30 };
	await sandbox.settings({ limits: { reads: 10, later } });
	const statuses = [];
	for (let i = 0; i < 6; i++) statuses.push((await call('user')).status);
	expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
});
