import { InputError } from '../errors/errors';
import { textOf, type PlainObject } from '../json';
import { labelOf } from './labels';

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

/** What an expression gave in place of text, a number, a list … */
export function wrongType(name: string, type: string, value: unknown): InputError {
	const got = typeof value === 'object' ? 'an object or a list' : `"${textOf(value).slice(0, 60)}"`;
	return new InputError(
		`The field "${labelOf(name)}" must be ${type}, but it is ${got}`,
		'Correct the field, or the expression in it.',
	);
}
