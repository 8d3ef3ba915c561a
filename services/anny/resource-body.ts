import type { IDataObject } from 'n8n-workflow';
import { textOf } from '../../http/json';
import { parseJson } from '../../http/request/json-field';
import type { ParameterReader } from '../../http/request/parameters';
import { foundNothing } from '../../http/request/problems';
import { rowsToObject } from '../../http/request/rows';
import {
	buildResourceObject,
	type RelationshipRow,
	type ResourceDocument,
} from './json-api/resource-object';

/**
 * A resource object from the node's own fields (Body Content Type "JSON:API Resource").
 *
 * @throws {InputError}
 */
export function annyBody(read: ParameterReader): ResourceDocument {
	return buildResourceObject({
		type: read.text('resourceType'),
		id: read.found('resourceId') ?? '',
		attributes: readAttributes(read),
		relationships: readRelationships(read),
	});
}

/**
 * An empty ID removes a relationship, but only where someone has left it empty.
 *
 * @throws {InputError} where an expression gives none
 */
function readRelationships(read: ParameterReader): RelationshipRow[] {
	const rows = read.rows<RelationshipRow>('relationships.parameters');
	for (const [index, { name, id }] of rows.entries()) {
		const isEmpty = id === null || (typeof id === 'string' && id.trim() === '');
		const expression = read.expressionOf(`relationships.parameters[${index}].id`);
		if (isEmpty && expression !== undefined) throw foundNothing(`Relationships: ${textOf(name)}`);
	}
	return rows.filter(({ name }) => name);
}

function readAttributes(read: ParameterReader): IDataObject {
	if (read.text('specifyAttributes', 'keypair') === 'json') {
		return read.jsonObject('jsonAttributes', 'Attributes (JSON)');
	}
	const rows = read.rows<{ name?: string; value?: unknown; valueType?: string }>(
		'attributes.parameters',
	);
	return rowsToObject(
		rows.map(({ name = '', value, valueType }) => ({
			name,
			value: valueType === 'json' ? parseJson(value, name) : value,
		})),
		true,
	);
}
