import { textOf } from '../../../http/json';
import { inBody, type Field, type Operation } from '../../../http/operation';
import {
	API,
	attribute,
	inPathOf,
	otherAttributes,
	readOperations,
	recordField,
	SOURCES,
} from './common';

const ONE = `${API}/customers/{customerId}`;

function detail(name: string, label: string, example: string, description: string): Field {
	return {
		name: name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
		label,
		type: 'text',
		group: 'additionalFields',
		example,
		description,
		to: attribute(name),
	};
}

const details: Field[] = [
	detail('company', 'Company', 'Example GmbH', 'Company that the customer belongs to'),
	detail('family_name', 'Last Name', 'Doe', 'Family name of the customer'),
	detail('given_name', 'First Name', 'Jane', 'Given name of the customer'),
	detail('mobile', 'Mobile', '+49 170 1234567', 'Mobile phone number, with country code'),
	{
		...detail('notes', 'Notes', 'Prefers mornings', 'What your team should know'),
		multiline: true,
	} as Field,
	detail('phone', 'Phone', '+49 30 1234567', 'Phone number, with country code'),
	otherAttributes,
];

const email: Field = {
	name: 'email',
	label: 'Email',
	type: 'email',
	description: 'Email address of the customer, where anny sends confirmations',
	to: attribute('email'),
};

const update: Operation = {
	resource: 'customer',
	operation: 'update',
	name: 'Update',
	action: 'Update a customer',
	description: 'Change a customer; only the fields that are added change',
	method: 'PATCH',
	path: ONE,
	source: SOURCES.official,
	body: { data: { type: 'customers' } },
	fields: [
		recordField('customer', { to: [{ in: 'path' }, inBody('data', 'id')] }),
		{ ...email, group: 'additionalFields' },
		...details,
	],
};

const create: Operation = {
	resource: 'customer',
	operation: 'create',
	name: 'Create',
	action: 'Create a customer',
	description: 'Add a customer to the organization',
	method: 'POST',
	path: `${API}/customers`,
	source: SOURCES.official,
	body: { data: { type: 'customers' } },
	fields: [email, ...details],
};

/** anny has no such call: the customer is looked for first, by the documented ones. */
const upsert: Operation = {
	...create,
	operation: 'upsert',
	name: 'Create or Update',
	action: 'Create or update a customer',
	description: 'Create a new customer, or update the one with this email address',
	upsert: {
		words: 'this email address',
		key: ({ email: address }) => normalized(address),
		query: ({ email: address }) => ({ 'filter[search]': String(address) }),
		matches: (record, { email: address }) => normalized(record.email) === normalized(address),
		update,
	},
};

function normalized(address: unknown): string {
	return textOf(address).trim().toLowerCase();
}

export const customerOperations: Operation[] = [
	...readOperations(
		'customer',
		{ one: 'customer', many: 'customers' },
		{
			source: SOURCES.official,
			includes: [{ name: 'Address', value: 'address' }],
		},
	),
	create,
	upsert,
	update,
	{
		resource: 'customer',
		operation: 'delete',
		name: 'Delete',
		action: 'Delete a customer',
		description: 'Remove a customer for good',
		method: 'DELETE',
		path: ONE,
		source: SOURCES.official,
		output: { kind: 'deleted' },
		fields: [inPathOf('customer')],
	},
];
