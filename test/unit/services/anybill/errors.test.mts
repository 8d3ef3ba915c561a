import fc from 'fast-check';
import { isAnybillErrorDocument, readAnybillError } from '../../../../services/anybill/errors.ts';

const BILL = 'https://ad.anybill.de/vendor/bill';
const STORE = 'https://ad.anybill.de/vendor/store';

const read = (
	body: unknown,
	{ status = 400, headers = {}, path = '/api/v3/bill', method = 'POST', scopes = [BILL] } = {},
) => {
	const isRepeatable = method === 'GET' && path !== '/api/v3/bill/url';
	return readAnybillError(
		{ statusCode: status, headers, body, method, path, isRepeatable },
		scopes,
	);
};

test.each([
	[
		'problem details',
		{ type: 'about:blank', title: 'Bad Request', status: 400, detail: 'No store.' },
		'No store.',
	],
	[
		'problem details without detail',
		{ title: 'One or more errors.', status: 400 },
		'One or more errors.',
	],
	['a JSON string', 'Store does not exist', 'Store does not exist'],
	['{message}', { message: 'No.' }, 'No.'],
	[
		'web page',
		'<html><head><title>503 Service Unavailable</title></head></html>',
		'503 Service Unavailable',
	],
	['JSON cut off', '{"title":"Bad","detail":"No st', 'No st'],
	['empty', undefined, undefined],
	['an empty text', '', undefined],
])('The message of an anybill error is in the words of the service: %s', (_, body, message) => {
	expect(read(body).message).toBe(message);
});

test('The description of an anybill error names each wrong field, then says what to do', () => {
	const body = {
		title: 'One or more validation errors occurred.',
		status: 400,
		traceId: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
		errors: { 'Store.Id': ['is required', 'is no UUID'], '$.total': ['is no number.'] },
	};
	expect(read(body)).toEqual({
		message: 'One or more validation errors occurred.',
		description:
			'Store.Id: is required.\nStore.Id: is no UUID.\ntotal: is no number.\nCorrect the request and send it again.',
		correlationId: '0af7651916cd43dd8448eb211c80319c',
	});
});

test.each([
	['/api/v3/bill', BILL],
	['/api/v3/bill/url?x=1', BILL],
	['/api/v3/Store/7', STORE],
	['/api/v3/customer', 'https://ad.anybill.de/vendor/customer'],
	['/api/v3/category/7', 'https://ad.anybill.de/vendor/category'],
	['/v3/user/token', 'https://ad.anybill.de/partner-platform/user'],
	['/v3/bill', 'https://ad.anybill.de/partner-platform/bill'],
	['https://vendor.anybill.de/api/v3/user', 'https://ad.anybill.de/vendor/user'],
])('A 403 on %s names the scope %s and those that the token has', (path, scope) => {
	const { description } = read(undefined, {
		status: 403,
		path,
		scopes: ['https://x/other', 'openid'],
	});
	expect(description).toContain(`needs the scope ${scope}.`);
	expect(description).toContain('The token has: https://x/other.');
});

test('A 403 says who lacks the permission where the token has the scope', () => {
	const { description } = read(undefined, { status: 403, scopes: [BILL, 'offline_access'] });
	expect(description).toMatch(
		/^The token has: https:\/\/ad\.anybill\.de\/vendor\/bill\. .*service account.*permission/,
	);
	expect(description).not.toContain('needs the scope');
});

test.each(['/api/v3/toString', '/api/v3/', '/other', ''])(
	'A 403 on the path "%s" makes no scope up',
	(path) => {
		const { description } = read('Forbidden', { status: 403, path, scopes: [] });
		expect(description).not.toContain('https://');
		expect(description).toContain('The token has no scope of the API.');
	},
);

test.each([
	[401, 'POST', /environment/],
	[404, 'GET', /id/],
	[409, 'POST', /exists already/],
	[415, 'POST', /takes JSON/],
	[429, 'POST', /Try again in 7 seconds\./],
	[500, 'GET', /Try again in 7 seconds\./],
	[500, 'POST', /Check whether the request took effect before sending it again/],
])(
	'The description of an anybill error with the status %d on %s says what to do',
	(status, method, advice) => {
		expect(read('x', { status, method, headers: { 'retry-after': '7' } }).description).toMatch(
			advice,
		);
	},
);

test('The description of an anybill error of a GET that acts is the one of a write', () => {
	const { description } = read('x', { status: 503, method: 'GET', path: '/api/v3/bill/url' });
	expect(description).toMatch(/Check whether the request took effect/);
});

test.each([
	[{ title: 'Conflict', status: 409 }, true],
	[{ detail: 'No store.', status: 500 }, true],
	[{ type: 'about:blank', status: 400 }, true],
	[{ title: 'Created', status: 201 }, false],
	[{ title: 'A category', status: '409' }, false],
	[{ title: 'A category', status: 4711 }, false],
	[{ status: 409 }, false],
	[{ title: 'A category' }, false],
	[[], false],
	[null, false],
	['Store does not exist', false],
])('Whether the body %j says that anybill refused a request is %p', (body, isError) => {
	expect(isAnybillErrorDocument(body)).toBe(isError);
});

test('A 404 of a token says that the user may not exist yet', () => {
	const { description } = read(undefined, { status: 404, path: '/v3/user/token' });
	expect(description).toMatch(/once it exists/);
});

test('The correlation ID of an anybill error comes from the headers where the body has none', () => {
	expect(read('x', { headers: { 'x-correlation-id': 'c-1' } }).correlationId).toBe('c-1');
});

test('Whatever anybill sends as an error is put into words without an error', () => {
	const hostile = fc.oneof(
		fc.jsonValue(),
		fc.record({ title: fc.jsonValue(), errors: fc.jsonValue(), traceId: fc.jsonValue() }),
	);
	fc.assert(
		fc.property(hostile, fc.string(), fc.constantFrom(400, 403, 404, 500), (body, path, status) => {
			expect(read(body, { status, path }).message?.length ?? 0).toBeLessThanOrEqual(500);
		}),
	);
});
