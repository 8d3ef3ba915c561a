import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/errors';
import { textOf } from '../json';

// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Line breaks would start another header; the rest Node.js refuses with a less helpful message.
// eslint-disable-next-line no-control-regex
const FORBIDDEN_IN_VALUE = /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/;

const HOP_BY_HOP = 'The header is about one connection, which n8n manages. Remove it.';
const OVERRIDE = 'Choose the method in the field "Method". Remove the header.';

const REFUSED = new Map([
	// https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
	['connection', HOP_BY_HOP],
	['keep-alive', HOP_BY_HOP],
	['proxy-connection', HOP_BY_HOP],
	['te', HOP_BY_HOP],
	['trailer', HOP_BY_HOP],
	['upgrade', HOP_BY_HOP],
	['expect', HOP_BY_HOP],
	['x-http-method', OVERRIDE],
	['x-http-method-override', OVERRIDE],
	['x-method-override', OVERRIDE],
	[
		'authorization',
		'The credential signs the request. Remove the header, or choose another credential.',
	],
	['proxy-authorization', 'Put user name and password of the proxy into the option "Proxy".'],
	['host', 'The host follows from the URL. Remove the header.'],
	['content-length', 'The length follows from the body. Remove the header.'],
	['transfer-encoding', 'The transfer encoding follows from the body. Remove the header.'],
]);

/** Several values are sent as several header lines. */
export type HeaderValue = string | string[];

/** Headers by name, whichever case it is written in (RFC 9110, section 5.1). */
export class HeaderMap {
	private readonly entries = new Map<string, { name: string; value: HeaderValue }>();

	/**
	 * @param name as it is to be sent
	 * @throws {InputError} for a name or value that could not be sent as it is
	 */
	set(name: string, value: HeaderValue): void {
		this.entries.set(name.toLowerCase(), { name, value: checkedValue(checkedName(name), value) });
	}

	/** Sets a header that is not set yet; nothing where there is no value. */
	setDefault(name: string, value: string | undefined): void {
		if (value !== undefined && !this.has(name)) this.set(name, value);
	}

	/** Sets all of these headers. */
	setAll(headers: HeaderMap): void {
		for (const [key, entry] of headers.entries) this.entries.set(key, entry);
	}

	has(name: string): boolean {
		return this.entries.has(name.toLowerCase());
	}

	delete(name: string): void {
		this.entries.delete(name.toLowerCase());
	}

	/** These headers, without one of them. */
	without(name: string): HeaderMap {
		const copy = this.copy();
		copy.delete(name);
		return copy;
	}

	copy(): HeaderMap {
		const copy = new HeaderMap();
		for (const [key, entry] of this.entries) copy.entries.set(key, entry);
		return copy;
	}

	toObject(): Record<string, HeaderValue> {
		return Object.fromEntries([...this.entries.values()].map(({ name, value }) => [name, value]));
	}
}

function checkedName(name: string): string {
	if (TOKEN.test(name)) return name;
	throw new InputError(
		`"${name.slice(0, 60)}" is not a valid header name`,
		'Header names are letters, digits and hyphens.',
	);
}

function checkedValue(name: string, value: HeaderValue): HeaderValue {
	if (![value].flat().some((text) => FORBIDDEN_IN_VALUE.test(text))) return value;
	throw new InputError(
		`The value of the header "${name}" holds a line break or a character that headers cannot carry`,
		'Remove it, or encode the value, for example with encodeURIComponent().',
	);
}

/**
 * Checks the headers that the user set.
 *
 * @param headers names and values as entered
 * @param lowercase whether to write the names in lower case (n8n's option "Lowercase Headers")
 * @throws {InputError} for a header that is refused, or that could not be sent as it is
 */
export function buildHeaders(headers: IDataObject, lowercase: boolean): HeaderMap {
	const result = new HeaderMap();
	for (const [rawName, rawValue] of Object.entries(headers)) {
		const name = rawName.trim();
		if (name === '') continue;
		// An expression that finds nothing sets no header.
		if (rawValue === null || rawValue === undefined) continue;
		const refusal = REFUSED.get(name.toLowerCase());
		if (refusal) throw new InputError(`The header "${name}" cannot be set by hand`, refusal);
		result.set(lowercase ? name.toLowerCase() : name, headerValue(name, rawValue));
	}
	return result;
}

function headerValue(name: string, value: unknown): HeaderValue {
	if (Array.isArray(value)) return value.map(textOf);
	if (typeof value !== 'object' || value === null) return textOf(value);
	throw new InputError(
		`The value of the header "${name}" is an object`,
		'Headers are text. Check the expression, or write the object as text with JSON.stringify().',
	);
}
