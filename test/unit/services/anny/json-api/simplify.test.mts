import fc from 'fast-check';
import { Jsona } from 'jsona';
import * as kitsu from 'kitsu-core';
import { simplifyJsonApi } from '../../../../../services/anny/json-api/simplify.ts';

type Json = Record<string, unknown>;

// The type declarations of both leave out the file extensions that TypeScript needs here.
const { deserialise } = kitsu as unknown as {
	deserialise: (document: Json) => { data: Json[] };
};
const JsonaClass = Jsona as unknown as new () => { deserialize(document: Json): Json[] };

const simplify = (document: unknown): unknown => simplifyJsonApi(document);
const simplifyOne = (document: unknown) => simplify(document) as Json;
const simplifyAll = (document: unknown) => simplify(document) as Json[];
const ref = (type: string, id: string | number) => ({ type, id });

test('A flat record has id, type, attributes and related resources side by side, nested as they are', () => {
	const document = {
		data: [
			{
				...ref('bookings', '1'),
				attributes: { status: 'accepted', times: { start: '10:00' } },
				relationships: {
					order: { data: ref('orders', 'o1') },
					resources: { data: [ref('resources', 'r1'), ref('resources', 'r2')] },
					service: { data: null },
					invoice: { links: { related: '/invoices/9' } },
					notes: { data: [] },
				},
			},
		],
		included: [
			{ ...ref('orders', 'o1'), relationships: { customer: { data: ref('customers', 'c1') } } },
			{ ...ref('customers', 'c1'), attributes: { name: 'Ada' } },
			{ ...ref('resources', 'r1'), attributes: { name: 'Room' } },
		],
	};
	expect(simplify(document)).toEqual([
		{
			id: '1',
			type: 'bookings',
			status: 'accepted',
			times: { start: '10:00' },
			order: { id: 'o1', type: 'orders', customer: { id: 'c1', type: 'customers', name: 'Ada' } },
			resources: [
				{ id: 'r1', type: 'resources', name: 'Room' },
				{ id: 'r2', type: 'resources' },
			],
			service: null,
			notes: [],
		},
	]);
});

const leaf = (extra: Json) => ({ data: { ...ref('a', '1'), ...extra } });
test.each<[string, Json, Json | Json[] | null]>([
	['one record', leaf({ attributes: { x: 1 } }), { id: '1', type: 'a', x: 1 }],
	['no record', { data: null }, null],
	['an empty list', { data: [], meta: {} }, []],
	['a record without id', { data: { type: 'a', attributes: { x: 1 } } }, { type: 'a', x: 1 }],
	['a local id', { data: { type: 'a', lid: 'l', attributes: {} } }, { type: 'a', lid: 'l' }],
	[
		'meta and links of its own',
		leaf({ meta: { m: 1 }, links: { self: '/a/1' } }),
		{ id: '1', type: 'a', _meta: { m: 1 }, _links: { self: '/a/1' } },
	],
	[
		'what a relationship says of its resource',
		leaf({ relationships: { b: { data: { ...ref('b', '2'), meta: { role: 'host' } } } } }),
		{ id: '1', type: 'a', b: { id: '2', type: 'b', _identifierMeta: { role: 'host' } } },
	],
	[
		'a resource related by number and included by text',
		{
			...leaf({ relationships: { b: { data: ref('b', 2) } } }),
			included: [{ ...ref('b', '2'), attributes: { x: 1 } }],
		},
		{ id: '1', type: 'a', b: { id: 2, type: 'b', x: 1 } },
	],
	[
		'a record related to another one of the list',
		{
			data: [
				{ ...ref('a', '1'), relationships: { next: { data: ref('a', '2') } } },
				{ ...ref('a', '2'), attributes: { x: 1 } },
			],
		},
		[
			{ id: '1', type: 'a', next: { id: '2', type: 'a', x: 1 } },
			{ id: '2', type: 'a', x: 1 },
		],
	],
])('A document with %s becomes flat', (_, document, expected) => {
	expect(simplify(document)).toEqual(expected);
});

