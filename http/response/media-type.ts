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
	return contentType.replace(/;.*/s, '').trim().toLowerCase();
}

/**
 * Decodes text by the charset of its Content-Type; UTF-8 where there is none or an unknown one.
 * A byte order mark is dropped.
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
	const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
	return decoder(charset).decode(bytes);
}

function decoder(charset: string): { decode(bytes: Uint8Array): string } {
	try {
		return new TextDecoder(charset);
	} catch {
		return new TextDecoder();
	}
}

/**
 * The name of a downloaded file: from Content-Disposition (RFC 6266), else from the URL. For
 * `/bill/4711/pdf` that is `4711.pdf`.
 *
 * @param extension of the media type, without the dot
 */
export function fileName(
	contentDisposition: string,
	url: URL,
	extension: string | undefined,
): string {
	const named = dispositionName(contentDisposition);
	if (named) return named;
	const segments = url.pathname.split('/').filter((segment) => segment !== '');
	const last = decodeSegment(segments.at(-1) ?? 'data');
	if (/\.[a-z0-9]{1,8}$/i.test(last) || !extension) return last;
	const stem =
		last.toLowerCase() === extension && segments.length > 1
			? decodeSegment(segments.at(-2) as string)
			: last;
	return `${stem}.${extension}`;
}

function dispositionName(header: string): string | undefined {
	const extended = /filename\*\s*=\s*[\w-]*'[\w-]*'([^;]+)/i.exec(header)?.[1];
	const quoted = /filename\s*=\s*"((?:\\.|[^"\\])*)"/i.exec(header)?.[1]?.replace(/\\(.)/g, '$1');
	const plain = /filename\s*=\s*([^";\s][^;]*)/i.exec(header)?.[1]?.trim();
	const name = extended ? decodeSegment(extended.trim()) : (quoted ?? plain);
	// Only the last part: a server does not choose folders on this machine.
	return name?.split(/[/\\]/).at(-1) || undefined;
}

function decodeSegment(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
