import type { IDataObject, INode, INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import { InputError } from '../errors/errors';
import { getOwn, isObject, setOwn, textOf, tryParseJson, type PlainObject } from '../json';

/** What n8n gives every kind of function of a node to read parameters with. */
export interface ParameterSource {
	getNode(): INode;
	getNodeParameter(name: string, itemIndex: number, fallback: null): unknown;
}

/** Bounds of a number; a value beyond them is moved to the nearer one. */
export interface NumberOptions {
	fallback: number;
	min?: number;
	max?: number;
}

/**
 * Reads the node's parameters for one item, each in the type that is needed. An expression may give
 * anything: what cannot be read as that type is an error that names the field.
 */
export class ParameterReader {
	private readonly resolve: (name: string) => unknown;
	private readonly origin: ParameterOrigin;

	/** @param resolve the parameter as n8n resolves it; null where the node has none of that name */
	constructor(resolve: (name: string) => unknown, origin: ParameterOrigin = TYPED) {
		this.resolve = resolve;
		this.origin = origin;
	}

	/** The value as n8n resolves it: null where it is absent, undefined where an expression finds nothing. */
	value(name: string): unknown {
		return this.resolve(name);
	}

	/**
	 * The same where the request would be another one without it.
	 *
	 * @throws {InputError} where an expression finds nothing, or null
	 */
	found(name: string): unknown {
		const value = this.get(name);
		if (value === null && !this.origin.isLenient && this.origin.expressionOf(name)) {
			throw foundNothing(labelOf(name));
		}
		return value;
	}

	/**
	 * The expression that a parameter is saved as, e.g. `=/bookings/{{ $json.id }}`; undefined where it is
	 * none, or may find nothing.
	 */
	expressionOf(name: string): string | undefined {
		return this.origin.isLenient ? undefined : this.origin.expressionOf(name);
	}

	/** @throws {InputError} where an expression finds nothing: what is not there must not go unnoticed */
	private get(name: string): unknown {
		const value = this.resolve(name);
		if (value === undefined && !this.origin.isLenient) throw foundNothing(labelOf(name));
		return value;
	}

	/** @throws {InputError} for an object or a list */
	text(name: string, fallback = ''): string {
		const value = this.get(name);
		if (value === undefined || value === null) return fallback;
		if (typeof value === 'object') throw wrongType(name, 'text', value);
		return textOf(value);
	}

	/** @throws {InputError} for anything but a number, or a text that is one */
	number(name: string, { fallback, min = -Infinity, max = Infinity }: NumberOptions): number {
		const value = this.get(name);
		if (value === undefined || value === null || value === '') return fallback;
		const number = typeof value === 'object' ? NaN : Number(value);
		if (Number.isNaN(number)) throw wrongType(name, 'a number', value);
		return Math.min(max, Math.max(min, number));
	}

	/** @throws {InputError} for anything but true and false, or a text that says so */
	flag(name: string, fallback: boolean): boolean {
		const value = this.get(name);
		if (value === undefined || value === null || value === '') return fallback;
		if (value === true || value === 'true') return true;
		if (value === false || value === 'false') return false;
		throw wrongType(name, 'true or false', value);
	}

	/** @throws {InputError} for a value that is not among the choices */
	choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
		const value = this.get(name);
		if (value === undefined || value === null || value === '') return fallback;
		const choice = choices.find((one) => one === value);
		if (choice !== undefined) return choice;
		throw wrongType(name, `one of ${choices.join(', ')}`, value);
	}

	/**
	 * The rows of a list of fields; those that are no objects are left out.
	 *
	 * @throws {InputError} for anything but a list, and for a row in which an expression finds nothing
	 */
	rows<T extends object = Row>(name: string): T[] {
		const value = this.get(name);
		if (value === undefined || value === null) return [];
		if (!Array.isArray(value)) throw wrongType(name, 'a list', value);
		const rows = value.filter(isObject);
		if (!this.origin.isLenient) assertRowsFound(rows, labelOf(name.split('.')[0] ?? name));
		return rows as T[];
	}

	/**
	 * A collection of fields; an empty one where it is absent.
	 *
	 * @throws {InputError} where an expression in it finds nothing
	 */
	collection(name: string): PlainObject {
		const value = this.get(name);
		if (!isObject(value)) return {};
		for (const [field, inner] of Object.entries(value)) {
			if (inner === undefined && !this.origin.isLenient) throw foundNothing(labelOf(field));
		}
		return value;
	}

	/**
	 * @param label the field's label, for the message
	 * @returns undefined for an empty field
	 * @throws {InputError} for a text that is not JSON, and for an expression that gives nothing
	 */
	json(name: string, label: string): unknown {
		const value = this.resolve(name);
		if (value !== undefined && value !== null && value !== '') return parseJson(value, label);
		const isExpression = value === undefined || this.origin.expressionOf(name) !== undefined;
		if (isExpression && !this.origin.isLenient) throw foundNothing(label);
		return undefined;
	}

	/**
	 * The same, where an object is needed (query, headers).
	 *
	 * @returns an empty object for an empty field
	 */
	jsonObject(name: string, label: string): IDataObject {
		const value = this.json(name, label) ?? {};
		if (isObject(value)) return value as IDataObject;
		throw new InputError(
			`The value in the field "${label}" must be a JSON object`,
			'Write it as {"name": "value"}.',
		);
	}
}

