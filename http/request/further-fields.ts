import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/errors';
import { getOwn, isObject, setOwn } from '../json';

/**
 * A body with further fields, at any depth. None takes the place of what is there: a receipt would be
 * another store's.
 *
 * @param label of the panel's field that holds them
 * @throws {InputError} that names the field of the body that is filled already
 */
export function withFurtherFields(
	body: IDataObject,
	further: IDataObject,
	label: string,
	path: readonly string[] = [],
): IDataObject {
	const result = { ...body };
	for (const [name, value] of Object.entries(further)) {
		const before = getOwn(result, name);
		const place = [...path, name];
		if (before === undefined) setOwn(result, name, value);
		else if (isObject(before) && isObject(value)) {
			const [inner, more] = [before as IDataObject, value as IDataObject];
			setOwn(result, name, withFurtherFields(inner, more, label, place));
		} else {
			throw new InputError(
				`"${label}" has "${place.join('.')}", which is filled already`,
				`Remove it from "${label}", or change it in the field of its own.`,
			);
		}
	}
	return result;
}
