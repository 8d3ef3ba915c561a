import { parseParameters } from './header-values';

/** How the body of a response is read. */
export type BodyKind = 'json' | 'text' | 'file';

// As n8n's HTTP Request node tells files from text.
const FILE_TYPES = [
	'image/',
	'audio/',
	'video/',
	'font/',
	'application/octet-stream',
	'application/gzip',
	'application/zip',
	'application/vnd.rar',
	'application/epub+zip',
	'application/x-bzip',
	'application/x-bzip2',
	'application/x-cdf',
	'application/x-tar',
	'application/x-7z-compressed',
	'application/msword',
	'application/pdf',
	'application/vnd.amazon.ebook',
	'application/vnd.ms-excel',
	'application/vnd.ms-fontobject',
	'application/vnd.oasis.opendocument',
	'application/vnd.openxmlformats-officedocument',
	'application/vnd.visio',
];

/**
 * Tells from a Content-Type how a response is read. Every media type with the suffix `+json` is JSON
 * (RFC 6839, section 3.1), `application/vnd.api+json` among them.
 *
 * @param contentType the header's value, may be empty
 */
export function detectKind(contentType: string): BodyKind {
	const type = mediaType(contentType);
	if (/^(application|text)\/([\w.!#$&^-]+\+)?json$/.test(type)) return 'json';
	return FILE_TYPES.some((file) => type.startsWith(file)) ? 'file' : 'text';
}

/** `Text/HTML; charset=utf-8` → `text/html`. */
export function mediaType(contentType: string): string {
	return parseParameters(contentType).value.toLowerCase();
}

/**
 * Decodes text by the charset of its Content-Type; UTF-8 where there is none or an unknown one.
 * A byte order mark is dropped.
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
	const charset = parseParameters(contentType).parameters.get('charset') ?? 'utf-8';
	return decoder(charset).decode(bytes);
}

function decoder(charset: string): { decode(bytes: Uint8Array): string } {
	try {
		return new TextDecoder(charset);
	} catch {
		return new TextDecoder();
	}
}
