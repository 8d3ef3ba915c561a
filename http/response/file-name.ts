import { parseParameters } from './header-values';

/** File systems end at 255 bytes (https://www.ietf.org/rfc/rfc6266.html#section-4.3 leaves it to us). */
const MAX_NAME_BYTES = 200;
const NO_NAME = 'file';

/** Control characters, and those that change the direction of text: `gnp.exe` may look like `exe.png`. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The name of a downloaded file: from Content-Disposition (RFC 6266), else from the URL's path. For
 * `/bill/4711/pdf` that is `4711.pdf`. The query is never looked at: it may hold a secret.
 *
 * @param extension of the media type, without the dot
 * @returns a name that is safe to write into a folder
 */
export function fileName(
	contentDisposition: string,
	url: URL,
	extension: string | undefined,
): string {
	const named = safeFileName(dispositionName(contentDisposition));
	return named || safeFileName(pathName(url, extension)) || NO_NAME;
}

function pathName(url: URL, extension: string | undefined): string {
	const segments = url.pathname.split('/').filter((segment) => segment !== '');
	const last = decode(segments.at(-1) ?? 'data');
	if (/\.[a-z0-9]{1,8}$/i.test(last) || !extension) return last;
	const before = segments.at(-2);
	const stem = last.toLowerCase() === extension && before !== undefined ? decode(before) : last;
	return `${stem}.${extension}`;
}

/** `filename*` wins over `filename` (RFC 6266, section 4.3). */
function dispositionName(header: string): string {
	const { parameters } = parseParameters(header);
	const extended = parameters.get('filename*');
	return (extended && decodeExtended(extended)) || (parameters.get('filename') ?? '');
}

/** `UTF-8'de'Beleg%20%E2%82%AC.pdf` → `Beleg €.pdf` (RFC 8187, section 3.2.1). */
function decodeExtended(value: string): string {
	const [charset, , encoded] = value.split("'", 3);
	if (encoded === undefined) return '';
	if (/^iso-8859-1$/i.test(charset ?? '')) {
		return encoded.replace(/%([\da-f]{2})/gi, (_, code: string) =>
			String.fromCharCode(parseInt(code, 16)),
		);
	}
	return decode(encoded);
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/**
 * A name from outside as a name without a folder, hidden files and characters that mislead.
 *
 * @returns an empty text where nothing is left
 */
export function safeFileName(name: string): string {
	const last = name.slice(-4000).split(/[/\\]/).at(-1) ?? '';
	const clean = last.replace(UNSAFE, '').replace(/^[\s.]+|[\s.]+$/g, '');
	return shortened(clean);
}

/** Cuts the stem, so that the extension stays. */
function shortened(name: string): string {
	if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
	const dot = name.lastIndexOf('.');
	const extension = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : '';
	const bytes = Buffer.from(name.slice(0, dot > 0 ? dot : undefined));
	const stem = bytes.subarray(0, MAX_NAME_BYTES - Buffer.byteLength(extension)).toString();
	// A character may have been cut in two.
	return `${stem.replace(/\uFFFD+$/, '')}${extension}`;
}
