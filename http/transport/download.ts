import { DownloadError, HttpStatusError, InputError, NetworkError } from '../errors/errors';
import { raise } from '../errors/raise';
import type { ItemContext } from '../item-context';
import { withHosts } from '../request/allowed-hosts';
import { HeaderMap } from '../request/headers';
import { complaintAboutFile } from '../response/expected';
import type { ApiResponse } from '../response/response';
import { requestWithRetries } from './retries';

/**
 * Downloads a file from an address that carries its own token: without the credential, on the hosts
 * that the credential is locked to and those of the service's documents. Neither the address nor what it
 * sends in an error is ever shown.
 *
 * @param address as the service sent it
 * @throws {DownloadError}
 */
export async function downloadFile(item: ItemContext, address: string): Promise<ApiResponse> {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (!url) throw new DownloadError('The address of the document is not a valid URL');
	const headers = new HeaderMap();
	headers.set('accept', '*/*');
	const { credential, hosts, profile, settings } = item;
	const context = {
		...item,
		hosts: withHosts(hosts, profile.documentHosts),
		isUnsigned: true,
		// What this host asks to wait for does not hold for the API.
		credential: { ...credential, rateLimitKey: `${credential.rateLimitKey}:${url.host}` },
	};
	const request = { method: 'GET', url, query: {}, headers, isRepeatable: true };
	const asFile = { ...settings, response: { ...settings.response, format: 'document' as const } };
	let response: ApiResponse;
	try {
		response = await requestWithRetries(context, request, asFile);
	} catch (error) {
		return raise(toDownloadError(error, url.host));
	}
	const complaint = complaintAboutFile(response, url.host);
	if (complaint === undefined) return response;
	throw new DownloadError(complaint, NEW_ADDRESS);
}

const NEW_ADDRESS = 'The address of a document holds for a short time only. Run the node again.';

function toDownloadError(error: unknown, host: string): unknown {
	if (error instanceof HttpStatusError) {
		return new DownloadError(
			`${host} responded with status ${error.response.statusCode} instead of the document`,
			NEW_ADDRESS,
		);
	}
	if (error instanceof NetworkError) {
		return new DownloadError(
			`The document could not be downloaded from ${host}${error.code ? ` (${error.code})` : ''}`,
			'Check whether n8n can reach this host, and run the node again.',
		);
	}
	// The host lock and redirects: their texts name hosts only.
	return error instanceof InputError ? error : new DownloadError('The document could not be read');
}
