import { InputError, type NetworkError } from '../errors/errors';
import { assertAllowed } from '../request/allowed-hosts';
import { textOf } from '../json';
import type { ApiRequest, Query } from '../request/request';
import { headerText, type RawResponse, type UnsignedRedirect } from '../response/response';
import { mergeSecrets } from '../secrets';
import { authorizedRequest, unsignedRequest, type ClientSettings } from './n8n-client';
import type { RequestContext } from './request-context';

export interface RedirectSettings {
	follow: boolean;
	max: number;
	/** Whether the credential goes along to another origin, where its hosts allow it. */
	sendCredentialsElsewhere: boolean;
}

/** The response at the end of all redirects, its body still to be read; or why there is none. */
export type FinalResponse =
	| {
			kind: 'response';
			raw: RawResponse;
			url: URL;
			/** Those that this request or one before it was sent with, which the service may echo. */
			secrets: readonly string[];
			unsignedRedirect: UnsignedRedirect | undefined;
	  }
	| { kind: 'networkError'; error: NetworkError };

/**
 * Sends a request and follows its redirects, on allowed hosts only. Unless the user wants it otherwise,
 * the credential stays with the origin that it was meant for, as in browsers
 * (https://fetch.spec.whatwg.org/#http-redirect-fetch, step 13). It does not come back either: another
 * host is not to choose what is requested with it.
 *
 * n8n could follow redirects itself, but then a write would be sent to the new host before our
 * check of it on older versions, and file uploads would be held in memory.
 *
 * @throws {CredentialError} where the credential could not be used
 * @throws {InputError} where a redirect leads to a host that the credential is not allowed on
 */
export async function followRedirects(
	context: RequestContext,
	request: ApiRequest,
	settings: { client: ClientSettings; redirects: RedirectSettings },
): Promise<FinalResponse> {
	const { client, redirects } = settings;
	let current = request;
	let isSigned = !context.isUnsigned;
	let secrets: readonly string[] = [];
	for (let hops = 0; ; hops++) {
		assertAllowed(current.url, context.hosts);
		assertNoOpenProxy(current.url, client);
		assertFixedQuery(current, context.fixedQuery);
		const [fromOrigin, toOrigin] = [request.url.origin, current.url.origin];
		isSigned &&= toOrigin === fromOrigin || redirects.sendCredentialsElsewhere;
		const sent = isSigned
			? await authorizedRequest(context, withFixedQuery(current, context.fixedQuery), client)
			: await unsignedRequest(context, current, client);
		if (sent.kind === 'networkError') return sent;
		const { raw } = sent;
		secrets = mergeSecrets(secrets, sent.secrets);
		const hop = redirects.follow ? nextHop(raw, current) : undefined;
		if (!hop) {
			const wasLeft = !isSigned && !context.isUnsigned;
			const unsignedRedirect = wasLeft ? { fromOrigin, toOrigin } : undefined;
			return { kind: 'response', raw, url: current.url, secrets, unsignedRedirect };
		}
		raw.abort();
		if (hops >= redirects.max) {
			throw new InputError(
				`The request was redirected more than ${redirects.max} times`,
				'Check the URL; the server may be sending the request around in a circle.',
			);
		}
		current = hop;
	}
}

/**
 * @throws {InputError} where a query, link or redirect names another value than the node's own field
 */
function assertFixedQuery(request: ApiRequest, fixedQuery: Query): void {
	for (const [name, value] of Object.entries(fixedQuery)) {
		if (valuesOf(name, request).every((one) => textOf(one) === textOf(value))) continue;
		throw new InputError(
			`The request names another "${name}" than the node's own field does`,
			'Remove it from the query and the URL, or clear the field.',
		);
	}
}

/** Where a link or redirect leaves out what bounds the request, all that the credential reaches would be meant. */
function withFixedQuery(request: ApiRequest, fixedQuery: Query): ApiRequest {
	const missing = Object.entries(fixedQuery).filter(
		([name]) => valuesOf(name, request).length === 0,
	);
	if (missing.length === 0) return request;
	return { ...request, query: { ...request.query, ...Object.fromEntries(missing) } };
}

function valuesOf(name: string, { url, query }: ApiRequest) {
	return [...url.searchParams.getAll(name), ...[query[name] ?? []].flat()];
}

/**
 * Without https, a proxy reads the credential.
 *
 * @throws {InputError}
 */
function assertNoOpenProxy({ protocol, host }: URL, { proxy }: ClientSettings): void {
	if (!proxy || protocol === 'https:') return;
	throw new InputError(
		`A request to ${host} without https cannot go through the option "Proxy"`,
		'The proxy could read the credential. Remove the option, or use https.',
	);
}

/**
 * The request that a redirect leads to (RFC 9110, section 15.4, and what browsers do: a POST becomes
 * a GET after 301 and 302, every method but HEAD after 303; 307 and 308 change nothing).
 *
 * @returns undefined where the response is no redirect
 */
export function nextHop(
	{ statusCode, headers }: Pick<RawResponse, 'statusCode' | 'headers'>,
	request: ApiRequest,
): ApiRequest | undefined {
	const { url: from, method } = request;
	const location = headerText(headers.location);
	if (![301, 302, 303, 307, 308].includes(statusCode) || location === '') return undefined;
	if (!URL.canParse(location, from.href)) return undefined;
	const url = new URL(location, from);
	url.hash = '';
	const becomesGet =
		(statusCode === 303 && method !== 'HEAD' && method !== 'GET') ||
		((statusCode === 301 || statusCode === 302) && method === 'POST');
	// A cookie is for one host, as a credential is for one origin.
	const sentHeaders = url.host === from.host ? request.headers : request.headers.without('cookie');
	const next = { ...request, url, query: {}, headers: sentHeaders };
	if (!becomesGet) return next;
	return {
		...next,
		method: 'GET',
		body: undefined,
		headers: sentHeaders.without('content-type'),
	};
}
