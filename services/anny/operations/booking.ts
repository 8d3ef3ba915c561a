import { inBody, inQuery, type Field, type Operation } from '../../../http/operation';
import {
	API,
	attribute,
	inPathOf,
	otherAttributes,
	readOperations,
	recordField,
	relatedTo,
	SOURCES,
} from './common';

const ONE = `${API}/bookings/{bookingId}`;

const filters: Field[] = [
	{
		name: 'email',
		label: 'Customer Email',
		type: 'email',
		group: 'filters',
		description: 'Only bookings of the customer with this email address',
		to: inQuery('filter[email]'),
	},
	{
		name: 'hideBlocker',
		label: 'Hide Blockers',
		type: 'flag',
		default: true,
		group: 'filters',
		description: 'Whether to leave out times that were blocked by hand',
		to: inQuery('filter[hide_blocker]'),
	},
	{
		name: 'resources',
		label: 'Resources',
		type: 'texts',
		group: 'filters',
		example: '12,15',
		description: 'Only bookings of these resources: IDs, separated by commas',
		to: inQuery('filter[resources]'),
	},
	{
		name: 'start',
		label: 'From',
		type: 'dateTime',
		group: 'filters',
		description: 'Only bookings from this time on',
		to: inQuery('filter[start_date]'),
	},
	{
		name: 'status',
		label: 'Status',
		type: 'choice',
		group: 'filters',
		// The states seen in use; a cancelled booking keeps its own and has "canceled_at".
		choices: [
			{ name: 'Accepted', value: 'accepted' },
			{ name: 'Rejected', value: 'rejected' },
			{ name: 'Requested', value: 'requested' },
			{ name: 'Reserved', value: 'reserved' },
		],
		default: 'accepted',
		description: 'Only bookings in this state',
		to: inQuery('filter[status]'),
	},
	{
		name: 'end',
		label: 'Until',
		type: 'dateTime',
		group: 'filters',
		after: 'start',
		description: 'Only bookings until this time',
		to: inQuery('filter[end_date]'),
	},
	{
		name: 'upcomingOnly',
		label: 'Upcoming Only',
		type: 'flag',
		default: true,
		group: 'filters',
		description: 'Whether to leave out bookings that are over',
		to: inQuery('filter[upcoming_only]'),
	},
];

const start: Field = {
	name: 'start',
	label: 'Start',
	type: 'dateTime',
	description: 'When the booking begins, with its UTC offset, e.g. 2026-01-31T09:00:00+01:00',
	to: attribute('start_date'),
};

const end: Field = {
	name: 'end',
	label: 'End',
	type: 'dateTime',
	after: 'start',
	description: 'When the booking ends, with its UTC offset, e.g. 2026-01-31T10:00:00+01:00',
	to: attribute('end_date'),
};

/** A write that only names what it does. */
function command(
	operation: Pick<
		Operation,
		'operation' | 'name' | 'action' | 'description' | 'method' | 'path'
	> & {
		sideEffect?: true;
	},
): Operation {
	return {
		resource: 'booking',
		source: SOURCES.admin,
		fields: [inPathOf('booking')],
		...operation,
	};
}

function decision(status: 'accepted' | 'rejected', name: string): Operation {
	return {
		...command({
			operation: name.toLowerCase(),
			name,
			action: `${name} a booking`,
			description: `${name} a booking that was requested; anny may tell the customer`,
			method: 'PATCH',
			path: ONE,
		}),
		fields: [recordField('booking', { to: [{ in: 'path' }, inBody('data', 'id')] })],
		body: { data: { type: 'bookings', attributes: { status } } },
	};
}

