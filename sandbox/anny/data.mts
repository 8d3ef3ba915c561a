import { faker } from '@faker-js/faker/locale/en';
import { createHash } from 'node:crypto';
import type { Settings } from '../settings.mts';
import { mainOrganization, organizations } from './known.mts';

export interface Identifier {
	type: string;
	id: string;
}

/** A JSON:API resource object. */
export interface Resource extends Identifier {
	attributes: Record<string, unknown>;
	relationships?: Record<string, { data: Identifier | Identifier[] | null }>;
}

/** The records of one type in one organization, by id, in order. */
export type Collection = Map<string, Resource>;

type Sizes = Settings['data'];

/** An id that is the same in every run. The API's ids are UUIDs or integers; so are these. */
const uuid = (type: string, index: number): string =>
	createHash('md5')
		.update(`${type}/${index}`)
		.digest('hex')
		.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');

const integerTypes: Record<string, number> = { resources: 1, services: 1, 'plan-subscriptions': 1 };

/** The id of the n-th generated record of a type. */
const idOf = (type: string, index: number): string =>
	type in integerTypes ? String(index + 1) : uuid(type, index);

const to = (type: string, index: number) => ({ data: { type, id: idOf(type, index) } });
const toOne = (type: string, index: number, size: number) =>
	size > 0 ? to(type, index % size) : { data: null };

const FIRST_DAY = Date.parse('2026-01-05T08:00:00Z');
const HOUR = 3_600_000;
const time = (hours: number) =>
	new Date(FIRST_DAY + hours * HOUR).toISOString().replace('.000Z', '+00:00');

type Maker = (index: number, sizes: Sizes) => Omit<Resource, 'type' | 'id'>;

// An order holds two bookings, so that both kinds of relationship and a cycle exist.
const makers: Partial<Record<string, Maker>> = {
	bookings: (index, sizes) => ({
		attributes: {
			number: `B-${index + 1}`,
			description: faker.helpers.arrayElement(['Consultation', 'Desk', 'Meeting', 'Workshop']),
			status: faker.helpers.arrayElement(['accepted', 'accepted', 'requested', 'rejected']),
			start_date: time(index),
			end_date: time(index + 1),
			check_in_date: null,
			check_out_date: null,
			created_at: time(index - 500),
		},
		relationships: {
			customer: toOne('customers', Math.floor(index / 2), sizes.customers),
			resource: toOne('resources', index, sizes.resources),
			service: toOne('services', index, sizes.services),
			order: to('orders', Math.floor(index / 2)),
		},
	}),
	orders: (index, sizes) => ({
		attributes: {
			number: `O-${index + 1}`,
			status: 'completed',
			total: faker.number.int({ min: 10, max: 400 }),
			currency: 'EUR',
			created_at: time(index * 2 - 500),
		},
		relationships: {
			customer: toOne('customers', index, sizes.customers),
			bookings: {
				data: [index * 2, index * 2 + 1]
					.filter((booking) => booking < sizes.bookings)
					.map((booking) => to('bookings', booking).data),
			},
		},
	}),
	customers: (index) => {
		const given = faker.person.firstName();
		const family = faker.person.lastName();
		return {
			attributes: {
				email: `${given}.${family}.${index}@sandbox.example`.toLowerCase().replace(/[^\w.@]/g, ''),
				given_name: given,
				family_name: family,
				phone: faker.phone.number({ style: 'international' }),
				company: faker.company.name(),
				notes: null,
				created_at: time(index - 1000),
			},
		};
	},
	resources: (index) => ({
		attributes: {
			name: `Room ${index + 1}`,
			description: faker.commerce.productDescription(),
			capacity: faker.number.int({ min: 1, max: 20 }),
		},
		relationships: { organization: { data: { type: 'organizations', id: mainOrganization.id } } },
	}),
	services: (index) => ({
		attributes: {
			name: faker.commerce.productName(),
			duration: 15 * (1 + (index % 4)),
			price: faker.number.int({ min: 5, max: 90 }),
			currency: 'EUR',
		},
	}),
	invoices: (index, sizes) => ({
		attributes: {
			number: `I-${index + 1}`,
			status: 'finalised',
			total: faker.number.int({ min: 10, max: 400 }),
			currency: 'EUR',
		},
		relationships: {
			order: toOne('orders', index, Math.ceil(sizes.bookings / 2)),
			customer: toOne('customers', index, sizes.customers),
		},
	}),
	'plan-subscriptions': (index, sizes) => ({
		attributes: { name: `Plan ${index + 1}`, status: 'active', started_at: time(index * 24) },
		relationships: { customer: toOne('customers', index, sizes.customers) },
	}),
};

/** The types that are generated. */
export const generatedTypes = Object.keys(makers);

const sizeOf = (type: string, sizes: Sizes): number =>
	type === 'orders' ? Math.ceil(sizes.bookings / 2) : sizes[type as keyof Sizes];

// Generated records are never changed (a write replaces the record in a collection), so they can
// be kept across resets.
const generated = new Map<string, Resource[]>();

function generate(type: string, sizes: Sizes): Resource[] {
	const maker = makers[type];
	if (!maker) return [];
	const key = `${type} ${JSON.stringify(sizes)}`;
	const kept = generated.get(key);
	if (kept) return kept;
	faker.seed(type.length * 1000 + type.charCodeAt(0));
	const records = Array.from({ length: sizeOf(type, sizes) }, (_, index) => ({
		type,
		id: idOf(type, index),
		...maker(index, sizes),
	}));
	generated.set(key, records);
	return records;
}

/** anny's records. Generated when they are first asked for, and changed by writes. */
export class AnnyData {
	readonly #sizes: Sizes;
	#collections = new Map<string, Collection>();

	constructor(sizes: Sizes) {
		this.#sizes = sizes;
		this.#collections.set(
			'organizations',
			new Map(
				organizations.map(({ id, name }) => [
					id,
					{
						type: 'organizations',
						id,
						attributes: { name, timezone: 'Europe/Berlin', currency: 'EUR' },
					},
				]),
			),
		);
	}

	/** The records of a type in an organization. Organizations are in none. */
	collection(type: string, organization: string): Collection {
		const key = type === 'organizations' ? type : `${organization}/${type}`;
		let collection = this.#collections.get(key);
		if (!collection) {
			const records = organization === mainOrganization.id ? generate(type, this.#sizes) : [];
			collection = new Map(records.map((record) => [record.id, record]));
			this.#collections.set(key, collection);
		}
		return collection;
	}
}