/** Where a node's parameters come from. */
export interface ParameterOrigin {
	/** The expression that a parameter is saved as; undefined where it was typed, or chosen. */
	expressionOf(name: string): string | undefined;
	/** Whether an expression may find nothing, as in the nodes of n8n that were changed into this one. */
	isLenient: boolean;
}

const TYPED: ParameterOrigin = { expressionOf: () => undefined, isLenient: false };

/** What an expression left out: the request would mean something else without it. */
export function foundNothing(label: string): InputError {
	return new InputError(
		`The expression in "${label}" finds nothing`,
		'Check the names in it: the input of the node shows what there is.',
	);
}

/** @throws {InputError} that names the row */
export function assertRowsFound(rows: readonly PlainObject[], label: string): void {
	for (const row of rows) {
		for (const [key, value] of Object.entries(row)) {
			if (value !== undefined) continue;
			const name = textOf(row.name) || textOf(row.type) || labelOf(key);
			throw foundNothing(`${label}: ${name}`);
		}
	}
}

function wrongType(name: string, type: string, value: unknown): InputError {
	const got = typeof value === 'object' ? 'an object or a list' : `"${textOf(value).slice(0, 60)}"`;
	return new InputError(
		`The field "${labelOf(name)}" must be ${type}, but it is ${got}`,
		'Correct the field, or the expression in it.',
	);
}

/** Labels that do not follow from the parameter's name. */
const LABELS: Record<string, string> = {
	allowUnauthorizedCerts: 'Ignore SSL Issues (Insecure)',
	concurrency: 'Requests at a Time',
	fullResponse: 'Include Response Headers and Status',
	jsonBody: 'JSON',
	maxRequests: 'Max Pages',
	queryParameterArrays: 'Array Format in Query Parameters',
	requestInterval: 'Interval Between Requests (Ms)',
	url: 'URL',
};

/** `options.redirect.redirect.maxRedirects` → `Max Redirects`. */
export function labelOf(name: string): string {
	const own = name.split('.').at(-1) ?? name;
	const words = own.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/\bId\b/, 'ID');
	return LABELS[own] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Reads parameters for one item after the other. What holds no expression is the same for all
 * items and is read once: an expression costs about 1 ms, and so does every look at n8n's
 * parameter tree on 10,000 items.
 *
 * @returns a reader for the given item
 */
export function parameterReaders(source: ParameterSource): (itemIndex: number) => ParameterReader {
	const dynamicNames = new Set(
		Object.entries(source.getNode().parameters)
			.filter(([, value]) => holdsExpression(value))
			.map(([name]) => name),
	);
	const fixedValues = new Map<string, unknown>();
	const origin: ParameterOrigin = {
		expressionOf: (name) => {
			const saved = getOwn(source.getNode().parameters, name);
			return typeof saved === 'string' && saved.startsWith('=') ? saved : undefined;
		},
		isLenient: source.getNode().typeVersion >= 3,
	};
	return (itemIndex) =>
		new ParameterReader((name) => {
			const [root = name] = name.split('.', 1);
			if (dynamicNames.has(root)) return source.getNodeParameter(name, itemIndex, null);
			if (!fixedValues.has(name)) fixedValues.set(name, source.getNodeParameter(name, 0, null));
			return fixedValues.get(name);
		}, origin);
}

