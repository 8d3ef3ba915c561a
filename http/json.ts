/** An object of JSON, of which nothing else is known. */
export type PlainObject = Record<string, unknown>;

export function isObject(value: unknown): value is PlainObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
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

export type ParsedJson = { ok: true; value: unknown } | { ok: false; reason: string };

/** Parses JSON without throwing. */
export function tryParseJson(text: string): ParsedJson {
	try {
		return { ok: true, value: JSON.parse(text) as unknown };
	} catch (error) {
		return { ok: false, reason: (error as Error).message };
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
