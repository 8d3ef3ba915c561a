import type { Endpoint } from '../../../../http/profile.ts';
import {
	endpointKey,
	fillPath,
	isList,
	isRepeatable,
	placeholderLabel,
} from '../../../../http/request/endpoints.ts';
import { inputErrorOf } from '../../support/errors.mts';

const endpoints: Endpoint[] = [
	{ method: 'GET', path: '/v1/orders/{id}/close', summary: '', source: '', sideEffect: true },
	{ method: 'GET', path: '/v1/orders', summary: '', source: '', list: true },
];

test.each([
	['GET', '/v1/orders', true],
	['HEAD', '/v1/orders', true],
	['POST', '/v1/orders', false],
	['OPTIONS', '/v1/orders', false],
	['GET', '/v1/orders/7/close', false],
	['HEAD', '/v1/orders/7/close', false],
	['GET', '/prefix/v1/orders/7/CLOSE/', false],
	['GET', '/v1/orders/7//close', false],
	['GET', '/v1/orders/7/%63lose', false],
	['GET', '/v1/orders/7%2Fclose', false],
	['GET', '/v1/orders/7/closed', true],
])('The request %s %s may be sent twice: %s', (method, path, expected) => {
	expect(isRepeatable(method, path, endpoints)).toBe(expected);
});

test.each([
	['GET', '/v1/orders', true],
	['GET', '/prefix/v1/orders/', true],
	['POST', '/v1/orders', false],
	['GET', '/v1/orders/7', false],
])('The response to %s %s is known to be a list: %s', (method, path, expected) => {
	expect(isList(method, path, endpoints)).toBe(expected);
});

test('The key of an endpoint is its method and path, which saved workflows hold', () => {
	expect(endpoints.map(endpointKey)).toEqual(['GET /v1/orders/{id}/close', 'GET /v1/orders']);
});

test('The placeholders of a path are filled with trimmed and encoded values', () => {
	const values: Record<string, string> = { orderId: ' a/b ', itemId: '7?x#y' };
	const path = fillPath('/orders/{orderId}/items/{itemId}', (name) => values[name] ?? '');
	expect(path).toBe('/orders/a%2Fb/items/7%3Fx%23y');
});

test.each([
	['', '"Order ID" is empty'],
	['  ', '"Order ID" is empty'],
	['.', '"Order ID" is "."'],
	['..', '"Order ID" is ".."'],
])('The value "%s" of a placeholder is refused, by the name of its field', (value, message) => {
	expect(inputErrorOf(() => fillPath('/orders/{orderId}', () => value)).message).toBe(message);
});

test.each([
	['bookingId', 'Booking ID'],
	['webhookSubscriptionId', 'Webhook Subscription ID'],
])('The placeholder %s is labelled "%s", as n8n labels its fields', (placeholder, label) => {
	expect(placeholderLabel(placeholder)).toBe(label);
});
