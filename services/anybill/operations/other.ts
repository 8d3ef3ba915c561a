import {
	inBody,
	inPath,
	inQuery,
	type Field,
	type FieldValues,
	type Operation,
	type RequestParts,
} from '../../../http/operation';
import { toId } from '../../../http/request/field-checks';
import { PARTNER, SOURCES, storeField, VENDOR } from './common';

function maxLength(characters: number) {
	const regex = new RegExp(`^[\\s\\S]{1,${characters}}$`);
	return { regex, words: `at most ${characters} characters long` };
}

function addressField(name: string, label: string, example: string): Field {
	return {
		name,
		label,
		type: 'text',
		example,
		description: `${label} of the store's address`,
		to: inBody('address', name),
	};
}

export const storeOperations: Operation[] = [
	{
		resource: 'store',
		operation: 'upsert',
		name: 'Create or Update',
		action: 'Create or update a store',
		description: 'Create a new store, or update the one with this ID if it already exists',
		method: 'POST',
		path: `${VENDOR}/store`,
		source: SOURCES.archived,
		fields: [
			{
				name: 'ownStoreId',
				label: 'Store ID',
				type: 'text',
				example: 'BER-01',
				description: 'Your ID of the store, at most 10 characters',
				pattern: maxLength(10),
				to: inBody('id'),
				// With another one, the other operations could not find the store again.
				encode: (id) => toId(id, 'Store ID'),
			},
			{
				name: 'displayName',
				label: 'Display Name',
				type: 'text',
				example: 'Example Berlin',
				description: 'Name that customers see, at most 64 characters',
				pattern: maxLength(64),
				to: inBody('displayName'),
			},
			{
				name: 'legalName',
				label: 'Legal Name',
				type: 'text',
				example: 'Example GmbH',
				description: 'Registered name of the company, at most 128 characters',
				pattern: maxLength(128),
				to: inBody('legalName'),
			},
			{
				name: 'vatId',
				label: 'VAT ID',
				type: 'text',
				example: 'DE123456789',
				description: 'VAT identification number, at most 24 characters',
				pattern: maxLength(24),
				to: inBody('vatId'),
			},
			addressField('street', 'Street', 'Main Street'),
			{ ...addressField('number', 'House Number', '1'), name: 'houseNumber' },
			addressField('zip', 'ZIP Code', '10115'),
			addressField('city', 'City', 'Berlin'),
			addressField('country', 'Country', 'Germany'),
			{
				name: 'otherFields',
				label: 'Other Fields',
				type: 'pairs',
				item: 'Field',
				group: 'additionalFields',
				description: 'Fields of the API that are not offered here, by name',
				to: inBody('*'),
			},
		],
	},
	{
		resource: 'store',
		operation: 'get',
		name: 'Get',
		action: 'Get a store',
		description: 'Get one store by its ID',
		method: 'GET',
		path: `${VENDOR}/store/{storeId}`,
		source: SOURCES.archived,
		fields: [storeField({ description: 'The store to get', to: inPath })],
	},
	{
		resource: 'store',
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many stores',
		description: 'List the stores of the account',
		method: 'GET',
		path: `${VENDOR}/store`,
		source: SOURCES.archived,
		output: { kind: 'list', paging: 'service' },
		fields: [],
	},
	{
		resource: 'store',
		operation: 'getHistory',
		name: 'Get History',
		action: 'Get the history of a store',
		description: 'List the earlier versions of a store',
		method: 'GET',
		path: `${VENDOR}/store/{storeId}/history`,
		source: SOURCES.archived,
		output: { kind: 'list', paging: 'none' },
		fields: [storeField({ description: 'The store whose history to get', to: inPath })],
	},
	{
		resource: 'store',
		operation: 'delete',
		name: 'Delete',
		action: 'Delete a store',
		description: 'Delete a store for good',
		method: 'DELETE',
		path: `${VENDOR}/store/{storeId}`,
		source: SOURCES.archived,
		output: { kind: 'deleted' },
		fields: [
			storeField({ description: 'The store to delete', to: inPath }),
			{
				name: 'upUntilValidFrom',
				label: 'Up Until Valid From',
				type: 'dateTime',
				group: 'additionalFields',
				description: 'Only versions that are valid from this time or before',
				to: inQuery('upUntilValidFrom'),
			},
		],
	},
];

