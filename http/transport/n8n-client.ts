import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { failedPeer } from '../errors/connection';
import { CredentialError, NetworkError } from '../errors/errors';
import { raise } from '../errors/raise';
import { rootCause } from '../errors/root-cause';
import { cancelSignal } from '../n8n-versions';
import type { ServiceProfile } from '../profile';
import type { ApiRequest } from '../request/request';
import { toRawResponse, type RawResponse } from '../response/response';
import { addSecrets, secretsOf } from '../secrets';
import { openConnection } from './connection';
import type { ResolvedCredential } from './credential';
import { oAuth2Renewals, type RenewalResult } from './oauth2-renewal';
import { accessToken } from './oauth2-token';
import type { RequestContext, RequestFunctions } from './request-context';

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
	/** `secrets`: those that the request was sent with, which the service may echo. */
	| { kind: 'response'; raw: RawResponse; secrets: readonly string[] }
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
	const { n8n, credential, profile } = context;
	const { timeoutMs } = settings;
	if (credential.isOAuth2) await oAuth2Renewals.renewExpiring(n8n, credential, timeoutMs);
	for (let renewals = 0; ; renewals++) {
		const signing = prepareSigning(context);
		const response = await send(context, request, settings, signing);
		if (response.kind === 'networkError' || response.raw.statusCode !== 401) return response;
		// A token that this process had just obtained, or one that others did, is tried once.
		if (renewals > 1) return response;
		const renewal = credential.isOAuth2
			? await renewOAuth2(context, response.raw, {
					refusedToken: accessToken(signing.data),
					timeoutMs,
				})
			: rejectToken(profile, signing.data);
		if (renewal === 'none') return response;
		response.raw.abort();
		if (renewal === 'new') return await send(context, request, settings, prepareSigning(context));
	}
}

/** What one request is signed with: the credential may have become another one when it is read. */
interface Signing {
	/** Of its own for each request: the hooks of a credential know a request by this object. */
	data: ICredentialDataDecryptedObject;
	/** Those in the fields of the credential. */
	secrets: readonly string[];
}

function prepareSigning({ credential, profile }: RequestContext): Signing {
	const data = { ...credential.data };
	if (credential.expressionFields?.length !== 0) profile.keepTokensInMemory?.(data);
	return { data, secrets: secretsOf(credential.data) };
}

/** Sends a request once, without the credential. */
export async function unsignedRequest(
	context: RequestContext,
	request: ApiRequest,
	settings: ClientSettings,
): Promise<ClientResponse> {
	const { n8n, credential } = context;
	return await exchange(context, request, settings, {
		send: async (options) => (await n8n.helpers.httpRequest(options)) as IN8nHttpFullResponse,
		secrets: () => secretsOf(credential.data),
	});
}

/**
 * n8n refreshes by itself where it sees a 401 as an error, but does not send a stream a second time,
 * and before 2.30 refreshes for every item at once. So it gets to see no error.
 */
async function renewOAuth2(
	{ n8n, credential }: RequestContext,
	refused: RawResponse,
	options: { refusedToken: unknown; timeoutMs: number },
): Promise<RenewalResult> {
	try {
		return await oAuth2Renewals.renew(n8n, credential, options);
	} catch (error) {
		refused.abort();
		return raise(error);
	}
}

/** Marks the token as rejected: the credential's hooks sign in anew before the next request. */
function rejectToken(
	profile: ServiceProfile,
	refused: ICredentialDataDecryptedObject,
): RenewalResult {
	return profile.rejectToken?.(refused) ? 'new' : 'none';
}

async function send(
	context: RequestContext,
	request: ApiRequest,
	settings: ClientSettings,
	{ data, secrets }: Signing,
): Promise<ClientResponse> {
	const { n8n, credential, profile } = context;
	const { id, name, type } = credential;
	return await exchange(context, request, settings, {
		send: async (options, signal) =>
			(await n8n.helpers.httpRequestWithAuthentication.call(
				signer(n8n, data, signal),
				type,
				options,
				{ credentialsDecrypted: { id, name, type, data } },
			)) as IN8nHttpFullResponse,
		secrets: () => addSecrets(secrets, profile.sentSecrets?.(data) ?? []),
	});
}

