import fc from 'fast-check';
import { isAnnyErrorDocument, readAnnyError } from '../../../../services/anny/errors.ts';

const read = (body: unknown, statusCode = 400, headers = {}, path = '/api/v1/bookings') =>
	readAnnyError({ statusCode, headers, body, method: 'GET', path, isRepeatable: true });

const jsonApi = (...errors: unknown[]) => ({ errors });
test.each([
	['JSON:API, detail', jsonApi({ title: 'Invalid', detail: 'Too late.' }), 'Too late.'],
	['JSON:API, title only', jsonApi({ title: 'Not Found' }), 'Not Found'],
	['JSON:API, code only', jsonApi({ status: '400', code: 'E7' }), 'E7'],
	['several: the first', jsonApi({ detail: 'One.' }, { detail: 'Two.' }), 'One.'],
	['a list of texts', { errors: ['One.', 'Two.'] }, 'One.'],
	['{error}', { error: 'Unauthenticated.' }, 'Unauthenticated.'],
	['{error: {message}}', { error: { message: 'No.' } }, 'No.'],
	['OAuth2', { error: 'invalid_grant', error_description: 'Token revoked' }, 'Token revoked'],
	['{title, message}', { title: 'Closed', message: 'Not open today' }, 'Not open today'],
	['{message, errors}', { message: 'Invalid data', errors: { email: ['Wrong'] } }, 'Invalid data'],
	['{errors} only', { errors: { email: ['Wrong'] } }, 'Wrong'],
	['text', 'Server Error', 'Server Error'],
	[
		'web page with a title',
		'<!DOCTYPE html><html><head><title>502 Bad &amp; Ugly</title></head><body>x</body></html>',
		'502 Bad & Ugly',
	],
	[
		'web page without',
		'<html><style>p{}</style><body><h1>Bad</h1><p>Gateway</p></body></html>',
		'Bad Gateway',
	],
	['JSON that arrives as text', '{"message":"Nope"}', 'Nope'],
	[
		'JSON cut off after the message',
		'{"errors":[{"title":"T","detail":"Say \\"x\\".","source":{"poi',
		'Say "x".',
	],
	['JSON cut off in the message', '{"errors":[{"detail":"Too lo', 'Too lo'],
	['JSON cut off before any', '{"errors":[{"sta', '{"errors":[{"sta'],
	['empty', undefined, undefined],
	['blank', '  ', undefined],
	['an empty object', {}, undefined],
	['null', null, undefined],
])('The message of an anny error is in the words of the service: %s', (_, body, message) => {
	expect(read(body).message).toBe(message);
});

test('Long texts in an anny error are cut', () => {
	const { message, description } = read({
		errors: [{ detail: 'a '.repeat(5000) }, { detail: 'b'.repeat(5000) }],
	});
	expect(message?.length).toBeLessThanOrEqual(500);
	expect(description?.length).toBeLessThanOrEqual(510);
});

test.each([
	[{ pointer: '/data/attributes/email' }, 'email'],
	[{ pointer: '/data/attributes/address/city' }, 'address.city'],
	[{ pointer: '/data/attributes/a~1b' }, 'a/b'],
	[{ pointer: '/data/relationships/customer' }, 'customer'],
	[{ pointer: '/data/relationships/customer/data/id' }, 'customer'],
	[{ pointer: '/data/type' }, 'type'],
	[{ pointer: 'email' }, 'email'],
	[{ parameter: 'filter[status]' }, 'filter[status]'],
	[{ pointer: '/data', parameter: 'include' }, 'include'],
	[{ header: 'Accept' }, 'Accept'],
])('The description of an anny error names the field of %j', (source, field) => {
	expect(read({ errors: [{ detail: 'is wrong', source }] }).description).toBe(
		`${field}: is wrong.`,
	);
});

test('An anny error without a field is told only once', () => {
	expect(
		read({ errors: [{ detail: 'No.', source: { pointer: '/data' } }] }).description,
	).toBeUndefined();
});

test.each([
	[{ error: 'No.', message: 'No.' }, undefined],
	[{ title: 'Closed', message: 'Not open today' }, 'Closed.'],
	[{ error: 'invalid_grant', error_description: 'Token revoked' }, undefined],
])('The description of the anny error %j says what the message leaves out', (body, description) => {
	expect(read(body).description).toBe(description);
});

test('Several anny errors are told in one sentence each', () => {
	const errors = [
		{ detail: 'Email is missing.', source: { pointer: '/data/attributes/email' } },
		{ title: 'Name is too long', source: { pointer: '/data/attributes/name' } },
		{ detail: 'Try again' },
	];
	expect(read({ errors }).description).toBe(
		'email: Email is missing.\nname: Name is too long.\nTry again.',
	);
});

