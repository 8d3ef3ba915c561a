import { InputError } from '../errors/errors';
import { tryParseJson } from '../json';

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
