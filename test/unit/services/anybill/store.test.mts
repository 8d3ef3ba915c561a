import type { IDataObject } from 'n8n-workflow';
import { operationRequest } from '../../../../http/request/operation.ts';
import { storeOperations } from '../../../../services/anybill/operations/other.ts';
import { find } from '../../support/panel.mts';

const upsert = find(storeOperations, 'store', 'upsert');

const store: IDataObject = {
	ownStoreId: 'BER-01',
	displayName: 'Example Berlin',
	legalName: 'Example GmbH',
	vatId: 'DE123456789',
	street: 'Main Street',
	houseNumber: '1',
	zip: '10115',
	city: 'Berlin',
	country: 'Germany',
};

const composed = (changes: IDataObject) => operationRequest(upsert, { ...store, ...changes }).body;

test('other fields are added to a store and to its address', () => {
	const otherFields = [
		{ name: 'phone', value: '+49 30 123456' },
		{ name: 'address', value: { addition: '2nd floor' } },
	];
	expect(composed({ otherFields })).toEqual({
		id: 'BER-01',
		displayName: 'Example Berlin',
		legalName: 'Example GmbH',
		vatId: 'DE123456789',
		phone: '+49 30 123456',
		address: {
			street: 'Main Street',
			number: '1',
			zip: '10115',
			city: 'Berlin',
			country: 'Germany',
			addition: '2nd floor',
		},
	});
});

test.each<[string, IDataObject[]]>([
	['id', [{ name: 'id', value: 'BER-02' }]],
	['address', [{ name: 'address', value: 'Main Street 1, Berlin' }]],
	['address.zip', [{ name: 'address', value: { zip: '10117' } }]],
	[
		'phone',
		[
			{ name: 'phone', value: '1' },
			{ name: 'phone', value: '2' },
		],
	],
])('other fields never take the place of %s', (place, otherFields) => {
	expect(() => composed({ otherFields })).toThrow(
		`"Other Fields" has "${place}", which is filled already`,
	);
});

test('blanks around the ID of a store are not part of it', () => {
	expect(composed({ ownStoreId: ' BER-01 ' })).toMatchObject({ id: 'BER-01' });
});

test.each(['BER/01', '..', 'a%2Fb', 'BER?'])('a store is not given the ID "%s"', (ownStoreId) => {
	expect(() => composed({ ownStoreId })).toThrow('"Store ID" is not an ID');
});
