import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { decodeText, detectKind, fileName, mediaType, type Kind } from './media-type';
import { tryParseJson } from '../request/parameters';
import type { Settings } from '../request/request';

export type Headers = Record<string, string | string[] | undefined>;

/** An answer whose body has not been read yet. */
export interface RawResponse {
	statusCode: number;
	statusMessage: string;
	headers: Headers;
	body: NodeJS.ReadableStream & { destroy?(error?: Error): void };
}

/** An answer, read and decoded. */
export interface ApiResponse {
	statusCode: number;
	statusMessage: string;
	headers: Headers;
	/** `empty`: no body at all, e.g. 204. */
	kind: Kind | 'empty';
	/** Parsed JSON, text, or n8n's reference to a stored file. */
	body: unknown;
}

/** No whole answer arrived: refused, reset, cut off, too slow. */
export class NetworkError extends Error {
	constructor(
		message: string,
		readonly code?: string,
	) {
		super(message);
		this.name = 'NetworkError';
	}
}

/** An answer came and cannot be used: too large for a text, or said to be JSON and is not. */
export class ResponseParseError extends Error {
	constructor(
		message: string,
		readonly description: string,
	) {
		super(message);
		this.name = 'ResponseParseError';
	}
}

// Node.js cannot hold a string of more than 512 MiB; a compressed bomb stops here long before.
const MAX_TEXT_BYTES = 256 * 1024 * 1024;
/** Enough for any message; the rest of a 10 MB error page stays on the wire. */
const MAX_ERROR_BYTES = 256 * 1024;

/**
 * Reads the body of an answer.
 *
 * @param settings Response Format (`autodetect` goes by the Content-Type); Timeout, in which a text
 *   has to be complete, and without which a file's stream may not rest; Never Error
 * @param method of the request: HEAD has no body, whatever its headers announce
 * @param url that gave the answer, for a file's name
 * @throws {NetworkError | ResponseParseError}
 */
export async function readResponse(
	context: IExecuteFunctions,
	raw: RawResponse,
	{ format, timeout, neverError }: Settings,
	method: string,
	url: URL,
): Promise<ApiResponse> {
	const { statusCode, statusMessage, headers } = raw;
	const contentType = single(headers['content-type']);
	const kind = format === 'autodetect' ? detectKind(contentType) : format;
	const head = { statusCode, statusMessage, headers };
	if (kind === 'file' && statusCode !== 204 && method !== 'HEAD') {
		return { ...head, kind, body: await storeFile(context, raw, contentType, url, timeout) };
	}
	const bytes = await readBytes(raw.body, timeout, MAX_TEXT_BYTES, tooLarge);
	const text = decodeText(bytes, contentType);
	if (text.trim() === '') return { ...head, kind: 'empty', body: undefined };
	if (kind === 'text') return { ...head, kind, body: text };
	const json = tryParseJson(text);
	if (json.ok) return { ...head, kind: 'json', body: json.value };
	if (neverError || statusCode >= 300) return { ...head, kind: 'text', body: text };
	throw new ResponseParseError(
		`The answer should be JSON, but it cannot be read: ${json.reason}`,
		'It may have been cut off on the way: try again. To get it as it is, set the option "Response Format" to "Text".',
	);
}

/**
 * Reads what an error answer says, whatever it calls itself: JSON if it parses, else text. Only
 * the beginning of a huge body is read.
 *
 * @param timeout ms
 */
export async function readErrorBody(raw: RawResponse, timeout: number): Promise<unknown> {
	const bytes = await readBytes(raw.body, timeout, MAX_ERROR_BYTES).catch(() => undefined);
	if (!bytes?.length) return undefined;
	const contentType = single(raw.headers['content-type']);
	if (
		detectKind(contentType) === 'file' &&
		!mediaType(contentType).startsWith('application/octet')
	) {
		return undefined;
	}
	const text = decodeText(bytes.subarray(0, MAX_ERROR_BYTES), contentType);
	if (looksBinary(text.slice(0, 2000))) return undefined;
	const json = tryParseJson(text);
	return json.ok ? json.value : text;
}

/** Binary data decoded as text: control characters, or many that no text has. */
function looksBinary(text: string): boolean {
	// eslint-disable-next-line no-control-regex
	if (/[\u0000-\u0008\u000e-\u001a]/.test(text)) return true;
	return text.split('\uFFFD').length - 1 > text.length / 10;
}

function tooLarge(): ResponseParseError {
	return new ResponseParseError(
		`The answer is larger than ${MAX_TEXT_BYTES / 1024 / 1024} MiB`,
		'Set the option "Response Format" to "File", or ask for less at a time.',
	);
}

/**
 * Reads a stream up to a limit, plus one chunk.
 *
 * @param excess the error for more than that, where a part is of no use
 * @throws {NetworkError} where it ends early or takes too long
 */
async function readBytes(
	body: RawResponse['body'],
	timeout: number,
	limit: number,
	excess?: () => Error,
): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	const late = AbortSignal.timeout(timeout);
	const stop = () => body.destroy?.(new Error(`the answer was not complete after ${timeout} ms`));
	late.addEventListener('abort', stop, { once: true });
	try {
		for await (const chunk of body) {
			chunks.push(chunk as Buffer);
			length += (chunk as Buffer).length;
			if (length > limit) break;
		}
	} catch (error) {
		return lost(error);
	} finally {
		late.removeEventListener('abort', stop);
	}
	// Before the parts are put together, which takes the same memory once more.
	if (length > limit && excess) throw excess();
	return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length);
}

/** Hands the stream to n8n's binary store, which writes it to disk where it is set up so. */
async function storeFile(
	context: IExecuteFunctions,
	raw: RawResponse,
	contentType: string,
	url: URL,
	timeout: number,
): Promise<IBinaryData> {
	const body = raw.body as RawResponse['body'] & {
		setTimeout?(ms: number, late: () => void): void;
	};
	body.setTimeout?.(timeout, () =>
		body.destroy?.(new Error(`no more data came for ${timeout} ms`)),
	);
	const type = mediaType(contentType) || undefined;
	const stored = await context.helpers
		.prepareBinaryData(body as unknown as Buffer, undefined, type)
		.catch(lost);
	stored.fileName = fileName(single(raw.headers['content-disposition']), url, stored.fileExtension);
	return stored;
}

/** @throws {NetworkError} */
function lost(error: unknown): never {
	const { message, code } = error as Error & { code?: string };
	throw new NetworkError(`The answer was cut off: ${message}`, code);
}

/** A header's value as one text. */
export function single(header: string | string[] | undefined): string {
	return (Array.isArray(header) ? header.join(', ') : header) ?? '';
}

/** Whether the body is n8n's reference to a stored file. */
export function isFile(answer: ApiResponse): boolean {
	return answer.kind === 'file';
}
