import { type Known, type Sandbox, startSandbox } from '../../sandbox/client.mts';

let sandbox: Sandbox;
let known: Known['anybill'];
let authorization: string;

beforeAll(async () => {
	sandbox = await startSandbox();
	known = (await sandbox.known()).anybill;
}, 60_000);
beforeEach(async () => {
	await sandbox.reset();
	const { accessToken } = await sandbox.issueTokens({ service: 'anybill' });
	authorization = `Bearer ${accessToken}`;
});
afterAll(() => sandbox.stop());

type Options = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };
const call = (path: string, options: Options = {}) =>
	fetch(`${sandbox.urls.anybill}${path}`, {
		...options,
		headers: { Authorization: authorization, ...options.headers },
	});
const post = (path: string, body: unknown) =>
	call(path, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});

test('stores come by skip and take, at most 100 at a time, and 204 at the end', async () => {
	await sandbox.settings({ data: { stores: 130 } });
	const first = (await (await call('/api/v3/store?take=500')).json()) as unknown[];
	const rest = (await (await call('/api/v3/store?skip=100')).json()) as unknown[];
	expect([first.length, rest.length]).toEqual([100, 30]);
	expect((await call('/api/v3/store?skip=130')).status).toBe(204);
	expect((await call('/api/v3/store?take=x')).status).toBe(400);
});

test('a page in the middle comes empty, or every page is the first, where that is asked for', async () => {
	await sandbox.settings({ paging: { emptyPages: [2] } });
	const page = (number: number) => call(`/api/v3/store?take=5&skip=${(number - 1) * 5}`);
	expect([(await page(2)).status, (await page(3)).status]).toEqual([204, 200]);
	await sandbox.settings({ paging: { emptyPages: [], ignoresPage: true } });
	expect(await (await page(3)).json()).toEqual(await (await page(1)).json());
});

const store = {
	id: 'NEW-1',
	displayName: 'New',
	legalName: 'New GmbH',
	vatId: 'DE123456789',
	address: { street: 'Domstr.', number: '1', zip: '50668', city: 'Köln', country: 'DEU' },
};

test('posting a store creates it, then adds versions; deleting removes all or some of them', async () => {
	expect((await post('/api/v3/store', store)).status).toBe(201);
	expect((await post('/api/v3/store', { ...store, displayName: 'Newer' })).status).toBe(200);
	const path = `/api/v3/store/${store.id}`;
	expect(await (await call(path)).json()).toMatchObject({ displayName: 'Newer' });
	const history = (await (await call(`${path}/history`)).json()) as [
		{ displayName: string; validFrom: string },
	];
	expect(history).toMatchObject([{ displayName: 'New' }, { displayName: 'Newer' }]);
	expect((await call('/api/v3/store?skip=12')).status).toBe(200);

	const past = new Date(Date.parse(history[0].validFrom) - 1).toISOString();
	await call(`${path}?upUntilValidFrom=${past}`, { method: 'DELETE' });
	expect((await call(path)).status).toBe(200);
	expect((await call(path, { method: 'DELETE' })).status).toBe(204);
	const missing = await call(path);
	expect([missing.status, await missing.json()]).toEqual([404, 'The store was not found.']);
});

test('a store without a field, or with one that is too long, is refused by field', async () => {
	const response = await post('/api/v3/store', { ...store, id: 'ELEVEN-CHAR', address: {} });
	expect(response.status).toBe(400);
	expect(response.headers.get('content-type')).toContain('application/problem+json');
	const { errors } = (await response.json()) as { errors: object };
	expect(Object.keys(errors)).toEqual([
		'id',
		'address.street',
		'address.number',
		'address.zip',
		'address.city',
		'address.country',
	]);
});

test('categories are a list, and one by id', async () => {
	const [first] = (await (await call('/api/v3/category')).json()) as [{ id: string }];
	expect(await (await call(`/api/v3/category/${first.id}`)).json()).toEqual(first);
	expect((await call('/api/v3/category/99')).status).toBe(404);
});

test('two accounts see their own stores', async () => {
	const { accessToken } = await sandbox.issueTokens({
		service: 'anybill',
		account: known.accounts.second.username,
	});
	const other = { headers: { Authorization: `Bearer ${accessToken}` } };
	const mine: unknown = await (await call('/api/v3/store?take=1')).json();
	expect(await (await call('/api/v3/store?take=1', other)).json()).not.toEqual(mine);
	expect((await sandbox.counters()).anybill.byAccount).toEqual({
		'service@sandbox.example': 1,
		'second@sandbox.example': 1,
	});
});

