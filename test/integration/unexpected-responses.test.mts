import { textOf } from '../../http/json.ts';
import { jsonOf, useServer, useWorld } from './support/world.mts';
import { picked } from './support/operation-world.mts';
import { only } from '../support/elements.mts';

interface Served {
	status?: number;
	type?: string;
	/** Text as it is, else JSON; nothing where it is missing. */
	body?: unknown;
}

/** What the services respond; the number says how many requests there were before. */
let respond: (url: URL, before: number, method: string) => Served;

const world = useWorld();
const server = useServer(world, ({ url = '', method = '' }, response) => {
	const asked = new URL(url, server.url);
	const served = respond(asked, server.seen.length - 1, method);
	const { status = 200, type = 'application/json', body } = served;
	response.writeHead(status, { 'content-type': type, 'x-request-id': 'r-4711' });
	response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
});
beforeAll(() => {
	for (const credential of Object.values(world.credentials)) credential.baseUrl = server.url;
});

const HTML: Served = { type: 'text/html', body: '<title>Please sign in</title>' };
const ERRORS: Served = { body: { errors: [{ detail: 'It is too late' }] } };
const PROBLEM: Served = { body: { title: 'Already cancelled', status: 409 } };
const MESSAGE: Served = { body: { message: 'Server busy' } };

const methods = () => server.seen.map((line) => line.split(' ')[0]);
const ids = (items: Array<{ json: Record<string, unknown> }>) => items.map(({ json }) => json.id);
const bookingsOf = (...numbers: number[]) =>
	numbers.map((id) => ({ type: 'bookings', id: String(id), attributes: {} }));

describe('Create or update a customer', () => {
	const upsert = { resource: 'customer', operation: 'upsert', email: 'jane@example.com' };
	const jane = (id: unknown) => ({
		type: 'customers',
		id,
		attributes: { email: 'Jane@Example.com' },
	});
	const created = { body: { data: jane('new') } };
	const searched = (search: Served) => {
		respond = (_, __, method) => (method === 'GET' ? search : created);
	};

	test.each<[string, Served]>([
		['a web page', HTML],
		['no content', { status: 204 }],
		['nothing with status 200', {}],
		['errors with status 200', ERRORS],
		['an object with a message', MESSAGE],
		['a single record', { body: { data: jane('7') } }],
		['null', { body: null }],
		['a list of records without an ID', { body: { data: [jane(undefined)] } }],
		['a list of records with an empty ID', { body: { data: [jane('')] } }],
		['a list of texts', { body: { data: ['jane'] } }],
	])('Nothing is written where the search responds with %s', async (_, search) => {
		searched(search);
		const { items, error } = await world.anny(upsert);
		expect(error?.message).toMatch(/is not a list|sent no list of records/);
		expect(items).toEqual([]);
		expect(methods()).toEqual(['GET']);
	});

	test.each<[string, Served]>([
		['a document', { body: { data: [] } }],
		['plain JSON', { body: [] }],
	])(
		'The customer is created where the search responds with an empty list in %s',
		async (_, search) => {
			searched(search);
			const { items, error } = await world.anny(upsert);
			expect(error).toBeUndefined();
			expect(ids(items)).toEqual(['new']);
			expect(methods()).toEqual(['GET', 'POST']);
		},
	);

	test('The customer in a list of plain JSON with more beside it is found', async () => {
		searched({ body: { data: [{ id: 3, email: 'jane@example.com' }], total: 1 } });
		await world.anny(upsert);
		expect(server.seen.at(-1)).toBe('PATCH /api/v1/customers/3');
	});

	test('A customer who moved to the next page meanwhile counts once', async () => {
		const meta = { page: { 'current-page': 1, 'last-page': 2 } };
		const other = { type: 'customers', id: 'x', attributes: {} };
		respond = ({ searchParams }, _, method) => {
			if (method !== 'GET') return created;
			return searchParams.has('page[number]')
				? { body: { data: [jane('7'), other] } }
				: { body: { data: [jane('7')], meta } };
		};
		const { error } = await world.anny(upsert);
		expect(error).toBeUndefined();
		expect(methods()).toEqual(['GET', 'GET', 'PATCH']);
	});
});

