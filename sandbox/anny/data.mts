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

/** A record that was written or deleted. */
export interface Change {
	organization: string;
	type: string;
	/** Undefined for a new one. */
	before: Resource | undefined;
	/** Undefined for one that is gone. */
	after: Resource | undefined;
}

/** A collection that tells of every change, whichever route makes it. */
class ObservedCollection extends Map<string, Resource> {
	readonly #onChange: (before: Resource | undefined, after: Resource | undefined) => void;

	constructor(
		records: Resource[],
		onChange: (before: Resource | undefined, after: Resource | undefined) => void,
	) {
		super();
		for (const record of records) super.set(record.id, record);
		this.#onChange = onChange;
	}

	override set(id: string, record: Resource): this {
		const before = this.get(id);
		super.set(id, record);
		this.#onChange(before, record);
		return this;
	}

	override delete(id: string): boolean {
		const before = this.get(id);
		if (!super.delete(id)) return false;
		this.#onChange(before, undefined);
		return true;
	}
}

type Sizes = Omit<Settings['data'], 'stores' | 'receipts'>;

/** The second organization has little, but not nothing: what is not the same must show. */
const ANNEX: Sizes = {
	bookings: 4,
	customers: 2,
	resources: 1,
	services: 1,
	invoices: 2,
	'plan-subscriptions': 1,
};

const FIRST_DAY = Date.parse('2026-01-05T08:00:00Z');
const HOUR = 3_600_000;
const time = (hours: number) =>
	new Date(FIRST_DAY + hours * HOUR).toISOString().replace('.000Z', '+00:00');

/** Ids that are the same in every run. The API's ids are UUIDs or integers; so are these. */
class Ids {
	readonly #organization: string;
	readonly #firstInteger: number;

	constructor(organization: string) {
		this.#organization = organization;
		this.#firstInteger = organization === mainOrganization.id ? 1 : 1001;
	}