describe('bills', () => {
	const bill = { storeId: '1001', bill: { data: { currency: 'EUR', fullAmountInclVat: 3.5 } } };
	const identified = { ...bill, userIdentification: { externalId: 'u1' } };

	test('an anonymous buyer gets an address, an identified one the bill without a body', async () => {
		const anonymous = await post('/api/v3/bill', bill);
		expect(anonymous.status).toBe(200);
		expect(await anonymous.json()).toEqual({ url: expect.stringMatching(/^https:/) as string });
		expect((await post('/api/v3/bill', identified)).status).toBe(204);
	});

	test('the response says of which kind the match was, where that is asked for', async () => {
		await sandbox.settings({ anybill: { billResponse: 'kinds' } });
		const kind = async (body: object): Promise<unknown> =>
			await (await post('/api/v3/bill', body)).json();
		expect(await kind(bill)).toMatchObject({ type: 'url', isAssigned: false });
		expect(await kind(identified)).toMatchObject({ type: 'externalId', isAssigned: true });
	});

	test.each([
		[{}, ['storeId', 'bill']],
		[{ currency: 'Euro' }, ['bill.data.currency']],
		[{ fullAmountInclVat: 1.234 }, ['bill.data.fullAmountInclVat']],
		[{ positionCount: 2, lines: [{ text: 'a' }] }, ['bill.data.positionCount']],
		[
			{ lines: [{ fullAmountInclVat: 1.234567 }] },
			['bill.data.lines[0].text', 'bill.data.lines[0].fullAmountInclVat'],
		],
		[{ vatAmounts: [{ percentage: 19 }, { percentage: 19 }] }, ['bill.data.vatAmounts']],
	])('a bill with the data %j is refused by field', async (data, fields) => {
		const body = Object.keys(data).length > 0 ? { storeId: '1001', bill: { data } } : {};
		const response = await post('/api/v3/bill', body);
		expect(response.status).toBe(400);
		expect(Object.keys(((await response.json()) as { errors: object }).errors)).toEqual(fields);
		expect((await sandbox.counters()).anybill.billsAccepted).toBe(0);
	});

	test('every bill is kept with the account that wrote it, which alone can cancel it', async () => {
		const { accessToken } = await sandbox.issueTokens({
			service: 'anybill',
			account: known.accounts.second.username,
		});
		await post('/api/v3/bill', bill);
		const mine = authorization;
		authorization = `Bearer ${accessToken}`;
		await post('/api/v3/bill', { ...bill, storeId: '2001' });
		expect(await sandbox.bills()).toMatchObject([
			{ account: 'service@sandbox.example', storeId: '1001', total: 3.5 },
			{ account: 'second@sandbox.example', storeId: '2001' },
		]);
		const { billsByAccount, writesByAccount } = (await sandbox.counters()).anybill;
		expect(billsByAccount).toEqual({ 'service@sandbox.example': 1, 'second@sandbox.example': 1 });
		expect(writesByAccount).toEqual(billsByAccount);

		const [first] = await sandbox.bills();
		const path = `/api/v3/bill/${first?.id}`;
		expect((await call(path, { method: 'DELETE' })).status).toBe(404);
		authorization = mine;
		expect((await call(path, { method: 'DELETE' })).status).toBe(204);
	});

	test('a GET creates an address, of the store in the body or the query', async () => {
		const response = await call('/api/v3/bill/url?storeId=1001');
		expect(await response.json()).toEqual({
			type: 'url',
			url: expect.stringMatching(/^https:/) as string,
			billId: expect.any(String) as string,
		});
		expect((await call('/api/v3/bill/url')).status).toBe(400);
		expect((await sandbox.counters()).anybill.receiptUrlsCreated).toBe(1);
	});
});

test('a missing, foreign or expired token gets 401, with or without a body, a missing scope 403', async () => {
	const status = async (token: string) =>
		(await call('/api/v3/store', { headers: { Authorization: `Bearer ${token}` } })).status;
	const limited = await sandbox.issueTokens({
		service: 'anybill',
		scopes: ['https://ad.anybill.de/vendor/bill'],
	});
	const foreign = await sandbox.issueTokens({ service: 'anny' });
	expect(await status(limited.accessToken)).toBe(403);
	expect(await status(foreign.accessToken)).toBe(401);
	expect(await status(limited.refreshToken)).toBe(401);

	await sandbox.expireTokens('anybill');
	const expired = await call('/api/v3/store');
	expect(expired.status).toBe(401);
	expect(expired.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
	expect(await expired.text()).toBe('');
	await sandbox.settings({ anybill: { unauthorizedBody: 'string' } });
	expect(await (await call('/api/v3/store')).json()).toEqual(expect.any(String));
});

test('a user of the Partner Platform exists before its token, and receipts have PDFs', async () => {
	const { accessToken } = await sandbox.issueTokens({
		service: 'anybill',
		scopes: known.scopes.partner,
	});
	authorization = `Bearer ${accessToken}`;
	expect((await post('/v3/user/token', { externalId: 'u1' })).status).toBe(404);
	await post('/v3/user', { externalId: 'u1' });
	expect((await post('/v3/user/token', { externalId: 'u1' })).status).toBe(200);

	const [{ id }] = (await (await call('/v3/bill?take=1')).json()) as [{ id: string }];
	const pdf = await call(`/v3/bill/${id}/pdf`);
	expect(pdf.headers.get('content-type')).toBe('application/pdf');
	expect(pdf.headers.get('content-disposition')).toContain(`receipt-${id}.pdf`);
	expect((await pdf.text()).slice(0, 5)).toBe('%PDF-');
});