describe('A list of anny whose page 2 of 3 is', () => {
	const all = { resource: 'booking', operation: 'getAll', returnAll: true };
	const page = (number: number): Served => ({
		body: {
			data: bookingsOf(number),
			meta: { page: { 'current-page': number, 'last-page': 3 } },
		},
	});
	const secondIs = (second: Served) => {
		respond = ({ searchParams }) => {
			const number = Number(searchParams.get('page[number]') ?? 1);
			return number === 2 ? second : page(number);
		};
	};

	test.each<[string, Served, string]>([
		['a web page', HTML, 'Page 2 is not a list: Please sign in'],
		['nothing with status 200', {}, 'Page 2 is not a list'],
		['errors', ERRORS, 'Page 2 is not a list: It is too late'],
		['an object with a message', MESSAGE, 'Page 2 is not a list: Server busy'],
	])('%s gives an error that names the page, and no items', async (_, second, message) => {
		secondIs(second);
		for (const parameters of [
			all,
			{
				url: '/api/v1/bookings',
				options: { pagination: { pagination: { paginationMode: 'automatic' } } },
			},
		]) {
			const { items, error } = await world.anny(parameters);
			expect(error?.message).toBe(message);
			expect(error?.description).toContain("anny's request ID: r-4711");
			expect(items).toEqual([]);
		}
	});

	test('a list of plain JSON with more beside it gives its records', async () => {
		secondIs({ body: { data: [{ id: '2' }], total: 3 } });
		expect(ids((await world.anny(all)).items)).toEqual(['1', '2', '3']);
	});

	test('a list gives all records', async () => {
		secondIs(page(2));
		expect(ids((await world.anny(all)).items)).toEqual(['1', '2', '3']);
	});
});

describe('A list of anybill', () => {
	const all = { resource: 'store', operation: 'getAll', returnAll: true };
	const stores = (from: number, count: number) =>
		Array.from({ length: count }, (_, n) => ({ id: `S-${from + n}` }));
	const skipped = ({ searchParams }: URL) => Number(searchParams.get('skip'));

	test('gives an error that names the page which is no list', async () => {
		respond = (url) =>
			skipped(url) === 0 ? { body: stores(0, 100) } : { body: { title: 'Busy' } };
		const { items, error } = await world.anybill(all);
		expect(error?.message).toBe('Page 2 is not a list: Busy');
		expect(items).toEqual([]);
	});

	test.each<[string, Served]>([
		['an object', { body: { title: 'Busy' } }],
		['a web page', HTML],
		['a text in JSON', { body: '"Busy"' }],
		['nothing with status 200', {}],
	])('gives an error where the only page is %s', async (_, served) => {
		respond = () => served;
		const { items, error } = await world.anybill(all);
		expect(error?.message).toMatch(/^Page 1 is not a list/);
		expect(items).toEqual([]);
	});

	test('gives every record once where one is added while a full page is read', async () => {
		respond = (url) => {
			const skip = skipped(url);
			return { body: skip === 0 ? stores(0, 100) : skip === 100 ? stores(99, 2) : [] };
		};
		const { items, error } = await world.anybill(all);
		expect(error).toBeUndefined();
		expect(ids(items)).toEqual(stores(0, 101).map(({ id }) => id));
	});

	test('is complete where its last page holds only records that came before', async () => {
		respond = (url) => ({ body: skipped(url) === 0 ? stores(0, 100) : stores(99, 1) });
		const { items, error } = await world.anybill(all);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(100);
	});

	test('that the service does not page is stopped, with advice that fits an operation', async () => {
		respond = () => ({ body: stores(0, 100) });
		const { error } = await world.anybill(all);
		expect(error?.message).toContain('same page came back twice');
		expect(error?.description).toContain('"Limit"');
		expect(error?.description).not.toMatch(/mode|pagination settings/);
		expect(server.seen).toHaveLength(2);
	});
});

