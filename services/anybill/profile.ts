import type { ServiceProfile } from '../../http/profile';
import { anybillEndpoints } from './endpoints';
import { readAnybillError } from './errors';
import { anybillBaseUrl, SERVICE_NAME } from './hosts';
import { anybillPaging } from './paging';
import { scopesOf } from './scopes';
import { renewed } from './n8n-hooks';

/** All that the request engine has to know of anybill. */
export const anybillProfile: ServiceProfile = {
	name: SERVICE_NAME,
	mediaTypes: {
		accept: 'application/json, */*;q=0.5',
		json: 'application/json',
	},
	baseUrl: anybillBaseUrl,
	endpoints: anybillEndpoints,
	paging: anybillPaging,
	records: (body) => body,
	renew: renewed,
	readError: (answer, { scopes, additionalScopes }) =>
		readAnybillError(answer, scopesOf(scopes, additionalScopes)),
};

/** The node has one credential. */
export function anybillCredentialType(): string {
	return 'anybillRopcApi';
}
