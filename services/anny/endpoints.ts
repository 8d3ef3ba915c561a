import type { Endpoint } from '../../http/profile';

const ADMIN = 'developers.anny.co (https://developers.anny.co/apis/admin-api)';
const CUSTOMER = 'developers.anny.co (https://developers.anny.co/apis/customer-api)';
const WEBHOOKS = 'developers.anny.co (https://developers.anny.co/guides/webhooks)';
const PACKAGE = "anny's n8n package (https://github.com/anny-co/anny-n8n)";
const SEEN = 'seen in use, not documented';

/**
 * anny's endpoints, one line each. The admin endpoints want the organization (`o`) as well:
 * https://developers.anny.co/guides/json-api-conventions.
 */
// prettier-ignore
export const annyEndpoints: Endpoint[] = [
	{ method: 'GET', path: '/api/v1/bookings', summary: 'List bookings', source: ADMIN, list: true },
	{ method: 'POST', path: '/api/v1/bookings', summary: 'Create a booking', source: SEEN },
	{ method: 'GET', path: '/api/v1/bookings/{bookingId}', summary: 'Get a booking', source: ADMIN },
	{ method: 'PATCH', path: '/api/v1/bookings/{bookingId}', summary: 'Update a booking, e.g. accept or reject it', source: ADMIN },
	{ method: 'DELETE', path: '/api/v1/bookings/{bookingId}', summary: 'Delete a booking', source: SEEN },
	{ method: 'GET', path: '/api/v1/bookings/{bookingId}/cancel', summary: 'Cancel a booking', source: ADMIN, sideEffect: true },
	{ method: 'POST', path: '/api/v1/bookings/{bookingId}/check-in', summary: 'Check in a booking', source: ADMIN },
	{ method: 'POST', path: '/api/v1/bookings/{bookingId}/check-out', summary: 'Check out a booking', source: ADMIN },
	{ method: 'GET', path: '/api/v1/orders', summary: 'List orders', source: ADMIN, list: true },
	{ method: 'GET', path: '/api/v1/orders/{orderId}', summary: 'Get an order', source: ADMIN },
	{ method: 'POST', path: '/api/v1/orders/from-config', summary: 'Create an order with its bookings', source: ADMIN },
	{ method: 'POST', path: '/api/v1/orders/calculate', summary: 'Calculate the price of an order without storing it', source: ADMIN },
	{ method: 'GET', path: '/api/v1/customers', summary: 'List customers', source: PACKAGE, list: true },
	{ method: 'POST', path: '/api/v1/customers', summary: 'Create a customer', source: PACKAGE },
	{ method: 'GET', path: '/api/v1/customers/{customerId}', summary: 'Get a customer', source: PACKAGE },
	{ method: 'PATCH', path: '/api/v1/customers/{customerId}', summary: 'Update a customer', source: PACKAGE },
	{ method: 'DELETE', path: '/api/v1/customers/{customerId}', summary: 'Delete a customer', source: PACKAGE },
	{ method: 'GET', path: '/api/v1/invoices', summary: 'List invoices', source: PACKAGE, list: true },
	{ method: 'GET', path: '/api/v1/invoices/{invoiceId}', summary: 'Get an invoice', source: PACKAGE },
	{ method: 'GET', path: '/api/v1/services', summary: 'List services', source: PACKAGE, list: true },
	{ method: 'GET', path: '/api/v1/services/{serviceId}', summary: 'Get a service', source: PACKAGE },
	{ method: 'GET', path: '/api/v1/resources', summary: 'List resources', source: PACKAGE, list: true },
	{ method: 'GET', path: '/api/v1/resources/{resourceId}', summary: 'Get a resource', source: PACKAGE },
	{ method: 'GET', path: '/api/v1/plan-subscriptions', summary: 'List plan subscriptions', source: PACKAGE, list: true },
	{ method: 'GET', path: '/api/v1/plan-subscriptions/{planSubscriptionId}', summary: 'Get a plan subscription', source: PACKAGE },
	{ method: 'GET', path: '/api/v1/organizations', summary: 'List the organizations that the token reaches', source: SEEN, list: true },
	{ method: 'GET', path: '/api/v1/user', summary: 'Get the user that the token belongs to', source: PACKAGE },
	{ method: 'GET', path: '/api/v1/availability/upcoming-intervals', summary: 'List the next free intervals', source: CUSTOMER, list: true },
	{ method: 'GET', path: '/api/v1/availability/intervals/start', summary: 'List the possible starts of a booking', source: CUSTOMER, list: true },
	{ method: 'GET', path: '/api/v1/availability/intervals/end', summary: 'List the possible ends of a booking', source: CUSTOMER, list: true },
	{ method: 'POST', path: '/api/v1/webhook-subscriptions', summary: 'Create a webhook subscription', source: WEBHOOKS },
	{ method: 'GET', path: '/api/v1/webhook-subscriptions/{webhookSubscriptionId}', summary: 'Get a webhook subscription', source: PACKAGE },
	{ method: 'DELETE', path: '/api/v1/webhook-subscriptions/{webhookSubscriptionId}', summary: 'Delete a webhook subscription', source: PACKAGE },
];
