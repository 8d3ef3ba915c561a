import type { IDataObject } from 'n8n-workflow';
import { getOwn, setOwn, textOf } from '../json';
import { setAtPath } from './key-path';

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
		if (name !== '') setAtPath(result, name, row.value);
	}
	return result;
}
