import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../http/errors/input-error';
import { parseJson, parseJsonObject, rowsToObject, setOwn } from '../../http/request/parameters';
import type { ReadParameter, ServiceProfile } from '../../http/profile';
import { annyEndpoints } from './endpoints';
import { readAnnyError } from './errors';
import { annyBaseUrl, SERVICE_NAME } from './hosts';
import { isObject } from './json-api/document';
import { buildResourceObject, type RelationshipRow } from './json-api/resource-object';
import { simplifyJsonApi } from './json-api/simplify';
import { annyPaging } from './paging';

/** https://jsonapi.org/format/#content-negotiation; anny refuses writes without it with 415. */
const JSON_API = 'application/vnd.api+json';

/** All that the request engine has to know of anny. */
export const annyProfile: ServiceProfile = {
	name: SERVICE_NAME,
	mediaTypes: {
		accept: `${JSON_API}, application/json;q=0.9, */*;q=0.1`,
		json: JSON_API,
	},
	baseUrl: annyBaseUrl,
	endpoints: annyEndpoints,
	query: annyQuery,
	headers: annyHeaders,
	body: annyBody,
	paging: annyPaging,
	records: annyRecords,
	simplify: annySimplify,
	readError: readAnnyError,
};

/** Primary data of a document: https://jsonapi.org/format/#document-top-level. */
function annyRecords(body: unknown): unknown {
	if (!isObject(body)) return body;
	return Array.isArray(body.data) || isObject(body.data) ? body.data : body;
}

/** Plain JSON, which some endpoints answer, is flat already. */
function annySimplify(body: unknown): unknown {
	const flat = simplifyJsonApi(body);
	return flat === body ? annyRecords(body) : flat;
}

interface Helpers {
	include?: string;
	fields?: { rows?: Array<{ type: string; names: string }> };
	filter?: { rows?: Array<{ name: string; value: unknown }> };
	sort?: string;
	pageNumber?: number;
	pageSize?: number;
	locale?: string;
}

/** The query from the node's own fields (https://developers.anny.co/guides/json-api-conventions). */
function annyQuery(read: ReadParameter): IDataObject {
	const query: IDataObject = {};
	const organization = read<unknown>('organization', '');
	const id = String((isObject(organization) ? organization.value : organization) ?? '').trim();
	if (id !== '') query.o = id;

	const { include, fields, filter, sort, pageNumber, pageSize } = read<Helpers>('queryHelpers', {});
	if (include) query.include = list(include);
	if (sort) query.sort = list(sort);
	for (const { type, names } of fields?.rows ?? []) {
		if (type) setOwn(query, `fields[${type.trim()}]`, list(names));
	}
	for (const { name, value } of filter?.rows ?? []) {
		if (name) setOwn(query, `filter[${name.trim()}]`, value);
	}
	if (pageNumber) query['page[number]'] = pageNumber;
	if (pageSize) query['page[size]'] = pageSize;
	return query;
}

/** `a, b` → `a,b`. */
function list(text: string): string {
	return String(text ?? '')
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.join(',');
}

function annyHeaders(read: ReadParameter): IDataObject {
	const { locale } = read<Helpers>('queryHelpers', {});
	return locale ? { 'accept-language': locale } : {};
}

/** A resource object from the node's own fields (Body Content Type "JSON:API Resource"). */
function annyBody(read: ReadParameter): unknown {
	const attributes =
		read<string>('specifyAttributes', 'keypair') === 'json'
			? parseJsonObject(read('jsonAttributes', ''), 'Attributes (JSON)')
			: typedAttributes(read('attributes.parameters', []));
	const relationships = read<RelationshipRow[]>('relationships.parameters', []);
	return guarded(() =>
		buildResourceObject({
			type: read('resourceType', ''),
			id: read('resourceId', ''),
			attributes,
			relationships: relationships.filter(({ name }) => name),
		}),
	);
}

/** Values that read as JSON (numbers, true, null, lists, objects) are sent as such. */
function typedAttributes(rows: Array<{ name: string; value: unknown; valueType?: string }>) {
	return rowsToObject(
		rows.map(({ name, value, valueType }) => ({
			name,
			value: valueType === 'json' ? parseJson(value, name) : value,
		})),
	);
}

/** Mistakes in the fields, as the engine's own kind of error. */
function guarded<T>(build: () => T): T {
	let problem: string;
	try {
		return build();
	} catch (error) {
		problem = (error as Error).message;
	}
	throw new InputError(problem, 'Check the fields of the body.');
}

/** Which credential the node's parameters choose. */
export function annyCredentialType(read: ReadParameter): string {
	switch (read<string>('authentication', 'apiToken')) {
		case 'oAuth2':
			return 'annyCustomOAuth2Api';
		case 'predefinedCredentialType':
			return read('nodeCredentialType', '') || 'annyTokenApi';
		default:
			return 'annyTokenApi';
	}
}
