import { isObject } from '../../http/json';
import type { ServiceProfile } from '../../http/profile';
import type { ParameterReader } from '../../http/request/parameters';
import { cleanToken } from './api-token';
import { isAnnyErrorDocument, readAnnyError } from './errors';
import { annyBaseUrl, DOCUMENT_HOSTS, SERVICE_NAME } from './hosts';
import { simplifyJsonApi } from './json-api/simplify';
import { annyOperations } from './operations';
import { annyPaging } from './paging';
import { annyHeaders, annyQuery, organizationQuery } from './query';
import { annyBody } from './resource-body';
import { assertSignInUrl } from './sign-in-url';

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
	assertSignInUrl,
	documentHosts: DOCUMENT_HOSTS,
	operations: annyOperations,
	query: annyQuery,
	fixedQuery: organizationQuery,
	headers: annyHeaders,
	body: annyBody,
	rateLimitGroup: annyRateLimitGroup,
	paging: annyPaging,
	records: annyRecords,
	sentSecrets: ({ accessToken }) => [cleanToken(accessToken)],
	isErrorDocument: isAnnyErrorDocument,
	readError: readAnnyError,
};

/**
 * anny counts reads and writes apart: 400 and 100 a minute, unless agreed otherwise
 * (https://developers.anny.co). So a limit on reads keeps no booking from being made. The numbers
 * themselves are learned: they may differ, and others may use a part of them.
 */
function annyRateLimitGroup(method: string): string {
	return method === 'GET' || method === 'HEAD' ? 'reads' : 'writes';
}

/** https://jsonapi.org/format/#document-top-level */
const TOP_LEVEL = new Set(['data', 'meta', 'jsonapi', 'links', 'included']);

/** Whether nothing but the envelope is lost where the data stands for the whole. */
function isDocument(body: unknown): body is { data: object } {
	if (!isObject(body) || typeof body.data !== 'object' || body.data === null) return false;
	return Object.keys(body).every((name) => TOP_LEVEL.has(name));
}

/** Primary data of a document, or plain JSON as it is. */
function annyRecords(body: unknown, { simplify }: { simplify: boolean }): unknown {
	if (simplify) {
		const flat = simplifyJsonApi(body);
		// Plain JSON, which some endpoints send, is flat already.
		if (flat !== body) return flat;
	}
	return isDocument(body) ? body.data : body;
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
