import type { IDataObject } from 'n8n-workflow';
import { setOwn, textOf } from '../../http/json';
import { toId } from '../../http/request/field-checks';
import type { ParameterReader } from '../../http/request/parameters';
import { assertRowsFound, foundNothing } from '../../http/request/problems';

interface Helpers {
	include?: unknown;
	fields?: { rows?: Array<{ type?: string; names?: string }> };
	filter?: { rows?: Array<{ name?: string; value?: unknown }> };
	sort?: unknown;
	pageNumber?: number;
	pageSize?: number;
	locale?: unknown;
}

/** The query from the node's own fields (https://developers.anny.co/guides/json-api-conventions). */
export function annyQuery(read: ParameterReader): IDataObject {
	const query = organizationQuery(read);
	const helpers: Helpers = read.collection('queryHelpers');
	const { include, fields, filter, sort, pageNumber, pageSize } = helpers;
	if (include) query.include = commaSeparated(include);
	if (sort) query.sort = commaSeparated(sort);
	assertRowsFound(fields?.rows ?? [], 'Fields');
	assertRowsFound(filter?.rows ?? [], 'Filter');
	for (const { type, names } of fields?.rows ?? []) {
		if (type) setOwn(query, `fields[${type.trim()}]`, commaSeparated(names));
	}
	for (const { name, value } of filter?.rows ?? []) {
		// Without the filter, all records would come.
		if (name && value === null) throw foundNothing(`Filter: ${name}`);
		if (name) setOwn(query, `filter[${name.trim()}]`, value);
	}
	if (pageNumber) query['page[number]'] = pageNumber;
	if (pageSize) query['page[size]'] = pageSize;
	return query;
}

/**
 * The organization to work in: https://developers.anny.co/guides/json-api-conventions.
 *
 * @throws {InputError} where an expression gives no ID: the token's own organization would be meant
 */
export function organizationQuery(read: ParameterReader): IDataObject {
	const given = read.found('organization') ?? '';
	const isEmpty = typeof given === 'string' && given.trim() === '';
	if (!isEmpty) return { o: toId(given, 'Organization') };
	if (read.expressionOf('organization') !== undefined) throw foundNothing('Organization');
	return {};
}

/** Headers from the node's own fields: the language of names and messages. */
export function annyHeaders(read: ParameterReader): Record<string, string> {
	const { locale }: Helpers = read.collection('queryHelpers');
	const language = textOf(locale);
	return language === '' ? {} : { 'accept-language': language };
}

/** `a, b` or `['a', 'b']` → `a,b`. */
function commaSeparated(value: unknown): string {
	const parts = Array.isArray(value) ? value.map(textOf) : textOf(value).split(',');
	return parts
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.join(',');
}