/** How n8n sends a request. */
interface Sender {
	send(options: IHttpRequestOptions, signal: AbortSignal): Promise<IN8nHttpFullResponse>;
	/** Those that the request was sent with, once it was. */
	secrets(): readonly string[];
}

/** Sends a request once, on a connection that ends with the execution. */
async function exchange(
	{ n8n, credential }: RequestContext,
	request: ApiRequest,
	settings: ClientSettings,
	sender: Sender,
): Promise<ClientResponse> {
	const options = await toHttpRequestOptions(request, settings);
	const connection = openConnection(cancelSignal(n8n));
	const { signal } = connection;
	let response: IN8nHttpFullResponse;
	try {
		response = await sender.send({ ...options, abortSignal: signal }, signal);
	} catch (error) {
		destroyBody(options);
		connection.end();
		const thrown = readThrown(error, credential, request.url);
		if (thrown instanceof NetworkError) return { kind: 'networkError', error: thrown };
		response = thrown;
	}
	return {
		kind: 'response',
		raw: toRawResponse(response, connection),
		secrets: sender.secrets(),
	};
}

/**
 * What n8n's helper takes for the node, with two functions of this one request:
 *
 * - n8n decrypts an OAuth2 credential anew for each request. It gets the very data that the host was
 *   checked against: the credential may have become another one meanwhile.
 * - In an execution, n8n puts its own signal in the place of the request's. It gets the request's, which
 *   aborts with n8n's.
 *
 * @see https://github.com/n8n-io/n8n/blob/n8n%402.41.1/packages/core/src/execution-engine/node-execution-context/utils/request-helpers/authentication.ts
 * @see https://github.com/n8n-io/n8n/blob/n8n%402.41.1/packages/core/src/execution-engine/node-execution-context/utils/request-helpers/oauth.ts
 */
function signer(
	n8n: RequestFunctions,
	data: ICredentialDataDecryptedObject,
	signal: AbortSignal,
): IAllExecuteFunctions {
	return Object.create(n8n, {
		getCredentials: { value: async () => data },
		getExecutionCancelSignal: { value: () => signal },
	}) as IAllExecuteFunctions;
}

/** A file that was being sent stays open otherwise. */
function destroyBody({ body }: IHttpRequestOptions): void {
	(body as { destroy?(): void } | undefined)?.destroy?.();
}

async function toHttpRequestOptions(
	{ method, url, query, headers, body }: ApiRequest,
	settings: ClientSettings,
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
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: settings.timeoutMs,
		...(proxy && { proxy }),
		skipSslCertificateValidation: settings.ignoreSslIssues,
	};
}

/** What n8n threw: a response after all (401), that there is none, or a credential that cannot be used. */
function readThrown(
	thrown: unknown,
	credential: ResolvedCredential,
	url: URL,
): IN8nHttpFullResponse | NetworkError {
	const cause = rootCause(thrown);
	if (cause instanceof CredentialError) return raise(cause);
	const { response, code, message, isAxiosError } = cause as ThrownByAxios;
	if (response?.data) {
		const { status, statusText, headers, data } = response;
		return { statusCode: status, statusMessage: statusText, headers, body: data };
	}
	if (code !== undefined || isAxiosError) {
		return new NetworkError(message, code, failedPeer(cause, url));
	}
	const { description } = cause as { description?: string };
	return raise(
		new CredentialError(
			message,
			description ?? `Open the credential "${credential.name}" and check or reconnect it.`,
		),
	);
}

interface ThrownByAxios {
	message: string;
	code?: string;
	isAxiosError?: boolean;
	response?: {
		status: number;
		statusText: string;
		headers: IN8nHttpFullResponse['headers'];
		data?: IN8nHttpFullResponse['body'];
	};
}
