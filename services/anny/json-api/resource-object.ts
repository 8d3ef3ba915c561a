import { InputError } from '../../../http/errors/errors';
import { textOf, type PlainObject } from '../../../http/json';

export interface ResourceObjectFields {
	/** e.g. `bookings` */
	type: unknown;
	/** Left out where it is empty: the server gives the id of a new resource. */
	id?: unknown;
	attributes?: PlainObject;
	relationships?: RelationshipRow[];
}

export interface RelationshipRow {
	name?: unknown;
	/** The related resources' type, e.g. `customers`. */
	type?: unknown;
	/**
	 * One id is a to-one relationship, and an empty text removes it. Several ids, separated by commas
	 * or in a list, are a to-many relationship; a list of one, or `"5,"`, too.
	 */
	id?: unknown;
}

/** A request document with one resource. */
export interface ResourceDocument {
	data: {
		type: string;
		id?: string;
		attributes?: PlainObject;
		relationships?: PlainObject;
	};
}

/**
 * Builds the body of a request that creates or updates a resource. A member without content is left
 * out.
 *
 * @throws {InputError} where a type or name is missing, or an id is neither text nor number
 * @see https://jsonapi.org/format/#crud-creating
 * @see https://jsonapi.org/format/#crud-updating
 */
export function buildResourceObject(fields: ResourceObjectFields): ResourceDocument {
	const { attributes = {}, relationships = [] } = fields;
	const type = requireText(fields.type, 'The resource needs a type, e.g. "bookings"');
	const id = toId(fields.id ?? '', 'The id of the resource');
	return {
		data: {
			type,
			...(id !== '' && { id }),
			...(Object.keys(attributes).length > 0 && { attributes }),
			...(relationships.length > 0 && { relationships: toRelationships(relationships) }),
		},
	};
}

function toRelationships(rows: RelationshipRow[]): PlainObject {
	const members = rows.map((row): [string, unknown] => [
		requireText(row.name, 'Every relationship needs a name'),
		toRelationship(row),
	]);
	// Unlike an assignment, this makes even `__proto__` a plain member.
	return Object.fromEntries(members);
}

function toRelationship({ name, type, id }: RelationshipRow): PlainObject {
	const what = `The relationship "${textOf(name)}"`;
	const identify = (value: string): PlainObject => ({
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
	if (typeof value === 'string' && value.trim() !== '') return value.trim();
	throw new InputError(complaint, 'Check the fields of the body.');
}

/** Ids are strings in JSON:API, also those that are numbers in the workflow. */
function toId(value: unknown, what: string): string {
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	throw new InputError(
		`${what}: an id must be a text or a number`,
		'Check the fields of the body.',
	);
}