describe('Free times', () => {
	const upcoming = {
		resource: 'availability',
		operation: 'getUpcomingIntervals',
		serviceId: picked('7'),
		timeZone: 'Europe/Berlin',
	};
	const times = { ...upcoming, operation: 'getStartTimes', date: '2027-03-01' };

	test.each<[string, Served]>([
		['no content', { status: 204 }],
		['null', { body: 'null' }],
		['an empty list', { body: [] }],
	])('are no items where anny responds with %s', async (_, served) => {
		respond = () => served;
		for (const parameters of [upcoming, times]) {
			const { items, error } = await world.anny(parameters);
			expect([items, error]).toEqual([[], undefined]);
		}
	});

	test.each<[string, Served]>([
		['errors', ERRORS],
		['a web page', HTML],
		['an object with a message', MESSAGE],
		['nothing with status 200', {}],
	])('are an error where anny responds with %s', async (_, served) => {
		respond = () => served;
		for (const parameters of [upcoming, times]) {
			const { items, error } = await world.anny(parameters);
			expect(error?.message).toMatch(/not a list|not respond with a list|refused the request/);
			expect(items).toEqual([]);
		}
	});

	test('that end one page and begin the next come once', async () => {
		respond = (_, before) => ({
			body: {
				intervals: [{ start_date: `day ${before}` }, { start_date: `day ${before + 1}` }],
				page_end_date: `2027-03-0${before + 2}`,
			},
		});
		const { items } = await world.anny({ ...upcoming, limit: 4 });
		expect(jsonOf(items)).toEqual([0, 1, 2, 3].map((n) => ({ start_date: `day ${n}` })));
	});
});

describe('A success status', () => {
	const booking = (operation: string) => ({
		resource: 'booking',
		operation,
		bookingId: picked('7'),
	});
	const EFFECT = 'The request may have taken effect all the same';

	const bill = { resource: 'bill', storeId: picked('S-1') };
	test.each<[string, 'anny' | 'anybill', { parameters: object; served: Served; message: string }]>([
		[
			'errors from a deletion',
			'anny',
			{
				parameters: booking('delete'),
				served: ERRORS,
				message: 'anny refused the request: It is too late',
			},
		],
		[
			'a web page from a deletion',
			'anny',
			{
				parameters: booking('delete'),
				served: HTML,
				message: 'anny responded with text instead of JSON: Please sign in',
			},
		],
		[
			'errors from a GET that cancels',
			'anny',
			{
				parameters: booking('cancel'),
				served: ERRORS,
				message: 'anny refused the request: It is too late',
			},
		],
		[
			'a problem document from a cancellation',
			'anybill',
			{
				parameters: { resource: 'bill', operation: 'cancel', billId: 'b-1' },
				served: PROBLEM,
				message: 'anybill refused the request: Already cancelled',
			},
		],
		[
			'a problem document from a creation',
			'anybill',
			{
				parameters: { ...bill, operation: 'create' },
				served: PROBLEM,
				message: 'anybill refused the request: Already cancelled',
			},
		],
		[
			'a web page from a creation',
			'anybill',
			{
				parameters: { ...bill, operation: 'create' },
				served: HTML,
				message: 'anybill responded with text instead of JSON: Please sign in',
			},
		],
	])('with %s of %s is no success', async (_, service, { parameters, served, message }) => {
		respond = () => served;
		const { items, error } = await world[service](parameters as Record<string, unknown>);
		expect(error?.message).toBe(message);
		expect(error?.description).toContain(EFFECT);
		expect(error?.description).toContain(`${service}'s request ID: r-4711`);
		expect(items).toEqual([]);
		expect(server.seen).toHaveLength(1);
	});

	test.each<[string, Served]>([
		['nothing', {}],
		['no data', { body: { data: null } }],
		['a web page', HTML],
		['errors', ERRORS],
	])('with %s is no booking, and no write that took effect', async (_, served) => {
		respond = () => served;
		const { items, error } = await world.anny(booking('get'));
		expect(error?.message).toMatch(/^anny /);
		expect(error?.description).not.toContain(EFFECT);
		expect(items).toEqual([]);
	});

	test.each([200, 202, 204])('%d without a body is a success of what only acts', async (status) => {
		respond = () => ({ status });
		const { items } = await world.anny(booking('checkIn'));
		expect(jsonOf(items)).toEqual([{ success: true, statusCode: status }]);
		expect(jsonOf((await world.anny(booking('delete'))).items)).toEqual([
			{ deleted: true, id: '7' },
		]);
	});

	test('with what the service sent is in the item of the error, where the node goes on', async () => {
		respond = () => ERRORS;
		const { items } = await world.anny(booking('cancel'), { onError: 'continueRegularOutput' });
		expect(only(items).json.details).toMatchObject({ body: ERRORS.body });
	});
});

