import {
	NodeApiError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
	type JsonObject,
} from 'n8n-workflow';
import { assertSafe } from '../../http/request/url';
import { allowedDomains } from '../../http/transport/credential';
import { annyBaseUrl } from './hosts';
import { simplifyJsonApi } from './json-api/simplify';
import { annyCredentialType } from './profile';

/**
 * The organizations that a token reaches, for the list in the editor.
 *
 * @param filter what the user typed
 * @see https://developers.anny.co/guides/json-api-conventions: without `o`, all of them are listed
 */
export async function searchOrganizations(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const type = annyCredentialType(
		(name, fallback) => this.getNodeParameter(name, fallback as string) as typeof fallback,
	);
	const credentials = (await this.getCredentials(type)) as IDataObject;
	const baseUrl = annyBaseUrl(credentials);
	const url = new URL('/api/v1/organizations', baseUrl);
	assertSafe(url, allowedDomains(credentials, baseUrl));
	let document: unknown;
	try {
		document = await this.helpers.httpRequestWithAuthentication.call(this, type, {
			url: url.href,
			qs: { 'page[size]': 100 },
			headers: { accept: 'application/vnd.api+json' },
			disableFollowRedirect: true,
			json: true,
		});
	} catch (error) {
		const { httpCode } = error as { httpCode?: string };
		throw new NodeApiError(this.getNode(), { httpCode } as JsonObject, {
			message: 'The organizations could not be loaded',
			description: 'Test the credential, or enter the organization "By ID".',
		});
	}
	const text = typeof document === 'string' ? (JSON.parse(document) as unknown) : document;
	const organizations = simplifyJsonApi(text);
	const results = (Array.isArray(organizations) ? (organizations as IDataObject[]) : [])
		.map(({ id, name }) => ({ name: String(name ?? id), value: String(id) }))
		.filter(({ name }) => name.toLowerCase().includes((filter ?? '').toLowerCase()));
	return { results };
}
