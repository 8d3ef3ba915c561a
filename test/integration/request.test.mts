import type { INodeExecutionData } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { useWorld, jsonOf, numbered, withFile } from './support/world.mts';
import { only } from '../support/elements.mts';

const world = useWorld();

const bytes = Buffer.from([0, 1, 2, 250, 251, 13, 10, 0]);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const file = withFile(bytes, 'image/png', 'gr\u00fc\u00dfe.png');
const rows = (...pairs: Array<[string, unknown]>) => ({
	parameters: pairs.map(([name, value]) => ({ name, value })),
});
const json = { anny: 'application/vnd.api+json', anybill: 'application/json' };

/** What is sent for which parameters: the sandbox's echo tells. */
const features: Array<{
	promise: string;
	parameters: Record<string, unknown>;
	items?: INodeExecutionData[];
	/** A part of the echo. */
	sent: object | ((service: 'anny' | 'anybill') => object);
}> = [
	...['GET', 'DELETE', 'PATCH', 'POST', 'PUT'].map((method) => ({
		promise: `the method ${method}`,
		parameters: { method },
		sent: { method },
	})),
	{
		promise: 'query parameters by pairs, added to those of the URL',
		parameters: {
			url: '?a=1',
			sendQuery: true,
			queryParameters: rows(['filter[status]', 'a b&c=\u00e4'], ['page[size]', 5]),
		},
		sent: { query: { a: '1', filter: { status: 'a b&c=\u00e4' }, page: { size: '5' } } },
	},
	{
		promise: 'query parameters by JSON',
		parameters: { sendQuery: true, specifyQuery: 'json', jsonQuery: '{"x": 1, "y": true}' },
		sent: { query: { x: '1', y: 'true' } },
	},
	...(
		[
			['brackets', 'ids[]=1&ids[]=2'],
			['indices', 'ids[0]=1&ids[1]=2'],
			['repeat', 'ids=1&ids=2'],
			[undefined, 'ids[0]=1&ids[1]=2'],
		] as const
	).map(([queryParameterArrays, query]) => ({
		promise: `lists in the query as ${queryParameterArrays ?? 'n8n writes them by itself'}`,
		parameters: {
			sendQuery: true,
			queryParameters: rows(['ids', 1], ['ids', 2]),
			options: queryParameterArrays ? { queryParameterArrays } : {},
		},
		sent: { decodedQuery: query },
	})),
	{
		promise: 'headers by pairs, in lower case',
		parameters: { sendHeaders: true, headerParameters: rows(['X-One', '1'], ['Accept', 'text/x']) },
		sent: { headers: expect.objectContaining({ 'x-one': '1', accept: 'text/x' }) },
	},
	{
		promise: 'headers by JSON',
		parameters: { sendHeaders: true, specifyHeaders: 'json', jsonHeaders: '{"X-Two": 2}' },
		sent: { headers: expect.objectContaining({ 'x-two': '2' }) },
	},
	{
		promise: "the service's media types",
		parameters: {
			method: 'POST',
			sendBody: true,
			bodyParameters: rows(['a', 'b']),
		},
		sent: (service) => ({
			contentType: json[service],
			headers: expect.objectContaining({ accept: expect.stringContaining(json[service]) }),
		}),
	},
	{
		promise: "the user's own media types, which win",
		parameters: {
			method: 'POST',
			sendBody: true,
			bodyParameters: rows(['a', 'b']),
			sendHeaders: true,
			headerParameters: rows(['Content-Type', 'application/x-own'], ['ACCEPT', 'text/plain']),
		},
		sent: {
			contentType: 'application/x-own',
			headers: expect.objectContaining({ accept: 'text/plain' }),
		},
	},
	{
		promise: 'a JSON body by pairs; dots and indices are paths, as in n8n',
		parameters: {
			method: 'POST',
			sendBody: true,
			bodyParameters: rows(['data.type', 'bookings'], ['tags[0]', 'x'], ['tags[1]', 'y'], ['n', 1]),
		},
		sent: { text: '{"data":{"type":"bookings"},"tags":["x","y"],"n":1}' },
	},
	{
		promise: 'a JSON body by JSON, also from an expression that gives an object',
		parameters: {
			method: 'PUT',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ { list: [1, null], text: "\u00e4" } }}',
		},
		sent: { text: '{"list":[1,null],"text":"\u00e4"}' },
	},
	{
		promise: 'a form by pairs, lists and objects written as n8n writes them',
		parameters: {
			method: 'POST',
			sendBody: true,
			contentType: 'form-urlencoded',
			bodyParameters: rows(['a', '1'], ['a', '2'], ['b', '={{ { c: "x y" } }}']),
		},
		sent: {
			contentType: 'application/x-www-form-urlencoded',
			decodedBody: 'a[0]=1&a[1]=2&b[c]=x y',
		},
	},
	{
		promise: 'a form as one text, repeated names included',
		parameters: {
			method: 'POST',
			sendBody: true,
			contentType: 'form-urlencoded',
			specifyBody: 'string',
			body: 'a=1&a=2&b=%C3%A4',
		},
		sent: { text: 'a=1&a=2&b=%C3%A4' },
	},
	{
		promise: 'a multipart form with texts and a file',
		parameters: {
			method: 'POST',
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: {
				parameters: [
					{ parameterType: 'formData', name: 'title', value: 'Gr\u00fc\u00dfe' },
					{ parameterType: 'formBinaryData', name: 'upload', inputDataFieldName: 'data' },
				],
			},
			sendHeaders: true,
			// Without the boundary nobody could read it.
			headerParameters: rows(['Content-Type', 'multipart/form-data']),
		},
		items: file,
		sent: {
			parts: [
				expect.objectContaining({ name: 'title', value: 'Gr\u00fc\u00dfe' }),
				expect.objectContaining({
					name: 'upload',
					filename: 'gr\u00fc\u00dfe.png',
					contentType: 'image/png',
					sha256,
				}),
			],
		},
	},
	{
		promise: 'a file as the body, with its own type',
		parameters: {
			method: 'POST',
			sendBody: true,
			contentType: 'binaryData',
			inputDataFieldName: 'data',
		},
		items: file,
		sent: { contentType: 'image/png', sha256, bodySize: bytes.length },
	},
	{
		promise: 'a raw body',
		parameters: {
			method: 'POST',
			sendBody: true,
			contentType: 'raw',
			rawContentType: 'text/csv; charset=utf-8',
			body: 'a;b\n1;\u00e4',
		},
		sent: { contentType: 'text/csv; charset=utf-8', text: 'a;b\n1;\u00e4' },
	},
	{
		promise: 'a body on GET, where the user asks for it',
		parameters: { method: 'GET', sendBody: true, bodyParameters: rows(['storeId', '7']) },
		sent: { method: 'GET', text: '{"storeId":"7"}' },
	},
];

