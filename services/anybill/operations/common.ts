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
