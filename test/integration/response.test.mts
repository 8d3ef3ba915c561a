import type { INodeExecutionData } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { textOf } from '../../http/json.ts';
import { httpServer, type LocalServer } from './support/servers.mts';
import { World, jsonOf, numbered, withFile } from './support/world.mts';
import { only } from '../support/elements.mts';

let world: World;
let server: LocalServer;

/** What the server responds to `/<name>`. */
const responses: Record<string, { status?: number; type?: string; body?: string | Buffer }> = {
	json: { type: 'application/json', body: '{"a":1}' },
	list: { type: 'application/json; charset=utf-8', body: '[{"a":1},{"a":2}]' },
	primitives: { type: 'application/json', body: '[1,"two",null]' },
	problem: { type: 'application/problem+json', body: '{"title":"x"}' },
	vendor: { type: 'application/vnd.acme.v2+json; charset=utf-8', body: '{"b":2}' },
	bom: { type: 'application/json', body: '\ufeff{"a":1}' },
	latin1: {
		type: 'application/json; charset=iso-8859-1',
		body: Buffer.from('{"n":"ä"}', 'latin1'),
	},
	html: { type: 'text/html', body: '<p>ä</p>' },
	untyped: { body: 'plain' },
	empty: { type: 'application/json', body: '' },
	spaces: { type: 'application/json', body: ' \n' },
	nothing: { status: 204 },
	cut: { type: 'application/json', body: '{"a":' },
	error: { status: 404, type: 'application/json', body: '{"message":"Nothing here"}' },
	png: { type: 'image/png', body: Buffer.from([137, 80, 78, 71]) },
	emptyfile: { type: 'application/pdf', body: '' },
};

beforeAll(async () => {
	world = await World.begin();
	server = await httpServer(({ url }, response) => {
		const { status = 200, type, body } = responses[(url ?? '').slice(1)] ?? { status: 404 };
		response.writeHead(status, type ? { 'content-type': type } : {}).end(body);
	});
	world.allow(server);
}, 60_000);
afterAll(async () => {
	await server.stop();
	await world.sandbox.stop();
});

const get = async (name: string, response: Record<string, unknown> = {}) => {
	const options = { response: { response } };
	const { items, error } = await world.anybill({ url: `${server.url}/${name}`, options });
	expect(error).toBeUndefined();
	return items;
};

test.each<[string, string, Record<string, unknown>, unknown[]]>([
	['JSON', 'json', {}, [{ a: 1 }]],
	['a list: an item for each record', 'list', {}, [{ a: 1 }, { a: 2 }]],
	[
		'a list of values: each in a field',
		'primitives',
		{},
		[1, 'two', null].map((data) => ({ data })),
	],
	['every +json media type', 'problem', {}, [{ title: 'x' }]],
	['every +json media type, with parameters', 'vendor', {}, [{ b: 2 }]],
	['JSON after a byte order mark', 'bom', {}, [{ a: 1 }]],
	['JSON in another charset', 'latin1', {}, [{ n: 'ä' }]],
	['text', 'html', {}, [{ data: '<p>ä</p>' }]],
	['a response without a type as text', 'untyped', {}, [{ data: 'plain' }]],
	[
		'text in the field that the user names',
		'html',
		{ responseFormat: 'text', outputPropertyName: 'page' },
		[{ page: '<p>ä</p>' }],
	],
	[
		'JSON as text, where the user wants it',
		'json',
		{ responseFormat: 'text' },
		[{ data: '{"a":1}' }],
	],
	[
		'a response without a type as text, where the user wants text',
		'untyped',
		{ responseFormat: 'text' },
		[{ data: 'plain' }],
	],
	['an empty body', 'empty', {}, [{ success: true, statusCode: 200 }]],
	['a body of spaces', 'spaces', {}, [{ success: true, statusCode: 200 }]],
	['a 204', 'nothing', {}, [{ success: true, statusCode: 204 }]],
	[
		'a 204 where JSON was asked for',
		'nothing',
		{ responseFormat: 'json' },
		[{ success: true, statusCode: 204 }],
	],
	[
		'a 204 where a file was asked for',
		'nothing',
		{ responseFormat: 'file' },
		[{ success: true, statusCode: 204 }],
	],
	[
		'an error as an item, if errors are wanted',
		'error',
		{ neverError: true },
		[{ message: 'Nothing here' }],
	],
	['cut JSON as text, if errors are not wanted', 'cut', { neverError: true }, [{ data: '{"a":' }]],
])('the node reads %s', async (_, name, response, expected) => {
	expect(jsonOf(await get(name, response))).toEqual(expected);
});