export const categoryOperations: Operation[] = [
	{
		resource: 'category',
		operation: 'get',
		name: 'Get',
		action: 'Get a category',
		description: 'Get one category of articles by its ID',
		method: 'GET',
		path: `${VENDOR}/category/{categoryId}`,
		source: SOURCES.archived,
		fields: [
			{
				name: 'categoryId',
				label: 'Category',
				type: 'id',
				record: 'category',
				search: 'searchCategories',
				description: 'The category to get',
				to: inPath,
			},
		],
	},
	{
		resource: 'category',
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many categories',
		description: 'List the categories that articles can belong to',
		method: 'GET',
		path: `${VENDOR}/category`,
		source: SOURCES.archived,
		output: { kind: 'list', paging: 'service' },
		fields: [],
	},
];

export const userOperations: Operation[] = [
	{
		resource: 'user',
		operation: 'create',
		name: 'Create',
		action: 'Create a user',
		description: 'Create an anonymous user of the Partner Platform',
		method: 'POST',
		path: `${PARTNER}/user`,
		source: SOURCES.partner,
		fields: [
			{
				name: 'externalId',
				label: 'External ID',
				type: 'text',
				example: 'customer-4711',
				description: 'Your own ID of the user',
				to: inBody('externalId'),
			},
		],
	},
	{
		resource: 'user',
		operation: 'getToken',
		name: 'Get Token',
		action: 'Get a token for a user',
		description: 'Get an access token with which your app reads the receipts of a user',
		method: 'POST',
		path: `${PARTNER}/user/token`,
		source: SOURCES.partner,
		fields: [
			{
				name: 'identifyBy',
				label: 'Identify By',
				type: 'choice',
				choices: [
					{ name: 'External ID', value: 'externalId' },
					{ name: 'User ID', value: 'userId' },
				],
				default: 'externalId',
				description: 'Which ID of the user you have',
			},
			{
				name: 'userIdentifier',
				label: 'ID',
				type: 'text',
				example: 'customer-4711',
				description: 'The ID of the user, of the kind chosen above',
			},
		],
		compose: ({ identifyBy, userIdentifier }: FieldValues): RequestParts => ({
			body: { [String(identifyBy)]: userIdentifier as string },
		}),
	},
];

const receiptId: Field = {
	name: 'receiptId',
	label: 'Receipt',
	type: 'id',
	record: 'receipt',
	search: 'searchReceipts',
	description: 'The receipt to get: choose it from the list, or give its ID',
	to: inPath,
};

/** Paths of an older copy of the Partner Platform's page. */
export const receiptOperations: Operation[] = [
	{
		resource: 'receipt',
		operation: 'get',
		name: 'Get',
		action: 'Get a receipt',
		description: 'Get one receipt of the Partner Platform by its ID',
		method: 'GET',
		path: `${PARTNER}/bill/{receiptId}`,
		source: { ...SOURCES.partner, grade: 'archived' },
		fields: [receiptId],
	},
	{
		resource: 'receipt',
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many receipts',
		description: 'List the receipts of the Partner Platform',
		method: 'GET',
		path: `${PARTNER}/bill`,
		source: { ...SOURCES.partner, grade: 'archived' },
		output: { kind: 'list', paging: 'service' },
		fields: [],
	},
	{
		resource: 'receipt',
		operation: 'download',
		name: 'Download PDF',
		action: 'Download a receipt as PDF',
		description: 'Get a receipt of the Partner Platform as a PDF',
		method: 'GET',
		path: `${PARTNER}/bill/{receiptId}/pdf`,
		source: { ...SOURCES.partner, grade: 'archived' },
		output: { kind: 'file', fileName: (values) => `receipt-${String(values.receiptId)}.pdf` },
		fields: [receiptId],
	},
];
