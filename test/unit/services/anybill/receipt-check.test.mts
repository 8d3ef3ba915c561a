import { assertReceiptAddsUp } from '../../../../services/anybill/receipt-check.ts';
import { SAMPLE_BILL } from '../../../../services/anybill/operations/bill.ts';

test('the sample receipt of the panel adds up and is marked as a sample', () => {
	expect(() => {
		assertReceiptAddsUp(SAMPLE_BILL);
	}).not.toThrow();
	expect(SAMPLE_BILL.misc.extension.isExample).toBe(true);
});

type Bill = typeof SAMPLE_BILL;

const withLine = (bill: Bill, change: object) => {
	Object.assign(bill.data.lines[0] ?? {}, change);
};
const withVat = (bill: Bill, change: object) => {
	Object.assign(bill.data.vatAmounts[0] ?? {}, change);
};

test.each<[string, (bill: Bill) => unknown, string]>([
	[
		'a total other than its lines',
		(bill) => (bill.data.fullAmountInclVat = 12),
		'The lines add up to 11.9, but "fullAmountInclVat" is 12',
	],
	[
		'VAT that is not the rest',
		(bill) => {
			withVat(bill, { vat: 2 });
		},
		'10 and 2 VAT are not 11.9',
	],
	[
		'VAT of another percentage',
		(bill) => {
			withVat(bill, { percentage: 7 });
		},
		'1.9 is not the VAT of 7 % in 11.9',
	],
	[
		'a percentage twice',
		(bill) => bill.data.vatAmounts.push(...structuredClone(bill.data.vatAmounts)),
		'"vatAmounts" has a percentage more than once',
	],
	[
		'a count other than its lines',
		(bill) => (bill.data.positionCount = 2),
		'"positionCount" is 2, but there are 1 lines',
	],
	[
		'VAT amounts of less than the total',
		(bill) => (bill.data.vatAmounts = [{ percentage: 19, inclVat: 1.19, exclVat: 1, vat: 0.19 }]),
		'The VAT amounts add up to 1.19, but "fullAmountInclVat" is 11.9',
	],
	[
		'other fields than those of a bill',
		(bill) => Object.assign(bill, { data: undefined, foo: 1 }),
		'The bill has no "data"',
	],
	[
		'the store around it',
		(bill) => Object.assign(bill, { storeId: 'S-1', bill: { ...bill }, data: undefined }),
		'The bill has no "data"',
	],
	[
		'no total',
		(bill) => Object.assign(bill.data, { fullAmountInclVat: undefined }),
		'The bill has no "data.fullAmountInclVat"',
	],
	[
		'a total in parts of a cent',
		(bill) => (bill.data.fullAmountInclVat = 11.905),
		'"data.fullAmountInclVat" has more than two decimals',
	],
	[
		'a total that was computed in floating point',
		(bill) => (bill.data.fullAmountInclVat = 0.1 + 0.2),
		'"data.fullAmountInclVat" has more than five decimals',
	],
	[
		'one line in place of a list',
		(bill) => Object.assign(bill.data, { lines: bill.data.lines[0] }),
		'"data.lines" must be a list of objects',
	],
	[
		'a line that is null',
		(bill) => Object.assign(bill.data, { lines: [null, ...bill.data.lines], positionCount: 2 }),
		'"data.lines" must be a list of objects',
	],
	[
		'a line that is less than its units',
		(bill) => {
			withLine(bill, { item: { quantity: 2, pricePerUnit: 11.9 } });
		},
		'In lines[0], 2 units at 11.9 are 23.8, but the line is over 11.9',
	],
	[
		'a line that is more than its VAT amounts',
		(bill) => {
			withLine(bill, { vatAmounts: [{ percentage: 19, inclVat: 5, exclVat: 4.2, vat: 0.8 }] });
		},
		'The VAT amounts of lines[0] add up to 5, but the line is over 11.9',
	],
	[
		'VAT as a fraction',
		(bill) => {
			withLine(bill, { vatAmounts: [{ percentage: 0.19 }] });
		},
		'"lines[0]: percentage" must be in percent, but it is 0.19',
	],
	[
		'payments that are no list',
		(bill) => Object.assign(bill.data, { paymentTypes: { name: 'Cash', amount: 11.9 } }),
		'"data.paymentTypes" must be a list of objects',
	],
])('a bill with %s is refused', (_, change, message) => {
	const bill = structuredClone(SAMPLE_BILL);
	change(bill);
	expect(() => {
		assertReceiptAddsUp(bill);
	}).toThrow(message);
});

/** The line of the sample, changed, and what it comes to. */
const billOf = (line: object, fullAmountInclVat: number, data: object = {}) => ({
	data: {
		fullAmountInclVat,
		lines: [{ ...SAMPLE_BILL.data.lines[0], vatAmounts: [], ...line }],
		...data,
	},
});

test.each<[string, object]>([
	['without lines, VAT and payments', { data: { fullAmountInclVat: 11.9 } }],
	['with text as amounts', { data: { fullAmountInclVat: '11.90', lines: [], vatAmounts: null } }],
	[
		'with discounts of its own',
		billOf({ fullAmountInclVat: 20 }, 11.9, { extension: { discounts: [{}] } }),
	],
	[
		'with a discount on a line',
		billOf({ item: { quantity: 1, pricePerUnit: 20 }, extension: { discounts: [{}] } }, 11.9),
	],
	[
		'whose price per unit was rounded to cents',
		billOf({ item: { quantity: 3, pricePerUnit: 3.33 }, fullAmountInclVat: 10 }, 10),
	],
	[
		'for goods that came back',
		billOf({ item: { quantity: -2, pricePerUnit: 5.95 }, fullAmountInclVat: -11.9 }, -11.9, {
			paymentTypes: [{ amount: -11.9 }],
		}),
	],
	['with a line of text alone', billOf({ item: undefined, fullAmountInclVat: undefined }, 0)],
	['with a rate alone as the VAT of a line', billOf({ vatAmounts: [{ percentage: 23 }] }, 11.9)],
	['with a tip', billOf({}, 11.9, { paymentTypes: [{ amount: 10 }, { amount: 3 }] })],
	['of which a part is paid', billOf({}, 11.9, { paymentTypes: [{ amount: 5 }] })],
])('a bill %s is left to anybill', (_, bill) => {
	expect(() => {
		assertReceiptAddsUp(bill);
	}).not.toThrow();
});

test.each([{}, null, 'x', [], { data: [] }, { data: {} }])('%j is no bill', (bill) => {
	expect(() => {
		assertReceiptAddsUp(bill);
	}).toThrow('The bill has no "data');
});
