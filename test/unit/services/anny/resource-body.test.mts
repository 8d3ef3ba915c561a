import fc from 'fast-check';
import { annyBody } from '../../../../services/anny/resource-body.ts';
import { inputErrorOf } from '../../support/errors.mts';
import { readerOf } from '../../support/reader.mts';

const bodyOf = (parameters: object) =>
	annyBody(readerOf({ resourceType: 'bookings', ...parameters }));
const attributesOf = (...parameters: object[]) =>
	bodyOf({ attributes: { parameters } }).data.attributes;

test('A resource object is built of the fields of the node', () => {
	const relationships = {
		parameters: [{ name: 'customer', type: 'customers', id: '1' }, { name: '' }],
	};
	expect(bodyOf({ resourceId: 7, relationships })).toEqual({
		data: {
			type: 'bookings',
			id: '7',
			relationships: { customer: { data: { type: 'customers', id: '1' } } },
		},
	});
});

test('The rows of attributes keep their values, and are read as JSON where the user says so', () => {
	expect(
		attributesOf(
			{ name: 'a', value: '1' },
			{ name: 'b', value: null },
			{ name: 'c', value: '[1]', valueType: 'json' },
			{ name: '', value: 'left out' },
		),
	).toEqual({ a: '1', b: null, c: [1] });
});

test('An attribute that should be JSON and is none is a mistake that names it', () => {
	const { message } = inputErrorOf(() =>
		attributesOf({ name: 'tags', value: '[1', valueType: 'json' }),
	);
	expect(message).toContain('"tags" is not valid JSON');
});

test.each([
	['{"a": {"b": 1}}', { a: { b: 1 } }],
	[{ a: 1 }, { a: 1 }],
	['', undefined],
])('The attributes may be given as JSON: %j', (jsonAttributes, attributes) => {
	expect(bodyOf({ specifyAttributes: 'json', jsonAttributes }).data.attributes).toEqual(attributes);
});

test.each(['x', '[]', '1', 7])('Attributes that are no object are a mistake: %j', (value) => {
	const { message } = inputErrorOf(() =>
		bodyOf({ specifyAttributes: 'json', jsonAttributes: value }),
	);
	expect(message).toContain('"Attributes (JSON)"');
});

test.each(['', ' ', null])(
	'A relationship is removed where someone has left its ID empty, not where data is missing: %j',
	(id) => {
		const relationships = { parameters: [{ name: 'customer', type: 'customers', id }] };
		const parameters = { resourceType: 'bookings', relationships };
		expect(annyBody(readerOf(parameters)).data.relationships).toEqual({
			customer: { data: null },
		});
		const read = readerOf({ ...parameters, resourceId: '7' }, '={{ $json.customer }}');
		expect(inputErrorOf(() => annyBody(read)).message).toBe(
			'The expression in "Relationships: customer" finds nothing',
		);
	},
);

test.each<[object, string]>([
	[{ resourceId: undefined }, 'Resource ID'],
	[
		{ relationships: { parameters: [{ name: 'customer', type: 'customers', id: undefined }] } },
		'Relationships: customer',
	],
	[{ attributes: { parameters: [{ name: 'email', value: undefined }] } }, 'Attributes: email'],
])('Nothing is created or removed where an expression finds nothing: %j', (parameters, label) => {
	expect(inputErrorOf(() => bodyOf(parameters)).message).toBe(
		`The expression in "${label}" finds nothing`,
	);
});

test('A resource without a type is a mistake', () => {
	expect(inputErrorOf(() => bodyOf({ resourceType: '' })).message).toContain('needs a type');
});

test('Every name of an attribute arrives as a member, even one that would change a prototype', () => {
	fc.assert(
		fc.property(fc.oneof(fc.constant('__proto__'), fc.stringMatching(/^\w+$/)), (name) => {
			const attributes = attributesOf({ name, value: 1 });
			expect(Object.keys(attributes ?? {})).toEqual([name]);
			expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
		}),
	);
});
