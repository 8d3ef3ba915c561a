import { isObject, setOwn, type PlainObject } from '../../../http/json';
import { isJsonApiDocument, resourceKey } from './document';

/** Related resources are resolved up to this many steps away from their record. */
const MAX_DEPTH = 20;
/**
 * Related resources are copied into every record that leads to them, so a small document can grow
 * without end: 100 bookings of one customer, who has 100 bookings. All records together take in this
 * many values (members and elements), an equal share each.
 */
const MAX_VALUES = 4_000_000;
/** A related resource whose JSON is nested deeper than this is not copied, but referred to. */
const MAX_NESTING = 100;

/** A resource of the document, and its number of values, counted when first needed. */
interface Known {
	resource: PlainObject;
	size?: number;
}

/** A place where a related resource belongs, and the way that leads there from the record. */
interface Branch {
	target: PlainObject;
	/** What is written there. */
	resource: PlainObject;
	/** The same resource as the document's others see it, to notice a cycle. */
	known: Known;
	from?: Branch;
	depth: number;
}

/**
 * Turns a JSON:API document into flat records, as one works with them in n8n:
 *
 * - `id`, `type` (and `lid`), then the attributes, then the relationships under their own names.
 * - A relationship is the related resource, flat as well, from `included` or the document's own data;
 *   a list for a to-many relationship; null where there is none. Relationships without `data` (not
 *   loaded) are left out, and so are relationships' own links and meta.
 * - A related resource is only `{id, type}` where the document does not have it, where it is already
 *   on the way from the record (a cycle), or past the limits above.
 * - `_meta` and `_links` are a resource's own; `_identifierMeta` is what the relationship says of it.
 * - Where a name is taken, another underscore goes before it: an attribute `id` becomes `_id`, a
 *   relationship with the name of an attribute `_customer`. JSON:API has no names that begin with an
 *   underscore, so that these are free. `__proto__` counts as taken.
 *
 * Nothing that can be changed is shared between two records: related resources are copies. A
 * record's own attribute values are those of the document, not copies.
 *
 * @param document a parsed response; anything but a JSON:API document with `data` is returned as it is
 * @returns a record, a list of records, or null where `data` is null
 * @see https://jsonapi.org/format/#document-compound-documents
 * @see https://jsonapi.org/format/#document-member-names
 */
export function simplifyJsonApi(document: unknown): unknown {
	if (!isJsonApiDocument(document)) return document;
	const { data, included } = document;
	if (data === null) return null;
	const records = Array.isArray(data) ? data : [data];
	const others = Array.isArray(included) ? (included as unknown[]) : [];
	const known = indexResources([...records, ...others]);
	const share = MAX_VALUES / records.length;
	const items = records.map((record) => flatten(record, known, share));
	return Array.isArray(data) ? items : items[0];
}

function indexResources(resources: unknown[]): Map<string, Known> {
	const known = new Map<string, Known>();
	for (const resource of resources) {
		const key = resourceKey(resource);
		if (key !== undefined) known.set(key, { resource: resource as PlainObject });
	}
	return known;
}

function flatten(record: PlainObject, known: Map<string, Known>, share: number): PlainObject {
	const item = withAttributes(record);
	const root: Branch = {
		target: item,
		resource: record,
		known: known.get(resourceKey(record) ?? '') ?? { resource: record },
		depth: 0,
	};
	const branches: Branch[] = [];
	addRelated(root, { known, branches }, (value) => value);
	// Breadth first: what is near to the record is taken in before what is far.
	let left = share;
	for (const branch of branches) {
		const related = branch.known;
		related.size ??= countValues(related.resource);
		if (related.size > left) continue;
		left -= related.size;
		putAll(branch.target, branch.resource.attributes, copy);
		addRelated(branch, { known, branches }, copy);
	}
	return item;
}

/**
 * A record without its relationships. Its values are taken over in one go, where no name is taken: twice
 * as fast as one by one.
 */
