import { inBody, type Field, type FieldValues, type Operation } from '../../../http/operation';
import { documentDownload } from './documents';
import { API, inPathOf, readOperations, recordField, SOURCES } from './common';

const bookingRows: Field = {
	name: 'bookings',
	label: 'Bookings',
	type: 'rows',
	item: 'Booking',
	description: 'What is booked: a service at a resource for a time, one or more',
	fields: [
		recordField('service', { description: 'The service that is booked' }),
		recordField('resource', {
			optional: true,
			description: 'The resource that is booked. Leave it empty to let anny choose.',
		}),
		{
			name: 'start',
			label: 'Start',
			type: 'dateTime',
			description: 'When the booking begins, with its UTC offset, e.g. 2026-01-31T09:00:00+01:00',
		},
		{
			name: 'end',
			label: 'End',
			type: 'dateTime',
			after: 'start',
			description: 'When the booking ends, with its UTC offset, e.g. 2026-01-31T10:00:00+01:00',
		},
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
			name: 'quantity',
			label: 'Quantity',
			type: 'number',
			default: 1,
			min: 1,
			decimals: 0,
			optional: true,
			description: 'How many of the resource are booked',
		},
		{
			name: 'description',
			label: 'Description',
			type: 'text',
			optional: true,
			example: 'Two guests',
			description: 'What to note on the booking',
		},
		{
			name: 'addOns',
			label: 'Add-Ons (JSON)',
			type: 'json',
			schema: 'array',
			default: '[]',
			optional: true,
			example: '[{ "add_on_id": "7", "quantity": 1 }]',
			description: 'Extras of the service, as a JSON list of "add_on_id" and "quantity"',
		},
	],
};

const timeZone: Field = {
	name: 'timeZone',
	label: 'Time Zone',
	type: 'timeZone',
	optional: true,
	hint: 'Empty is the time zone of the workflow',
	description: 'IANA name of the time zone of the order, e.g. Europe/Berlin',
	to: inBody('timezone'),
};

const voucher: Field = {
	name: 'voucherCode',
	label: 'Voucher Code',
	type: 'text',
	group: 'additionalFields',
	example: 'SUMMER26',
	description: 'A voucher that lowers the price',
	to: inBody('voucher_code'),
};

/** The bookings in the form that the API wants; only what was filled in. */
function bookingsBody({ bookings }: FieldValues) {
	return { body: { bookings: (bookings as FieldValues[]).map(toBooking) } };
}

function toBooking(row: FieldValues) {
	const { serviceId, serviceQuantity = 1, bookableId, start, end } = row;
	const { quantity, description, addOns } = row;
	return {
		...(bookableId !== undefined && { resource_id: bookableId }),
		service_id: { [String(serviceId)]: serviceQuantity },
		start_date: start,
		end_date: end,
		...(quantity !== undefined && { quantity }),
		...(description !== undefined && { description }),
		...(Array.isArray(addOns) && addOns.length > 0 && { booking_add_ons: addOns }),
	};
}

export const orderOperations: Operation[] = [
	...readOperations(
		'order',
		{ one: 'order', many: 'orders', article: 'an' },
		{
			source: SOURCES.admin,
			includes: [
				{ name: 'Bookings with Resources', value: 'bookings.resource' },
				{ name: 'Bookings with Services', value: 'bookings.service' },
				{ name: 'Customer with Address', value: 'customer.address' },
				{ name: 'Invoice with Items', value: 'invoice.items' },
			],
		},
	),
	{
		resource: 'order',
		operation: 'create',
		name: 'Create',
		action: 'Create an order',
		description:
			'Book one or more services for a customer. Nobody is notified unless "Notify Customer" is on.',
		method: 'POST',
		path: `${API}/orders/from-config`,
		source: SOURCES.admin,
		fields: [
			recordField('customer', {
				description: 'Who books',
				to: inBody('order_customer_id'),
			}),
			bookingRows,
			timeZone,
			{
				name: 'completeOrder',
				label: 'Complete Order',
				type: 'flag',
				default: true,
				optional: true,
				description: 'Whether the order is complete, so that its bookings stand',
				to: inBody('complete_order'),
			},
			{
				name: 'checkAvailability',
				label: 'Check Availability',
				type: 'flag',
				default: true,
				optional: true,
				description: 'Whether to refuse the order if a time is no longer free',
				to: inBody('check_availability'),
			},
			// Sent even where it is off: without it the service may send mail.
			{
				name: 'notifyCustomer',
				label: 'Notify Customer',
				type: 'flag',
				default: false,
				optional: true,
				description: 'Whether anny sends the customer a confirmation by email',
				to: inBody('notify_customer'),
			},
		],
		compose: bookingsBody,
	},
	{
		resource: 'order',
		operation: 'calculate',
		name: 'Calculate',
		action: 'Calculate an order',
		description: 'Find out what an order would cost, without storing anything',
		method: 'POST',
		path: `${API}/orders/calculate`,
		source: SOURCES.admin,
		fields: [
			bookingRows,
			timeZone,
			{
				...recordField('customer', { description: 'Who would book' }),
				to: inBody('order_customer_id'),
				group: 'additionalFields',
			},
			voucher,
		],
		compose: bookingsBody,
	},
	{
		resource: 'order',
		operation: 'sendNotification',
		name: 'Send Notification',
		action: 'Send the notification of an order',
		description: 'Send the customer the confirmation of an order by email, now',
		method: 'GET',
		path: `${API}/orders/{orderId}/send-notification`,
		source: SOURCES.observed,
		sideEffect: true,
		fields: [inPathOf('order')],
	},
	{
		resource: 'order',
		operation: 'download',
		name: 'Download Confirmation',
		action: 'Download the confirmation of an order',
		description: 'Get the confirmation of an order as a PDF',
		method: 'GET',
		path: `${API}/orders/{orderId}`,
		source: SOURCES.official,
		output: {
			kind: 'download',
			link: (body, { orderId }) =>
				documentDownload(body, 'download_url', `order-${String(orderId)}.pdf`),
		},
		fields: [inPathOf('order')],
	},
];
