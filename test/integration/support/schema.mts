/** The part of JSON Schema that n8n's preview reads (https://json-schema.org). */
export interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** The schema of values that were seen: an object has the fields of all of them. */
export function schemaOf(values: unknown[]): Schema {
	const known = values.filter((value) => value !== null && value !== undefined);
	const lists = known.filter((value) => Array.isArray(value));
	if (lists.length > 0) {
		const elements = lists.flat() as unknown[];
		return { type: 'array', ...(elements.length > 0 && { items: schemaOf(elements) }) };
	}
	const objects = known.filter((value) => typeof value === 'object');
	if (objects.length > 0) {
		const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
		const properties = names.map((name): [string, Schema] => [
			name,
			schemaOf(objects.map((object) => (object as Record<string, unknown>)[name])),
		]);
		return { type: 'object', properties: Object.fromEntries(properties) };
	}
	const [first] = known;
	return { type: first === undefined ? 'null' : typeof first };
}
