import { badParameter } from './errors.mts';
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
const family = (value: unknown): Record<string, unknown> =>
	typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const related = (record: Resource, name: string): Identifier[] => {
	const data = record.relationships?.[name]?.data;
	return data ? [data].flat() : [];
};

/** A filter that is more than equality: whether a record passes for the asked value. */
type Rule = (record: Resource, value: unknown) => boolean;

const dateOf = (record: Resource, name: string) => Date.parse(String(record.attributes[name]));
const since: Rule = (record, value) => dateOf(record, 'start_date') >= Date.parse(String(value));
const startsUntil: Rule = (record, value) =>
	dateOf(record, 'start_date') <= Date.parse(String(value));

/**
 * Filters that anny documents for bookings
 * (https://developers.anny.co/apis/customer-api/tag/bookings/get/api/v1/bookings); that both dates
 * are bounds is a guess. The last two are stand-ins of our own.
 */
const bookingRules: Record<string, Rule> = {
	start_date: since,
	end_date: (record, value) => dateOf(record, 'end_date') <= Date.parse(String(value)),
	upcoming_only: (record, value) =>
		!['1', 'true'].includes(String(value)) || dateOf(record, 'start_date') > Date.now(),
	resources: (record, value) =>
		related(record, 'resource').some(({ id }) => list(value).includes(id)),
	search: (record, value) =>
		[record.attributes.number, record.attributes.description].some((words) =>
			String(words).toLowerCase().includes(String(value).toLowerCase()),
		),
	start_date_from: since,
	start_date_to: startsUntil,
};

/** Applies `filter[name]=value`: a rule, or equality on an attribute or the id of a relationship. */
export function filtered(records: Resource[], query: ParsedQuery): Resource[] {
	let left = records;
	for (const [name, value] of Object.entries(family(query.filter))) {
		const wanted = list(value);
		left = left.filter((record) => {
			const rule = record.type === 'bookings' ? bookingRules[name] : undefined;
			if (rule) return rule(record, value);
			if (name === 'id') return wanted.includes(record.id);
			if (record.relationships && name in record.relationships) {
				return related(record, name).some(({ id }) => wanted.includes(id));
			}
			if (!(name in record.attributes)) {
				throw badParameter(`filter[${name}]`, `There is no filter "${name}".`);
			}
			return wanted.includes(String(record.attributes[name]));
		});
	}
	return left;
}

/** Applies `sort=-start_date,number`. */
export function sorted(records: Resource[], query: ParsedQuery): Resource[] {
	const keys = list(query.sort).map((key) => ({
		name: key.replace(/^-/, ''),
		sign: key.startsWith('-') ? -1 : 1,
	}));
	const [first] = records;
	if (keys.length === 0 || first === undefined) return records;
	const valueOf = (record: Resource, name: string) =>
		name === 'id' ? record.id : record.attributes[name];
	for (const { name } of keys) {
		if (valueOf(first, name) === undefined) {
			throw badParameter('sort', `Sorting by "${name}" is not possible.`);
		}
	}
	return [...records].sort((a, b) => {
		for (const { name, sign } of keys) {
			const [left, right] = [valueOf(a, name), valueOf(b, name)] as [string, string];
			if (left !== right) return left < right ? -sign : sign;
		}
		return 0;
	});
}

const DEFAULT_PAGE_SIZE = 30;

/** Applies `page[number]` and `page[size]`; a size above the maximum is cut, without a word. */
export function paged(records: Resource[], query: ParsedQuery, maxPageSize: number): PageSelection {
	const positive = (name: string, fallback: number) => {
		const given = text(family(query.page)[name]);
		if (given === undefined) return fallback;
		if (!/^[1-9]\d*$/.test(given)) {
			throw badParameter(`page[${name}]`, `page[${name}] must be a positive whole number.`);
		}
		return Number(given);
	};
	const number = positive('number', 1);
	const size = Math.min(positive('size', DEFAULT_PAGE_SIZE), maxPageSize);
	const last = Math.max(1, Math.ceil(records.length / size));
	return {
		records: records.slice((number - 1) * size, number * size),
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
	collection: (type: string) => Collection,
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
				.map(({ type, id }) => collection(type).get(id))
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
