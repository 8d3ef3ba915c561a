import { isObject, type PlainObject } from '../../../http/json';

/** A document with primary data. */
export interface JsonApiDocument {
	data: PlainObject | PlainObject[] | null;
	included?: unknown;
}

/**
 * What makes a resource itself: its type and id, or a `lid` where the server has not given an id.
 * A slash cannot be part of a type, so two resources never have the same key.
 *
 * @param value a resource object or a resource identifier object
 * @returns undefined for anything else
 * @see https://jsonapi.org/format/#document-resource-object-identification
 */
export function resourceKey(value: unknown): string | undefined {
	if (!isObject(value) || typeof value.type !== 'string') return undefined;
	if (isId(value.id)) return `${value.type}/id/${value.id}`;
	return isId(value.lid) ? `${value.type}/lid/${value.lid}` : undefined;
}

/** Ids are strings; some servers send numbers all the same. */
function isId(value: unknown): value is string | number {
	return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

/** Tells a JSON:API document from other JSON that has a member `data`. */
export function isJsonApiDocument(body: unknown): body is JsonApiDocument {
	if (!isObject(body) || !Object.hasOwn(body, 'data')) return false;
	const { data } = body;
	return data === null || (Array.isArray(data) ? data.every(isResource) : isResource(data));
}

const MEMBERS = new Set(['id', 'lid', 'type', 'attributes', 'relationships', 'links', 'meta']);

/**
 * A plain record may have a `type` as well, but then its other fields stand beside it and not under
 * `attributes`.
 *
 * @see https://jsonapi.org/format/#document-resource-objects
 */
function isResource(value: unknown): boolean {
	if (!isObject(value) || typeof value.type !== 'string') return false;
	if (isObject(value.attributes) || isObject(value.relationships)) return true;
	return Object.keys(value).every((name) => MEMBERS.has(name));
}
