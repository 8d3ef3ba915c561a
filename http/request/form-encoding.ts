import { textOf } from '../json';

/** Writes names and values as n8n's client writes a form and a query: `a[0]=1`, `a[b]=1`, spaces as `%20`. */

type Pair = [name: string, value: string];

/** @param pairs in the order in which they are to be sent */
export function encodePairs(pairs: Iterable<readonly [string, string]>): string {
	return [...pairs].map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

/**
 * https://www.rfc-editor.org/rfc/rfc3986#section-2.3; encodeURIComponent leaves five more characters,
 * and refuses half of a surrogate pair, which the way through bytes replaces.
 */
function encode(text: string): string {
	return encodeURIComponent(Buffer.from(text).toString()).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/**
 * The pairs that stand for one field: an empty value for null, none for undefined. A list under a name
 * that ends in `[]` has its brackets already.
 */
export function fieldPairs(name: string, value: unknown): Pair[] {
	if (value === undefined) return [];
	if (value instanceof Date) return [[name, value.toISOString()]];
	if (typeof value !== 'object' || value === null) return [[name, textOf(value)]];
	const hasBrackets = Array.isArray(value) && name.endsWith('[]');
	return Object.entries(value).flatMap(([key, inner]) =>
		fieldPairs(hasBrackets ? name : `${name}[${key}]`, inner),
	);
}
