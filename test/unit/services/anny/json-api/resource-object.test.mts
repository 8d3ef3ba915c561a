import fc from 'fast-check';
import {
	buildResourceObject,
	type ResourceObjectFields,
} from '../../../../../services/anny/json-api/resource-object.ts';
import { inputErrorOf } from '../../../support/errors.mts';

const customer = (id: string) => ({ type: 'customers', id });

test.each<[string, ResourceObjectFields, object]>([
	['only a type', { type: 'bookings' }, { type: 'bookings' }],
	['an id', { type: 'bookings', id: 7 }, { type: 'bookings', id: '7' }],
	['an empty id', { type: 'bookings', id: '' }, { type: 'bookings' }],
	[
		'attributes, values as they are',
		{ type: 'bookings', attributes: { a: { b: 1 }, c: '1', d: null } },
		{ type: 'bookings', attributes: { a: { b: 1 }, c: '1', d: null } },
	],
	[
		'no attributes and no relationships',
		{ type: 'bookings', attributes: {}, relationships: [] },
		{ type: 'bookings' },
	],
])('A resource object is built of %s', (_, fields, data) => {
	expect(buildResourceObject(fields)).toEqual({ data });
});

test.each([
	['one id', '1', customer('1')],
	['a number', 1, customer('1')],
	['ids with commas', ' 1, 2 ,3', [customer('1'), customer('2'), customer('3')]],
	['one id with a comma', '1,', [customer('1')]],
	['a list', [1, '2'], [customer('1'), customer('2')]],
	['a list of one', ['1'], [customer('1')]],
	['an empty list', [], []],
	['an empty text, which removes it', '', null],
	['null, which removes it', null, null],
])('A relationship is built of %s', (_, id, data) => {
	const relationships = [{ name: 'customer', type: 'customers', id }];
	expect(buildResourceObject({ type: 'a', relationships })).toEqual({
		data: { type: 'a', relationships: { customer: { data } } },
	});
});

const row = { name: 'customer', type: 'customers', id: '1' };
test.each<[string, ResourceObjectFields, RegExp]>([
	['no type', { type: ' ' }, /resource needs a type/],
	['an id that is none', { type: 'a', id: {} }, /id of the resource.*text or a number/],
	[
		'a relationship without a name',
		{ type: 'a', relationships: [{ ...row, name: '' }] },
		/relationship needs a name/,
	],
	[
		'a relationship without a type',
		{ type: 'a', relationships: [{ ...row, type: '' }] },
		/"customer" needs the type/,
	],
	[
		'a related id that is none',
		{ type: 'a', relationships: [{ ...row, id: [{}] }] },
		/"customer".*text or a number/,
	],
	[
		'an empty related id',
		{ type: 'a', relationships: [{ ...row, id: [''] }] },
		/"customer" has an empty id/,
	],
])('A resource object with %s is a mistake that is named', (_, fields, message) => {
	expect(inputErrorOf(() => buildResourceObject(fields)).message).toMatch(message);
});

test('Every name of a relationship arrives as a member, even one that would change a prototype', () => {
	fc.assert(
		fc.property(fc.oneof(fc.constant('__proto__'), fc.stringMatching(/^\w+$/)), (name) => {
			const relationships = [{ ...row, name }];
			const { data } = buildResourceObject({ type: 'a', relationships });
			expect(Object.keys(data.relationships ?? {})).toEqual([name]);
			expect(Object.getPrototypeOf(data.relationships)).toBe(Object.prototype);
		}),
	);
});
