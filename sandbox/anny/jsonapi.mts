import { isObject, textOf } from '../json.mts';
import { badParameter } from './errors.mts';
import type { Settings } from '../settings.mts';
import type { Collection, Identifier, Resource } from './data.mts';

/** A query string as the `qs` parser leaves it: `page[size]=2` is `{page: {size: '2'}}`. */
export type ParsedQuery = Record<string, unknown>;

export interface PageSelection {
	records: Resource[];
	number: number;
	size: number;
	last: number;
	total: number;
}

const text = (value: unknown): string | undefined =>
	typeof value === 'string' ? value : undefined;
const list = (value: unknown): string[] => text(value)?.split(',').filter(Boolean) ?? [];
const family = (value: unknown) => (isObject(value) ? value : {});

/** What a relationship of a record points to. */
export const related = (record: Resource, name: string): Identifier[] => {
	const data = record.relationships?.[name]?.data;
	return data ? [data].flat() : [];
};

/** Finds the records of a type that relationships point to. */
export type Lookup = (type: string) => Collection;

/** Whether a record passes a filter. */
type Filter = (record: Resource, value: string, lookup: Lookup) => boolean;

const dateOf = (record: Resource, name: string) => Date.parse(String(record.attributes[name]));
const isYes = (value: string) => ['1', 'true'].includes(value);

const contains =
	(...names: string[]): Filter =>
	({ attributes }, value) =>
		names.some((name) => textOf(attributes[name]).toLowerCase().includes(value.toLowerCase()));

/** Everything has `filter[search]`, says anny's own package; where it searches is a guess. */
const search = contains('name', 'number', 'full_name', 'email', 'description', 'company');

/**
 * The filters by type. Those of bookings are documented
 * (https://developers.anny.co/apis/customer-api/tag/bookings/get/api/v1/bookings); that both dates
 * are bounds is a guess. Those of resources were seen in use; a customer's email is a guess.
 */
const filters: Partial<Record<string, Record<string, Filter>>> = {
	bookings: {
		start_date: (record, value) => dateOf(record, 'start_date') >= Date.parse(value),
		end_date: (record, value) => dateOf(record, 'end_date') <= Date.parse(value),
		upcoming_only: (record, value) => !isYes(value) || dateOf(record, 'start_date') > Date.now(),
		hide_blocker: ({ attributes }, value) => !isYes(value) || attributes.is_blocker !== true,
		status: ({ attributes }, value) => list(value).includes(textOf(attributes.status)),
		resources: (record, value) =>
			related(record, 'resource').some(({ id }) => list(value).includes(id)),
		email: (record, value, lookup) =>
			related(record, 'customer').some(
				({ id }) => lookup('customers').get(id)?.attributes.email === value,
			),
		search,
	},
	customers: {
		email: ({ attributes }, value) => attributes.email === value,
		search,
	},
	resources: {
		exclude_child_resources: (record, value) =>
			!isYes(value) || related(record, 'parent').length === 0,
		available_from: (record, value) => !(dateOf(record, 'available_to') < Date.parse(value)),
		available_to: (record, value) => !(dateOf(record, 'available_from') > Date.parse(value)),
		search,
	},
};

/** Applies `filter[name]=value`. @throws {ApiError} 400 for a filter that the type does not have */
export function filtered(
	type: string,
	records: Resource[],
	query: ParsedQuery,
	lookup: Lookup,
): Resource[] {
	const known = filters[type] ?? { search };
	return Object.entries(family(query.filter)).reduce((left, [name, value]) => {
		const filter = known[name];
		if (!filter) throw badParameter(`filter[${name}]`, `There is no filter "${name}".`);
		return left.filter((record) => filter(record, textOf(value), lookup));
	}, records);
}

/**
 * Applies `sort=-start_date,number`. anny's own package sorts by `created_at`, `start_date` and
 * `name`; that any attribute will do is a guess.
 * @throws {ApiError} 400 for an attribute that the type does not have
 */
