import { InputError } from '../errors/errors';
import type { Field } from '../operation';
import { isTimeZone, readDate, readDateTime, type DateContext } from './dates';
import { parseJson } from './json-field';
import { plainOf } from './locator';

/** A field with one value, in contrast to rows of them. */
export type SingleField = Exclude<Field, { type: 'pairs' | 'rows' }>;

/** A UUID, a number or a plain token. A separator, encoded or not, could lead to another endpoint. */
const ID = /^(?!\.+$)[\w.~-]{1,200}$/;
/** What JavaScript writes into a text for a value that is not there. */
const NO_VALUE = /^(undefined|null|NaN)$/;
const EMAIL = /^[^\s@,;<>"]+@[^\s@,;<>"]+$/;

/**
 * The value of a field in the form that is sent.
 *
 * @param context its label, and how a date in it is meant
 * @throws {InputError} for a value that the field cannot have
 */
export function checkValue(field: SingleField, value: unknown, context: DateContext): unknown {
	const { label } = context;
	switch (field.type) {
		case 'text': {
			const text = toText(value, label);
			if (field.pattern && !field.pattern.regex.test(text)) {
				throw new InputError(`"${label}" must be ${field.pattern.words}`);
			}
			return text;
		}
		case 'texts':
			return toTexts(value, label);
		case 'email': {
			const text = toText(value, label).trim();
			if (EMAIL.test(text)) return text;
			throw new InputError(`"${label}" is not an email address`, 'Enter it as jane@example.com.');
		}
		case 'number':
			return toNumber(field, value, label);
		case 'flag':
			return toFlag(value, label);
		case 'date':
			return readDate(value, context);
		case 'dateTime':
			return readDateTime(value, context);
		case 'timeZone': {
			const name = toText(value, label).trim();
			if (isTimeZone(name)) return name;
			throw new InputError(
				`"${label}" is not a known time zone`,
				'Enter the name of a region and city, e.g. Europe/Berlin.',
			);
		}
		case 'choice':
			return toChoice(field.choices, value, label);
		case 'choices':
			return toList(value).map((one) => toChoice(field.choices, one, label));
		case 'id':
			return toId(value, label);
		case 'json':
			return toJson(field.schema, value, label);
	}
}

/** @throws {InputError} for an object, a list, or a number that is none */
export function toText(value: unknown, label: string): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'boolean') return String(value);
	if (typeof value === 'number') {
		if (Number.isFinite(value)) return String(value);
		throw new InputError(`"${label}" is ${value}`, 'Check the calculation in the expression.');
	}
	throw new InputError(
		`"${label}" must be text, but it is ${Array.isArray(value) ? 'a list' : 'an object'}`,
		'Choose one field of it in the expression.',
	);
}

/** `a, b` or `['a', 'b']` → `a,b`. */
function toTexts(value: unknown, label: string): string {
	const texts = toList(value)
		.map((one) => toText(one, label).trim())
		.filter((text) => text !== '');
	if (texts.length > 0) return texts.join(',');
	throw new InputError(`"${label}" is empty`, 'Enter values, separated by commas.');
}

type NumberField = Extract<Field, { type: 'number' }>;

function toNumber({ min, moreThanMin, max, decimals }: NumberField, value: unknown, label: string) {
	const number = typeof value === 'string' ? Number(value.trim()) : value;
	if (typeof number !== 'number' || !Number.isFinite(number)) {
		throw new InputError(`"${label}" is not a number`, 'Enter digits, with a point for decimals.');
	}
	if (min !== undefined && (number < min || (moreThanMin && number === min))) {
		throw new InputError(`"${label}" must be ${moreThanMin ? 'more than' : 'at least'} ${min}`);
	}
	if (max !== undefined && number > max) throw new InputError(`"${label}" must be at most ${max}`);
	if (decimals === 0 && !Number.isInteger(number)) {
		throw new InputError(`"${label}" must be a whole number`);
	}
	return number;
}

function toFlag(value: unknown, label: string): boolean {
	if (typeof value === 'boolean') return value;
	if (value === 'true' || value === 'false') return value === 'true';
	throw new InputError(`"${label}" must be true or false`);
}

function toChoice(
	choices: ReadonlyArray<{ name: string; value: string }>,
	value: unknown,
	label: string,
): string {
	if (choices.some((choice) => choice.value === value)) return value as string;
	throw new InputError(
		`"${label}" has a value that is not one of its choices`,
		`It can be one of: ${choices.map((choice) => choice.value).join(', ')}.`,
	);
}

/** A list, also where a model writes it as `a, b`. */
function toList(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : [value];
}

/** @throws {InputError} for what is no ID: it could lead to another endpoint */
export function toId(value: unknown, label: string): string {
	const id = plainOf(value);
	const text = typeof id === 'number' ? String(id) : typeof id === 'string' ? id.trim() : '';
	if (typeof id === 'number' && !Number.isSafeInteger(id)) {
		throw new InputError(`"${label}" is not an ID`, 'Numbers this large have to be text.');
	}
	if (ID.test(text) && !NO_VALUE.test(text)) return text;
	throw new InputError(
		`"${label}" is not an ID`,
		'IDs consist of letters, digits, hyphens, dots and underscores. Choose a record from the list, or check the expression.',
	);
}

function toJson(schema: 'object' | 'array' | undefined, value: unknown, label: string): unknown {
	const parsed = parseJson(value, label);
	const isList = Array.isArray(parsed);
	if (schema === 'array' && !isList) {
		throw new InputError(`"${label}" must be a list`, 'Write it as [ … ].');
	}
	if (schema === 'object' && (typeof parsed !== 'object' || parsed === null || isList)) {
		throw new InputError(`"${label}" must be a JSON object`, 'Write it as { "name": "value" }.');
	}
	return parsed;
}
