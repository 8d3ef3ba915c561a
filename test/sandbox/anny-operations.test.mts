import * as jsona from 'jsona';
import { type Sandbox, startSandbox } from '../../sandbox/client.mts';

// jsona's type declarations cannot be resolved from an ES module.
const { Jsona } = jsona as unknown as {
	Jsona: new () => { deserialize(document: string): object };
};

interface Identifier {
	type: string;
	id: string;
}
interface Record_ extends Identifier {
	attributes: Record<string, unknown>;
	relationships: Record<string, { data: Identifier | Identifier[] | null }>;
	meta?: Record<string, string | null>;
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

const call = (path: string, method = 'GET', body?: unknown, contentType = JSON_API) =>
	fetch(new URL(path, `${sandbox.urls.anny}/api/v1/`), {
		method,
		headers: { Authorization: authorization, ...(body ? { 'Content-Type': contentType } : {}) },
		...(body ? { body: JSON.stringify(body) } : {}),
	});
const read = async (response: Response) => (await response.json()) as { data: Record_ };
const record = async (path: string, method?: string, body?: unknown) =>
	(await read(await call(path, method, body))).data;
const list = async (path: string) =>
	((await (await call(path)).json()) as { data: [Record_, ...Record_[]] }).data;
const errorsOf = async (response: Response) =>
	((await response.json()) as { errors: Array<{ source?: { pointer: string } }> }).errors.map(
		({ source }) => source?.pointer.split('/').at(-1),
	);

const start_date = '2026-03-02T09:00:00+01:00';
const end_date = '2026-03-02T10:00:00+01:00';
const to = (type: string, id: string) => ({ data: { type, id } });

describe('bookings', () => {
	const create = (attributes: object, relationships: object) =>
		call('bookings', 'POST', { data: { type: 'bookings', attributes, relationships } });
	const service = to('services', '1');
	const resource = to('resources', '1');

	test('a booking needs the map of services and both relationships', async () => {
		const dates = { start_date, end_date };
		const complete = { ...dates, service_id: { 1: 2 } };
		expect((await create(dates, { service, resource })).status).toBe(500);
		expect((await create(complete, { resource })).status).toBe(500);
		expect((await create(complete, { service })).status).toBe(500);
		const { data } = await read(await create(complete, { service, resource }));
		expect(data.attributes).toMatchObject({ status: 'requested', is_blocker: false, start_date });
		expect(await record(`bookings/${data.id}`)).toEqual(data);
	});

	test('a blocker needs only its resource, and can be hidden from lists', async () => {
		const attributes = { start_date, end_date, is_blocker: true, title: 'Cleaning' };
		const { data } = await read(await create(attributes, { resource }));
		expect(data.attributes).toMatchObject({ is_blocker: true, description: 'Cleaning' });
		const found = await list('bookings?filter[search]=Cleaning');
		expect(found).toHaveLength(1);
		expect(await list('bookings?filter[search]=Cleaning&filter[hide_blocker]=1')).toEqual([]);
	});

	test('an end before the start, and a resource that does not exist, are refused', async () => {
		const attributes = { start_date: end_date, end_date: start_date, service_id: { 1: 1 } };
		const backwards = await create(attributes, { service, resource });
		expect([backwards.status, await errorsOf(backwards)]).toEqual([422, ['end_date']]);
		const nowhere = { service, resource: to('resources', '99') };
		const unknown = await create({ start_date, end_date, service_id: { 1: 1 } }, nowhere);
		expect([unknown.status, await errorsOf(unknown)]).toEqual([422, ['resource']]);
	});

	test('a booking is accepted or rejected, and takes no other status', async () => {
		const [{ id }] = await list('bookings?page[size]=1');
		const patch = (status: string) =>
			call(`bookings/${id}`, 'PATCH', { data: { type: 'bookings', id, attributes: { status } } });
		expect((await read(await patch('rejected'))).data.attributes.status).toBe('rejected');
		expect((await patch('canceled')).status).toBe(422);
		expect((await record(`bookings/${id}`)).attributes.status).toBe('rejected');
	});

	test('a GET cancels, and a canceled booking cannot be checked in', async () => {
		const [{ id }] = await list('bookings?page[size]=1');
		const canceled = await record(`bookings/${id}/cancel`);
		expect(typeof canceled.attributes.canceled_at).toBe('string');
		expect(await record(`bookings/${id}`)).toEqual(canceled);
		expect((await call(`bookings/${id}/check-in`, 'POST', {})).status).toBe(422);
		const { requests } = (await sandbox.counters()).anny;
		expect(requests['GET /api/v1/bookings/{id}/cancel']).toBe(1);
	});

	test('a booking is checked out only after it was checked in', async () => {
		const [{ id }] = await list('bookings?page[size]=1');
		expect((await call(`bookings/${id}/check-out`, 'POST', {})).status).toBe(422);
		await call(`bookings/${id}/check-in`, 'POST', {});
		const { attributes } = await record(`bookings/${id}/check-out`, 'POST', {});
		expect(typeof attributes.check_in_date).toBe('string');
		expect(typeof attributes.check_out_date).toBe('string');
	});

	test('a deleted booking is gone', async () => {
		const [{ id }] = await list('bookings?page[size]=1');
		expect((await call(`bookings/${id}`, 'DELETE')).status).toBe(204);
		expect((await call(`bookings/${id}`)).status).toBe(404);
	});
});

test('a customer is created, changed and deleted', async () => {
	const attributes = { email: 'new@sandbox.example', family_name: 'Lovelace' };
	const { id } = await record('customers', 'POST', { data: { type: 'customers', attributes } });
	const changes = { type: 'customers', id, attributes: { given_name: 'Ada' } };
	const changed = await record(`customers/${id}`, 'PATCH', { data: changes });
	expect(changed.attributes).toMatchObject({ ...attributes, full_name: 'Ada Lovelace' });
	expect((await sandbox.counters()).anny.writesByAccount).toEqual({ 'api-full': 2 });
	expect((await call(`customers/${id}`, 'DELETE')).status).toBe(204);
	expect((await call(`customers/${id}`)).status).toBe(404);
});

describe('orders', () => {
	const line = { service_id: { 2: 3 }, resource_id: '1', start_date, end_date };
	const order = (config: object, path = 'from-config', contentType = JSON_API) =>
		call(`orders/${path}`, 'POST', { bookings: [line], ...config }, contentType);
	const notifications = async () => (await sandbox.counters()).anny.notifications;

	test('calculating gives the total and stores nothing', async () => {
		const { attributes } = await record('services/2');
		const response = await order({ voucher_code: 'X' }, 'calculate');
		expect(await response.json()).toMatchObject({ total: Number(attributes.price) * 3 });
		const orders = (await (await call('orders?page[size]=1')).json()) as { meta: unknown };
		expect(orders.meta).toMatchObject({ page: { total: 60 } });
	});

	test('an order of a bare object comes with its bookings, which an independent client reads', async () => {
		const [{ id }] = await list('customers?page[size]=1');
		const config = { order_customer_id: id, complete_order: true, notify_customer: false };
		const response = await call('orders/from-config?include=customer,bookings.service', 'POST', {
			bookings: [line],
			...config,
		});
		expect(response.status).toBe(201);
		expect(new Jsona().deserialize(await response.text())).toMatchObject({
			status: 'completed',
			customer: { id },
			bookings: [{ start_date, service: { id: '2' } }],
		});
		expect(await notifications()).toEqual({});
	});

	test('an order would send mail unless told not to, and so does send-notification', async () => {
		const { data } = await read(await order({}));
		expect((await call(`orders/${data.id}/send-notification`)).status).toBe(204);
		expect(await notifications()).toEqual({
			'orders/from-config': 1,
			'orders/{id}/send-notification': 1,
		});
	});

	test('an order at a time that is taken is refused where availability is checked', async () => {
		await order({});
		const taken = await order({ check_availability: true });
		expect([taken.status, await errorsOf(taken)]).toEqual([422, ['start_date']]);
		expect((await order({ check_availability: false })).status).toBe(201);
	});

	test('a configuration needs the media type of JSON:API, bookings and known ids', async () => {
		expect((await order({}, 'from-config', 'application/json')).status).toBe(415);
		expect(await errorsOf(await order({ bookings: [] }))).toEqual(['bookings']);
		expect(await errorsOf(await order({ bookings: [{ ...line, service_id: 2 }] }))).toEqual([
			'service_id',
		]);
		expect(await errorsOf(await order({ order_customer_id: 'x' }))).toEqual(['order_customer_id']);
	});
});

describe('availability', () => {
	const get = async (path: string, query: Record<string, string>) => {
		const response = await fetch(
			`${sandbox.urls.anny}/api/v1/${path}?${new URLSearchParams(query)}`,
		);
		return { status: response.status, body: (await response.json()) as unknown };
	};
	const query = { 'service_id[1]': '1', timezone: 'Europe/Berlin', resource_id: '1' };

	test('start times are those of a day in the zone, without those that are taken', async () => {
		const day = { ...query, date: '2026-03-02' };
		const before = (await get('intervals/start', day)).body as object[];
		expect(before).toHaveLength(8);
		expect(before).toContainEqual({ start_date });
		await call('orders/from-config', 'POST', {
			bookings: [{ service_id: { 1: 1 }, resource_id: '1', start_date, end_date }],
		});
		const after = (await get('intervals/start', day)).body as object[];
		expect(after).toEqual(
			before.filter((one) => !('start_date' in one && one.start_date === start_date)),
		);
	});

	test('end times are multiples of the duration', async () => {
		const { body } = await get('intervals/end', { ...query, date_time: start_date });
		const { duration } = (await record('services/1')).attributes;
		const ends = (body as Array<{ end_date: string }>).map((one) => Date.parse(one.end_date));
		expect(ends).toEqual(
			[1, 2, 3, 4].map((times) => Date.parse(start_date) + times * Number(duration) * 60_000),
		);
	});

	test('upcoming intervals go on at page_end_date', async () => {
		const path = 'availability/upcoming-intervals';
		const first = (await get(path, { ...query, start_date: '2026-03-02' })).body;
		expect(first).toMatchObject({ page_end_date: '2026-03-05' });
		const next = (await get(path, { ...query, start_date: '2026-03-05' })).body;
		expect(next).toMatchObject({
			intervals: expect.arrayContaining([
				expect.objectContaining({ start_date: '2026-03-05T08:00:00+01:00' }),
			]) as unknown,
		});
	});

	test.each([
		['intervals/start', { timezone: '' }, 'timezone'],
		['intervals/start', { timezone: 'Mars/Base' }, 'timezone'],
		['intervals/start', { 'service_id[1]': '-1' }, 'service_id'],
		['intervals/start', { date: '2.3.2026' }, 'date'],
		['intervals/end', { date_time: '2026-03-02T09:00:00' }, 'date_time'],
		['availability/upcoming-intervals', { resource_id: '99' }, 'resource_id'],
	])('%s refuses %j', async (path, change, field) => {
		const { status, body } = await get(path, { ...query, ...change });
		expect(status).toBe(422);
		expect(body).toMatchObject({ errors: [{ source: { pointer: `/data/attributes/${field}` } }] });
	});

	test('the times do not lie below /availability', async () => {
		expect((await get('availability/intervals/start', query)).status).not.toBe(200);
	});
});

describe('files', () => {
	const address = async (path: string, name: string) => String((await record(path)).meta?.[name]);

	test('an invoice has a PDF and an XML outside the API, a quote only its own PDF', async () => {
		const invoices = await list('invoices?page[size]=5');
		const [first, quote] = [invoices[0], invoices[4] as Record_];
		expect(first.meta).toMatchObject({ quote_download_url: null });
		expect(quote.meta).toMatchObject({ download_url: null, xml_download_url: null });
		const url = new URL(String(first.meta?.download_url));
		expect(url.pathname).not.toContain('/api/v1');
		expect(await sandbox.secrets()).toContain(url.searchParams.get('access_token'));
	});

	const pdf = { contentType: 'application/pdf', extension: '.pdf', begin: '%PDF-' };
	const xml = { contentType: 'application/xml; charset=utf-8', extension: '.xml', begin: '<?xml' };
	test.each([
		['invoices', 'download_url', pdf],
		['invoices', 'xml_download_url', xml],
		['orders', 'download_url', pdf],
	])('%s: %s is fetched without Authorization', async (type, name, file) => {
		const [{ id }] = await list(`${type}?page[size]=1`);
		const response = await fetch(await address(`${type}/${id}`, name));
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe(file.contentType);
		expect(response.headers.get('content-disposition')).toContain(file.extension);
		expect((await response.text()).slice(0, 5)).toBe(file.begin);
		expect((await sandbox.counters()).anny.downloadsWithAuthorization).toBe(0);
	});

	test('a download that carries Authorization is counted, one with a wrong token refused', async () => {
		const [{ id }] = await list('invoices?page[size]=1');
		const url = await address(`invoices/${id}`, 'download_url');
		await fetch(url, { headers: { Authorization: authorization } });
		expect((await sandbox.counters()).anny.downloadsWithAuthorization).toBe(1);
		expect((await fetch(`${url}x`)).status).toBe(403);
	});

	test('a download that stalls sends its headers and four bytes', async () => {
		await sandbox.faults([{ service: 'anny', path: '/files', fault: 'stalled-body' }]);
		const [{ id }] = await list('invoices?page[size]=1');
		const url = await address(`invoices/${id}`, 'download_url');
		const response = await fetch(url, { signal: AbortSignal.timeout(500) });
		expect(response.status).toBe(200);
		expect(Number(response.headers.get('content-length'))).toBeGreaterThanOrEqual(1000);
		const reader = response.body?.getReader();
		expect((await reader?.read())?.value).toHaveLength(4);
		await expect(reader?.read()).rejects.toThrow('timeout');
	});
});

test('the journal shows the body that was sent', async () => {
	const body = { data: { type: 'customers', attributes: { email: 'ä@sandbox.example' } } };
	await call('customers', 'POST', body);
	const [entry] = await sandbox.requests({ path: '/api/v1/customers' });
	expect(JSON.parse(entry?.body ?? '')).toEqual(body);
});