describe('A document', () => {
	const receipt = { resource: 'receipt', operation: 'download', receiptId: picked('R1') };
	const invoice = { resource: 'invoice', operation: 'download', invoiceId: picked('I1') };

	test.each<[string, Served]>([
		['JSON', PROBLEM],
		['a web page', HTML],
		['plain text', { type: 'text/plain', body: 'Please wait' }],
		['an empty body', { type: 'application/pdf', body: '' }],
		['no content', { status: 204 }],
	])('that comes as %s is an error, and no file', async (_, served) => {
		respond = () => served;
		const fromApi = await world.anybill(receipt);
		expect(fromApi.error?.message).toMatch(/^anybill (responded with|sent|refused)/);
		expect(fromApi.items).toEqual([]);

		const link = `${server.url}/files/1?access_token=hidden`;
		respond = ({ pathname }) =>
			pathname.startsWith('/files')
				? served
				: { body: { data: { type: 'invoices', id: 'I1', meta: { download_url: link } } } };
		const fromLink = await world.anny(invoice);
		expect(fromLink.error?.message).toMatch(/^127\.0\.0\.1:\d+ (responded with|sent)/);
		expect(textOf(fromLink.error?.description)).not.toMatch(/hidden|sign in/);
		expect(fromLink.items).toEqual([]);
	});

	test.each(['application/pdf', 'application/octet-stream'])(
		'of the type %s is a file',
		async (type) => {
			respond = () => ({ type, body: '%PDF-1.7' });
			const { items } = await world.anybill(receipt);
			expect(only(items).binary?.data?.fileName).toBe('receipt-R1.pdf');
		},
	);
});

describe('After a status 503', () => {
	const down: Served = { status: 503, body: { errors: [{ detail: 'Down' }] } };
	const row = (resource: string, operation: string, id: object) => ({ resource, operation, ...id });
	const bookingId = picked('7');

	test.each<['anny' | 'anybill', string, object]>([
		['anny', 'checking in', row('booking', 'checkIn', { bookingId })],
		['anny', 'accepting', row('booking', 'accept', { bookingId })],
		['anny', 'cancelling', row('booking', 'cancel', { bookingId })],
		['anny', 'sending mail', row('order', 'sendNotification', { orderId: picked('7') })],
		['anybill', 'creating a URL', row('bill', 'createUrl', { storeId: picked('S-1') })],
		['anybill', 'a bill', row('bill', 'create', { storeId: picked('S-1') })],
	])(
		'of %s on %s, the advice is to look before it is sent again',
		async (service, _, parameters) => {
			respond = () => down;
			const { error } = await world[service](parameters as Record<string, unknown>);
			expect(error?.description).toContain('Check whether the request took effect');
			expect(error?.description).not.toContain('Try again');
			expect(server.seen).toHaveLength(1);
		},
	);

	test('of a list that is read, the advice is to try again', async () => {
		respond = () => down;
		const { error } = await world.anny({
			resource: 'booking',
			operation: 'getAll',
			options: { retry: { retry: { maxAttempts: 1 } } },
		});
		expect(error?.description).toContain('Try again later');
	});
});
