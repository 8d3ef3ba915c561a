import type { ICredentialTestRequest, IHttpRequestOptions } from 'n8n-workflow';
import { ONLY_403_IS_NO_ERROR } from '../http/n8n-versions';

/**
 * The test of a credential in two requests of n8n's own: the first without the token, which the API
 * rejects with 401, unlike a web server that takes anything; n8n then calls the hooks again, and
 * sends the second with the token. It is a success with 2xx, and with 403: a token of narrow scopes
 * is a good one.
 */

/** Marks the first request of a test, and no other; it is never sent. */
const TEST_HEADER = 'x-n8n-credential-test';

/** The request that both are made of, as the credential declares it. */
export function testRequest(
	request: ICredentialTestRequest['request'] & { headers?: Record<string, string> },
): ICredentialTestRequest['request'] {
	return {
		...request,
		headers: { ...request.headers, [TEST_HEADER]: 'true' },
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: ONLY_403_IS_NO_ERROR,
	};
}

/** Whether `authenticate` is to sign the first request of a test. */
export function isTestRequest({ headers }: IHttpRequestOptions): boolean {
	return headers?.[TEST_HEADER] !== undefined;
}

/** Every status but 2xx is an error of this one, and n8n goes on after 401 alone. */
export function withoutToken(options: IHttpRequestOptions): IHttpRequestOptions {
	const sent = Object.entries(options.headers ?? {}).filter(([name]) => name !== TEST_HEADER);
	const headers = Object.fromEntries(sent);
	return { ...options, headers, encoding: 'arraybuffer', ignoreHttpStatusErrors: false };
}

/** @param options of either request: n8n hands over those of the first for the second */
export function withToken(options: IHttpRequestOptions, token: string): IHttpRequestOptions {
	const { headers } = withoutToken(options);
	return {
		...options,
		headers: { ...headers, Authorization: `Bearer ${token}` },
		encoding: 'json',
		ignoreHttpStatusErrors: ONLY_403_IS_NO_ERROR,
	};
}

/** What a test says of a status, by status. */
export type StatusMessages = Record<number, string>;

/**
 * What either request may come back with but 401.
 *
 * @param service e.g. "anny"
 * @param check which fields to look at, e.g. "Check region and base URL"
 */
export function statusMessages(service: string, check: string): StatusMessages {
	const redirected = `This address redirects elsewhere, so that nothing is proved. ${check}`;
	const down = (status: number) =>
		`${service} responded with status ${status}, so that nothing is proved. Try again later`;
	return {
		...Object.fromEntries([301, 302, 303, 307, 308].map((status) => [status, redirected])),
		// With the token it is no error.
		403: `There is no ${service} API at this address: without a token it responds with status 403, not with 401. ${check}`,
		404: `There is no ${service} API at this address (status 404). ${check}`,
		429: `${service} received too many requests (status 429). Try again in a minute`,
		...Object.fromEntries([500, 502, 503, 504].map((status) => [status, down(status)])),
	};
}

/** How a field of a response shows that the test has failed. */
export type BodySign = [key: string, value: unknown, message: string];

/**
 * The rules by which n8n words a failure.
 *
 * @param check which fields to look at
 * @param bodies signs in the response with the token, besides its status
 */
export function testRules(
	service: string,
	check: string,
	messages: StatusMessages,
	bodies: BodySign[] = [],
): NonNullable<ICredentialTestRequest['rules']> {
	const notTheApi = `There is no ${service} API at this address: it responds without a token, too. ${check}`;
	// The response to the request without a token, and it alone, is read as bytes.
	const signs: BodySign[] = [['BYTES_PER_ELEMENT', 1, notTheApi], ...bodies];
	return [
		...Object.entries(messages).map(([status, message]) => ({
			type: 'responseCode',
			properties: { value: Number(status), message },
		})),
		...signs.map(([key, value, message]) => ({
			type: 'responseSuccessBody',
			properties: { key, value, message },
		})),
	] as NonNullable<ICredentialTestRequest['rules']>;
}
