import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { InputError } from '../errors/input-error';
import type { ReadParameter } from '../profile';

/**
 * Reads parameters for one item after the other. What holds no expression is the same for all
 * items and is read once: an expression costs about 1 ms, and so does every look at n8n's
 * parameter tree on 10,000 items.
 *
 * @returns a reader for the given item
 */
export function parameterReader(context: IExecuteFunctions): (itemIndex: number) => ReadParameter {
	const dynamic = new Set(
		Object.entries(context.getNode().parameters as INodeParameters)
			.filter(([, value]) => holdsExpression(value))
			.map(([name]) => name),
	);
	const fixed = new Map<string, unknown>();
	return (itemIndex) =>
		<T>(name: string, fallback: T): T => {
			if (dynamic.has(name.split('.', 1)[0])) {
				return context.getNodeParameter(name, itemIndex, fallback) as T;
			}
			if (!fixed.has(name)) fixed.set(name, context.getNodeParameter(name, 0, fallback));
			return fixed.get(name) as T;
		};
}

/** n8n marks an expression by a leading "=". */
function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some(holdsExpression);
}

/** One row of a key/value list. */
interface Row {
	name: string;
	value: unknown;
}

/**
 * The rows of a key/value list as an object. A name that occurs several times becomes a list, as in
 * n8n's own node.
 */
export function rowsToObject(rows: Row[]): IDataObject {
	const result: IDataObject = {};
	for (const { name, value } of rows) {
		if (!name) continue;
		const before = Object.hasOwn(result, name) ? result[name] : undefined;
		const merged =
			before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
		setOwn(result, name, merged);
	}
	return result;
}

/**
 * The rows of a JSON body: a name such as `data.attributes.status` or `tags[0]` is a path, and the last
 * of several equal names counts, as in n8n's own node.
 */
export function rowsToNestedObject(rows: Row[]): IDataObject {
	const result: IDataObject = {};
	for (const { name, value } of rows) {
		const keys = name?.match(/[^.[\]]+/g);
		if (keys) setPath(result, keys, value);
	}
	return result;
}

function setPath(target: object, [key, ...rest]: string[], value: unknown): void {
	if (rest.length === 0) return setOwn(target, key, value);
	const before = Object.hasOwn(target, key) ? (target as IDataObject)[key] : undefined;
	const inner = typeof before === 'object' && before !== null ? before : newParent(rest[0]);
	setOwn(target, key, inner);
	setPath(inner, rest, value);
}

/** A list where the next key is an index. */
function newParent(key: string): object {
	return /^\d{1,4}$/.test(key) ? [] : {};
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

/**
 * Parses a JSON parameter. An expression may also give an object.
 *
 * @param value as n8n gives it
 * @param label the field's label, for the message
 * @throws {InputError}
 */
export function parseJson(value: unknown, label: string): unknown {
	if (typeof value !== 'string') return value;
	const parsed = tryParseJson(value);
	if (parsed.ok) return parsed.value;
	throw new InputError(
		`The value in the field "${label}" is not valid JSON`,
		`${parsed.reason}. Check quotes, commas and brackets; text from an expression needs JSON.stringify().`,
	);
}

type Parsed = { ok: true; value: unknown } | { ok: false; reason: string };

/** Parses JSON without throwing. */
export function tryParseJson(text: string): Parsed {
	try {
		return { ok: true, value: JSON.parse(text) };
	} catch (error) {
		return { ok: false, reason: (error as Error).message };
	}
}

/**
 * The same, where an object is needed (query, headers).
 *
 * @throws {InputError}
 */
export function parseJsonObject(value: unknown, label: string): IDataObject {
	const parsed = value === '' ? {} : parseJson(value, label);
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		throw new InputError(
			`The value in the field "${label}" must be a JSON object`,
			'Write it as {"name": "value"}.',
		);
	}
	return parsed as IDataObject;
}
