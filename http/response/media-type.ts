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

/** Whether a body is to be read by programs or people rather than saved: JSON, a web page, plain text. */
export function isMessage(contentType: string): boolean {
	const type = mediaType(contentType);
	const isText = ['text/html', 'application/xhtml+xml', 'text/plain'].includes(type);
	return isText || detectKind(contentType) === 'json';
}

/** `Text/HTML; charset=utf-8` → `text/html`. */
export function mediaType(contentType: string): string {
	return parseParameters(contentType).value.toLowerCase();
}

/**
 * Decodes text by the charset of its Content-Type. Where there is none, or an unknown one: as UTF-8 if
 * the bytes are that, else as Windows-1252, which Latin-1 is read as, too
 * (https://encoding.spec.whatwg.org/#names-and-labels). A byte order mark is dropped.
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
	const charset = parseParameters(contentType).parameters.get('charset');
	const named = charset === undefined ? undefined : decoder(charset);
	if (named) return named.decode(bytes);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

function decoder(charset: string): { decode(bytes: Uint8Array): string } | undefined {
	try {
		return new TextDecoder(charset);
	} catch {
		return undefined;
	}
}
/** Media types by file extension, of files that are usually sent to a service. */
const TYPES_BY_EXTENSION = new Map([
	['bmp', 'image/bmp'],
	['csv', 'text/csv'],
	['doc', 'application/msword'],
	['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
	['gif', 'image/gif'],
	['gz', 'application/gzip'],
	['html', 'text/html'],
	['ics', 'text/calendar'],
	['jpeg', 'image/jpeg'],
	['jpg', 'image/jpeg'],
	['json', 'application/json'],
	['mp3', 'audio/mpeg'],
	['mp4', 'video/mp4'],
	['odt', 'application/vnd.oasis.opendocument.text'],
	['pdf', 'application/pdf'],
	['png', 'image/png'],
	['ppt', 'application/vnd.ms-powerpoint'],
	['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
	['svg', 'image/svg+xml'],
	['tif', 'image/tiff'],
	['tiff', 'image/tiff'],
	['txt', 'text/plain'],
	['vcf', 'text/x-vcard'],
	['wav', 'audio/wav'],
	['webp', 'image/webp'],
	['xls', 'application/vnd.ms-excel'],
	['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
	['xml', 'text/xml'],
	['zip', 'application/zip'],
]);

/**
 * The media type that a file's name tells, where n8n does not know it. (n8n's own list is not to be had
 * at run time.)
 */
export function mediaTypeOfFile(name: string | undefined): string | undefined {
	const extension = /\.([a-z0-9]+)$/i.exec(name ?? '')?.[1];
	return extension && TYPES_BY_EXTENSION.get(extension.toLowerCase());
}
