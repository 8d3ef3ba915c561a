import { NodeApiError, type ILoadOptionsFunctions, type INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../http/errors/node-error';
import { isObject, textOf } from '../../http/json';
import { HeaderMap } from '../../http/request/headers';
import { ParameterReader } from '../../http/request/parameters';
import { readSettings } from '../../http/request/settings';
import { resolveUrl } from '../../http/request/url';
import { toList } from '../../http/response/items';
import { resolveCredential } from '../../http/transport/credential';
import { createRequestContext } from '../../http/transport/request-context';
import { requestWithRetries } from '../../http/transport/retries';
import { annyProfile } from './profile';

/**
 * The organizations that a token reaches, for the list in the editor.
 *
 * @param filter what the user typed
 * @see https://developers.anny.co/guides/json-api-conventions: without `o`, all of them are listed
 */
export async function searchOrganizations(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const results = (await requestOrganizations(this))
			.map(({ id, name }) => ({ name: textOf(name) || textOf(id), value: textOf(id) }))
			.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
		return { results };
	} catch (error) {
		const node = this.getNode();
		const { message } = toNodeError(error, {
			node,
			itemIndex: 0,
			profile: annyProfile,
			credential: undefined,
		});
		throw new NodeApiError(
			node,
			{ message },
			{
				message: 'The organizations could not be loaded',
				description: `${message}. Test the credential, or enter the organization "By ID".`,
			},
		);
	}
}

async function requestOrganizations(n8n: ILoadOptionsFunctions) {
	const read = new ParameterReader((name) => n8n.getNodeParameter(name, null));
	const credential = await resolveCredential(n8n, annyProfile.credentialType(read), 0);
	const context = createRequestContext(n8n, annyProfile, credential);
	const headers = new HeaderMap();
	headers.set('accept', annyProfile.mediaTypes.accept);
	const baseUrl = annyProfile.baseUrl(credential.data);
	const response = await requestWithRetries(
		context,
		{
			method: 'GET',
			url: resolveUrl('/api/v1/organizations', baseUrl, context.hosts),
			query: { 'page[size]': 100 },
			headers,
			isRepeatable: true,
		},
		readSettings(new ParameterReader(() => null)),
	);
	return toList(annyProfile.records(response.body, { simplify: true })).filter(isObject);
}