test.each<[string, Json, Json]>([
	['an attribute id', { attributes: { id: 'x', type: 'y' } }, { _id: 'x', _type: 'y' }],
	[
		'a relationship named as an attribute',
		{ attributes: { c: 'Ada' }, relationships: { c: { data: null } } },
		{ c: 'Ada', _c: null },
	],
	[
		'a relationship named id',
		{ attributes: { id: 'x' }, relationships: { id: { data: null } } },
		{ _id: 'x', __id: null },
	],
	[
		'an attribute _meta',
		{ attributes: { _meta: 1 }, meta: { m: 1 } },
		{ _meta: 1, __meta: { m: 1 } },
	],
	[
		'attributes meta and links',
		{ attributes: { meta: 1, links: 2 }, meta: 3, links: 4 },
		{ meta: 1, links: 2, _meta: 3, _links: 4 },
	],
])('Names that clash are kept apart: %s', (_, fields, expected) => {
	expect(simplify({ data: { ...ref('a', '1'), ...fields } })).toEqual({
		id: '1',
		type: 'a',
		...expected,
	});
});

test('A cycle of resources ends in a reference to what is already on the way', () => {
	const document = {
		data: { ...ref('a', '1'), relationships: { b: { data: ref('b', '1') } } },
		included: [
			{
				...ref('b', '1'),
				relationships: { a: { data: ref('a', '1') }, b: { data: ref('b', '1') } },
			},
		],
	};
	expect(simplify(document)).toEqual({
		id: '1',
		type: 'a',
		b: { id: '1', type: 'b', a: { id: '1', type: 'a' }, b: { id: '1', type: 'b' } },
	});
});

test('The same resource in two places is whole in both', () => {
	const customer = { ...ref('customers', '1'), attributes: { name: 'Ada' } };
	const relationships = {
		customer: { data: ref('customers', '1') },
		payer: { data: ref('customers', '1') },
	};
	const { customer: first, payer } = simplifyOne({
		data: { ...ref('a', '1'), relationships },
		included: [customer],
	});
	expect(first).toEqual({ id: '1', type: 'customers', name: 'Ada' });
	expect(payer).toEqual(first);
});

test.each([
	undefined,
	null,
	'',
	'text',
	7,
	[],
	[{ id: 1 }],
	{},
	{ meta: {} },
	{ errors: [] },
	{ data: 'x' },
	{ data: [1] },
	{ data: { id: 1, name: 'x' } },
	{ data: [{ id: 1, type: 'online', name: 'x' }] },
])('The response %j, which is no JSON:API document, is returned as it is', (body) => {
	expect(simplify(body)).toBe(body);
});

const RELATED = ['customer', 'services', 'parent', 'children'];

/** Documents as a server sends them. Resource `i` relates to those that `reach(i)` allows. */
function documents(reach: (from: number) => number, { extras }: { extras: boolean }) {
	const value = fc.oneof(
		fc.string(),
		fc.integer(),
		fc.boolean(),
		fc.constant(null),
		fc.array(fc.nat(9)),
		fc.record({ city: fc.string() }),
	);
	const some = (arb: fc.Arbitrary<unknown>) =>
		extras ? fc.option(arb, { nil: undefined }) : fc.constant(undefined);
	const name = (index: number) =>
		ref(['orders', 'customers', 'services'][index % 3] ?? '', String(index));

	const resource = (index: number, size: number) => {
		const identifier = fc
			.tuple(
				fc.integer({ min: Math.min(reach(index), size), max: size }),
				some(fc.record({ role: value })),
			)
			// The last number has no resource: not every related one is included.
			.map(([other, meta]) => clean({ ...name(other), meta }));
		const relationship = fc.oneof(
			identifier.map((data) => ({ data })),
			fc.array(identifier, { maxLength: 3 }).map((data) => ({ data })),
			fc.constant({ data: null }),
			fc.constant({ links: { related: '/x' } }),
		);
		return fc
			.record({
				attributes: fc.dictionary(fc.constantFrom('name', 'status', 'notes', 'constructor'), value),
				relationships: fc.dictionary(fc.constantFrom(...RELATED), relationship),
				meta: some(fc.record({ m: value })),
				links: some(fc.record({ self: fc.string() })),
			})
			.map((fields) => clean({ ...name(index), ...fields }));
	};
	return fc
		.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 4 }))
		.chain(([primary, included]) =>
			fc.tuple(
				fc.constant(primary),
				fc.tuple(
					...Array.from({ length: primary + included }, (_, i) => resource(i, primary + included)),
				),
			),
		)
		.map(([primary, all]): Json => ({ data: all.slice(0, primary), included: all.slice(primary) }));
}