describe.each(['anny', 'anybill'] as const)('%s sends', (service) => {
	const echo = `/api/${service === 'anny' ? 'v1' : 'v3'}/sandbox/echo`;

	test.each(features)('$promise', async ({ parameters, items, sent }) => {
		const url = `${echo}${(parameters.url as string) ?? ''}`;
		const { items: output, error } = await world[service](
			{ ...parameters, url },
			items && { items },
		);
		expect(error).toBeUndefined();
		const { rawQuery = '', text, ...arrived } = only(output).json as Record<string, string>;
		const decodedQuery = decodeURIComponent(rawQuery);
		const decodedBody = decodeURIComponent(text ?? '');
		const told = { ...arrived, text, decodedQuery, decodedBody };
		expect(told).toMatchObject(typeof sent === 'function' ? sent(service) : sent);
	});

	test('HEAD, and gives an item for the response', async () => {
		const { items } = await world[service]({ method: 'HEAD', url: echo });
		expect(jsonOf(items)).toEqual([{ success: true, statusCode: 200 }]);
		expect((await world.requests(echo, service)).map(({ method }) => method)).toEqual(['HEAD']);
	});

	test.each([
		['a path with a leading slash', (path: string) => path],
		['a path without a leading slash', (path: string) => path.slice(1)],
		['a full URL', (path: string) => `${world.sandbox.urls[service]}${path}`],
		['a path with spaces around it', (path: string) => `  ${path}  `],
	])('a request to %s', async (_, toUrl) => {
		const { items } = await world[service]({ url: toUrl(`${echo}?x=1`) });
		expect(only(items).json).toMatchObject({ path: echo, rawQuery: 'x=1' });
	});

	test.each([
		['another host', 'https://evil.example/api'],
		['user info', 'http://user:password@127.0.0.1/'],
		['another scheme', 'file:///etc/passwd'],
		['no scheme', '//evil.example/'],
		['dot segments', '/api/v1/bookings/..%2f../%2e%2e/user'],
		['a backslash', '/\\evil.example'],
		['plain http', 'http://b.anny.co/'],
	])('nothing to a URL with %s', async (_, url) => {
		const { error } = await world[service]({ url });
		expect(error?.name).toBe('NodeOperationError');
		expect(`${error?.message} ${error?.description}`).not.toContain('password@');
		expect(await world.requests('/', service)).toEqual([]);
	});

	test.each(['Authorization', 'proxy-authorization', 'Host', 'Content-Length'])(
		'no header %s that the user sets by hand, and says so',
		async (name) => {
			const { error } = await world[service]({
				url: echo,
				sendHeaders: true,
				headerParameters: rows([name, 'secret-value']),
			});
			expect(error?.message).toBe(`The header "${name}" cannot be set by hand`);
			expect(error?.description).toBeTruthy();
			expect(JSON.stringify({ ...error, node: undefined })).not.toContain('secret-value');
		},
	);

	test.each([
		['JSON Body', { method: 'POST', sendBody: true, specifyBody: 'json' }, 'jsonBody'],
		['JSON Query Parameters', { sendQuery: true, specifyQuery: 'json' }, 'jsonQuery'],
		['JSON Headers', { sendHeaders: true, specifyHeaders: 'json' }, 'jsonHeaders'],
	])(
		'nothing for bad JSON, and names the parameter %s and the item',
		async (label, parameters, name) => {
			const bad = `={{ $json.n === 1 ? '{"a": ' : '{}' }}`;
			const { error } = await world[service](
				{ url: echo, ...parameters, [name]: bad },
				{ items: numbered(3) },
			);
			expect(error?.message).toContain(`"${label}"`);
			expect(error?.context).toMatchObject({ itemIndex: 1 });
		},
	);

	test('a request for each item in its order, and pairs the items with their input', async () => {
		const { items } = await world[service](
			{ url: `=${echo}?n={{ $json.n }}`, options: { concurrency: 3 } },
			{ items: numbered(20) },
		);
		expect(items.map(({ json }) => json.rawQuery)).toEqual(numbered(20).map((_, n) => `n=${n}`));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			numbered(20).map((_, item) => ({ item })),
		);
	});
});

test('a file that the item lacks is named before anything is sent', async () => {
	const { error } = await world.anny({
		method: 'POST',
		url: '/api/v1/sandbox/echo',
		sendBody: true,
		contentType: 'binaryData',
		inputDataFieldName: 'invoice',
	});
	expect(error?.message).toContain('invoice');
	expect(await world.requests()).toEqual([]);
});

test('an upload of 20 MB arrives as it is', async () => {
	const large = Buffer.alloc(20_000_000, 'abcdefghij');
	const { items } = await world.anybill(
		{
			method: 'POST',
			url: '/api/v3/sandbox/upload',
			sendBody: true,
			contentType: 'binaryData',
			inputDataFieldName: 'data',
		},
		{ items: withFile(large, 'application/x-large', 'large') },
	);
	expect(only(items).json).toEqual({
		size: large.length,
		sha256: createHash('sha256').update(large).digest('hex'),
		contentType: 'application/x-large',
	});
});
