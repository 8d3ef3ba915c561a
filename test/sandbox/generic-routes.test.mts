import { createHash } from 'node:crypto';
import { type Sandbox, startSandbox } from '../../sandbox/client.mts';

let sandbox: Sandbox;
let tokens: Record<'anny' | 'anybill', string>;

beforeAll(async () => {
	sandbox = await startSandbox();
	tokens = {
		anny: (await sandbox.issueTokens({ service: 'anny' })).accessToken,
		anybill: (await sandbox.issueTokens({ service: 'anybill' })).accessToken,
	};
}, 60_000);
afterAll(() => sandbox.stop());

const prefix = { anny: '/api/v1/sandbox', anybill: '/api/v3/sandbox' };
type Options = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };
const call = (service: 'anny' | 'anybill', path: string, options: Options = {}) =>
	fetch(`${sandbox.urls[service]}${prefix[service]}${path}`, {
		...options,
		headers: { Authorization: `Bearer ${tokens[service]}`, ...options.headers },
	});
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test.each(['anny', 'anybill'] as const)(
	'%s: echo tells what arrived, without the token',
	async (service) => {
		const form = new FormData();
		form.set('text', 'Grüße');
		form.set('file', new Blob([new Uint8Array([0, 255])], { type: 'image/png' }), 'ü.png');
		const response = await call(service, '/echo?a[b]=1&a[b]=2&c', { method: 'PUT', body: form });
		const body = await response.text();
		expect(body).not.toContain(tokens[service]);
		expect(JSON.parse(body)).toMatchObject({
			method: 'PUT',
			query: { a: { b: ['1', '2'] }, c: '' },
			rawQuery: 'a[b]=1&a[b]=2&c',
			authorized: true,
			tokenId: `${service}-access-1`,
			parts: [
				{ name: 'text', value: 'Grüße' },
				{
					name: 'file',
					filename: 'ü.png',
					contentType: 'image/png',
					size: 2,
					sha256: sha256(new Uint8Array([0, 255])),
				},
			],
		});
	},
);

test('without a token nothing is echoed', async () => {
	expect((await fetch(`${sandbox.urls.anny}/api/v1/sandbox/echo`)).status).toBe(401);
});

test.each([
	['html', 'text/html; charset=utf-8'],
	['jsonapi', 'application/vnd.api+json'],
	['problem', 'application/problem+json'],
	['string', 'application/json; charset=utf-8'],
	['binary', 'application/octet-stream'],
	['empty', null],
])('a status in the shape "%s"', async (shape, contentType) => {
	const response = await call('anybill', `/status/503?shape=${shape}`);
	expect(response.status).toBe(503);
	expect(response.headers.get('content-type')).toBe(contentType);
});

test('an upload is measured, a download is deterministic', async () => {
	const bytes = new Uint8Array(await (await call('anny', '/bytes/200000')).arrayBuffer());
	expect(bytes).toHaveLength(200_000);
	expect(bytes[65_536 + 3]).toBe(21);
	const response = await call('anny', '/upload', { method: 'POST', body: bytes });
	expect(await response.json()).toMatchObject({ size: 200_000, sha256: sha256(bytes) });
	const [entry] = await sandbox.requests({ path: '/api/v1/sandbox/upload' });
	expect(entry).toMatchObject({ bodySize: 200_000, bodySha256: sha256(bytes), status: 200 });
});

test('a text in Latin-1', async () => {
	const response = await call('anny', '/text?charset=iso-8859-1');
	expect(response.headers.get('content-type')).toBe('text/plain; charset=iso-8859-1');
	expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toContain('Köln');
});

test('JSON of about the size asked for', async () => {
	const { length } = await (await call('anybill', '/json/1000000')).text();
	expect(Math.abs(length - 1_000_000)).toBeLessThan(100_000);
});

test('three ways to page end after three pages, and one never ends', async () => {
	const link = await call('anny', '/link-pages?page=2');
	expect(link.headers.get('link')).toContain('page=3>; rel="next"');
	expect((await call('anny', '/link-pages?page=3')).headers.get('link')).not.toContain('next');
	expect(await (await call('anny', '/next-pages?page=3')).json()).toMatchObject({ next: null });
	const empty = await call('anny', '/next-pages?page=2&empty=2');
	expect(await empty.json()).toMatchObject({ items: [], next: expect.any(String) as string });
	const offset = await call('anny', '/offset-pages?offset=25&limit=10');
	expect(((await offset.json()) as { items: unknown[] }).items).toHaveLength(5);
	const same = (await (await call('anny', '/same-page')).json()) as { next: string };
	expect(same.next).toBe(`${sandbox.urls.anny}/api/v1/sandbox/same-page`);
});

test('a redirect to the foreign host is followed without being asked twice', async () => {
	const to = encodeURIComponent(`${sandbox.urls.foreign}/stolen`);
	await call('anny', `/redirect?to=${to}&status=307`);
	const [entry] = await sandbox.requests({ service: 'foreign' });
	expect(entry?.path).toBe('/stolen');
	// fetch itself drops the header on another origin; the journal would show it.
	expect(entry?.headers).not.toHaveProperty('authorization');
});