/** As it comes out of JSON.parse. */
const clean = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

test('Simplifying agrees with jsona, which names meta and links differently', () => {
	const flat = ({
		relationshipNames = [],
		meta,
		links,
		resourceIdObjMeta,
		...fields
	}: Json): Json => {
		for (const name of relationshipNames as string[]) {
			const related = fields[name] as Json | Json[] | null;
			fields[name] = Array.isArray(related) ? related.map(flat) : related && flat(related);
		}
		return clean({ ...fields, _meta: meta, _links: links, _identifierMeta: resourceIdObjMeta });
	};
	fc.assert(
		fc.property(
			documents((from) => from + 1, { extras: true }),
			(document) => {
				const theirs = new JsonaClass().deserialize(clean(document));
				expect(simplify(clean(document))).toEqual(theirs.map(flat));
			},
		),
	);
});

test('Simplifying agrees with kitsu-core, which leaves a relationship in an object with "data", and nothing of null', () => {
	const flat = (fields: Json): Json =>
		Object.fromEntries(
			Object.entries(fields).flatMap(([name, value]): Array<[string, unknown]> => {
				if (!RELATED.includes(name)) return [[name, value]];
				const { data } = value as Json;
				if (data === undefined) return [];
				return [[name, Array.isArray(data) ? data.map(flat) : flat(data as Json)]];
			}),
		);
	const withoutNull = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(withoutNull);
		if (typeof value !== 'object' || value === null) return value;
		const kept = Object.entries(value).filter(
			([name, member]) => !(RELATED.includes(name) && member === null),
		);
		return Object.fromEntries(kept.map(([name, member]) => [name, withoutNull(member)]));
	};
	fc.assert(
		fc.property(
			documents((from) => from + 1, { extras: false }),
			(document) => {
				const theirs = deserialise(clean(document));
				expect(withoutNull(simplify(clean(document)))).toEqual(
					theirs.data.map((record) => flat(record)),
				);
			},
		),
	);
});

test('Simplifying agrees with the rule written down directly, cycles and all', () => {
	const byRule = ({ data, included }: Json): Json[] => {
		const all = [...(data as Json[]), ...(included as Json[])];
		const flat = (resource: Json, way: Json[]): Json => {
			const related = ({ id, type, meta }: Json): Json => {
				const found = all.find((other) => other.id === id && other.type === type);
				const whole = found && !way.includes(found) ? flat(found, [...way, found]) : { id, type };
				return meta === undefined ? whole : { ...whole, _identifierMeta: meta };
			};
			const { id, type, attributes, relationships, meta, links } = resource;
			const result: Json = { id, type, ...(attributes as Json) };
			for (const [name, { data: linked }] of Object.entries(
				relationships as Record<string, Json>,
			)) {
				if (linked === undefined) continue;
				result[name] = Array.isArray(linked)
					? linked.map(related)
					: linked && related(linked as Json);
			}
			return clean({ ...result, _meta: meta, _links: links });
		};
		return (data as Json[]).map((record) => flat(record, [record]));
	};
	fc.assert(
		fc.property(
			documents(() => 0, { extras: true }),
			(document) => {
				expect(simplify(clean(document))).toEqual(byRule(document));
			},
		),
	);
});

test('No two places of a flat record share anything that can be changed', () => {
	const objects = (value: unknown): object[] =>
		typeof value === 'object' && value !== null
			? [value, ...Object.values(value).flatMap(objects)]
			: [];
	fc.assert(
		fc.property(
			documents(() => 0, { extras: true }),
			(document) => {
				const all = objects(simplify(document));
				expect(new Set(all).size).toBe(all.length);
			},
		),
	);
});

