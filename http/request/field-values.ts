import { InputError } from '../errors/errors';
import { isObject, setOwn, toList } from '../json';
import type { Field, FieldValues, Operation, Target } from '../operation';
import { checkValue, toText } from './field-checks';
import { plainOf } from './locator';
import { foundNothing } from './problems';
import { isFromModel } from './saved-expression';

/** The parameters of one item, as n8n evaluates them. */
export interface FieldSource {
	/** The evaluated value: null where it is absent, undefined where an expression finds nothing. */
	value: (name: string) => unknown;
	/** The expression that gives the parameter at a path such as `filters.start`; undefined where it was typed. */
	expressionOf: (path: string) => string | undefined;
	/** The workflow's time zone. */
	timeZone: string;
}

/** Where a field stands, for messages and for the look at its expression. */
interface Place {
	label: string;
	path: string;
	source: FieldSource;
	timeZone: string;
}

/**
 * Reads and checks the fields of an operation for one item.
 *
 * @throws {InputError} that names the field as the panel does, before anything is sent
 */
export function readFieldValues(operation: Operation, source: FieldSource): FieldValues {
	const values: Record<string, unknown> = {};
	// The time zone comes first: the dates beside it are in it.
	const zone = operation.fields.find(({ type }) => type === 'timeZone');
	const timeZone = zone ? readTimeZone(zone, source) : source.timeZone;
	for (const field of operation.fields) {
		const place = { label: field.label, path: pathOf(field), source, timeZone };
		if (!isShown(field, values)) continue;
		const value = field.group
			? readFromCollection(field, place)
			: readTopLevel(field, source.value(field.name), place);
		if (value !== undefined) setOwn(values, field.name, value);
	}
	assertOrder(operation.fields, values);
	assertChange(operation, values);
	return values;
}

/** @throws {InputError} for an update in which nothing is changed: it would look like a success */
function assertChange({ operation, fields }: Operation, values: FieldValues): void {
	if (operation !== 'update') return;
	const isChange = (field: Field) =>
		isSentIn('body', field) &&
		!isSentIn('path', field) &&
		Object.hasOwn(values, field.name) &&
		!isEmptyList(values[field.name]);
	if (fields.some(isChange)) return;
	throw new InputError('Nothing is to be changed', 'Add at least one of the fields to change.');
}

function isEmptyList(value: unknown): boolean {
	return Array.isArray(value) && value.length === 0;
}

function pathOf({ group, name }: Field): string {
	return group ? `${group}.${name}` : name;
}

/** Whether the panel shows a field beside the values of the fields before it. */
function isShown({ showWhen }: Field, values: FieldValues): boolean {
	return Object.entries(showWhen ?? {}).every(([name, shown]) =>
		shown.includes(values[name] as string | boolean),
	);
}

function readTimeZone(field: Field, source: FieldSource): string {
	const value = source.value(field.name);
	const place = { label: field.label, path: field.name, source, timeZone: source.timeZone };
	return String(readTopLevel(field, value, place));
}

/** @returns undefined where an optional field is left empty */
function readTopLevel(field: Field, given: unknown, place: Place): unknown {
	if (valueOf(field, given) === undefined) throw foundNothing(place.label);
	const isAbsent = given === null && place.source.expressionOf(place.path) === undefined;
	const value = isAbsent ? defaultOf(field) : given;
	if (!isEmpty(valueOf(field, value))) return readValue(field, value, place);
	const isTimeZone = field.type === 'timeZone';
	if (!isTimeZone && (!field.optional || field.type === 'flag')) {
		throw new InputError(
			`"${place.label}" is empty`,
			'Enter a value, or check the expression in that field.',
		);
	}
	if (!isLeftOut(field, value, place)) throw foundNothing(place.label);
	return isTimeZone ? place.source.timeZone : undefined;
}

/**
 * Whether an empty optional field is meant so: nobody has entered anything, a model has left it out, or
 * an expression gives an empty text or list where that is a value. Anything else is data that is
 * missing, and the request would mean something else without it.
 */
function isLeftOut(field: Field, value: unknown, { source, path }: Place): boolean {
	const expression = source.expressionOf(path);
	if (expression === undefined || isFromModel(expression)) return true;
	if (field.type === 'timeZone') return value !== null;
	if (field.type === 'text') return value !== null && !field.isSafeguard;
	return Array.isArray(value);
}

/** @returns undefined where the field was not added to its collection */
function readFromCollection(field: Field, place: Place): unknown {
	const collection = place.source.value(field.group ?? '');
	if (typeof collection !== 'object' || collection === null) return undefined;
	if (!Object.hasOwn(collection, field.name)) return undefined;
	const value = (collection as Record<string, unknown>)[field.name];
	if (valueOf(field, value) === undefined) throw foundNothing(place.label);
	if (!isEmpty(valueOf(field, value))) return readValue(field, value, place);
	if ((field.type === 'pairs' || field.type === 'rows') && value !== null) return undefined;
	// A text may be emptied. A filter may not: without it, everything would come.
	const canBeEmptied =
		field.type === 'text' && field.group === 'additionalFields' && isSentIn('body', field);
	if (canBeEmptied && (value === null || value === '')) return value;
	if (field.group === 'filters') throw emptyFilter(place.label);
	throw new InputError(`"${place.label}" is empty`, 'Enter a value, or remove the field.');
}

