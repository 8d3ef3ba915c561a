import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../../http/errors/errors';
import { getOwn, isObject, setOwn } from '../../../http/json';
import type { Field, Source, Target } from '../../../http/operation';

export const VENDOR = '/api/v3';
/** The Partner Platform lies on another host, which the credential names. */
export const PARTNER = '/v3';

export const SOURCES = {
	vendor: {
		grade: 'documented',
		url: 'https://developers.anybill.de/vendor_api/api_vendorV3.html',
	},
	partner: {
		grade: 'documented',
		url: 'https://developers.anybill.de/partner_platform_api/api_v3.html',
	},
	/** anybill's documentation of 2020; its paths are still in use. */
	archived: { grade: 'archived', url: 'https://developers.anybill.de' },
} as const satisfies Record<string, Source>;

/** A store of the account. */
export function storeField(extra: { description: string; to?: Target }): Field {
	return {
		name: 'storeId',
		label: 'Store',
		type: 'id',
		record: 'store',
		search: 'searchStores',
		...extra,
	};
}

/**
 * A body with further fields, at any depth. None takes the place of what is there: a receipt would be
 * another store's.
 *
 * @param further what the field "Other Fields" holds
 * @throws {InputError} that names the field that is filled already
 */
export function withOtherFields(
	body: IDataObject,
	further: IDataObject,
	path: readonly string[] = [],
): IDataObject {
	const result = { ...body };
	for (const [name, value] of Object.entries(further)) {
		const before = getOwn(result, name);
		const place = [...path, name];
		if (before === undefined) setOwn(result, name, value);
		else if (isObject(before) && isObject(value)) {
			setOwn(result, name, withOtherFields(before as IDataObject, value as IDataObject, place));
		} else {
			throw new InputError(
				`"Other Fields" has "${place.join('.')}", which is filled already`,
				'Remove it from "Other Fields", or change it in the field of its own.',
			);
		}
	}
	return result;
}
