import { Readable } from 'node:stream';
import type { IBinaryData } from 'n8n-workflow';
import { NetworkError, ResponseParseError } from '../../../../http/errors/errors.ts';
import { JsonBudget } from '../../../../http/response/json-bounds.ts';
import { readResponse, readSmallBody, type ReadOptions } from '../../../../http/response/read.ts';
import { headerText, toRawResponse, type RawResponse } from '../../../../http/response/response.ts';

const MIB = 1024 * 1024;

interface Served {
	type?: string;
	body?: string | Buffer | Readable;
	statusCode?: number;
	headers?: Record<string, string>;
}

function rawOf({ type = '', body = '', statusCode = 200, headers = {} }: Served): RawResponse {
	const stream = body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
	const all = { 'content-type': type, ...headers };
	const connection = { close: () => {}, end: () => {} };
	return toRawResponse({ statusCode, headers: all, body: stream }, connection);
}

const defaults: ReadOptions = {
	format: 'autodetect',
	fullResponse: false,
	neverError: false,
	outputField: 'data',
	method: 'GET',
	isRepeatable: true,
	url: new URL('https://a.example/bill/4711/pdf'),
	timeoutMs: 60_000,
	jsonBudget: new JsonBudget(),
	secrets: ['token-that-is-secret'],
};

const read = async (served: Served, options: Partial<ReadOptions> = {}) =>
	await readResponse(rawOf(served), { ...defaults, ...options });

async function responseOf(served: Served, options: Partial<ReadOptions> = {}) {
	const outcome = await read(served, options);
	if (outcome.kind === 'networkError') throw outcome.error;
	const { kind, body } = outcome.response;
	return { kind, body };
}

/** Breaks off in the middle, as a connection does. */
function broken(error: Error): Readable {
	async function* chunks() {
		yield Buffer.from('{"a":');
		throw error;
	}
	return Readable.from(chunks());
}

/** A body without end, of which it is counted how much was taken. */
function endless(chunkBytes: number) {
	const taken = { bytes: 0, isStopped: false };
	function* chunks() {
		const chunk = Buffer.alloc(chunkBytes, 'x');
		try {
			for (;;) {
				taken.bytes += chunkBytes;
				yield chunk;
			}
		} finally {
			taken.isStopped = true;
		}
	}
	return { taken, body: Readable.from(chunks()) };
}

test.each([
	['application/json', '{"a":1}', { kind: 'json', body: { a: 1 } }],
	['application/json', 'null', { kind: 'json', body: null }],
	['application/vnd.api+json', '[]', { kind: 'json', body: [] }],
	['text/plain', '{"a":1}', { kind: 'text', body: '{"a":1}' }],
	['', 'hello', { kind: 'text', body: 'hello' }],
	['text/plain; charset=latin1', Buffer.from([0xe4]), { kind: 'text', body: 'ä' }],
	['application/json', ' \n', { kind: 'empty' }],
])('A response of the type "%s" is read by that type: %p', async (type, body, expected) => {
	expect(await responseOf({ type, body })).toEqual(expected);
});

test('The response format that the user chose goes before the content type', async () => {
	const body = '{"a":1}';
	expect(await responseOf({ type: 'text/plain', body }, { format: 'json' })).toMatchObject({
		body: { a: 1 },
	});
	expect(await responseOf({ type: 'application/json', body }, { format: 'text' })).toMatchObject({
		body,
	});
});

test('A success that should be JSON and is none is an error, which says how to get it', async () => {
	const reading = read({ type: 'application/json', body: '{"a":' });
	await expect(reading).rejects.toThrow(ResponseParseError);
	await expect(reading).rejects.toMatchObject({
		description: expect.stringContaining('"Text"') as string,
	});
});

test.each([
	['JSON', 501, '', 'nested more than 500 levels deep'],
	['JSON with a long ID', 100_000, '"id":9007199254740993,', 'it is nested too deep'],
])('%s that n8n could not pass on is an error', async (_, depth, id, message) => {
	const body = `{${id}"a":`.repeat(depth) + '1' + '}'.repeat(depth);
	const reading = read({ type: 'application/json', body });
	await expect(reading).rejects.toThrow(ResponseParseError);
	await expect(reading).rejects.toThrow(message);
});

test('A write whose response cannot be read is not said to be worth another try', async () => {
	const served = { type: 'application/json', body: '{"a":' };
	const advice = (isRepeatable: boolean) =>
		expect.stringContaining(
			isRepeatable
				? ': try again.'
				: 'Check whether the request took effect before sending it again.',
		) as string;
	for (const isRepeatable of [true, false]) {
		await expect(read(served, { isRepeatable })).rejects.toMatchObject({
			description: advice(isRepeatable),
		});
	}
});

test.each([
	['application/json', '{"title":"Busy"}', 'json'],
	['application/problem+json', '{"title":"Busy"}', 'json'],
	['text/html; charset=utf-8', '<p>Please sign in</p>', 'text'],
	['application/xhtml+xml', '<p>Please sign in</p>', 'text'],
	['text/plain', 'Please wait', 'text'],
])(
	'In the place of a document, the type "%s" is a message to be read',
	async (type, body, kind) => {
		expect(await responseOf({ type, body }, { format: 'document' })).toMatchObject({ kind });
	},
);

