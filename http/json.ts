/** An object of JSON, of which nothing else is known. */
export type PlainObject = Record<string, unknown>;

export function isObject(value: unknown): value is PlainObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One value is a list of one. */
export function toList(value: unknown): unknown[] {
	return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** Sets a key even where it is called `__proto__`, without touching the prototype. */
export function setOwn(target: object, key: string, value: unknown): void {
	Object.defineProperty(target, key, {
		value,
		enumerable: true,
		writable: true,
		configurable: true,
	});
}

/** A key of the object itself, never one of its prototype. */
export function getOwn(target: object, key: string): unknown {
	return Object.hasOwn(target, key) ? (target as PlainObject)[key] : undefined;
}

const LONG_ID = /id"\s*:\s*-?\d{16}/i;
const ID_KEY = /(?:^id|_id|Id|ID)$/;

function keepLongId(key: string, value: unknown, context?: { source?: string }): unknown {
	const isLong = typeof value === 'number' && !Number.isSafeInteger(value) && ID_KEY.test(key);
	const source = context?.source;
	return isLong && source && /^-?\d+$/.test(source) ? source : value;
}

export type ParsedJson = { ok: true; value: unknown } | { ok: false; reason: string };

/**
 * Parses JSON without throwing. An ID beyond 2^53 stays as it is written, as text: as a number, it
 * would be another record's. Node.js before 22 does not tell what was written.
 *
 * @see https://github.com/tc39/proposal-json-parse-with-source
 */
export function tryParseJson(text: string): ParsedJson {
	try {
		// Reviving costs several times as much as parsing.
		const reviver = LONG_ID.test(text) ? keepLongId : undefined;
		return { ok: true, value: JSON.parse(text, reviver) as unknown };
	} catch (error) {
		// Reviving goes down by recursion.
		const isTooDeep = error instanceof RangeError;
		return { ok: false, reason: isTooDeep ? 'it is nested too deep' : (error as Error).message };
	}
}

/** A text, number or boolean as text; an empty text for all else. */
export function textOf(value: unknown): string {
	switch (typeof value) {
		case 'string':
			return value;
		case 'number':
		case 'boolean':
		case 'bigint':
			return String(value);
		default:
			return '';
	}
}
