import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { NetworkError, ResponseParseError } from '../errors/errors';
import { tryParseJson } from '../json';
import { redact, redactDeep } from '../secrets';
import { fileName } from './file-name';
import { isNestedTooDeep, refuseDeepNesting, type JsonBudget } from './json-bounds';
import { decodeText, detectKind, isMessage, mediaType, type BodyKind } from './media-type';
import { watchDeadline, watchSilence } from './silence';
import {
	headerText,
	type ApiResponse,
	type BodyStream,
	type ErrorResponse,
	type RawResponse,
	type ResponseHead,
	type ResponseHeaders,
} from './response';

/** How responses are read: the node's option "Response". */
export interface ResponseSettings {
	/** `document`: a file, unless its Content-Type says that it is JSON, a web page or plain text. */
	format: 'autodetect' | 'document' | BodyKind;
	fullResponse: boolean;
	neverError: boolean;
	outputField: string;
}

/** What reading needs to know of the request. */
export interface ReadOptions extends ResponseSettings {
	/** HEAD has no body, whatever its headers announce. */
	method: string;
	/** Whether it changes nothing. */
	isRepeatable: boolean;
	/** The URL that responded, for a file's name. */
	url: URL;
	/** In which a text has to be complete, and for which a file's stream may be silent. */
	timeoutMs: number;
	/** Secrets of the credential, which a service may echo. */
	secrets: readonly string[];
	/** How much JSON may still be parsed. */
	jsonBudget: JsonBudget;
	/** n8n's binary store. */
	prepareBinaryData?: IExecuteFunctions['helpers']['prepareBinaryData'] | undefined;
}

/** A response, or why there is no complete one. */
export type ReadOutcome =
	| { kind: 'response'; response: ApiResponse }
	| { kind: 'networkError'; error: NetworkError };

// Node.js cannot hold a string of more than 512 MiB; a compressed bomb stops here long before.
const MAX_TEXT_BYTES = 256 * 1024 * 1024;
/** Enough for any message; the rest of a 10 MB error page stays on the wire. */
const MAX_ERROR_BYTES = 256 * 1024;

/**
 * Reads the body of a response; `autodetect` goes by its Content-Type.
 *
 * @throws {ResponseParseError} for a body that is too large, or that should be JSON and is not
 */
export async function readResponse(raw: RawResponse, options: ReadOptions): Promise<ReadOutcome> {
	const head = readHead(raw, options.secrets);
	const contentType = headerText(head.headers['content-type']);
	const kind = kindOf(contentType, options.format);
	if (kind === 'file' && head.statusCode !== 204 && options.method !== 'HEAD') {
		return await readFile(raw, head, options);
	}
	const { jsonBudget } = options;
	const limitBytes = kind === 'json' ? jsonBudget.readableBytes : MAX_TEXT_BYTES;
	const read = await readChunks(raw, options.timeoutMs, limitBytes);
	if ('error' in read) return { kind: 'networkError', error: read.error };
	// Before the chunks are joined, which takes the same memory once more.
	if (read.isCut) {
		if (kind === 'json') throw jsonBudget.refusalOf(limitBytes + 1);
		throw new ResponseParseError(
			`The response is larger than ${MAX_TEXT_BYTES / 1024 / 1024} MiB`,
			'Set the option "Response Format" to "File", or ask for less at a time.',
		);
	}
	const text = redact(decodeText(join(read.chunks), contentType), options.secrets);
	return { kind: 'response', response: decode(head, kind, text, options) };
}

/** What comes before the body, without the secrets that a service may echo. */
function readHead(
	{ statusCode, statusMessage, headers }: ResponseHead,
	secrets: readonly string[],
): ResponseHead {
	return {
		statusCode,
		statusMessage: redact(statusMessage, secrets),
		headers: redactHeaders(headers, secrets),
	};
}

function kindOf(contentType: string, format: ResponseSettings['format']): BodyKind {
	if (format === 'document') return isMessage(contentType) ? detectKind(contentType) : 'file';
	return format === 'autodetect' ? detectKind(contentType) : format;
}

function redactHeaders(headers: ResponseHeaders, secrets: readonly string[]): ResponseHeaders {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [
			name,
			Array.isArray(value)
				? value.map((one) => redact(one, secrets))
				: value && redact(value, secrets),
		]),
	);
}

function decode(
	head: ResponseHead,
	kind: BodyKind,
	text: string,
	{ neverError, jsonBudget, isRepeatable }: ReadOptions,
): ApiResponse {
	if (text === '' || (kind === 'json' && text.trim() === '')) return { ...head, kind: 'empty' };
	if (kind === 'text') return { ...head, kind, body: text };
	jsonBudget.take(text);
	const json = tryParseJson(text);
	if (json.ok) {
		refuseDeepNesting(json.value);
		return { ...head, kind: 'json', body: json.value };
	}
	if (neverError || head.statusCode >= 300) return { ...head, kind: 'text', body: text };
	throw new ResponseParseError(
		`The response should be JSON, but it cannot be read: ${json.reason}`,
		`It may have been cut off on the way${isRepeatable ? ': try again' : '. Check whether the request took effect before sending it again'}. To get it as it is, set the option "Response Format" to "Text".`,
	);
}