/** n8n marks an expression by a leading "=". */
function holdsExpression(value: NodeParameterValueType | INodeParameters): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some((inner) => holdsExpression(inner as NodeParameterValueType));
}

/** One row of a key/value list. An expression may give anything as its name. */
export interface Row {
	name?: unknown;
	value?: unknown;
}

/** @returns an empty text where the row has no name, and is left out */
export function rowName({ name }: Row): string {
	return textOf(name);
}

/**
 * The rows of a key/value list as an object.
 *
 * @param listsEqualNames whether a name that occurs several times becomes a list; else the last one wins
 */
export function rowsToObject(rows: Row[], listsEqualNames: boolean): IDataObject {
	const result: IDataObject = {};
	for (const row of rows) {
		const name = rowName(row);
		if (name === '') continue;
		const before = listsEqualNames ? getOwn(result, name) : undefined;
		const merged =
			before === undefined
				? row.value
				: Array.isArray(before)
					? [...(before as unknown[]), row.value]
					: [before, row.value];
		setOwn(result, name, merged);
	}
	return result;
}

/**
 * The rows of a JSON body: a name such as `data.attributes.status` or `tags[0]` is a path, and the last
 * of several equal names counts, as in n8n's own node.
 *
 * @throws {InputError} for a path that no person would write: it would cost memory without bounds
 */
export function rowsToNestedObject(rows: Row[]): IDataObject {
	const result: IDataObject = {};
	for (const row of rows) {
		const name = rowName(row);
		if (name === '') continue;
		const keys = toPath(name);
		assertDepth(keys);
		setPath(result, keys, row.value);
	}
	return result;
}

const IS_PATH = /\.|\[(?:[^[\]]*|"[^"]*"|'[^']*')\]/;
/** A key at the start or after a dot, or one in brackets, quoted or not; there is none between dot and bracket. */
const STEP =
	/^[^.[\]]+|\.(?!\[)(?<plain>[^.[\]]*)|\[(?:(["'])(?<quoted>(?:\\.|(?!\2)[^\\])*)\2|(?<index>[^[\]]*))\]/g;

/**
 * The keys of a path, read as n8n's own node reads it (https://lodash.com/docs/#toPath):
 * `data["first.name"].tags[0]` → `data`, `first.name`, `tags`, `0`.
 */
export function toPath(name: string): string[] {
	if (!IS_PATH.test(name)) return [name];
	const keys = [...name.matchAll(STEP)].map(({ 0: step, groups = {} }) => {
		const { plain, quoted, index } = groups;
		return plain ?? quoted?.replace(/\\(.)/g, '$1') ?? index ?? step;
	});
	return name.startsWith('.') ? ['', ...keys] : keys;
}

/** No API's JSON is nested deeper. */
const MAX_KEYS = 100;
/** A list is sent with a null for each element that is missing. */
const MAX_INDEX = 9_999;

function assertDepth(keys: string[]): void {
	if (keys.length <= MAX_KEYS) return;
	throw new InputError(
		`The name "${keys.slice(0, 5).join('.').slice(0, 60)}…" in the body has more than ${MAX_KEYS} parts`,
		'Dots and brackets in a name nest the value. Correct the name, or enter the body as JSON.',
	);
}

function assertIndex(target: object, key: string): void {
	if (!Array.isArray(target) || !/^\d+$/.test(key) || Number(key) <= MAX_INDEX) return;
	throw new InputError(
		`The index ${key.slice(0, 20)} in a name in the body is larger than ${MAX_INDEX}`,
		'A number in brackets is a place in a list. Correct the name, or enter the body as JSON.',
	);
}

function setPath(target: object, keys: string[], value: unknown): void {
	const [key, ...rest] = keys;
	if (key === undefined) return;
	assertIndex(target, key);
	const [nextKey] = rest;
	if (nextKey === undefined) {
		setOwn(target, key, value);
		return;
	}
	const before = getOwn(target, key);
	const inner = typeof before === 'object' && before !== null ? before : newParent(nextKey);
	setOwn(target, key, inner);
	setPath(inner, rest, value);
}

/** A list where the next key is an index, and one that leaves no gaps without end. */
function newParent(key: string): object {
	return /^(?:0|[1-9]\d{0,3})$/.test(key) ? [] : {};
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
