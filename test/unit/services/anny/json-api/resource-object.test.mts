import fc from 'fast-check';
import { buildResourceObject } from '../../../../../services/anny/json-api/resource-object.ts';

const customer = (id: string) => ({ type: 'customers', id });

describe('the resource object', () => {
	test.each([
		['only a type', { type: 'bookings' }, { type: 'bookings' }],
		['an id', { type: 'bookings', id: 7 }, { type: 'bookings', id: '7' }],
		['an empty id', { type: 'bookings', id: '' }, { type: 'bookings' }],
		[
			'attributes as an object',
			{ type: 'bookings', attributes: { a: { b: 1 } } },
			{ type: 'bookings', attributes: { a: { b: 1 } } },
		],
		[
			'attributes as rows, values as they are',
			{
				type: 'bookings',
				attributes: [
					{ name: 'a', value: '1' },
					{ name: 'b', value: null },
				],
			},
			{ type: 'bookings', attributes: { a: '1', b: null } },
		],
		[
			'no attributes',
			{ type: 'bookings', attributes: [], relationships: {} },
			{ type: 'bookings' },
		],
		[
			"relationships in JSON:API's own form",
			{ type: 'bookings', relationships: { customer: { data: customer('1') } } },
			{ type: 'bookings', relationships: { customer: { data: customer('1') } } },
		],
	])('%s', (_, fields, data) => {
		expect(buildResourceObject(fields)).toEqual({ data });
	});
});

describe('a relationship row', () => {
	test.each([
		['one id', '1', customer('1')],
		['a number', 1, customer('1')],
		['ids with commas', ' 1, 2 ,3', [customer('1'), customer('2'), customer('3')]],
		['one id with a comma', '1,', [customer('1')]],
		['a list', [1, '2'], [customer('1'), customer('2')]],
		['a list of one', ['1'], [customer('1')]],
		['an empty list', [], []],
		['an empty text: none', '', null],
		['null: none', null, null],
	])('%s', (_, id, data) => {
		const relationships = [{ name: 'customer', type: 'customers', id }];
		expect(buildResourceObject({ type: 'a', relationships })).toEqual({
			data: { type: 'a', relationships: { customer: { data } } },
		});
	});
});

describe('a mistake is named', () => {
	const row = { name: 'customer', type: 'customers', id: '1' };
	test.each([
		['no type', { type: ' ' }, /resource needs a type/],
		['an id that is none', { type: 'a', id: {} }, /id of the resource.*text or a number/],
		[
			'an attribute without a name',
			{ type: 'a', attributes: [{ name: '', value: 1 }] },
			/attribute needs a name/,
		],
		['attributes that are none', { type: 'a', attributes: 'x' }, /attributes must be an object/],
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
	])('%s', (_, fields, message) => {
		expect(() => buildResourceObject(fields as never)).toThrow(message);
	});
});

test('every name arrives as a member, also one that would change a prototype', () => {
	fc.assert(
		fc.property(fc.oneof(fc.constant('__proto__'), fc.stringMatching(/^\w+$/)), (name) => {
			const { data } = buildResourceObject({ type: 'a', attributes: [{ name, value: 1 }] });
			expect(Object.keys(data.attributes!)).toEqual([name]);
			expect(Object.getPrototypeOf(data.attributes)).toBe(Object.prototype);
		}),
	);
});
