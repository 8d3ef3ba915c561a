import { ResponseParseError } from '../errors/errors';
import type { PlainObject } from '../json';

/**
 * A few kilobytes on the wire may become gigabytes in memory, by compression and by what parsed
 * JSON takes: `[],` is 3 bytes as text and some 40 as a value. 50,000 records with 60 fields each
 * are 3 million values.
 */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_VALUES = 5_000_000;
/** n8n copies and stores items by recursion, which ends with a raw RangeError some thousand levels deep. */
const MAX_NESTING = 500;
/** Of all responses of an execution together. */
const MAX_TOTAL_BYTES = 512 * 1024 * 1024;

const ADVICE =
	'Ask for less at a time: lower the page size or the limit, or add a filter. To get it as it is, set the option "Response Format" to "File".';

/** How much JSON an execution of a node, or a list of the editor, may still parse. */
export class JsonBudget {
	private readonly totalBytes: number;
	private leftBytes: number;

	constructor(totalBytes = MAX_TOTAL_BYTES) {
		this.totalBytes = totalBytes;
		this.leftBytes = totalBytes;
	}

	/** How much of the next response is worth reading: more of it would not be parsed. */
	get readableBytes(): number {
		return Math.min(MAX_BYTES, Math.max(0, this.leftBytes));
	}

	/** @throws {ResponseParseError} where a text is too large to be parsed */
	take(text: string): void {
		if (text.length > this.readableBytes) throw this.refusalOf(text.length);
		if (hasTooManyValues(text)) {
			throw new ResponseParseError(
				`The response holds more than ${MAX_VALUES.toLocaleString('en')} values`,
				ADVICE,
			);
		}
		this.leftBytes -= text.length;
	}

	/** Why a response of this size, or of more, is not parsed. */
	refusalOf(bytes: number): ResponseParseError {
		return new ResponseParseError(
			bytes > MAX_BYTES && this.totalBytes > MAX_BYTES
				? `The response holds more than ${inMiB(MAX_BYTES)} MiB of JSON`
				: `The responses hold more than ${inMiB(this.totalBytes)} MiB of JSON together`,
			ADVICE,
		);
	}
}

const inMiB = (bytes: number) => bytes / 1024 / 1024;

/**
 * @param value of parsed JSON
 * @throws {ResponseParseError} where it is nested too deep to be passed on in n8n
 */
export function refuseDeepNesting(value: unknown): void {
	if (!isNestedTooDeep(value)) return;
	throw new ResponseParseError(
		`The JSON of the response is nested more than ${MAX_NESTING} levels deep`,
		'To get it as it is, set the option "Response Format" to "Text".',
	);
}

/** Whether parsed JSON is nested too deep to be passed on in n8n. */
export function isNestedTooDeep(value: unknown, levels = MAX_NESTING): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	if (Array.isArray(value)) return value.some((member) => isNestedTooDeep(member, levels - 1));
	// Makes no list of the members, as Object.values would for every object of a response.
	for (const name in value) {
		if (isNestedTooDeep((value as PlainObject)[name], levels - 1)) return true;
	}
	return false;
}

/**
 * Every value but the first of its list or object follows a comma. Each takes a character at least, so
 * that most texts need not be gone over, which costs as much as parsing them.
 */
function hasTooManyValues(json: string): boolean {
	if (json.length <= MAX_VALUES) return false;
	let values = 0;
	for (let index = 0; index < json.length && values <= MAX_VALUES; index++) {
		switch (json.charAt(index)) {
			case '"':
				index = endOfString(json, index);
				break;
			case ',':
			case '[':
			case '{':
				values++;
		}
	}
	return values > MAX_VALUES;
}

/** @param start where the string's first quote stands @returns where its last one does */
function endOfString(json: string, start: number): number {
	let end = json.indexOf('"', start + 1);
	while (end >= 0 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
	return end < 0 ? json.length : end;
}

/** After an odd number of backslashes. */
function isEscaped(json: string, position: number): boolean {
	let first = position;
	while (json[first - 1] === '\\') first--;
	return (position - first) % 2 === 1;
}
