import { isObject, type JsonObject } from './document';

export interface ResourceObjectFields {
	/** e.g. `bookings` */
	type: string;
	/** Left out where it is empty: the server gives the id of a new resource. */
	id?: string | number;
	/** An object, or rows of a key/value list. */
	attributes?: JsonObject | AttributeRow[];
	/** JSON:API's own form, or rows. */
	relationships?: JsonObject | RelationshipRow[];
}

export interface AttributeRow {
	name: string;
	value: unknown;
}

export interface RelationshipRow {
	name: string;
	/** The related resources' type, e.g. `customers`. */
	type: string;
	/**
	 * One id is a to-one relationship, and an empty text removes it. Several ids, separated by commas
	 * or in a list, are a to-many relationship; a list of one, or `"5,"`, too.
	 */
	id: string | number | Array<string | number> | null;
}

/** A request document with one resource. */
export interface ResourceDocument {
	data: {
		type: string;
		id?: string;
		attributes?: JsonObject;
		relationships?: JsonObject;
	};
}

/**
 * Builds the body of a request that creates or updates a resource.
 *
 * @throws {Error} where a type or name is missing, or an id is neither text nor number
 * @see https://jsonapi.org/format/#crud-creating
 * @see https://jsonapi.org/format/#crud-updating
 */
export function buildResourceObject(fields: ResourceObjectFields): ResourceDocument {
	const type = requireText(fields.type, 'The resource needs a type, e.g. "bookings"');
	const id = toId(fields.id ?? '', 'The id of the resource');
	const attributes = toMembers(fields.attributes, 'attribute', ({ value }) => value);
	const relationships = toMembers(fields.relationships, 'relationship', toRelationship);
	return {
		data: {
			type,
			...(id !== '' && { id }),
			...(attributes && { attributes }),
			...(relationships && { relationships }),
		},
	};
}

/** @returns undefined where there are none, so that the member is left out */
function toMembers<Row extends { name: string }>(
	source: JsonObject | Row[] | undefined,
	kind: string,
	toValue: (row: Row) => unknown,
): JsonObject | undefined {
	if (source === undefined || source === null) return undefined;
	if (!Array.isArray(source)) {
		if (!isObject(source)) throw new Error(`The ${kind}s must be an object`);
		return Object.keys(source).length > 0 ? source : undefined;
	}
	if (source.length === 0) return undefined;
	const members = source.map((row): [string, unknown] => {
		if (!isObject(row)) throw new Error(`Every ${kind} needs a name`);
		return [requireText(row.name, `Every ${kind} needs a name`), toValue(row)];
	});
	// Unlike an assignment, this makes even `__proto__` a plain member.
	return Object.fromEntries(members);
}

function toRelationship({ name, type, id }: RelationshipRow): JsonObject {
	const what = `The relationship "${name}"`;
	const identify = (value: string): JsonObject => ({
		type: requireText(type, `${what} needs the type of its resource, e.g. "customers"`),
		id: value,
	});
	if (Array.isArray(id)) {
		return {
			data: id.map((one) => identify(requireText(toId(one, what), `${what} has an empty id`))),
		};
	}
	const text = toId(id ?? '', what);
	if (text.includes(',')) return { data: splitIds(text).map(identify) };
	return { data: text === '' ? null : identify(text) };
}

function splitIds(list: string): string[] {
	return list
		.split(',')
		.map((id) => id.trim())
		.filter((id) => id !== '');
}

function requireText(value: unknown, complaint: string): string {
	if (typeof value !== 'string' || value.trim() === '') throw new Error(complaint);
	return value.trim();
}

/** Ids are strings in JSON:API, also those that are numbers in the workflow. */
function toId(value: unknown, what: string): string {
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	throw new Error(`${what}: an id must be a text or a number`);
}
