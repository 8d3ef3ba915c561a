import { faker } from '@faker-js/faker/locale/en';
import { createHash } from 'node:crypto';
import type { Settings } from '../settings.mts';
import { known } from './known.mts';

/** A store, with the fields of anybill's documentation of 2020. */
export interface Store {
	id: string;
	displayName: string;
	legalName: string;
	vatId: string;
	address: { street: string; number: string; zip: string; city: string; country: string };
}

export interface StoreVersion extends Store {
	validFrom: string;
}

export interface Receipt {
	id: string;
	/** The account that a bill was written with; none for the generated ones. */
	account: string | undefined;
	storeId: string;
	total: number;
	currency: string;
	createdAt: string;
	userId: string | null;
}

export interface User {
	userId: string;
	externalId: string;
}

const uuid = (name: string): string =>
	createHash('md5')
		.update(name)
		.digest('hex')
		.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');

/** Store ids begin at 1001 for the first account, at 2001 for the second. */
const firstStoreId = (account: string) =>
	1001 + 1000 * Object.values(known.accounts).findIndex(({ username }) => username === account);

function makeStores(account: string, size: number): Store[] {
	faker.seed(account.length);
	return Array.from({ length: size }, (_, index) => ({
		id: String(firstStoreId(account) + index),
		displayName: `${account.replace(/@.*/, '')} store ${index + 1}`,
		legalName: faker.company.name(),
		vatId: `DE${faker.string.numeric(9)}`,
		address: {
			street: faker.location.street(),
			number: faker.location.buildingNumber(),
			zip: faker.location.zipCode('#####'),
			city: faker.location.city(),
			country: 'DEU',
		},
	}));
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2026-01-05T09:00:00Z');

function makeReceipts(size: number): Receipt[] {
	faker.seed(size);
	return Array.from({ length: size }, (_, index) => ({
		id: uuid(`receipt/${index}`),
		account: undefined,
		storeId: String(1001 + (index % 12)),
		total: faker.number.float({ min: 1, max: 200, fractionDigits: 2 }),
		currency: 'EUR',
		createdAt: new Date(FIRST_DAY + index * DAY_MS).toISOString(),
		userId: null,
	}));
}

/** The same for every account; what a category holds is a guess. */
export const categories = ['Food', 'Drinks', 'Clothing', 'Electronics', 'Other'].map(
	(name, index) => ({ id: String(index + 1), name }),
);

/** anybill's records: stores per account, receipts, users of the partner platform. */
export class AnybillData {
	readonly #sizes: Settings['data'];
	#stores = new Map<string, Map<string, StoreVersion[]>>();
	#receipts: Map<string, Receipt> | undefined;
	readonly users = new Map<string, User>();

	constructor(sizes: Settings['data']) {
		this.#sizes = sizes;
	}

	/** The stores of an account by id, each with all its versions, the oldest first. */
	stores(account: string): Map<string, StoreVersion[]> {
		let stores = this.#stores.get(account);
		if (!stores) {
			const validFrom = new Date(FIRST_DAY).toISOString();
			stores = new Map(
				makeStores(account, this.#sizes.stores).map((store) => [
					store.id,
					[{ ...store, validFrom }],
				]),
			);
			this.#stores.set(account, stores);
		}
		return stores;
	}

	/** Receipts of all bills; accepted bills join the generated ones. */
	get receipts(): Map<string, Receipt> {
		this.#receipts ??= new Map(
			makeReceipts(this.#sizes.receipts).map((receipt) => [receipt.id, receipt]),
		);
		return this.#receipts;
	}
}