test.each(['application/pdf', 'application/octet-stream', 'application/xml', 'text/xml', ''])(
	'A document of the type "%s" is a file',
	async (type) => {
		const prepareBinaryData = async () => await Promise.resolve({ data: '', mimeType: type });
		const options = { format: 'document' as const, prepareBinaryData };
		expect(await responseOf({ type, body: '%PDF' }, options)).toMatchObject({ kind: 'file' });
	},
);

test('JSON that cannot be read is a text where the response is an error, or must not fail', async () => {
	const served = { type: 'application/json', body: '{"a":' };
	const text = { kind: 'text', body: '{"a":' };
	expect(await responseOf({ ...served, statusCode: 502 })).toEqual(text);
	expect(await responseOf(served, { neverError: true })).toEqual(text);
});

test('A body that breaks off is a network error with its code', async () => {
	const error = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
	const outcome = await read({ type: 'application/json', body: broken(error) });
	expect(outcome.kind).toBe('networkError');
	expect(outcome).toMatchObject({ error: { code: 'ECONNRESET' } });
	expect((outcome as { error: unknown }).error).toBeInstanceOf(NetworkError);
});

test('A body that is not complete in time is a network error', async () => {
	const silent = new Readable({ read: () => undefined });
	const outcome = await read({ type: 'text/plain', body: silent }, { timeoutMs: 1 });
	expect(outcome).toMatchObject({
		kind: 'networkError',
		error: { message: 'The response was cut off: it was not complete after 1 ms' },
	});
	expect(silent.destroyed).toBe(true);
});

test('A text of more than 256 MiB is refused before it fills the memory', async () => {
	const { taken, body } = endless(MIB);
	await expect(read({ type: 'text/plain', body })).rejects.toThrow('larger than 256 MiB');
	expect(taken.isStopped).toBe(true);
	expect(taken.bytes).toBeLessThan(300 * MIB);
});

/** n8n's binary store, which reads the stream to its end. */
async function prepareBinaryData(body: unknown, _name?: string, mimeType = '') {
	let data = '';
	for await (const chunk of body as Readable) data += String(chunk);
	return { data, mimeType, fileExtension: 'pdf' } as IBinaryData;
}

test('A file goes to the binary store, under the name that the URL gives it', async () => {
	const served = { type: 'Application/PDF; x=y', body: 'bytes' };
	expect(await responseOf(served, { prepareBinaryData })).toEqual({
		kind: 'file',
		body: {
			data: 'bytes',
			mimeType: 'application/pdf',
			fileExtension: 'pdf',
			fileName: '4711.pdf',
		},
	});
});

test('A file has the name that its header gives it', async () => {
	const headers = { 'content-disposition': 'attachment; filename="a.pdf"' };
	const served = { type: 'application/pdf', headers };
	expect(await responseOf(served, { prepareBinaryData })).toMatchObject({
		body: { fileName: 'a.pdf' },
	});
});

test('A file that breaks off is a network error', async () => {
	const body = broken(new Error('aborted'));
	const outcome = await read({ type: 'image/png', body }, { prepareBinaryData });
	expect(outcome).toMatchObject({
		kind: 'networkError',
		error: { message: 'The response was cut off: aborted' },
	});
});

test.each([
	['the response to a HEAD', {}, { method: 'HEAD' }],
	['a response with status 204', { statusCode: 204 }, {}],
])('No file is made of %s, whatever its headers announce', async (_, served, options) => {
	expect(await responseOf({ type: 'image/png', ...served }, options)).toEqual({ kind: 'empty' });
});

test.each([
	['JSON under any type', { type: 'text/html', body: '{"a":1}' }, { a: 1 }],
	['a text', { type: 'text/plain', body: 'No.' }, 'No.'],
	['nothing of a file', { type: 'image/png', body: 'PNG' }, undefined],
	['nothing of binary data', { type: 'application/octet-stream', body: 'a\0b' }, undefined],
	['a text under a vague type', { type: 'application/octet-stream', body: 'No.' }, 'No.'],
	['nothing where it breaks off', { body: broken(new Error('aborted')) }, undefined],
	['nothing where there is none', { body: Readable.from([]) }, undefined],
])('A small body is read as %s', async (_, served, expected) => {
	expect(await readSmallBody(rawOf(served), 60_000)).toEqual(expected);
});

test('The rest of a huge error page stays on the wire', async () => {
	const { taken, body } = endless(64 * 1024);
	const text = await readSmallBody(rawOf({ type: 'text/html', body }), 60_000);
	expect(String(text)).toHaveLength(256 * 1024);
	expect(taken.isStopped).toBe(true);
	expect(taken.bytes).toBeLessThan(MIB);
});

test('A header that was sent several times is read as one text', () => {
	expect(headerText(['a', 'b'])).toBe('a, b');
	expect(headerText(undefined)).toBe('');
});
