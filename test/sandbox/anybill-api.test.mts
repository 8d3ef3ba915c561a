import { type Known, type Sandbox, startSandbox } from '../../sandbox/client.mts';

let sandbox: Sandbox;
let known: Known['anybill'];
let authorization: string;

beforeAll(async () => {
	sandbox = await startSandbox();
	known = (await sandbox.known()).anybill;
});
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

test('stores: skip and take, at most 100, 204 at the end', async () => {
	await sandbox.settings({ data: { stores: 130 } });
	const first = (await (await call('/api/v3/store?take=500')).json()) as unknown[];
	const rest = (await (await call('/api/v3/store?skip=100')).json()) as unknown[];
	expect([first.length, rest.length]).toEqual([100, 30]);
	expect((await call('/api/v3/store?skip=130')).status).toBe(204);
	expect((await call('/api/v3/store?take=x')).status).toBe(400);
});

test('a store is created, read and deleted; a missing one is 404 with a bare string', async () => {
	const created = await post('/api/v3/store', { name: 'New' });
	expect(created.status).toBe(201);
	const { id } = (await created.json()) as { id: string };
	expect(await (await call(`/api/v3/store/${id}`)).json()).toMatchObject({ name: 'New' });
	expect((await call(`/api/v3/store/${id}`, { method: 'DELETE' })).status).toBe(204);
	const missing = await call(`/api/v3/store/${id}`);
	expect([missing.status, await missing.json()]).toEqual([404, 'The store was not found.']);
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

test('a bill: an address for nobody, 204 for a known user, fields for a wrong one', async () => {
	const bill = { storeId: '1', bill: { total: 3 } };
	const anonymous = await post('/api/v3/bill', bill);
	expect(anonymous.status).toBe(200);
	expect(await anonymous.json()).toEqual({ url: expect.stringMatching(/^https:/) as string });
	const user = { userIdentification: { externalId: 'u1' } };
	expect((await post('/api/v3/bill', { ...bill, ...user })).status).toBe(204);
	const wrong = await post('/api/v3/bill', {});
	expect(wrong.status).toBe(400);
	expect(await wrong.json()).toMatchObject({
		status: 400,
		errors: { storeId: ['The StoreId field is required.'] },
	});
	expect((await sandbox.counters()).anybill.billsAccepted).toBe(2);
	expect((await call('/api/v3/bill/url?storeId=1')).status).toBe(200);
	expect((await call('/api/v3/bill/url')).status).toBe(400);
});

test('401 for no, a foreign or an expired token, with or without a body; 403 without the scope', async () => {
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

test('partner platform: a user exists before its token; receipts have PDFs', async () => {
	const { accessToken } = await sandbox.issueTokens({
		service: 'anybill',
		scopes: known.scopes.partner,
	});
	authorization = `Bearer ${accessToken}`;
	expect((await post('/v3/user/token', { externalId: 'u1' })).status).toBe(404);
	await post('/v3/user', { externalId: 'u1' });
	expect((await post('/v3/user/token', { externalId: 'u1' })).status).toBe(200);

	const [{ id }] = (await (await call('/v3/receipt?take=1')).json()) as [{ id: string }];
	const pdf = await call(`/v3/receipt/${id}/pdf`);
	expect(pdf.headers.get('content-type')).toBe('application/pdf');
	expect(pdf.headers.get('content-disposition')).toContain(`receipt-${id}.pdf`);
	expect((await pdf.text()).slice(0, 5)).toBe('%PDF-');
});
