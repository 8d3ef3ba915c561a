import { faker } from '@faker-js/faker/locale/en';
import { createHash } from 'node:crypto';
import type { Settings } from '../settings.mts';

export interface Store {
	id: string;
	name: string;
	externalId: string;
	address: { street: string; postalCode: string; city: string; countryCode: string };
}

export interface Receipt {
	id: string;
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

function makeStores(account: string, size: number): Store[] {
	faker.seed(account.length);
	return Array.from({ length: size }, (_, index) => ({
		id: uuid(`store/${account}/${index}`),
		name: `${account.split('@')[0]} store ${index + 1}`,
		externalId: `S-${index + 1}`,
		address: {
			street: faker.location.streetAddress(),
			postalCode: faker.location.zipCode('#####'),
			city: faker.location.city(),
			countryCode: 'DEU',
		},
	}));
}

const DAY = 86_400_000;

function makeReceipts(size: number): Receipt[] {
	faker.seed(size);
	return Array.from({ length: size }, (_, index) => ({
		id: uuid(`receipt/${index}`),
		storeId: uuid(`store/service@sandbox.example/${index % 12}`),
		total: faker.number.float({ min: 1, max: 200, fractionDigits: 2 }),
		currency: 'EUR',
		createdAt: new Date(Date.parse('2026-01-05T09:00:00Z') + index * DAY).toISOString(),
		userId: null,
	}));
}

/** anybill's records: stores per account, receipts, users of the partner platform. */
export class AnybillData {
	readonly #sizes: Settings['data'];
	#stores = new Map<string, Map<string, Store>>();
	#receipts: Map<string, Receipt> | undefined;
	readonly users = new Map<string, User>();

	constructor(sizes: Settings['data']) {
		this.#sizes = sizes;
	}

	stores(account: string): Map<string, Store> {
		let stores = this.#stores.get(account);
		if (!stores) {
			stores = new Map(makeStores(account, this.#sizes.stores).map((store) => [store.id, store]));
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
