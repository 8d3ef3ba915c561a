import type { IDataObject } from 'n8n-workflow';
import { billOperations } from '../../../../services/anybill/operations/bill.ts';

const create = billOperations.find(({ operation }) => operation === 'create');

/** The body of a bill whose lines come from a list, in fields called as in a shop. */
function composed(line: unknown, extra: IDataObject = {}): IDataObject {
	const parts = create?.compose?.({
		specifyBill: 'list',
		receiptNumber: '2026-0042',
		receiptDate: '2026-01-31T09:00:00+01:00',
		lineList: [line],
		textField: 'name',
		quantityField: 'quantity',
		priceField: 'price',
		vatField: 'vat',
		...extra,
	});
	return parts?.body ?? {};
}

const tea: IDataObject = { name: 'Tea', quantity: 1, price: '2.50', vat: 7 };

const firstLine = (body: IDataObject) =>
	(body.bill as { data: { lines: Array<{ text: string; fullAmountInclVat: number }> } }).data
		.lines[0];

test.each<[string, IDataObject, IDataObject]>([
	['text', tea, {}],
	['a number', { ...tea, name: 4711, price: 2.5, quantity: '1' }, {}],
	['a field further down', { ...tea, name: { de: 'Tee' } }, { textField: 'name.de' }],
	['an element of a list', { ...tea, taxes: [{ rate: 7 }] }, { vatField: 'taxes.0.rate' }],
])('a line of a list may have %s in its fields', (_, line, extra) => {
	expect(firstLine(composed(line, extra))).toMatchObject({
		text: expect.stringMatching(/^(Tea|4711|Tee)$/),
		fullAmountInclVat: 2.5,
	});
});

test.each<[string, unknown, string]>([
	['an object as text', { ...tea, name: { de: 'Tee' } }, '"name" must be text or a number'],
	['a list as text', { ...tea, name: ['Tea'] }, '"name" must be text or a number'],
	['false as text', { ...tea, name: false }, '"name" must be text or a number, but it is false'],
	['NaN as text', { ...tea, name: NaN }, '"name" must be text or a number, but it is NaN'],
	['true as quantity', { ...tea, quantity: true }, '"quantity" must be text or a number'],
	['an object as price', { ...tea, price: { eur: 2.5 } }, '"price" must be text or a number'],
	['a list of rates', { ...tea, vat: [7] }, '"vat" must be text or a number, but it is a list'],
	['a blank text', { ...tea, name: '  ' }, 'Line 1 has no field "name"'],
	['no price', { ...tea, price: undefined }, 'Line 1 has no field "price"'],
	['nothing at all', null, 'Line 1 has no field "name"'],
	['a rate that is a fraction', { ...tea, vat: 0.19 }, '"Line 1: VAT (%)" must be in percent'],
])('a line of a list with %s is refused, by its number and field', (_, line, message) => {
	expect(() => composed(line)).toThrow(message);
});

test('other fields are added beside the bill and within it', () => {
	const otherFields = {
		userIdentification: { externalId: 'customer-4711' },
		bill: { security: { tse: { serialNumber: '12' } }, misc: { extension: { isInvoice: true } } },
	};
	expect(composed(tea, { storeId: 'S-1', otherFields })).toMatchObject({
		storeId: 'S-1',
		userIdentification: { externalId: 'customer-4711' },
		bill: {
			head: { number: '2026-0042' },
			security: { tse: { serialNumber: '12' } },
			misc: { extension: { isExample: false, isInvoice: true } },
		},
	});
});

test.each<[string, IDataObject]>([
	['storeId', { storeId: 'S-9' }],
	['bill', { bill: 'x' }],
	['bill.data.currency', { bill: { data: { currency: 'CHF' } } }],
	['bill.data.lines', { bill: { data: { lines: [] } } }],
	['bill.head', { bill: { head: null } }],
])('other fields never take the place of %s', (place, otherFields) => {
	expect(() => composed(tea, { storeId: 'S-1', otherFields })).toThrow(
		`"Other Fields" has "${place}", which is filled already`,
	);
});
