import { InputError } from '../../../../http/errors/errors.ts';
import { buildBody, formBody, jsonBody, withValues } from '../../../../http/request/body.ts';
import { itemOf } from '../../support/item.mts';

const build = async (parameters: object, helpers: object = {}) =>
	await buildBody(itemOf({ parameters: { sendBody: true, ...parameters }, n8n: { helpers } }));

/** What is sent, as far as it is no stream. */
const textOf = (bytes: unknown): string => {
	if (Buffer.isBuffer(bytes)) return bytes.toString();
	if (typeof bytes === 'string') return bytes;
	throw new Error('These are neither bytes nor text');
};

const rows = (...parameters: object[]) => ({ bodyParameters: { parameters } });

test('Nothing is sent as a body unless "Send Body" is on', async () => {
	expect(await build({ sendBody: false, jsonBody: '{}' })).toBeUndefined();
});

test('A JSON body of fields has the names as paths', async () => {
	const body = await build(rows({ name: 'data.type', value: 'a' }, { name: 'tags[0]', value: 1 }));
	expect(body?.value).toEqual({ data: { type: 'a' }, tags: [1] });
	expect(body?.contentType).toBe('application/vnd.api+json');
	expect(textOf(await body?.open())).toBe('{"data":{"type":"a"},"tags":[1]}');
});

test('An empty JSON field sends no body, and no other value is lost', async () => {
	expect(await build({ specifyBody: 'json', jsonBody: '' })).toBeUndefined();
	for (const jsonBodyValue of ['0', 'false', 'null', '""', '[]']) {
		const body = await build({ specifyBody: 'json', jsonBody: jsonBodyValue });
		expect(textOf(await body?.open())).toBe(jsonBodyValue);
	}
});

test('A form is written as n8n writes it, lists and objects included', async () => {
	const body = formBody({ a: ['x y', 2], b: { c: null, d: undefined }, e: '&=', f: new Date(0) });
	expect(await body.open()).toBe(
		'a%5B0%5D=x%20y&a%5B1%5D=2&b%5Bc%5D=&e=%26%3D&f=1970-01-01T00%3A00%3A00.000Z',
	);
	expect(body.contentType).toBe('application/x-www-form-urlencoded');
});

test('A form that is given as one text keeps its fields', async () => {
	const body = await build({
		contentType: 'form-urlencoded',
		specifyBody: 'string',
		body: 'a=1&b=ä',
	});
	expect(await body?.open()).toBe('a=1&b=%C3%A4');
	expect(body?.value).toEqual({ a: '1', b: 'ä' });
});

test('A raw body is sent as it is, under the content type that the user named', async () => {
	const body = await build({ contentType: 'raw', body: 'a;b', rawContentType: 'text/csv' });
	expect([textOf(await body?.open()), body?.contentType]).toEqual(['a;b', 'text/csv']);
	expect((await build({ contentType: 'raw', body: '' }))?.contentType).toBe('text/plain');
});

test('A multipart body holds texts and files, and can be sent a second time', async () => {
	const helpers = {
		assertBinaryData: () => ({ mimeType: 'image/png', fileName: 'a.png' }),
		getBinaryDataBuffer: async () => Buffer.from('bytes'),
	};
	const body = await build(
		{
			contentType: 'multipart-form-data',
			...rows(
				{ name: 'text', value: { a: 1 } },
				{ name: '', value: 'left out' },
				{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
			),
		},
		helpers,
	);
	const first = textOf(await body?.open());
	expect(first).toContain('{"a":1}');
	expect(first).toContain('filename="a.png"');
	expect(first).not.toContain('left out');
	expect(textOf(await body?.open())).toBe(first);
	expect(body?.contentLengthBytes).toBe(Buffer.byteLength(first));
	expect(body).toMatchObject({ isOwnType: true });
});

test('A file in the binary store is streamed anew for each attempt', async () => {
	let opened = 0;
	const helpers = {
		assertBinaryData: () => ({ id: 'filesystem:1', mimeType: '' }),
		getBinaryMetadata: async () => ({ fileSize: 7 }),
		getBinaryStream: async () => `stream ${++opened}`,
	};
	const body = await build({ contentType: 'binaryData', inputDataFieldName: 'data' }, helpers);
	expect(body).toMatchObject({
		isStream: true,
		contentLengthBytes: 7,
		contentType: 'application/octet-stream',
	});
	expect([await body?.open(), await body?.open()]).toEqual(['stream 1', 'stream 2']);
});

test('A file body without the name of its field is a mistake', async () => {
	await expect(build({ contentType: 'binaryData' })).rejects.toThrow(
		'"Input Data Field Name" is empty',
	);
});

test('Pagination changes values of a JSON or form body and keeps the others', async () => {
	const json = await withValues(
		jsonBody({ a: 1, b: 2 }, 'application/json'),
		{ b: 3 },
		'application/json',
	);
	expect(textOf(await json?.open())).toBe('{"a":1,"b":3}');
	const form = await withValues(formBody({ a: 1, b: 2 }), { b: 3 }, 'application/json');
	expect(await form?.open()).toBe('a=1&b=3');
	const none = await withValues(undefined, { b: 3 }, 'application/json');
	expect(textOf(await none?.open())).toBe('{"b":3}');
});

test('Pagination cannot change a value of a body that has none', async () => {
	const raw = await build({ contentType: 'raw', body: 'a' });
	await expect(withValues(raw, { b: 3 }, 'application/json')).rejects.toThrow(InputError);
});

test('Pagination by a body parameter does no harm to prototypes', async () => {
	const values = JSON.parse('{"__proto__": {"polluted": true}}') as object;
	const body = await withValues(
		jsonBody({}, 'application/json'),
		{ ...values },
		'application/json',
	);
	expect(Object.getPrototypeOf(body?.value)).toBe(Object.prototype);
	expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