/** Reads an error response, without the secrets that a service may echo. */
export async function readErrorResponse(
	raw: RawResponse,
	{ timeoutMs, secrets }: Pick<ReadOptions, 'timeoutMs' | 'secrets'>,
): Promise<Pick<ErrorResponse, 'statusCode' | 'headers' | 'body'>> {
	const { statusCode, headers } = readHead(raw, secrets);
	const body = redactDeep(await readSmallBody(raw, timeoutMs), secrets);
	return { statusCode, headers, body };
}

/**
 * Reads a body of at most 256 KiB, whatever it calls itself: JSON if it parses, else text. For
 * error responses and token responses; the rest of a larger body is not read.
 *
 * @returns undefined where there is none, where it breaks off before its first byte, or where it is
 *   a file
 */
export async function readSmallBody(raw: RawResponse, timeoutMs: number): Promise<unknown> {
	const read = await readChunks(raw, timeoutMs, MAX_ERROR_BYTES);
	if ('error' in read || read.chunks.length === 0) return undefined;
	const contentType = headerText(raw.headers['content-type']);
	if (
		detectKind(contentType) === 'file' &&
		!mediaType(contentType).startsWith('application/octet')
	) {
		return undefined;
	}
	const text = decodeText(beginningOf(join(read.chunks), MAX_ERROR_BYTES), contentType);
	if (looksBinary(text.slice(0, 2000))) return undefined;
	const json = tryParseJson(text);
	return json.ok && !isNestedTooDeep(json.value) ? json.value : text;
}

/** At most so many bytes, and no part of a character of UTF-8 at the end. */
function beginningOf(bytes: Buffer, limitBytes: number): Buffer {
	let end = limitBytes;
	while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
	return bytes.subarray(0, end);
}

/** Binary data decoded as text: control characters, or many that no text has. */
function looksBinary(text: string): boolean {
	// eslint-disable-next-line no-control-regex
	if (/[\u0000-\u0008\u000e-\u001a]/.test(text)) return true;
	return text.split('\uFFFD').length - 1 > text.length / 10;
}

/** The chunks of a body, at most one more than the limit; `isCut` where there were more. */
type ReadChunks = { chunks: Buffer[]; isCut: boolean } | { error: NetworkError };

async function readChunks(
	raw: RawResponse,
	timeoutMs: number,
	limitBytes: number,
): Promise<ReadChunks> {
	const deadline = watchDeadline(timeoutMs);
	try {
		return await Promise.race([collectChunks(raw.body, limitBytes), deadline.expired]);
	} catch (error) {
		raw.abort();
		return { error: cutOff(error) };
	} finally {
		deadline.end();
	}
}

async function collectChunks(body: BodyStream, limitBytes: number) {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of body) {
		chunks.push(chunk as Buffer);
		length += (chunk as Buffer).length;
		if (length > limitBytes) return { chunks, isCut: true };
	}
	return { chunks, isCut: false };
}

function join(chunks: Buffer[]): Buffer {
	const [only] = chunks;
	return only && chunks.length === 1 ? only : Buffer.concat(chunks);
}

/** Hands the stream to n8n's binary store, which writes it to disk where it is set up so. */
async function readFile(
	raw: RawResponse,
	head: ResponseHead,
	options: ReadOptions,
): Promise<ReadOutcome> {
	const { headers } = head;
	const { url, timeoutMs, prepareBinaryData } = options;
	const type = mediaType(headerText(headers['content-type'])) || undefined;
	const disposition = headerText(headers['content-disposition']);
	const nameWith = (extension: string | undefined) =>
		redact(fileName(disposition, url, extension), options.secrets);
	const silence = watchSilence(raw.body, timeoutMs);
	let file: IBinaryData;
	try {
		if (!prepareBinaryData) throw new Error('there is no binary store here');
		// With a name, or n8n takes one from the URL, its query included, which may hold a secret.
		const stored = prepareBinaryData(raw.body as unknown as Buffer, nameWith(undefined), type);
		file = await Promise.race([stored, silence.expired]);
	} catch (error) {
		raw.abort();
		return { kind: 'networkError', error: cutOff(error) };
	} finally {
		silence.end();
	}
	file.fileName = nameWith(file.fileExtension);
	return { kind: 'response', response: { ...head, kind: 'file', body: file } };
}

function cutOff(error: unknown): NetworkError {
	const { message, code } = error as Error & { code?: string };
	return new NetworkError(`The response was cut off: ${message}`, code);
}
