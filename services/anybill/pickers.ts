import type { Picker } from '../../http/list-search';

/** The lists in which people choose records. anybill cannot search: what is loaded is searched. */
export const anybillPickers: Readonly<Record<string, Picker>> = {
	searchCategories: {
		records: 'categories',
		path: '/api/v3/category',
		label: (record) => joined(record.name ?? record.displayName, record.id),
	},
	searchReceipts: {
		records: 'receipts',
		path: '/v3/bill',
		label: (record) => joined(record.number ?? record.receiptNr ?? record.id, dateOf(record)),
	},
	searchStores: {
		records: 'stores',
		path: '/api/v3/store',
		label: (record) => joined(record.displayName ?? record.name, record.id),
	},
};

/** `Example Berlin · BER-01` */
function joined(...parts: unknown[]): string {
	return parts
		.filter((part) => typeof part === 'string' || typeof part === 'number')
		.map(String)
		.filter((part, index, all) => part !== '' && all.indexOf(part) === index)
		.join(' · ');
}

function dateOf({ date, createdAt }: Record<string, unknown>): string {
	const text = typeof date === 'string' ? date : typeof createdAt === 'string' ? createdAt : '';
	return text.slice(0, 16).replace('T', ' ');
}
