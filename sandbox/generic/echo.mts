import busboy from 'busboy';
import type { Request, RequestHandler, Response } from 'express';
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { bodyBytes } from '../body.mts';
import { splitTarget } from '../counters.mts';
import { type Locals, withoutAuthorization } from '../observe.mts';

interface Part {
	name: string;
	filename?: string | undefined;
	contentType?: string | undefined;
	size: number;
	sha256: string;
	/** The text of a field. */
	value?: string;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function multipartParts(request: Request): Promise<Part[]> {
	const parts: Part[] = [];
	// defParamCharset: browsers and Node send file names as UTF-8.
	const parser = busboy({ headers: request.headers, defParamCharset: 'utf8' });
	parser.on('field', (name, value, info) => {
		const bytes = Buffer.from(value);
		parts.push({
			name,
			contentType: info.mimeType,
			size: bytes.length,
			sha256: sha256(bytes),
			value,
		});
	});
	parser.on('file', (name, stream, info) => {
		const chunks: Buffer[] = [];
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
		stream.on('end', () => {
			const bytes = Buffer.concat(chunks);
			parts.push({
				name,
				filename: info.filename,
				contentType: info.mimeType,
				size: bytes.length,
				sha256: sha256(bytes),
			});
		});
	});
	parser.end(bodyBytes(request));
	await finished(parser);
	return parts;
}

/** Responds with everything that arrived, except the token itself. */
export const echo: RequestHandler = async (
	request: Request,
	response: Response<unknown, Locals>,
) => {
	const body = bodyBytes(request);
	const contentType = request.get('content-type');
	const headers = withoutAuthorization(request.headers);
	const { path, query: rawQuery } = splitTarget(request.originalUrl);
	response.json({
		method: request.method,
		path,
		query: request.query,
		rawQuery,
		headers,
		authorized: true,
		account: response.locals.account,
		tokenId: response.locals.tokenId,
		contentType,
		bodySize: body.length,
		sha256: sha256(body),
		...(isUtf8(body) ? { text: body.toString() } : { base64: body.toString('base64') }),
		...(contentType?.startsWith('multipart/form-data') && {
			parts: await multipartParts(request),
		}),
	});
};