function withAttributes(record: PlainObject): PlainObject {
	const { attributes } = record;
	const target = reference(record);
	if (!isObject(attributes)) return target;
	const isFree = Object.keys(attributes).every((name) => !isTaken(target, name));
	if (isFree) return { ...target, ...attributes };
	putAll(target, attributes, (value) => value);
	return target;
}

function putAll(target: PlainObject, members: unknown, take: (value: unknown) => unknown): void {
	if (!isObject(members)) return;
	for (const name of Object.keys(members)) put(target, name, take(members[name]));
}

/** Writes what a resource has beside its attributes, and adds its relationships to the open branches. */
function addRelated(
	branch: Branch,
	{ known, branches }: { known: Map<string, Known>; branches: Branch[] },
	take: (value: unknown) => unknown,
): void {
	const { target } = branch;
	const { relationships, meta, links } = branch.resource;

	const relate = (identifier: unknown): unknown => {
		const key = resourceKey(identifier);
		if (key === undefined) return take(identifier);
		const { meta: identifierMeta } = identifier as PlainObject;
		const related = reference(identifier as PlainObject);
		if (identifierMeta !== undefined) put(related, '_identifierMeta', take(identifierMeta));
		const resource = known.get(key);
		if (resource && branch.depth < MAX_DEPTH && !isOnTheWay(resource, branch)) {
			branches.push({
				target: related,
				resource: resource.resource,
				known: resource,
				from: branch,
				depth: branch.depth + 1,
			});
		}
		return related;
	};

	if (isObject(relationships)) {
		for (const name of Object.keys(relationships)) {
			const relationship = relationships[name];
			if (!isObject(relationship) || relationship.data === undefined) continue;
			const { data } = relationship;
			put(target, name, Array.isArray(data) ? data.map(relate) : relate(data));
		}
	}
	if (meta !== undefined) put(target, '_meta', take(meta));
	if (links !== undefined) put(target, '_links', take(links));
}

function isOnTheWay(resource: Known, branch: Branch): boolean {
	for (let step: Branch | undefined = branch; step; step = step.from) {
		if (step.known === resource) return true;
	}
	return false;
}

function reference({ id, lid, type }: PlainObject): PlainObject {
	const target: PlainObject = id === undefined ? { type } : { id, type };
	if (lid !== undefined) target.lid = lid;
	return target;
}

/** A search that was this long goes on, the next time, where it ended. */
const LONG_SEARCH = 20;
/** Where long searches ended: by object, and by the name without its underscores. */
const ends = new WeakMap<PlainObject, Map<string, string>>();

/**
 * Writes under the first free name. `__proto__` would not become a member, but the prototype.
 *
 * Thousands of names that differ by underscores alone would otherwise take a time that grows with the
 * square of their number; of these, one that is free further on is as good.
 */
function put(target: PlainObject, name: string, value: unknown): void {
	let free = name;
	let tries = 0;
	for (; isTaken(target, free); tries++) {
		free = (tries === LONG_SEARCH && ends.get(target)?.get(bare(name))) || `_${free}`;
	}
	if (tries >= LONG_SEARCH) {
		const ofTarget = ends.get(target) ?? new Map<string, string>();
		ends.set(target, ofTarget.set(bare(name), free));
	}
	// V8 keeps the object compact: one that grows by more than twelve assignments becomes a hash table of
	// six times the size.
	setOwn(target, free, value);
}

function bare(name: string): string {
	return name.replace(/^_+/, '');
}

function isTaken(target: PlainObject, name: string): boolean {
	return name === '__proto__' || Object.hasOwn(target, name);
}

/** How many values a copy has; infinitely many where it is nested too deeply to be copied. */
function countValues(value: unknown, nesting = 0): number {
	if (typeof value !== 'object' || value === null) return 1;
	if (nesting > MAX_NESTING) return Infinity;
	let count = 1;
	for (const member of Object.values(value)) count += countValues(member, nesting + 1);
	return count;
}

function copy(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(copy);
	const result: PlainObject = {};
	putAll(result, value, copy);
	return result;
}
