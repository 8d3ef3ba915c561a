import { InputError } from '../errors/errors';
import { getOwn, setOwn } from '../json';

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

/**
 * Sets a value in an object, where its name says: `data.attributes.status`, `tags[0]`.
 *
 * @throws {InputError} for a path that no person would write: it would cost memory without bounds
 */
export function setAtPath(target: object, name: string, value: unknown): void {
	const keys = toPath(name);
	assertDepth(keys);
	setKeys(target, keys, value);
}

function setKeys(target: object, keys: string[], value: unknown): void {
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
	setKeys(inner, rest, value);
}

/** A list where the next key is an index, and one that leaves no gaps without end. */
function newParent(key: string): object {
	return /^(?:0|[1-9]\d{0,3})$/.test(key) ? [] : {};
}