test('The wrong fields of a form are named in the description of an anny error', () => {
	const errors = { email: ['must be valid', 'is taken'], 'items.0.id': 'is missing' };
	expect(read({ message: 'Invalid', errors }).description).toBe(
		'email: must be valid.\nemail: is taken.\nitems.0.id: is missing.',
	);
});

test('Many anny errors are counted instead of told', () => {
	const errors = Array.from({ length: 50 }, (_, index) => ({ detail: `E${index}` }));
	const lines = read({ errors }).description?.split('\n') ?? [];
	expect(lines).toHaveLength(11);
	expect(lines.at(-1)).toBe('And 39 more.');
});

test.each([
	[401, /Organization Settings → API.*reconnect/],
	[403, /scope.*b\.bookings:\*.*permission/],
	[404, /id.*organization.*"o"/],
	[415, /application\/vnd\.api\+json/],
	[422, /Correct the fields/],
	[429, /400 reads and 100 writes.*Try again in 42 seconds\./],
	[503, /anny's side.*Try again in 42 seconds\./],
])('The description of an anny error with the status %d says what to do', (status, advice) => {
	const { description } = read({ errors: [{ detail: 'x' }] }, status, { 'retry-after': '42' });
	expect(description).toMatch(advice);
});

test.each([500, 502, 503, 504])(
	'The description of the anny status %d on a write says to look before it is sent again',
	(statusCode) => {
		const { description } = readAnnyError({
			statusCode,
			headers: { 'retry-after': '42' },
			body: undefined,
			method: 'GET',
			path: '/api/v1/bookings/7/cancel',
			isRepeatable: false,
		});
		expect(description).toBe(
			"The fault is on anny's side. Check whether the request took effect before sending it again.",
		);
	},
);

test.each([
	[{ errors: [{ detail: 'x' }] }, true],
	[{ data: null, errors: [{ detail: 'x' }] }, true],
	[{ message: 'Invalid', errors: { email: ['is taken'] } }, true],
	[{ errors: [] }, true],
	[{ data: [], errors: [] }, false],
	[{ data: { type: 'bookings', id: '1', attributes: { errors: ['x'] } } }, false],
	[{ errors: {} }, false],
	[{ errors: 0 }, false],
	[{ message: 'Booking cancelled' }, false],
	[[], false],
	[null, false],
	['errors', false],
])('Whether the body %j says that anny refused a request is %p', (body, isError) => {
	expect(isAnnyErrorDocument(body)).toBe(isError);
});

test('What to do about an anny error comes last, after the fields', () => {
	const { description } = read({ message: 'Invalid', errors: { email: ['is taken'] } }, 422);
	expect(description).toMatch(/^email: is taken\.\nanny understood/);
});

test.each([
	[
		'of the error object',
		{ errors: [{ id: 'e-1', detail: 'x' }] },
		{ 'x-request-id': 'r-1' },
		'e-1',
	],
	['of a header', {}, { 'x-request-id': 'r-1', 'x-correlation-id': 'c-1' }, 'r-1'],
	['of another header', {}, { 'X-Correlation-ID': 'c-1' }, 'c-1'],
	['of a repeated header', {}, { 'request-id': ['q-1', 'q-2'] }, 'q-1'],
	[
		'of a trace',
		{},
		{ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
		'0af7651916cd43dd8448eb211c80319c',
	],
	['of nothing, where none was sent', {}, {}, undefined],
])('The correlation ID of an anny error is that %s', (_, body, headers, id) => {
	expect(read(body, 500, headers).correlationId).toBe(id);
});

test('Whatever anny sends as an error is put into words without an error, and shortly', () => {
	const anyError = fc.record({
		detail: fc.jsonValue(),
		title: fc.jsonValue(),
		id: fc.jsonValue(),
		source: fc.jsonValue(),
	});
	const hostile = fc.oneof(
		fc.jsonValue(),
		fc.string().map((text) => `<${text}`),
		fc.string().map((text) => `{"detail":"${text}`),
		fc.record({
			errors: fc.oneof(fc.array(anyError), fc.jsonValue()),
			error: fc.jsonValue(),
			message: fc.jsonValue(),
		}),
	);
	fc.assert(
		fc.property(hostile, fc.constantFrom(400, 401, 403, 404, 422, 429, 500), (body, status) => {
			const { message, description } = read(body, status);
			expect(message?.length ?? 0).toBeLessThanOrEqual(500);
			expect(description?.length ?? 0).toBeLessThanOrEqual(6000);
		}),
	);
});

test('A hostile page sent as an anny error costs little', () => {
	// Anything worse than linear would take minutes here, longer than a test may.
	for (const body of [
		'<script>'.repeat(1e5),
		'<'.repeat(1e6),
		`{"detail":"${'\\'.repeat(1e6)}`,
		' '.repeat(1e6) + 'x',
	]) {
		read(body);
	}
});