function emptyFilter(label: string): InputError {
	return new InputError(
		`"${label}" is empty`,
		'Without it, all records would come. Enter a value, or remove the filter.',
	);
}

function isSentIn(place: Target['in'], { to }: Field): boolean {
	return [to].flat().some((target) => target?.in === place);
}

/** Records are chosen with n8n's locator. */
function valueOf({ type }: Field, given: unknown): unknown {
	return type === 'id' ? plainOf(given) : given;
}

/** What looks like an empty field: also a list or a collection with nothing in it. */
function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined) return true;
	if (typeof value === 'string') return value.trim() === '';
	if (Array.isArray(value)) return value.length === 0;
	// A date has no members either.
	return isPlain(value) && Object.keys(value).length === 0;
}

function isPlain(value: unknown): value is object {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function readValue(field: Field, value: unknown, place: Place): unknown {
	if (field.type === 'pairs') return toPairs(field, value, place);
	if (field.type === 'rows') return toRows(field, value, place);
	const { label, timeZone, source, path } = place;
	return checkValue(field, value, {
		label,
		timeZone,
		isPicked: source.expressionOf(path) === undefined,
	});
}

/** The rows of a list of free names and values; rows that were not filled in are not meant. */
function toPairs(field: Field, value: unknown, { label }: Place): Pair[] {
	return rowsOf(value, 'pairs').flatMap((row) => {
		const name = toText(row.name ?? '', label).trim();
		if (name === '' && isEmpty(row.value)) return [];
		if (name === '') {
			throw new InputError(
				`"${label}" has a value without a name`,
				'Enter its name, or check the expression in that field.',
			);
		}
		const place = `${label}: ${name}`;
		if (row.value === undefined) throw foundNothing(place);
		if (typeof row.value === 'number') toText(row.value, place);
		return [{ name, value: field.group === 'filters' ? toFilter(row.value, place) : row.value }];
	});
}

interface Pair {
	name: string;
	value: unknown;
}

/** A text, number or boolean, or several separated by commas. */
function toFilter(value: unknown, label: string): unknown {
	if (isEmpty(value)) throw emptyFilter(label);
	const texts = toList(value).map((one) => toText(one, label));
	return Array.isArray(value) ? texts.join(',') : value;
}

type RowsField = Extract<Field, { type: 'rows' }>;

function toRows(field: RowsField, value: unknown, place: Place): FieldValues[] {
	const rows = rowsOf(value, 'rows');
	if (rows.length === 0 && !field.optional && !field.group) {
		throw new InputError(`"${field.label}" is empty`, `Add at least one ${field.item}.`);
	}
	return rows.map((row, index) => {
		const number = rows.length > 1 ? ` ${index + 1}` : '';
		const values: Record<string, unknown> = {};
		for (const inner of field.fields) {
			const innerPlace = {
				...place,
				label: `${field.item}${number}: ${inner.label}`,
				path: `${place.path}.rows[${index}].${inner.name}`,
			};
			// Fields that were never touched are not saved at all.
			const given = Object.hasOwn(row, inner.name) ? row[inner.name] : null;
			const checked = readTopLevel(inner, given, innerPlace);
			if (checked !== undefined) setOwn(values, inner.name, checked);
		}
		assertOrder(field.fields, values, `${field.item}${number}: `);
		return values;
	});
}

function rowsOf(value: unknown, inner: 'rows' | 'pairs'): Array<Record<string, unknown>> {
	const { [inner]: rows } = value as Record<string, unknown>;
	return Array.isArray(rows) ? rows.filter(isObject) : [];
}

/** What an untouched field holds. */
export function defaultOf(field: Field): string | number | boolean {
	return 'default' in field ? field.default : '';
}

/** @throws {InputError} for an end that is not after its start */
function assertOrder(fields: readonly Field[], values: FieldValues, prefix = ''): void {
	for (const field of fields) {
		if (field.type !== 'dateTime' || !field.after) continue;
		const start = fields.find(({ name }) => name === field.after);
		const [earlier, later] = [values[field.after], values[field.name]];
		if (typeof earlier !== 'string' || typeof later !== 'string' || !start) continue;
		if (Date.parse(later) <= Date.parse(earlier)) {
			throw new InputError(
				`"${prefix}${field.label}" must be later than "${start.label}"`,
				'Check the two dates, and their time zone.',
			);
		}
	}
}