test('Whatever a server sends is simplified or returned, without an error', () => {
	const member = fc.oneof(
		fc.jsonValue(),
		fc.dictionary(fc.string(), fc.record({ data: fc.jsonValue() })),
	);
	const resource = fc.record({
		type: fc.constant('a'),
		id: fc.jsonValue(),
		attributes: member,
		relationships: member,
		meta: member,
	});
	fc.assert(
		fc.property(
			fc.oneof(
				fc.jsonValue(),
				fc.record({
					data: fc.array(resource),
					included: fc.oneof(fc.array(resource), fc.jsonValue()),
				}),
			),
			(body) => {
				JSON.stringify(simplify(body));
			},
		),
	);
});

test('Names that would change a prototype become plain members of a flat record', () => {
	const document: unknown = JSON.parse(`{
		"data": {"type": "a", "id": "1",
			"attributes": {"__proto__": {"polluted": 1}, "_proto__": 1, "constructor": {"prototype": {"polluted": 2}}},
			"relationships": {"__proto__": {"data": {"type": "b", "id": "1"}}, "_proto__": {"data": null}}},
		"included": [{"type": "b", "id": "1", "attributes": {"x": {"__proto__": {"polluted": 3}}}}]
	}`);
	const item = simplifyOne(document);
	expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
	expect(item.polluted).toBeUndefined();
	expect(({} as Json).polluted).toBeUndefined();
	expect(item.___proto__).toEqual({ polluted: 1 });
	expect((item.____proto__ as { x: Json }).x.polluted).toBeUndefined();
	expect(item.constructor).toEqual({ prototype: { polluted: 2 } });
});

test('A resource nested too deeply is referred to, and a long chain is cut', () => {
	const deep: unknown = JSON.parse('{"x":'.repeat(50_000) + '1' + '}'.repeat(50_000));
	const link = (to: number) => ({ next: { data: ref('a', String(to)) } });
	const chain = Array.from({ length: 10_000 }, (_, i) => ({
		...ref('a', String(i)),
		relationships: link(i + 1),
	}));
	const item = simplifyOne({
		data: {
			...ref('r', '1'),
			attributes: deep,
			relationships: { deep: { data: ref('d', '1') }, ...link(0) },
		},
		included: [{ ...ref('d', '1'), attributes: deep }, ...chain],
	});
	expect(item.deep).toEqual({ id: '1', type: 'd' });
	expect(JSON.stringify(item.next).match(/"next"/g)).toHaveLength(20);
});

const attributes = Object.fromEntries(
	Array.from({ length: 15 }, (_, i) => [`field_${i}`, `value ${i}`]),
);

test('A list of 10,000 bookings with four shared resources each becomes flat', () => {
	const related = ['order', 'customer', 'service', 'resource'];
	const data = Array.from({ length: 10_000 }, (_, i) => ({
		...ref('bookings', String(i)),
		attributes,
		relationships: Object.fromEntries(
			related.map((type) => [type, { data: ref(type, String(i % 50)) }]),
		),
	}));
	const included = related.flatMap((type) =>
		Array.from({ length: 50 }, (_, i) => ({ ...ref(type, String(i)), attributes })),
	);
	const items = simplifyAll({ data, included });
	expect(items[9_999]?.id).toBe('9999');
	expect(items[9_999]?.resource).toEqual({ id: '49', type: 'resource', ...attributes });
});

test('Resources that all relate to each other neither fill the memory nor take long', () => {
	const everyone = Array.from({ length: 300 }, (_, i) => ref('a', String(i)));
	const data = everyone.map((one) => ({
		...one,
		attributes,
		relationships: { all: { data: everyone } },
	}));
	// Every path through them would be 300 ** 20 copies.
	const items = simplifyAll({ data });
	const all = items[7]?.all as Json[];
	expect(all[8]).toMatchObject({ id: '8', field_0: 'value 0' });
	expect(all[7]).toEqual({ id: '7', type: 'a' });
});
