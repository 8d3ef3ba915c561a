import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/errors';
import { allowedHosts, assertAllowed } from './allowed-hosts';

/** The address in the options of n8n's newer request helper (`url`), or of its older one (`uri`). */
export interface RequestTarget {
	url?: string | URL;
	uri?: string | URL;
	baseURL?: string;
}

/**
 * Holds a request to the lock of its credential where it is signed: whichever node sends it, and for
 * the credential's test as well.
 *
 * @param baseUrl the API's address in this credential
 * @throws {InputError} where the credential must not be sent there
 */
export function assertMaySign(
	credentials: IDataObject,
	baseUrl: string,
	target: RequestTarget,
): void {
	assertAllowed(targetUrl(target), allowedHosts(credentials, baseUrl));
}

/** Where a request goes, put together as axios does: a path goes below the base URL. */
export function targetUrl({ url, uri, baseURL }: RequestTarget): URL {
	const target = (url ?? uri ?? '').toString();
	const isFullUrl = /^([a-z][a-z\d+.-]*:)?\/\//i.test(target);
	const text =
		baseURL && !isFullUrl ? `${baseURL.replace(/\/+$/, '')}/${target.replace(/^\/+/, '')}` : target;
	if (URL.canParse(text)) return new URL(text);
	throw new InputError(
		'The URL of the request is not valid',
		'Check "Base URL" in the credential, and the URL in the node.',
	);
}
