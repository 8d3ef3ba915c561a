import type { IDataObject } from 'n8n-workflow';
import { parseJson } from '../../http/request/json-field';
import type { ParameterReader } from '../../http/request/parameters';
import { rowsToObject } from '../../http/request/rows';
import { buildResourceObject, type ResourceDocument } from './json-api/resource-object';

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
		relationships: read.rows('relationships.parameters').filter(({ name }) => name),
	});
}

function readAttributes(read: ParameterReader): IDataObject {
	if (read.text('specifyAttributes', 'keypair') === 'json') {
		return read.jsonObject('jsonAttributes', 'Attributes (JSON)');
	}
	const rows = read.rows<{ name?: string; value?: unknown; valueType?: string }>(
		'attributes.parameters',
	);
	// Values that read as JSON (numbers, true, null, lists, objects) are sent as such.
	return rowsToObject(
		rows.map(({ name = '', value, valueType }) => ({
			name,
			value: valueType === 'json' ? parseJson(value, name) : value,
		})),
		true,
	);
}
