import {
	inBody,
	inHeader,
	inPath,
	inQuery,
	type Choice,
	type Field,
	type Operation,
	type Source,
	type Target,
} from '../../../http/operation';

/** anny's kinds of records: where they are listed, and how the panel and JSON:API call them. */
export const RECORDS = {
	booking: { type: 'bookings', label: 'Booking', search: 'searchBookings' },
	customer: { type: 'customers', label: 'Customer', search: 'searchCustomers' },
	invoice: { type: 'invoices', label: 'Invoice', search: 'searchInvoices' },
	order: { type: 'orders', label: 'Order', search: 'searchOrders' },
	planSubscription: {
		type: 'plan-subscriptions',
		label: 'Plan Subscription',
		search: 'searchPlanSubscriptions',
	},
	resource: { type: 'resources', label: 'Resource', search: 'searchResources' },
	service: { type: 'services', label: 'Service', search: 'searchServices' },
} as const;

export type RecordKind = keyof typeof RECORDS;

export const API = '/api/v1';

export const SOURCES = {
	admin: { grade: 'documented', url: 'https://developers.anny.co/apis/admin-api' },
	customerApi: { grade: 'documented', url: 'https://developers.anny.co/apis/customer-api' },
	webhooks: { grade: 'documented', url: 'https://developers.anny.co/guides/webhooks' },
	/** anny's own n8n package, and its plugin for grok. */
	official: { grade: 'official', url: 'https://github.com/anny-co/anny-n8n' },
	/** Not documented; in use by others. */
	observed: { grade: 'observed' },
} as const satisfies Record<string, Source>;

/** The field that identifies a record in the path. A resource has another name, since n8n's own is taken. */
export function recordField(kind: RecordKind, extra: Partial<Field> = {}): Field {
	const { label, search } = RECORDS[kind];
	return {
		name: ID_NAMES[kind],
		label,
		type: 'id',
		record: label.toLowerCase(),
		search,
		description: `The ${label.toLowerCase()} to work with: choose it from the list, or give its ID`,
		...(extra as object),
	} as Field;
}

/** Names of the ID fields. "resourceId" belongs to the body of the custom request. */
const ID_NAMES: Record<RecordKind, string> = {
	booking: 'bookingId',
	customer: 'customerId',
	invoice: 'invoiceId',
	order: 'orderId',
	planSubscription: 'planSubscriptionId',
	resource: 'bookableId',
	service: 'serviceId',
};

/** The field that identifies the record in the path. */
export function inPathOf(kind: RecordKind): Field {
	return recordField(kind, { to: inPath });
}

/** A field that is an attribute of the resource object (https://jsonapi.org/format/#crud-creating). */
export function attribute(name: string): Target {
	return inBody('data', 'attributes', name);
}

/** A to-one relationship to a record of that kind. */
export function relatedTo(name: string, kind: RecordKind): Pick<Field, 'to' | 'encode'> {
	return {
		to: inBody('data', 'relationships', name, 'data'),
		encode: (id) => ({ type: RECORDS[kind].type, id }),
	};
}

/** Attributes that the table does not know. */
export const otherAttributes: Field = {
	name: 'otherAttributes',
	label: 'Other Attributes',
	type: 'pairs',
	item: 'Attribute',
	group: 'additionalFields',
	description: 'Attributes of the API that are not offered here, by name',
	to: attribute('*'),
};

const commaSeparated = (values: unknown) => (values as string[]).join(',');

/** Related records to send along: the known ones by name, others by hand. */
export function includeFields(...choices: Choice[]): Field[] {
	return [
		{
			name: 'include',
			label: 'Include',
			type: 'choices',
			group: 'additionalFields',
			choices,
			description: 'Related records to send along',
			to: inQuery('include'),
			encode: commaSeparated,
		},
		{
			name: 'otherIncludes',
			label: 'Other Includes',
			type: 'texts',
			group: 'additionalFields',
			example: 'order.customer',
			description: 'Further related records, separated by commas; a dot goes deeper',
			to: inQuery('include'),
		},
	];
}

/** In which language names and messages come. */
export const languageField: Field = {
	name: 'language',
	label: 'Language',
	type: 'text',
	group: 'additionalFields',
	example: 'de-DE',
	description: 'Language of names and messages',
	pattern: { regex: /^[A-Za-z]{2,3}(-[A-Za-z\d]{2,8})*$/, words: 'a language tag, e.g. de-DE' },
	to: inHeader('accept-language'),
};

const SORTS: Choice[] = [
	{ name: 'Created, Newest First', value: '-created_at' },
	{ name: 'Created, Oldest First', value: 'created_at' },
	{ name: 'Name, A to Z', value: 'name' },
	{ name: 'Name, Z to A', value: '-name' },
	{ name: 'Start, Earliest First', value: 'start_date' },
	{ name: 'Start, Latest First', value: '-start_date' },
];

/** The order of a list; other fields can be given by an expression in "Other Sort". */
function sortFields(kind: RecordKind): Field[] {
	const fitting = SORTS.filter(({ value }) => {
		if (value.endsWith('start_date')) return kind === 'booking';
		return !value.endsWith('name') || kind === 'resource' || kind === 'service';
	});
	return [
		{
			name: 'sort',
			label: 'Sort',
			type: 'choice',
			group: 'additionalFields',
			choices: fitting,
			default: '-created_at',
			description: 'The order of the records',
			to: inQuery('sort'),
		},
		{
			name: 'otherSort',
			label: 'Other Sort',
			type: 'texts',
			group: 'additionalFields',
			example: '-start_date,number',
			description: 'Fields to sort by, separated by commas; a minus sign sorts descending',
			to: inQuery('sort'),
		},
	];
}

/** Filters that the table does not know. */
const otherFilters: Field = {
	name: 'otherFilters',
	label: 'Other Filters',
	type: 'pairs',
	item: 'Filter',
	group: 'filters',
	description: 'Filters of the API that are not offered here, by name',
	to: inQuery('filter[*]'),
};

/** A text that records are searched by. */
const searchFilter: Field = {
	name: 'search',
	label: 'Search',
	type: 'text',
	group: 'filters',
	example: 'Jane',
	description: 'Only records in which this text occurs',
	to: inQuery('filter[search]'),
};

interface Words {
	/** e.g. "booking" */
	one: string;
	/** e.g. "bookings" */
	many: string;
	/** "a" or "an" */
	article?: string;
}

/** "Get Many" and "Get" of a kind of record. */
export function readOperations(
	kind: RecordKind,
	{ one, many, article = 'a' }: Words,
	{ source, filters = [], includes }: { source: Source; filters?: Field[]; includes: Choice[] },
): Operation[] {
	const path = `${API}/${RECORDS[kind].type}`;
	const include = includeFields(...includes);
	return [
		{
			resource: kind,
			operation: 'getAll',
			name: 'Get Many',
			action: `Get many ${many}`,
			description: `List ${many}, narrowed by filters`,
			method: 'GET',
			path,
			source,
			output: { kind: 'list', paging: 'service' },
			fields: [
				searchFilter,
				...filters,
				otherFilters,
				...include,
				languageField,
				...sortFields(kind),
			],
		},
		{
			resource: kind,
			operation: 'get',
			name: 'Get',
			action: `Get ${article} ${one}`,
			description: `Get one ${one} by its ID`,
			method: 'GET',
			path: `${path}/{${ID_NAMES[kind]}}`,
			source,
			fields: [inPathOf(kind), ...include, languageField],
		},
	];
}
