import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { toRawResponse } from '../../http/response/response';
import { openConnection } from '../../http/transport/connection';
import { anybillBaseUrl } from './hosts';
import { isPartnerPlatform } from './scopes';
import type { ServiceAccount } from './service-account';
import type { HttpRequest } from './token-endpoint';

/** What the API says to an access token. */
export type ProbeResult =
	| { kind: 'accepted' }
	| { kind: 'rejected' }
	/** n8n does not let a hook send requests to the API's host. */
	| { kind: 'blocked' }
	/** Nothing is proved: why, in words that follow "the API". */
	| { kind: 'unclear'; reason: string };

const TIMEOUT_MS = 10_000;

/**
 * A GET that tells whether the API takes a token. It reads at most one record: without the scope for
 * it the API responds 403, and has taken the token by then.
 *
 * @see https://developers.anybill.de/vendor_api/api_vendorV3.html,
 *   https://developers.anybill.de/partner_platform_api/api_v3.html (older: `GET bill`)
 */
export function probeRequest(
	credentials: ICredentialDataDecryptedObject,
	{ scopes }: ServiceAccount,
) {
	return {
		method: 'GET',
		baseURL: anybillBaseUrl(credentials),
		url: scopes.some(isPartnerPlatform) ? '/v3/bill' : '/api/v3/store',
		qs: { skip: 0, take: 1 },
	} satisfies IHttpRequestOptions;
}

/** Asks the API whether it takes an access token. */
export async function probeToken(
	http: HttpRequest,
	request: IHttpRequestOptions,
	accessToken: string,
): Promise<ProbeResult> {
	const connection = openConnection();
	try {
		const response = (await http({
			...request,
			headers: { accept: 'application/json', Authorization: `Bearer ${accessToken}` },
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: TIMEOUT_MS,
			abortSignal: connection.signal,
		})) as IN8nHttpFullResponse;
		toRawResponse(response, connection).abort();
		const { statusCode } = response;
		if (statusCode === 401) return { kind: 'rejected' };
		if ((statusCode >= 200 && statusCode < 300) || statusCode === 403) return { kind: 'accepted' };
		return { kind: 'unclear', reason: `responded with status ${statusCode}` };
	} catch (error) {
		const { code, message } = error as { code?: string; message?: string };
		if (message?.startsWith('Domain not allowed')) return { kind: 'blocked' };
		return { kind: 'unclear', reason: `cannot be reached (${code ?? 'no response'})` };
	}
}
