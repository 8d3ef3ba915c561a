import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../../http/json';
import type { ServiceProfile } from '../../http/profile';
import type { ParameterReader } from '../../http/request/parameters';
import { readAnnyError } from './errors';
import { annyBaseUrl, DOCUMENT_HOSTS, SERVICE_NAME } from './hosts';
import { simplifyJsonApi } from './json-api/simplify';
import { annyOperations } from './operations';
import { annyPaging } from './paging';
import { annyHeaders, annyQuery } from './query';
import { annyBody } from './resource-body';

/** https://jsonapi.org/format/#content-negotiation; anny refuses writes without it with 415. */
const JSON_API = 'application/vnd.api+json';

/** All that the request engine has to know of anny. */
export const annyProfile: ServiceProfile = {
	name: SERVICE_NAME,
	mediaTypes: {
		accept: `${JSON_API}, application/json;q=0.9, */*;q=0.1`,
		json: JSON_API,
	},
	credentialType: annyCredentialType,
	baseUrl: annyBaseUrl,
	documentHosts: DOCUMENT_HOSTS,
	operations: annyOperations,
	query: annyQuery,
	headers: annyHeaders,
	body: annyBody,
	paging: annyPaging,
	records: annyRecords,
	readError: readAnnyError,
};

/** Primary data of a document: https://jsonapi.org/format/#document-top-level. */
function annyRecords(body: unknown, { simplify }: { simplify: boolean }): unknown {
	if (simplify) {
		const flat = simplifyJsonApi(body);
		// Plain JSON, which some endpoints send, is flat already.
		if (flat !== body) return flat;
	}
	if (!isObject(body)) return body;
	const data = body.data as IDataObject | undefined;
	return Array.isArray(data) || isObject(data) ? data : body;
}

/** Which credential the node's parameters choose. */
export function annyCredentialType(read: ParameterReader): string {
	switch (read.text('authentication', 'apiToken')) {
		case 'oAuth2':
			return 'annyCustomOAuth2Api';
		case 'predefinedCredentialType':
			return read.text('nodeCredentialType') || 'annyTokenApi';
		default:
			return 'annyTokenApi';
	}
}
