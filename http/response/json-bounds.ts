import { ResponseParseError } from '../errors/errors';

/**
 * A few kilobytes on the wire may become gigabytes in memory, by compression and by what parsed
 * JSON takes: `[],` is 3 bytes as text and some 40 as a value. 50,000 records with 60 fields each
 * are 3 million values.
 */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_VALUES = 5_000_000;
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
		if (countSeparators(text, MAX_VALUES) > MAX_VALUES) {
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

/** Every value but the first of its list or object follows a comma; nesting opens with a bracket. */
function countSeparators(text: string, limit: number): number {
	let count = 0;
	for (let index = 0; index < text.length && count <= limit; index++) {
		const code = text.charCodeAt(index);
		if (code === 0x2c || code === 0x5b || code === 0x7b) count++;
	}
	return count;
}
