import type { INodeExecutionData } from 'n8n-workflow';
import { pickFields, readToolOutput, toolItems } from '../../../../http/response/tool-output.ts';
import { inputErrorOf } from '../../support/errors.mts';
import { readerOf } from '../../support/reader.mts';

const booking = {
	id: '7',
	number: 'B-7',
	customer: { email: 'jane@example.com', phone: '1' },
	bookings: [{ id: '1', note: 'x' }, { id: '2' }],
};
const items: INodeExecutionData[] = [{ json: booking, pairedItem: { item: 3 } }];
const told = (output: 'simplified' | 'raw' | 'selectedFields', outputFields = '') =>
	toolItems(items, { output, read: readerOf({ outputFields }), itemIndex: 3 });

test('A model reads simplified records unless the tool says otherwise', () => {
	expect(readToolOutput(readerOf({}))).toBe('simplified');
	expect(readToolOutput(readerOf({ output: 'raw' }))).toBe('raw');
	expect(inputErrorOf(() => readToolOutput(readerOf({ output: 'all' }))).message).toMatch(/raw/);
});

test('Simplified and raw records come as they are', () => {
	expect(told('simplified')).toBe(items);
	expect(told('raw')).toBe(items);
});

test('A model is told that nothing was found, since it takes no items for a failure', () => {
	const nothing = toolItems([], { output: 'raw', read: readerOf({}), itemIndex: 2 });
	expect(nothing).toEqual([{ json: { message: 'Nothing was found.' }, pairedItem: { item: 2 } }]);
});

test.each([
	['id, number', { id: '7', number: 'B-7' }],
	[' id ,, ', { id: '7' }],
	['customer.email', { 'customer.email': 'jane@example.com' }],
	['bookings.id', { 'bookings.id': ['1', '2'] }],
	['customer', { customer: booking.customer }],
	['nothing, customer.nothing, number.length', {}],
	['__proto__, constructor, customer.constructor.name, toString', {}],
])('Of the fields "%s" a model reads those that the record has', (fields, json) => {
	expect(told('selectedFields', fields)).toEqual([{ json, pairedItem: { item: 3 } }]);
});

test('The record itself keeps all of its fields', () => {
	told('selectedFields', 'id');
	expect(Object.keys(booking)).toHaveLength(4);
});

test.each(['', ' , '])(
	'Selected fields without a name, "%s", are a mistake that is told',
	(fields) => {
		const { message } = inputErrorOf(() => told('selectedFields', fields));
		expect(message).toBe('"Fields to Return" is empty');
	},
);

test('A field that would change a prototype becomes a member of its own', () => {
	const record = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, never>;
	const picked = pickFields(record, ['__proto__']);
	expect(Object.keys(picked)).toEqual(['__proto__']);
	expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
