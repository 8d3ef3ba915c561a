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

/** How much JSON an execution of a node may still parse. */
export class JsonBudget {
	private leftBytes: number;

	constructor(totalBytes = MAX_TOTAL_BYTES) {
		this.leftBytes = totalBytes;
	}

	/** @throws {ResponseParseError} where a text is too large to be parsed */
	take(text: string): void {
		if (text.length > MAX_BYTES) {
			throw new ResponseParseError(
				`The response holds more than ${MAX_BYTES / 1024 / 1024} MiB of JSON`,
				ADVICE,
			);
		}
		if (countSeparators(text, MAX_VALUES) > MAX_VALUES) {
			throw new ResponseParseError(
				`The response holds more than ${MAX_VALUES.toLocaleString('en')} values`,
				ADVICE,
			);
		}
		this.leftBytes -= text.length;
		if (this.leftBytes < 0) {
			throw new ResponseParseError(
				`The responses of this execution hold more than ${MAX_TOTAL_BYTES / 1024 / 1024} MiB of JSON`,
				ADVICE,
			);
		}
	}
}

/** Every value but the first of its list or object follows a comma; nesting opens with a bracket. */
function countSeparators(text: string, limit: number): number {
	let count = 0;
	for (let index = 0; index < text.length && count <= limit; index++) {
		const code = text.charCodeAt(index);
		if (code === 0x2c || code === 0x5b || code === 0x7b) count++;
	}
	return count;
}