	of(type: string, index: number): string {
		if (['resources', 'services', 'plan-subscriptions'].includes(type)) {
			return String(this.#firstInteger + index);
		}
		const name =
			this.#organization === mainOrganization.id ? type : `${this.#organization}/${type}`;
		return createHash('md5')
			.update(`${name}/${index}`)
			.digest('hex')
			.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
	}

	identifier(type: string, index: number): Identifier {
		return { type, id: this.of(type, index) };
	}

	/** A relationship to one of `size` records, or to none. */
	toOne(type: string, index: number, size: number): { data: Identifier | null } {
		return { data: size > 0 ? this.identifier(type, index % size) : null };
	}
}

/** How many there are of the types whose number no setting says. */
const SMALL = 2;

type Maker = (index: number, sizes: Sizes, ids: Ids) => Omit<Resource, 'type' | 'id'>;

/** How many of the resources have no parent; the rest are children of the first. */
const parents = (sizes: Sizes) => Math.ceil(sizes.resources * 0.75);

// What has only a name; the types' names are guesses.
const named =
	(...names: string[]): Maker =>
	(index) => ({ attributes: { name: names[index % names.length] } });

/**
 * The attributes are named as in anny's own package (https://github.com/anny-co/anny-n8n), a part
 * of them. An order holds two bookings, so that both kinds of relationship and a cycle exist.
 */
const makers: Partial<Record<string, Maker>> = {
	bookings: (index, sizes, ids) => ({
		attributes: {
			number: `B-${index + 1}`,
			description: faker.helpers.arrayElement(['Consultation', 'Desk', 'Meeting', 'Workshop']),
			status: faker.helpers.arrayElement(['accepted', 'accepted', 'requested', 'rejected']),
			is_blocker: false,
			start_date: time(index),
			end_date: time(index + 1),
			currency: 'EUR',
			total: 40 + (index % 5) * 10,
			note: null,
			canceled_at: null,
			check_in_date: null,
			check_out_date: null,
			created_at: time(index - 500),
			updated_at: time(index - 500),
		},
		relationships: {
			customer: ids.toOne('customers', Math.floor(index / 2), sizes.customers),
			resource: ids.toOne('resources', index, sizes.resources),
			service: ids.toOne('services', index, sizes.services),
			order: ids.toOne('orders', Math.floor(index / 2), Infinity),
		},
	}),
	orders: (index, sizes, ids) => ({
		attributes: {
			number: `O-${index + 1}`,
			status: 'completed',
			total: faker.number.int({ min: 10, max: 400 }),
			currency: 'EUR',
			note: null,
			created_at: time(index * 2 - 500),
		},
		relationships: {
			customer: ids.toOne('customers', index, sizes.customers),
			bookings: {
				data: [index * 2, index * 2 + 1]
					.filter((booking) => booking < sizes.bookings)
					.map((booking) => ids.identifier('bookings', booking)),
			},
			invoice: { data: index < sizes.invoices ? ids.identifier('invoices', index) : null },
		},
	}),
	customers: (index, _sizes, ids) => {
		const given = faker.person.firstName();
		const family = faker.person.lastName();
		return {
			attributes: {
				email: `${given}.${family}.${index}@sandbox.example`.toLowerCase().replace(/[^\w.@]/g, ''),
				given_name: given,
				family_name: family,
				full_name: `${given} ${family}`,
				phone: faker.phone.number({ style: 'international' }),
				mobile: null,
				company: faker.company.name(),
				notes: null,
				created_at: time(index - 1000),
			},
			relationships: { address: ids.toOne('addresses', index, Infinity) },
		};
	},
	addresses: () => ({
		attributes: {
			address_line: faker.location.streetAddress(),
			postal_code: faker.location.zipCode('#####'),
			city: faker.location.city(),
			country_code: 'DE',
		},
	}),
	resources: (index, sizes, ids) => ({
		attributes: {
			name: index < parents(sizes) ? `Room ${index + 1}` : `Desk ${index + 1}`,
			description: faker.commerce.productDescription(),
			timezone: 'Europe/Berlin',
			quantity: faker.number.int({ min: 1, max: 20 }),
			has_children: index === 0 && parents(sizes) < sizes.resources,
			available_from: null,
			available_to: null,
			created_at: time(index - 2000),
		},
		relationships: {
			parent: { data: index < parents(sizes) ? null : ids.identifier('resources', 0) },
			category: ids.toOne('categories', index, SMALL),
			group: ids.toOne('resource-groups', index, SMALL),
			location: ids.toOne('locations', index, SMALL),
		},
	}),
	'resource-properties': named('Projector', 'Whiteboard'),
	categories: named('Rooms', 'Desks'),
	'resource-groups': named('Ground floor', 'First floor'),
	locations: named('Cologne', 'Berlin'),
	'service-groups': named('Consulting', 'Rental'),
	plans: named('Ten visits', 'Flat rate'),
	services: (index, _sizes, ids) => ({
		attributes: {
			name: faker.commerce.productName(),
			description: faker.commerce.productDescription(),
			duration: 15 * (1 + (index % 4)),
			price: faker.number.int({ min: 5, max: 90 }),
			currency: 'EUR',
			created_at: time(index - 2000),
		},
		relationships: { group: ids.toOne('service-groups', index, SMALL) },
	}),
	invoices: (index, sizes, ids) => ({
		attributes: {
			number: `I-${index + 1}`,
			formatted_number: `2026-${String(index + 1).padStart(4, '0')}`,
			status: 'finalised',
			is_quote: index % 5 === 4,
			total: faker.number.int({ min: 10, max: 400 }),
			currency: 'EUR',
			issued_at: time(index * 2),
			due_date: time(index * 2 + 14 * 24),
			created_at: time(index * 2),
		},
		relationships: {
			order: ids.toOne('orders', index, sizeOf('orders', sizes)),
			customer: ids.toOne('customers', index, sizes.customers),
			items: {
				data: [index * 2, index * 2 + 1].map((item) => ids.identifier('invoice-items', item)),
			},
		},
	}),
	'invoice-items': () => ({
		attributes: {
			name: faker.commerce.productName(),
			quantity: 1,
			total: faker.number.int({ min: 5, max: 200 }),
			tax_rate: 19,
		},
	}),
	'plan-subscriptions': (index, sizes, ids) => ({
		attributes: {
			name: `Plan ${index + 1}`,
			status: 'active',
			started_at: time(index * 24),
			created_at: time(index * 24),
		},
		relationships: {
			customer: ids.toOne('customers', index, sizes.customers),
			plan: ids.toOne('plans', index, SMALL),
		},
	}),
};

function sizeOf(type: string, sizes: Sizes): number {
	if (type in sizes) return sizes[type as keyof Sizes];
	if (type === 'orders') return Math.ceil(sizes.bookings / 2);
	if (type === 'addresses') return sizes.customers;
	if (type === 'invoice-items') return sizes.invoices * 2;
	return SMALL;
}

// Generated records are never changed (a write replaces the record in a collection), so they can
// be kept across resets.
const generated = new Map<string, Resource[]>();

function generate(type: string, organization: string, sizes: Sizes): Resource[] {
	const maker = makers[type];
	if (!maker) return [];
	const key = `${organization} ${type} ${JSON.stringify(sizes)}`;
	const kept = generated.get(key);
	if (kept) return kept;
	faker.seed(type.length * 1000 + type.charCodeAt(0) + Number(organization));
	const ids = new Ids(organization);
	const records = Array.from({ length: sizeOf(type, sizes) }, (_, index) => ({
		...ids.identifier(type, index),
		...maker(index, sizes, ids),
	}));
	generated.set(key, records);
	return records;
}

/** anny's records. Generated when they are first asked for, and changed by writes. */
export class AnnyData {
	readonly #sizes: Sizes;
	readonly #onChange: (change: Change) => void;
	#collections = new Map<string, Collection>();

	constructor(sizes: Sizes, onChange: (change: Change) => void) {
		this.#sizes = sizes;
		this.#onChange = onChange;
		const asRecord = ({ id, name }: (typeof organizations)[number]): [string, Resource] => [
			id,
			{
				type: 'organizations',
				id,
				attributes: { name, timezone: 'Europe/Berlin', currency: 'EUR' },
			},
		];
		this.#collections.set('organizations', new Map(organizations.map(asRecord)));
	}

	/** The records of a type in an organization. Organizations are in none. */
	collection(type: string, organization: string): Collection {
		const key = type === 'organizations' ? type : `${organization}/${type}`;
		let collection = this.#collections.get(key);
		if (!collection) {
			const sizes = organization === mainOrganization.id ? this.#sizes : ANNEX;
			const records = generate(type, organization, sizes);
			collection = new ObservedCollection(records, (before, after) => {
				this.#onChange({ organization, type, before, after });
			});
			this.#collections.set(key, collection);
		}
		return collection;
	}
}
