import { parse as parseContentDisposition } from 'content-disposition';
import { parse as parseContentType } from 'content-type';
import fc from 'fast-check';
import LinkHeader from 'http-link-header';
import { parseLinks, parseParameters } from '../../../../http/response/header-values.ts';

// The grammar of RFC 9110: section 5.6.2 (tokens), 5.6.4 (quoted strings), 5.6.6 (parameters).
const characters = (all: string) => fc.constantFrom(...Array.from(all));
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const token = fc.string({
	unit: characters(`${LETTERS}0123456789!#$&+-.^_\`|~`),
	minLength: 1,
	maxLength: 8,
});
const name = fc.string({ unit: characters(`${LETTERS}0123456789-_`), minLength: 1, maxLength: 8 });
const quotedText = fc.string({ unit: fc.oneof(characters('";\\,<>= \t'), token), maxLength: 8 });
const quoted = quotedText.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);
const space = fc.constantFrom('', ' ', '\t', '  ');
const parameter = fc
	.tuple(space, space, name, fc.oneof(token, quoted))
	.map(([before, after, key, value]) => ({ name: key, text: `${before};${after}${key}=${value}` }));
const parameters = fc
	.uniqueArray(parameter, { selector: (one) => one.name.toLowerCase(), maxLength: 5 })
	.map((list) => list.map(({ text }) => text).join(''));

const asObject = (map: Map<string, string>) => Object.fromEntries(map);
const plain = (record: Record<string, unknown>) => Object.fromEntries(Object.entries(record));

test('parseParameters reads every valid Content-Type as the package content-type does', () => {
	fc.assert(
		fc.property(token, token, parameters, (type, subtype, rest) => {
			const header = `${type}/${subtype}${rest}`;
			const expected = parseContentType(header);
			const read = parseParameters(header);
			expect(read.value.toLowerCase()).toBe(expected.type);
			expect(asObject(read.parameters)).toEqual(plain(expected.parameters));
		}),
	);
});

test('parseParameters reads every valid Content-Disposition as the package content-disposition does', () => {
	fc.assert(
		fc.property(token, parameters, (type, rest) => {
			const header = `${type}${rest}`;
			const expected = parseContentDisposition(header, { extended: false });
			const read = parseParameters(header);
			expect(read.value.toLowerCase()).toBe(expected.type);
			expect(asObject(read.parameters)).toEqual(plain(expected.parameters));
		}),
	);
});

// RFC 8288, section 3. The package folds several relation types and attributes with an asterisk in
// ways of its own, and loses a link after a space before the comma.
const target = fc.webUrl({ withQueryParameters: true, withFragments: true });
const link = fc
	.tuple(target, parameters, token)
	.map(([uri, rest, rel]) => `<${uri}>; rel="${rel.toLowerCase()}"${rest}`)
	.filter(
		(text) =>
			(text.match(/;\s*(rel|rev|type|media|hreflang|title|anchor)\s*=/gi) ?? []).length === 1,
	);

test('parseLinks reads every valid Link header as the package http-link-header does', () => {
	fc.assert(
		fc.property(
			fc.array(link, { minLength: 1, maxLength: 4 }),
			fc.constantFrom(',', ', ', ',\t'),
			(links, comma) => {
				const header = links.join(comma);
				const expected = LinkHeader.parse(header).refs.map(({ uri, rel }) => ({ uri, rel }));
				const read = parseLinks(header).map((one) => ({
					uri: one.target,
					rel: one.parameters.get('rel'),
				}));
				expect(read).toEqual(expected);
			},
		),
	);
});

test('The first of several parameters of the same name counts', () => {
	expect(asObject(parseParameters('a; x=1; X=2').parameters)).toEqual({ x: '1' });
});

test.each([
	['', { value: '', parameters: {} }],
	[';;;', { value: '', parameters: {} }],
	['a; =1; b', { value: 'a', parameters: { b: '' } }],
	['a; x="never closed; y=1', { value: 'a', parameters: { x: 'never closed; y=1' } }],
	['a; x="1"nonsense; y=2', { value: 'a', parameters: { x: '1', y: '2' } }],
	['a; x="1\\', { value: 'a', parameters: { x: '1' } }],
	['a; __proto__=1', { value: 'a', parameters: { ['__proto__']: '1' } }],
])('parseParameters passes over what is malformed in %j', (header, expected) => {
	const { value, parameters: read } = parseParameters(header);
	expect({ value, parameters: asObject(read) }).toEqual(expected);
});

test.each([
	['nonsense, </a>; rel=next', ['/a']],
	['</a', ['/a']],
	['</a>;;; , ,</b>', ['/a', '/b']],
	['</a,b>; title="</x>, <y>"', ['/a,b']],
	['', []],
])('parseLinks passes over what is malformed in %j', (header, targets) => {
	expect(parseLinks(header).map((one) => one.target)).toEqual(targets);
});

/** How many characters a parser looks at or copies. */
function countReads(parse: (header: string) => unknown, header: string): number {
	let reads = 0;
	const counted = new Proxy(Object(header) as object, {
		get(text, property) {
			if (property === 'length') return header.length;
			if (typeof property === 'string' && /^\d+$/.test(property)) {
				reads++;
				return header[Number(property)];
			}
			const value: unknown = Reflect.get(text, property, text);
			if (typeof value !== 'function') return value;
			return (...args: unknown[]) => {
				const result: unknown = Reflect.apply(value, header, args);
				reads += typeof result === 'string' ? result.length : header.length;
				return result;
			};
		},
	});
	parse(counted as unknown as string);
	return reads;
}

const hostile = [
	'<',
	'>',
	';',
	',',
	'"',
	'\\',
	'=',
	' ',
	'<>;',
	'<,',
	';=',
	';"',
	'";',
	'a=",',
	'"\\',
	'<a>;b="c",',
];

test.each(hostile)(
	'Parsing a header of nothing but %j takes work in proportion to its length',
	(part) => {
		for (const parse of [parseParameters, parseLinks]) {
			for (const start of ['', '<', 'a;b="', 'a;']) {
				const header = (times: number) => start + part.repeat(times);
				const [short, long] = [header(200), header(1600)];
				expect(countReads(parse, short)).toBeGreaterThan(0);
				expect(countReads(parse, long) / long.length).toBeLessThanOrEqual(
					(countReads(parse, short) / short.length) * 1.1,
				);
			}
		}
	},
);
