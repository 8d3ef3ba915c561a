import type { IAllExecuteFunctions, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';
import { CredentialError, NetworkError } from '../errors/errors';
import { raise } from '../errors/raise';
import { ONLY_401_IS_AN_ERROR, type StatusErrors } from '../n8n-versions';
import type { ApiRequest } from '../request/request';
import type { BodyStream, RawResponse, ResponseHeaders } from '../response/response';
import type { ResolvedCredential } from './credential';
import type { RequestContext } from './request-context';

/** How n8n's HTTP client is to send requests. */
export interface ClientSettings {
	/** How lists are written in the query. */
	arrayFormat: 'indices' | 'brackets' | 'repeat' | undefined;
	/** Until the response begins, and until a text is complete. */
	timeoutMs: number;
	proxy: ProxySettings | undefined;
	ignoreSslIssues: boolean;
}

export interface ProxySettings {
	protocol: string;
	host: string;
	port: number;
	auth?: { username: string; password: string };
}

/** A response with whatever status, or why none began. */
export type ClientResponse =
	| { kind: 'response'; raw: RawResponse }
	| { kind: 'networkError'; error: NetworkError };

/**
 * Sends a request once, signed by n8n, and again if (and only if) the API responded 401 and the
 * credential could be renewed. A 401 comes before a request is processed, so that this is safe for
 * writes, too.
 *
 * @throws {CredentialError} where the credential could not be used
 */
export async function authorizedRequest(
	context: RequestContext,
	request: ApiRequest,
	settings: ClientSettings,
): Promise<ClientResponse> {
	const { credential, profile } = context;
	const token = credential.data.accessToken;
	const first = await request401AsError(context, request, settings);
	if (first.kind === 'networkError' || first.raw.statusCode !== 401) return first;
	if (credential.isOAuth2) {
		// n8n has refreshed the token, but does not send a stream a second time: we can, once.
		if (!request.body?.isStream) return first;
	} else {
		if (!profile.rejectToken) return first;
		// Another item may have renewed the token meanwhile.
		if (credential.data.accessToken === token) {
			credential.data = profile.rejectToken(credential.data);
		}
	}
	first.raw.body.destroy?.();
	return await request401AsError(context, request, settings);
}

/** Sends a request once, without the credential. */
export async function unsignedRequest(
	{ n8n, credential }: RequestContext,
	request: ApiRequest,
	settings: ClientSettings,
): Promise<ClientResponse> {
	const options = await toHttpRequestOptions(request, settings, true);
	try {
		return { kind: 'response', raw: (await n8n.helpers.httpRequest(options)) as RawResponse };
	} catch (error) {
		return readThrown(error, { ...credential, isOAuth2: false });
	}
}

/**
 * One request through n8n. n8n refreshes an OAuth2 token when it sees a 401 as an error; all other
 * statuses are ours to judge.
 */
async function request401AsError(
	context: RequestContext,
	request: ApiRequest,
	settings: ClientSettings,
): Promise<ClientResponse> {
	if (!context.credential.isOAuth2) return await send(context, request, settings, true);
	const response = await send(context, request, settings, ONLY_401_IS_AN_ERROR);
	if (response.kind === 'networkError' || !response.isOverlooked401) return response;
	response.raw.body.destroy?.();
	// n8n before 2.10 does not know the list and ignores all: once more, so that it refreshes.
	return await send(context, request, settings, false);
}

/** `isOverlooked401`: n8n was to take it for an error, and did not. */
type SendResult = ClientResponse & { isOverlooked401?: boolean };

async function send(
	context: RequestContext,
	request: ApiRequest,
	settings: ClientSettings,
	statusErrors: StatusErrors,
): Promise<SendResult> {
	const { n8n, credential } = context;
	const { id, name, type, data } = credential;
	const options = await toHttpRequestOptions(request, settings, statusErrors);
	try {
		const raw = (await n8n.helpers.httpRequestWithAuthentication.call(
			n8n as IAllExecuteFunctions,
			type,
			options,
			{ credentialsDecrypted: { id, name, type, data } },
		)) as RawResponse;
		const isOverlooked401 = raw.statusCode === 401 && statusErrors === ONLY_401_IS_AN_ERROR;
		return { kind: 'response', raw, isOverlooked401 };
	} catch (error) {
		// A file that was being sent stays open otherwise.
		(options.body as { destroy?(): void } | undefined)?.destroy?.();
		return readThrown(error, credential);
	}
}

async function toHttpRequestOptions(
	{ method, url, query, headers, body }: ApiRequest,
	settings: ClientSettings,
	ignoreHttpStatusErrors: StatusErrors,
): Promise<IHttpRequestOptions> {
	const sentHeaders = headers.toObject();
	if (body?.contentLengthBytes !== undefined) {
		sentHeaders['content-length'] = String(body.contentLengthBytes);
	}
	const isGetWithBody = method === 'GET' && body !== undefined;
	const { arrayFormat, proxy } = settings;
	return {
		url: url.href,
		// n8n drops the body of a GET. Without a method axios sends a GET, body included.
		...(isGetWithBody ? {} : { method: method as IHttpRequestMethods }),
		headers: sentHeaders,
		qs: query,
		...(arrayFormat && { arrayFormat }),
		body: (await body?.open()) as IHttpRequestOptions['body'],
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors,
		disableFollowRedirect: true,
		timeout: settings.timeoutMs,
		...(proxy && { proxy }),
		skipSslCertificateValidation: settings.ignoreSslIssues,
	};
}

/** What n8n threw: a response after all (401), none, or a credential that cannot be used. */
function readThrown(thrown: unknown, credential: ResolvedCredential): ClientResponse {
	const cause = rootCause(thrown);
	if (cause instanceof CredentialError) return raise(cause);
	if (credential.isOAuth2) {
		const failure = readTokenFailure(cause, credential);
		if (failure instanceof NetworkError) return { kind: 'networkError', error: failure };
		if (failure) return raise(failure);
	}
	const { response, code, message, isAxiosError } = cause as ThrownByAxios;
	if (response?.data) {
		const { status, statusText, headers, data } = response;
		const raw = { statusCode: status, statusMessage: statusText, headers, body: data };
		return { kind: 'response', raw };
	}
	if (code !== undefined || isAxiosError) {
		return { kind: 'networkError', error: new NetworkError(message, code) };
	}
	const { description } = cause as { description?: string };
	return raise(
		new CredentialError(
			message,
			description ?? `Open the credential "${credential.name}" and check or reconnect it.`,
		),
	);
}

/**
 * What kept n8n from renewing an OAuth2 token, told without n8n's own words: they quote the token
 * response, which may hold a token.
 *
 * @returns undefined where the error is not about the token endpoint
 */
function readTokenFailure(
	error: object,
	{ name, data }: ResolvedCredential,
): NetworkError | CredentialError | undefined {
	const { code, config, response, status = response?.status } = error as ThrownByOAuth2Client;
	const isRefused = code === 'ESTATUS' || code === 'EAUTH';
	if (!isRefused && !(config && config.url === data.accessTokenUrl)) return undefined;
	if (status === undefined && !isRefused) {
		return new NetworkError('the token endpoint cannot be reached', code);
	}
	if (status !== undefined && (status === 429 || status >= 500)) {
		return new NetworkError(`the token endpoint responded with status ${status}`);
	}
	return new CredentialError(
		`The access token of the credential "${name}" could not be renewed`,
		'The token endpoint did not give a new one. Open the credential, check the client ID and the client secret, and reconnect it.',
	);
}

/** Errors of `@n8n/client-oauth2`, or of axios beneath it. */
interface ThrownByOAuth2Client {
	code?: string;
	status?: number;
	config?: { url?: string };
	response?: { status: number };
}

interface ThrownByAxios {
	message: string;
	code?: string;
	isAxiosError?: boolean;
	response?: { status: number; statusText: string; headers: ResponseHeaders; data?: BodyStream };
}

/** n8n wraps what went wrong in a NodeApiError, sometimes twice. */
function rootCause(error: unknown): object {
	let current = error as { cause?: unknown };
	for (let depth = 0; depth < 5; depth++) {
		const { cause } = current;
		if (!(cause instanceof Error) || current instanceof CredentialError) break;
		if ('response' in current && current.response) break;
		// The cause of an AxiosError is the bare socket error: the AxiosError itself knows more.
		if ('isAxiosError' in current) break;
		current = cause as { cause?: unknown };
	}
	return current;
}
