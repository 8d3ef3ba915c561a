import type { Request, RequestHandler, Response } from 'express';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { textOf } from '../json.mts';
import type { Locals } from '../observe.mts';

const CHUNK = Buffer.from(Uint8Array.from({ length: 64 * 1024 }, (_, index) => (index * 7) % 251));

/** The first `size` of endless deterministic bytes: byte n is `(n % 65536) * 7 % 251`. */
function* bytes(size: number): Generator<Buffer> {
	for (let left = size; left > 0; left -= CHUNK.length) {
		yield left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
	}
}

const sizeOf = (request: Request) => Number.parseInt(String(request.params.size), 10) || 0;

/** `GET /bytes/:size`: a download of any size, streamed. */
export const sendBytes: RequestHandler = async (request, response) => {
	const size = sizeOf(request);
	response.set({
		'Content-Type': 'application/octet-stream',
		'Content-Length': String(size),
		'Content-Disposition': `attachment; filename="sandbox-${size}.bin"`,
	});
	await pipeline(Readable.from(bytes(size)), response).catch(() => {
		// The client left.
	});
};

/** `/upload`: takes a body of any size without keeping it. */
export const receiveUpload: RequestHandler = async (
	request: Request,
	response: Response<unknown, Locals>,
) => {
	const hash = createHash('sha256');
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		hash.update(chunk);
		size += chunk.length;
	}
	const sha256 = hash.digest('hex');
	Object.assign(response.locals, { bodySize: size, bodySha256: sha256 });
	response.json({ size, sha256, contentType: request.get('content-type') });
};

/** `GET /json/:size`: a JSON object of about that many bytes. */
export const largeJson: RequestHandler = (request, response) => {
	const ITEM = 100;
	const items = Array.from(
		{ length: Math.max(1, Math.floor(sizeOf(request) / ITEM)) },
		(_, id) => ({
			id,
			text: 'x'.repeat(ITEM - 20 - String(id).length),
		}),
	);
	response.json({ items });
};

const encodings: Record<string, BufferEncoding> = {
	'utf-8': 'utf8',
	'iso-8859-1': 'latin1',
	'windows-1252': 'latin1',
	'utf-16le': 'utf16le',
};

/** `GET /text?charset=`: the same sentence in another encoding. */
export const sendText: RequestHandler = (request, response) => {
	const charset = textOf(request.query.charset ?? 'utf-8').toLowerCase();
	const encoding = encodings[charset];
	if (!encoding) {
		response.status(400).json({ message: `Known charsets: ${Object.keys(encodings).join(', ')}.` });
		return;
	}
	response.set('Content-Type', `text/plain; charset=${charset}`);
	response.end(Buffer.from('Grüße aus Köln, naïve café', encoding));
};