export function sorted(records: Resource[], query: ParsedQuery): Resource[] {
	const keys = list(query.sort).map((key) => ({
		name: key.replace(/^-/, ''),
		sign: key.startsWith('-') ? -1 : 1,
	}));
	const [first] = records;
	if (keys.length === 0 || first === undefined) return records;
	for (const { name } of keys) {
		if (!(name in first.attributes)) {
			throw badParameter('sort', `Sorting by "${name}" is not possible.`);
		}
	}
	return [...records].sort((a, b) => {
		for (const { name, sign } of keys) {
			const [left, right] = [textOf(a.attributes[name]), textOf(b.attributes[name])];
			if (left !== right) return left < right ? -sign : sign;
		}
		return 0;
	});
}

const DEFAULT_PAGE_SIZE = 30;

/** Applies `page[number]` and `page[size]`; a size above the maximum is cut, without a word. */
export function paged(
	records: Resource[],
	query: ParsedQuery,
	{ anny, paging }: Settings,
): PageSelection {
	const positive = (name: string, fallback: number) => {
		const given = text(family(query.page)[name]);
		if (given === undefined) return fallback;
		if (!/^[1-9]\d*$/.test(given)) {
			throw badParameter(`page[${name}]`, `page[${name}] must be a positive whole number.`);
		}
		return Number(given);
	};
	const number = paging.ignoresPage ? 1 : positive('number', 1);
	const size = Math.min(positive('size', DEFAULT_PAGE_SIZE), anny.maxPageSize);
	const last = Math.max(1, Math.ceil(records.length / size));
	return {
		records: paging.emptyPages.includes(number)
			? []
			: records.slice((number - 1) * size, number * size),
		number,
		size,
		last,
		total: records.length,
	};
}

/** Applies `fields[type]=a,b` to a record: attributes and relationships alike. */
export function sparse(record: Resource, query: ParsedQuery): Resource {
	const wanted = family(query.fields)[record.type];
	if (wanted === undefined) return record;
	const names = list(wanted);
	const only = <T,>(members: Record<string, T> | undefined) =>
		Object.fromEntries(Object.entries(members ?? {}).filter(([name]) => names.includes(name)));
	return {
		...record,
		attributes: only(record.attributes),
		...(record.relationships && { relationships: only(record.relationships) }),
	};
}

/**
 * Collects what `include=customer,order.customer` asks for, each record once, none of the primary
 * ones. A relationship that `fields[type]` leaves out is dropped from `included` as well.
 */
export function included(
	primary: Resource[],
	query: ParsedQuery,
	lookup: Lookup,
): Resource[] | undefined {
	if (query.include === undefined) return undefined;
	const key = ({ type, id }: Identifier) => `${type}/${id}`;
	const primaryKeys = new Set(primary.map(key));
	const found = new Map<string, Resource>();
	for (const path of list(query.include)) {
		let level = primary;
		for (const name of path.split('.')) {
			if (level.length > 0 && !level.some((record) => name in (record.relationships ?? {}))) {
				throw badParameter('include', `There is no relationship "${path}".`);
			}
			level = level
				.filter((record) => name in (sparse(record, query).relationships ?? {}))
				.flatMap((record) => related(record, name))
				.map(({ type, id }) => lookup(type).get(id))
				.filter((record) => record !== undefined);
			level = [...new Map(level.map((record) => [key(record), record])).values()];
			for (const record of level) {
				if (!primaryKeys.has(key(record))) found.set(key(record), record);
			}
		}
	}
	return [...found.values()].map((record) => sparse(record, query));
}

/** The absolute links of a page, with all other parameters of the request kept. */
export function pageLinks(url: URL, page: PageSelection): Record<string, string | null> {
	const at = (number: number) => {
		const link = new URL(url);
		link.searchParams.set('page[number]', String(number));
		link.searchParams.set('page[size]', String(page.size));
		return link.href;
	};
	return {
		first: at(1),
		prev: page.number > 1 ? at(page.number - 1) : null,
		next: page.number < page.last ? at(page.number + 1) : null,
		last: at(page.last),
	};
}

/** The page's numbers: under `meta.page` in JSON:API, flat and with underscores in plain JSON. */
export function pageMeta(page: PageSelection, plainJson: boolean): Record<string, unknown> {
	return plainJson
		? {
				current_page: page.number,
				last_page: page.last,
				per_page: page.size,
				total: page.total,
			}
		: {
				page: {
					'current-page': page.number,
					'last-page': page.last,
					'per-page': page.size,
					total: page.total,
				},
			};
}
