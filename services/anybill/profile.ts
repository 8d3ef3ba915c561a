import type { ServiceProfile } from '../../http/profile';
import { isAnybillErrorDocument, readAnybillError } from './errors';
import { anybillBaseUrl, DOCUMENT_HOSTS, SERVICE_NAME } from './hosts';
import { anybillOperations } from './operations';
import { anybillPaging } from './paging';
import { scopesOf } from './scopes';
import { credentialHooks } from './n8n-hooks';

/** All that the request engine has to know of anybill. */
export const anybillProfile: ServiceProfile = {
	name: SERVICE_NAME,
	mediaTypes: {
		accept: 'application/json, */*;q=0.5',
		json: 'application/json',
	},
	baseUrl: anybillBaseUrl,
	documentHosts: DOCUMENT_HOSTS,
	operations: anybillOperations,
	paging: anybillPaging,
	records: (body) => body,
	credentialType: () => 'anybillRopcApi',
	rejectToken: (credentials) => credentialHooks.rejectToken(credentials),
	keepTokensInMemory: (credentials) => {
		credentialHooks.keepInMemory(credentials);
	},
	sentSecrets: (credentials) => credentialHooks.sentSecrets(credentials),
	isErrorDocument: isAnybillErrorDocument,
	readError: (response, { scopes, additionalScopes }) =>
		readAnybillError(response, scopesOf(scopes, additionalScopes)),
};