export const bookingOperations: Operation[] = [
	...readOperations(
		'booking',
		{ one: 'booking', many: 'bookings' },
		{
			source: SOURCES.admin,
			filters,
			includes: [
				{ name: 'Customer', value: 'customer' },
				{ name: 'Resource', value: 'resource' },
				{ name: 'Service', value: 'service' },
			],
		},
	),
	{
		resource: 'booking',
		operation: 'create',
		name: 'Create',
		action: 'Create a booking',
		description:
			'Book a service at a resource for a time. Check the availability first; to charge for it, create an order instead.',
		method: 'POST',
		path: `${API}/bookings`,
		source: SOURCES.observed,
		body: { data: { type: 'bookings' } },
		fields: [
			recordField('service', {
				description: 'The service that is booked',
				...relatedTo('service', 'service'),
			}),
			recordField('resource', {
				description: 'The resource that is booked, e.g. a room or a person',
				...relatedTo('resource', 'resource'),
			}),
			start,
			end,
			{
				name: 'serviceQuantity',
				label: 'Service Quantity',
				type: 'number',
				default: 1,
				min: 1,
				decimals: 0,
				optional: true,
				description: 'How many times the service is booked',
			},
			{
				...recordField('customer', { description: 'Who the booking is for' }),
				...relatedTo('customer', 'customer'),
				group: 'additionalFields',
			},
			{
				name: 'description',
				label: 'Description',
				type: 'text',
				multiline: true,
				group: 'additionalFields',
				example: 'Two guests',
				description: 'What to note on the booking',
				to: attribute('description'),
			},
			otherAttributes,
		],
		// The service stands twice, once with its quantity: without either the API replies with 500.
		compose: ({ serviceId, serviceQuantity = 1 }) => ({
			body: { data: { attributes: { service_id: { [String(serviceId)]: serviceQuantity } } } },
		}),
	},
	{
		resource: 'booking',
		operation: 'block',
		name: 'Block a Time',
		action: 'Block a time',
		description: 'Keep a resource from being booked for a time',
		method: 'POST',
		path: `${API}/bookings`,
		source: SOURCES.observed,
		body: { data: { type: 'bookings', attributes: { is_blocker: true } } },
		fields: [
			recordField('resource', {
				description: 'The resource that cannot be booked in that time',
				...relatedTo('resource', 'resource'),
			}),
			start,
			end,
			{
				name: 'title',
				label: 'Title',
				type: 'text',
				example: 'Maintenance',
				description: 'What the calendar shows',
				to: attribute('title'),
			},
		],
	},
	{
		resource: 'booking',
		operation: 'update',
		name: 'Update',
		action: 'Update a booking',
		description: 'Change the time or the description of a booking',
		method: 'PATCH',
		path: ONE,
		source: SOURCES.admin,
		body: { data: { type: 'bookings' } },
		fields: [
			recordField('booking', { to: [{ in: 'path' }, inBody('data', 'id')] }),
			{ ...start, group: 'additionalFields' },
			{ ...end, group: 'additionalFields' },
			{
				name: 'description',
				label: 'Description',
				type: 'text',
				multiline: true,
				group: 'additionalFields',
				example: 'Two guests',
				description: 'What to note on the booking',
				to: attribute('description'),
			},
			otherAttributes,
		],
	},
	decision('accepted', 'Accept'),
	decision('rejected', 'Reject'),
	command({
		operation: 'cancel',
		name: 'Cancel',
		action: 'Cancel a booking',
		description: 'Cancel a booking for good; anny may tell the customer',
		method: 'GET',
		path: `${ONE}/cancel`,
		sideEffect: true,
	}),
	command({
		operation: 'checkIn',
		name: 'Check In',
		action: 'Check in a booking',
		description: 'Note that the customer has arrived',
		method: 'POST',
		path: `${ONE}/check-in`,
	}),
	command({
		operation: 'checkOut',
		name: 'Check Out',
		action: 'Check out a booking',
		description: 'Note that the customer has left',
		method: 'POST',
		path: `${ONE}/check-out`,
	}),
	{
		resource: 'booking',
		operation: 'delete',
		name: 'Delete',
		action: 'Delete a booking',
		description: 'Remove a booking and its record for good. To call it off, use "Cancel" instead.',
		method: 'DELETE',
		path: ONE,
		source: SOURCES.observed,
		output: { kind: 'deleted' },
		fields: [inPathOf('booking')],
	},
];
