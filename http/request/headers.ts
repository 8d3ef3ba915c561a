import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/input-error';

// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Line breaks would start another header; the rest Node.js refuses with a less helpful message.
// eslint-disable-next-line no-control-regex
const FORBIDDEN_IN_VALUE = /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/;

const REFUSED: Record<string, string> = {
	authorization:
		'The credential signs the request. Remove the header, or choose another credential.',
	'proxy-authorization': 'Put user name and password of the proxy into the option "Proxy".',
	host: 'The host follows from the URL. Remove the header.',
	'content-length': 'The length follows from the body. Remove the header.',
	'transfer-encoding': 'The transfer encoding follows from the body. Remove the header.',
};

/**
 * Checks the headers that the user set.
 *
 * @param headers names and values as entered
 * @param lowercase whether to write the names in lower case (n8n's option "Lowercase Headers")
 * @returns the headers to send
 * @throws {InputError} for a header that is refused, or that could not be sent as it is
 */
export function buildHeaders(headers: IDataObject, lowercase: boolean): Record<string, string> {
	const result: Record<string, string> = {};
	for (const [rawName, rawValue] of Object.entries(headers)) {
		const name = rawName.trim();
		if (name === '') continue;
		if (!TOKEN.test(name)) {
			throw new InputError(
				`"${name.slice(0, 60)}" is not a valid header name`,
				'Header names are letters, digits and hyphens.',
			);
		}
		const refusal = REFUSED[name.toLowerCase()];
		if (refusal) throw new InputError(`The header "${name}" cannot be set by hand`, refusal);
		const value = checkValue(name, String(rawValue ?? ''));
		Object.defineProperty(result, lowercase ? name.toLowerCase() : name, {
			value,
			enumerable: true,
			writable: true,
			configurable: true,
		});
	}
	return result;
}

/** The headers without one of them, in whichever case it is written. */
export function withoutHeader(
	headers: Record<string, string>,
	name: string,
): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).filter(([key]) => key.toLowerCase() !== name));
}

/** @throws {InputError} for a value that would start another header, or that Node.js refuses */
function checkValue(name: string, value: string): string {
	if (!FORBIDDEN_IN_VALUE.test(value)) return value;
	throw new InputError(
		`The value of the header "${name}" holds a line break or a character that headers cannot carry`,
		'Remove it, or encode the value, for example with encodeURIComponent().',
	);
}

/**
 * Adds a header unless the user has set it, in whichever case.
 *
 * @returns the same object
 * @throws {InputError} for a value that could not be sent as it is
 */
export function withDefault(
	headers: Record<string, string>,
	name: string,
	value: string | undefined,
): Record<string, string> {
	const isSet = Object.keys(headers).some((key) => key.toLowerCase() === name.toLowerCase());
	if (!isSet && value !== undefined) headers[name] = checkValue(name, String(value));
	return headers;
}
