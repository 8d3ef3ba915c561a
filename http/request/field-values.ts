import { InputError } from '../errors/errors';
import { isObject, setOwn } from '../json';
import type { Field, FieldValues, Operation } from '../operation';
import { checkValue, isLocator, toText } from './field-checks';
import { foundNothing } from './problems';

/** The parameters of one item, as n8n evaluates them. */
export interface FieldSource {
	/** The evaluated value: null where it is absent, undefined where an expression finds nothing. */
	value: (name: string) => unknown;
	/** Whether the parameter at a path such as `filters.start` is an expression. */
	isExpression: (path: string) => boolean;
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
	return values;
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
	if (given === undefined) throw foundNothing(place.label);
	const isAbsent = given === null && !place.source.isExpression(place.path);
	const value = isAbsent ? defaultOf(field) : given;
	if (field.type === 'timeZone' && isEmpty(value)) return place.source.timeZone;
	if (!isEmpty(value)) return readValue(field, value, place);
	if (field.optional && field.type !== 'flag') return undefined;
	throw new InputError(
		`"${place.label}" is empty`,
		'Enter a value, or check the expression in that field.',
	);
}

/** @returns undefined where the field was not added to its collection */
function readFromCollection(field: Field, place: Place): unknown {
	const collection = place.source.value(field.group ?? '');
	if (typeof collection !== 'object' || collection === null) return undefined;
	if (!Object.hasOwn(collection, field.name)) return undefined;
	const value = (collection as Record<string, unknown>)[field.name];
	if (value === undefined) throw foundNothing(place.label);
	if (!isEmpty(value)) return readValue(field, value, place);
	if (field.type === 'pairs' || field.type === 'rows') return undefined;
	// An attribute may be emptied. A filter may not: without it, everything would come.
	const canBeEmptied = field.group === 'additionalFields' && isSentInBody(field);
	if (canBeEmptied && value === null) return null;
	if (canBeEmptied && value === '' && field.type === 'text') return '';
	throw new InputError(
		`"${place.label}" is empty`,
		field.group === 'filters'
			? 'Without it, all records would come. Enter a value, or remove the filter.'
			: 'Enter a value, or remove the field.',
	);
}

function isSentInBody({ to }: Field): boolean {
	return [to].flat().some((target) => target?.in === 'body');
}

/** What looks like an empty field: also a locator, a list or a collection with nothing in it. */
function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined) return true;
	if (typeof value === 'string') return value.trim() === '';
	if (Array.isArray(value)) return value.length === 0;
	if (isLocator(value)) return isEmpty(value.value);
	return typeof value === 'object' && Object.keys(value).length === 0;
}

function readValue(field: Field, value: unknown, place: Place): unknown {
	if (field.type === 'pairs') return toPairs(value, place);
	if (field.type === 'rows') return toRows(field, value, place);
	const { label, timeZone, source, path } = place;
	return checkValue(field, value, { label, timeZone, isPicked: !source.isExpression(path) });
}

/** The rows of a list of free names and values; rows without a name are not meant. */
function toPairs(value: unknown, { label }: Place): Array<{ name: string; value: unknown }> {
	return rowsOf(value, 'pairs').flatMap((row) => {
		const name = toText(row.name ?? '', label).trim();
		if (name === '') return [];
		if (row.value === undefined) throw foundNothing(`${label}: ${name}`);
		return [{ name, value: row.value }];
	});
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
