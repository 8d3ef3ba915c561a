import fc from 'fast-check';
import { InputError } from '../../../../http/errors/errors.ts';
import { buildHeaders, HeaderMap } from '../../../../http/request/headers.ts';
import { inputErrorOf } from '../../support/errors.mts';

const built = (headers: Parameters<typeof buildHeaders>[0], lowercase = true) =>
	buildHeaders(headers, lowercase).toObject();

function mapOf(headers: Record<string, string>): HeaderMap {
	const map = new HeaderMap();
	for (const [name, value] of Object.entries(headers)) map.set(name, value);
	return map;
}

test('Header names are written in lower case, unless the user wants them as they are', () => {
	expect(built({ 'X-One': 'a' })).toEqual({ 'x-one': 'a' });
	expect(built({ 'X-One': 'a' }, false)).toEqual({ 'X-One': 'a' });
});

test('Header values become text or lists of it, names lose spaces, rows without name or value are left out', () => {
	expect(built({ ' a ': 1, b: null, c: ['x', 2], '': 'x' })).toEqual({ a: '1', c: ['x', '2'] });
});

test('A header value that is an object is refused by the name of the header', () => {
	expect(inputErrorOf(() => built({ a: { b: 1 } })).message).toContain('"a" is an object');
});

test.each([
	'Authorization',
	'AUTHORIZATION ',
	'Proxy-Authorization',
	'host',
	'Content-Length',
	'transfer-encoding',
])('The header "%s" cannot be set by hand, and its value is not repeated', (name) => {
	const { message, description } = inputErrorOf(() => built({ [name]: 'Bearer hidden' }));
	expect(message).toContain('cannot be set by hand');
	expect(JSON.stringify([message, description])).not.toContain('hidden');
});

test.each([
	['a line break in a value', { a: 'x\r\nAuthorization: y' }],
	['a zero byte', { a: 'x\0' }],
	['a character beyond Latin-1', { a: '✓' }],
	['a space in a name', { 'a b': 'x' }],
	['a colon in a name', { 'a:b': 'x' }],
	['a line break in a name', { 'a\nb': 'x' }],
])('A header with %s is refused', (_, headers) => {
	expect(() => built(headers)).toThrow(InputError);
	expect(() => mapOf(headers)).toThrow(InputError);
});

test('Whatever passes as a header, Node.js sends', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'binary' })), (headers) => {
			let passed: ReturnType<typeof built>;
			try {
				passed = built(headers, false);
			} catch (error) {
				expect(error).toBeInstanceOf(InputError);
				return;
			}
			for (const [name, value] of Object.entries(passed)) {
				expect(() => new Headers([[name, String(value)]])).not.toThrow();
			}
			expect(Object.keys(passed).map((name) => name.toLowerCase())).not.toContain('authorization');
		}),
	);
});

test('A default header gives way to the one that is set, in whichever case', () => {
	const headers = mapOf({ ACCEPT: 'mine' });
	headers.setDefault('accept', 'ours');
	headers.setDefault('accept-language', 'de');
	headers.setDefault('content-type', undefined);
	expect(headers.toObject()).toEqual({ ACCEPT: 'mine', 'accept-language': 'de' });
});

test('A header is found and taken away in whichever case', () => {
	const headers = mapOf({ 'Content-TYPE': 'x', a: 'b' });
	expect(headers.has('content-type')).toBe(true);
	expect(headers.without('content-type').toObject()).toEqual({ a: 'b' });
	expect(headers.has('content-type')).toBe(true);
	headers.delete('CONTENT-type');
	expect(headers.has('content-type')).toBe(false);
});

test('A header that is set again, in another case, is sent once', () => {
	const headers = mapOf({ Accept: 'one', accept: 'two' });
	expect(headers.toObject()).toEqual({ accept: 'two' });
	headers.setAll(mapOf({ ACCEPT: 'three' }));
	expect(headers.toObject()).toEqual({ ACCEPT: 'three' });
});

test('A copy of headers changes on its own', () => {
	const headers = mapOf({ a: '1' });
	const copy = headers.copy();
	copy.set('a', '2');
	expect(headers.toObject()).toEqual({ a: '1' });
});
