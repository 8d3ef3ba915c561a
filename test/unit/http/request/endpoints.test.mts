import type { Operation } from '../../../../http/operation.ts';
import { isList, isRepeatable } from '../../../../http/request/endpoints.ts';

const common = { resource: 'order', name: '', action: '', description: '', source: '' } as const;
const operations = [
	{ ...common, operation: 'close', method: 'GET', path: '/v1/orders/{id}/close', sideEffect: true },
	{ ...common, operation: 'getAll', method: 'GET', path: '/v1/orders', output: { kind: 'list' } },
] as unknown as Operation[];

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
	expect(isRepeatable(method, path, operations)).toBe(expected);
});

test.each([
	['GET', '/v1/orders', true],
	['GET', '/prefix/v1/orders/', true],
	['POST', '/v1/orders', false],
	['GET', '/v1/orders/7', false],
])('The response to %s %s is known to be a list: %s', (method, path, expected) => {
	expect(isList(method, path, operations)).toBe(expected);
});
