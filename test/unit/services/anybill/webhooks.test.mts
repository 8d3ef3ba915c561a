import type { IDataObject } from 'n8n-workflow';
import {
	checkWebhookKey,
	readReceipt,
	readStores,
	webhookKeyOf,
} from '../../../../services/anybill/webhooks.ts';

const receipt: IDataObject = {
	receiptId: 'r-1',
	receiptNr: '0012',
	storeId: 'store-1',
	externalStoreId: 'S-1',
	externalId: null,
	vendorName: 'Bakery',
	amount: '12.50',
	date: '2026-03-30T10:00:00+02:00',
	vendorAddress: {
		street: 'Main Street 1',
		postalCode: '01067',
		city: 'Dresden',
		countryCode: 'DEU',
	},
	lines: [
		{
			text: 'Bread',
			fullAmountInclVat: '4.20',
			item: { number: '007', quantity: '2', gtin: '4006381333931' },
		},
		{ text: '12.50', amount: 8.3, vatAmounts: [{ percentage: '7', vat: '0.54', groupId: '1' }] },
	],
	vatId: '123',
};

const read = (body: IDataObject, stores: unknown = '') =>
	readReceipt({ body, headers: {} }, readStores(stores, false) ?? []);

test('amounts and quantities are numbers, IDs and texts stay as they are', () => {
	expect(read(receipt)[0]?.item).toEqual({
		...receipt,
		amount: 12.5,
		lines: [
			{
				text: 'Bread',
				fullAmountInclVat: 4.2,
				item: { number: '007', quantity: 2, gtin: '4006381333931' },
			},
			{ text: '12.50', amount: 8.3, vatAmounts: [{ percentage: 7, vat: 0.54, groupId: '1' }] },
		],
	});
});

test('a field that anybill may add stays as it came', () => {
	const body = {
		...receipt,
		amount: 1,
		loyalty: { points: '12', levels: ['a', null, { b: true }] },
	};
	expect(read(body)[0]?.item).toMatchObject({ loyalty: body.loyalty });
});

test.each(['12,50', '1.000,00', '12.50 EUR', '', '1e5', 'NaN', null, true])(
	'an amount that is no plain decimal stays as it came: %j',
	(amount) => {
		expect(read({ ...receipt, amount } as IDataObject)[0]?.item.amount).toBe(amount);
	},
);

test('a receipt is known by its ID, be it text or number', () => {
	expect(read(receipt)[0]?.keys).toEqual(['receipt/r-1']);
	expect(read({ ...receipt, receiptId: 7 })[0]?.keys).toEqual(['receipt/7']);
});

test.each([undefined, '', null])(
	'a receipt with the ID %j is known by its content',
	(receiptId) => {
		const body = { ...receipt, receiptId } as IDataObject;
		expect(read(body)[0]?.keys).toEqual(read({ ...body })[0]?.keys);
		expect(read(body)[0]?.keys).not.toEqual(read({ ...body, receiptNr: '0013' })[0]?.keys);
	},
);

test.each<unknown>([
	'',
	' , ',
	'store-1',
	'store-9, store-1',
	'S-1',
	'STORE-1',
	's-1',
	'store-9; S-1',
	'store-9\nstore-1\n',
	'store-9\r\nstore-1',
	['store-9', ' store-1 '],
	[],
])('the stores %j let a receipt pass', (stores) => {
	expect(read(receipt, stores)).toHaveLength(1);
});

test.each<unknown>(['store-2', 'store', 'undefined', 'store-9 store-1', ['store-9'], 1])(
	'the stores %j keep a receipt out',
	(stores) => {
		expect(read(receipt, stores)).toEqual([]);
	},
);

test('IDs of stores may be numbers, hold blanks, and come in any case', () => {
	expect(read({ ...receipt, externalStoreId: 12 }, '7, 12')).toHaveLength(1);
	expect(read({ ...receipt, externalStoreId: 'Köln 1' }, ['KÖLN 1'])).toHaveLength(1);
});

test.each<unknown>([null, undefined, {}, true, [null], [{ id: 'store-1' }]])(
	'%j are no stores',
	(stores) => {
		expect(readStores(stores, true)).toBeUndefined();
	},
);

test.each<unknown>(['', ' , ', []])(
	'%j are all stores, unless an expression gives it',
	(stores) => {
		expect(readStores(stores, false)).toEqual([]);
		expect(readStores(stores, true)).toBeUndefined();
	},
);

test('a receipt without a store passes only where no store was chosen', () => {
	const { storeId, externalStoreId, ...none } = receipt;
	expect([storeId, externalStoreId]).toEqual(['store-1', 'S-1']);
	expect(read(none)).toHaveLength(1);
	expect(read(none, 'store-1')).toEqual([]);
});

test.each([
	['', 'too short'],
	['short', 'too short'],
	['twenty characters ok?', 'space or a special letter'],
	['twenty-charäcters-or-more', 'space or a special letter'],
])('the key "%s" is refused: %s', (apiKey, message) => {
	expect(checkWebhookKey({ apiKey })).toEqual({
		status: 'Error',
		message: expect.stringContaining(message),
	});
});

test('a long random key is fine, spaces around it do not count', () => {
	const apiKey = ' Tq0ZC5p2bX9sW7uJ1kLm ';
	expect(checkWebhookKey({ apiKey }).status).toBe('OK');
	expect(webhookKeyOf({ apiKey })).toBe('Tq0ZC5p2bX9sW7uJ1kLm');
});
