import fc from 'fast-check';
import { buildHeaders, withDefault, withoutHeader } from '../../../../http/request/headers.ts';
import { InputError } from '../../../../http/errors/input-error.ts';

test('names are written in lower case, unless the user wants them as they are', () => {
	expect(buildHeaders({ 'X-One': 'a' }, true)).toEqual({ 'x-one': 'a' });
	expect(buildHeaders({ 'X-One': 'a' }, false)).toEqual({ 'X-One': 'a' });
});

test('values become text, names lose spaces, rows without a name are left out', () => {
	expect(buildHeaders({ ' a ': 1, b: null, '': 'x' }, true)).toEqual({ a: '1', b: '' });
});

test.each([
	'Authorization',
	'AUTHORIZATION ',
	'Proxy-Authorization',
	'host',
	'Content-Length',
	'transfer-encoding',
])('%s cannot be set by hand, and its value is not repeated', (name) => {
	try {
		buildHeaders({ [name]: 'Bearer hidden' }, true);
		throw new Error('not refused');
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		expect(
			JSON.stringify([(error as Error).message, (error as InputError).description]),
		).not.toContain('hidden');
	}
});

test.each([
	['a line break in a value', { a: 'x\r\nAuthorization: y' }],
	['a zero byte', { a: 'x\0' }],
	['a character beyond Latin-1', { a: '✓' }],
	['a space in a name', { 'a b': 'x' }],
	['a colon in a name', { 'a:b': 'x' }],
	['a line break in a name', { 'a\nb': 'x' }],
])('refuses %s', (_, headers) => {
	expect(() => buildHeaders(headers, true)).toThrow(InputError);
});

test('what passes, Node.js sends', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'binary' })), (headers) => {
			let built: Record<string, string>;
			try {
				built = buildHeaders(headers, false);
			} catch (error) {
				expect(error).toBeInstanceOf(InputError);
				return;
			}
			for (const [name, value] of Object.entries(built))
				expect(() => new Headers([[name, value]])).not.toThrow();
			expect(Object.keys(built).map((name) => name.toLowerCase())).not.toContain('authorization');
		}),
	);
});

test('a default gives way to the user, in whichever case', () => {
	expect(withDefault({ ACCEPT: 'mine' }, 'accept', 'ours')).toEqual({ ACCEPT: 'mine' });
	expect(withDefault({}, 'accept', 'ours')).toEqual({ accept: 'ours' });
	expect(withDefault({}, 'accept', undefined)).toEqual({});
});

test('a header is taken away in whichever case', () => {
	expect(withoutHeader({ 'Content-TYPE': 'x', a: 'b' }, 'content-type')).toEqual({ a: 'b' });
});