test.each<[string, string, Record<string, unknown>]>([
	['JSON', 'json', { body: { a: 1 }, statusCode: 200 }],
	['a list', 'list', { body: [{ a: 1 }, { a: 2 }], statusCode: 200 }],
	['text', 'html', { data: '<p>ä</p>', statusCode: 200 }],
	['nothing', 'nothing', { body: {}, statusCode: 204 }],
])('the full response of %s has body, headers and status', async (_, name, expected) => {
	const item = only(await get(name, { fullResponse: true }));
	expect(item.json).toMatchObject({ ...expected, headers: expect.any(Object) });
	expect(item.json).toHaveProperty('statusMessage');
});

test('a full response with an error status has status and body', async () => {
	const item = only(await get('error', { fullResponse: true, neverError: true }));
	expect(item.json).toMatchObject({ statusCode: 404, body: { message: 'Nothing here' } });
});

test('JSON that was cut off gives an error that says so, and what to do', async () => {
	const { error } = await world.anybill({ url: `${server.url}/cut` });
	expect(error?.message).toContain('JSON');
	expect(error?.description).toContain('Response Format');
});

describe('a file', () => {
	const hash = ({ binary }: INodeExecutionData, field = 'data') =>
		createHash('sha256')
			.update(Buffer.from(binary?.[field]?.data ?? '', 'base64'))
			.digest('hex');

	test('is recognized by its media type', async () => {
		const item = only(await get('png'));
		expect(item.binary?.data).toMatchObject({ mimeType: 'image/png', fileName: 'png.png' });
	});

	test('is whole, named by the header, and added to the input item', async () => {
		const { items } = await world.anny(
			{
				url: '/api/v1/sandbox/bytes/300000',
				options: { response: { response: { responseFormat: 'file', outputPropertyName: 'copy' } } },
			},
			{
				items: [{ ...only(withFile(Buffer.from('x'), 'text/plain', 'x')), json: { kept: 1 } }],
			},
		);
		expect(only(items).json).toEqual({ kept: 1 });
		expect(Object.keys(only(items).binary ?? {})).toEqual(['data', 'copy']);
		expect(only(items).binary?.copy?.fileName).toBe('sandbox-300000.bin');
		const chunk = Buffer.from(Uint8Array.from({ length: 65536 }, (_, index) => (index * 7) % 251));
		const whole = Buffer.concat(Array(5).fill(chunk)).subarray(0, 300_000);
		expect(hash(only(items), 'copy')).toBe(createHash('sha256').update(whole).digest('hex'));
	});

	test('may be empty', async () => {
		const item = only(await get('emptyfile'));
		expect(item.binary?.data?.fileName).toBe('emptyfile.pdf');
	});

	test('that is the PDF of a receipt is named after the receipt', async () => {
		const { scopes } = (await world.sandbox.known()).anybill;
		const anybillRopcApi = { ...world.credentials.anybillRopcApi, scopes: scopes.partner };
		const credentials = { anybillRopcApi };
		const { items: receipts } = await world.anybill({ url: '/v3/bill?take=1' }, { credentials });
		const id = textOf(only(receipts).json.id);
		const { items } = await world.anybill({ url: `/v3/bill/${id}/pdf` }, { credentials });
		expect(only(items).binary?.data).toMatchObject({
			fileName: `receipt-${id}.pdf`,
			mimeType: 'application/pdf',
		});
	});
});

test.each(['utf-8', 'iso-8859-1', 'windows-1252', 'utf-16le'])(
	'text in the charset %s is decoded',
	async (charset) => {
		const { items } = await world.anny({ url: `/api/v1/sandbox/text?charset=${charset}` });
		expect(only(items).json.data).toBe('Grüße aus Köln, naïve café');
	},
);

test('a model gets flat records where the node is a tool', async () => {
	const { items } = await world.anny(
		{
			url: '/api/v1/bookings',
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'page[size]', value: 1 }] },
		},
		{ asTool: true },
	);
	expect(items).toHaveLength(1);
	expect(only(items).json).toMatchObject({ id: expect.any(String), status: expect.any(String) });
	expect(only(items).json).not.toHaveProperty('attributes');
});

test('a model is told of a file that it cannot open where the node is a tool', async () => {
	const { items } = await world.anny({ url: '/api/v1/sandbox/bytes/10' }, { asTool: true });
	expect(only(items).json).toEqual({
		file: { fileName: 'sandbox-10.bin', mimeType: 'application/octet-stream', fileSize: '10 B' },
	});
});

test('a model reads what went wrong where the node is a tool', async () => {
	const { items } = await world.anny({ url: '/api/v1/bookings/no-such-id' }, { asTool: true });
	expect(only(items).json.error).toContain('not found');
	expect(only(items).json.error).toContain('Check the path and the id');
});

test('every record of a response is paired with the item that asked for it', async () => {
	const { items } = await world.anybill(
		{ url: `=${server.url}/{{ $json.n === 1 ? 'list' : 'json' }}` },
		{ items: numbered(3) },
	);
	expect(items.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
		[{ a: 1 }, { item: 0 }],
		[{ a: 1 }, { item: 1 }],
		[{ a: 2 }, { item: 1 }],
		[{ a: 1 }, { item: 2 }],
	]);
});
