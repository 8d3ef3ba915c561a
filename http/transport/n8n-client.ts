import type { IExecuteFunctions, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';
import { NetworkError, single, type Headers, type RawResponse } from '../response/read';
import { CredentialError } from '../errors/credential-error';
import { withoutHeader } from '../request/headers';
import { InputError } from '../errors/input-error';
import type { ServiceProfile } from '../profile';
import { nextHop } from './redirects';
import type { ApiRequest, Settings } from '../request/request';
import type { Session } from './credential';
import { ONLY_401_IS_AN_ERROR } from '../n8n-versions';
import { assertSafe, type AllowedDomains } from '../request/url';

/** What sending needs to know besides the request. */
export interface Sender {
	context: IExecuteFunctions;
	session: Session;
	profile: ServiceProfile;
	allowedDomains: AllowedDomains;
}

/**
 * Sends a request once: signed by n8n, redirects followed, and sent again if (and only if) the API
 * answered 401 and the credential could be renewed. A 401 is given before a request is processed,
 * so that this is safe for writes, too.
 *
 * @returns the answer with its body still to be read, and the URL that gave it
 * @throws {NetworkError} where none came
 * @throws {CredentialError} where the credential could not be used
 * @throws {InputError} where a redirect leads to a host that the credential is not allowed on
 */
export async function send(
	sender: Sender,
	request: ApiRequest,
	settings: Settings,
): Promise<{ answer: RawResponse; url: URL }> {
	let { url, method, query, headers, body } = request;
	for (let hops = 0; ; hops++) {
		assertSafe(url, sender.allowedDomains);
		const asked = { ...request, url, method, query, headers, body };
		const answer = await signedExchange(sender, asked, settings);
		const hop = settings.followRedirects
			? nextHop(answer.statusCode, single(answer.headers.location), url, method)
			: undefined;
		if (!hop) return { answer, url };
		answer.body.destroy?.();
		if (hops >= settings.maxRedirects) {
			throw new InputError(
				`The request was redirected more than ${settings.maxRedirects} times`,
				'Check the URL; the server may be sending the request around in a circle.',
			);
		}
		({ url, method } = hop);
		query = {};
		if (hop.keepBody) continue;
		body = undefined;
		headers = withoutHeader(headers, 'content-type');
	}
}

async function signedExchange(
	sender: Sender,
	request: ApiRequest,
	settings: Settings,
): Promise<RawResponse> {
	const { session, profile } = sender;
	const token = session.data.accessToken;
	const answer = await exchange(sender, request, settings);
	if (answer.statusCode !== 401) return answer;
	if (session.isOAuth2) {
		// n8n has refreshed the token, but does not send a stream a second time: we can, once.
		if (!request.body?.isStream) return answer;
	} else {
		if (!profile.renew) return answer;
		// Another item may have renewed the token meanwhile.
		if (session.data.accessToken === token) session.data = profile.renew(session.data);
	}
	answer.body.destroy?.();
	return await exchange(sender, request, settings);
}

/**
 * One request and its answer, through n8n. n8n refreshes an OAuth2 token when it sees a 401 as an
 * error; all other statuses are ours to judge.
 */
async function exchange(
	sender: Sender,
	request: ApiRequest,
	settings: Settings,
	statusErrors: StatusErrors = sender.session.isOAuth2 ? ONLY_401_IS_AN_ERROR : true,
): Promise<RawResponse> {
	const { context, session } = sender;
	const { id, name, type, data } = session;
	const options = await toHttpRequestOptions(request, settings, statusErrors);
	try {
		const answer = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			type,
			options,
			{ credentialsDecrypted: { id, name, type, data } },
		)) as RawResponse;
		const isOverlooked = answer.statusCode === 401 && statusErrors === ONLY_401_IS_AN_ERROR;
		if (!isOverlooked) return answer;
		answer.body.destroy?.();
	} catch (error) {
		// A file that was being sent stays open otherwise.
		(options.body as { destroy?(): void } | undefined)?.destroy?.();
		return answerOf(error, session);
	}
	// n8n before 2.10 does not know the list and ignores all: once more, so that it refreshes.
	return await exchange(sender, request, settings, false);
}

type StatusErrors = IHttpRequestOptions['ignoreHttpStatusErrors'];

async function toHttpRequestOptions(
	{ method, url, query, headers, body }: ApiRequest,
	settings: Settings,
	ignoreHttpStatusErrors: StatusErrors,
): Promise<IHttpRequestOptions> {
	const withBodyHeaders = { ...headers };
	if (body?.contentLength !== undefined) {
		withBodyHeaders['content-length'] = String(body.contentLength);
	}
	const isGetWithBody = method === 'GET' && body !== undefined;
	return {
		url: url.href,
		// n8n drops the body of a GET. Without a method axios sends a GET, body included.
		...(isGetWithBody ? {} : { method: method as IHttpRequestMethods }),
		headers: withBodyHeaders,
		qs: query,
		arrayFormat: settings.arrayFormat,
		body: (await body?.open()) as IHttpRequestOptions['body'],
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors,
		disableFollowRedirect: true,
		timeout: settings.timeout,
		proxy: settings.proxy,
		skipSslCertificateValidation: settings.ignoreSslIssues,
	};
}

/** What n8n threw: an answer after all (401), no answer, or a credential that cannot be used. */
function answerOf(error: unknown, session: Session): RawResponse {
	const cause = rootCause(error);
	if (cause instanceof CredentialError) return raise(cause);
	const tokenFailure = session.isOAuth2 && readTokenFailure(cause, session);
	if (tokenFailure) return raise(tokenFailure);
	const { response, code, message } = cause as ThrownByAxios;
	if (response?.data) {
		const { status, statusText, headers, data } = response;
		return { statusCode: status, statusMessage: statusText, headers, body: data };
	}
	if (code !== undefined || (cause as ThrownByAxios).isAxiosError) {
		return raise(new NetworkError(message, code));
	}
	const { description } = cause as { description?: string };
	return raise(
		new CredentialError(
			message,
			description ?? `Open the credential "${session.name}" and check or reconnect it.`,
		),
	);
}

/**
 * What kept n8n from renewing an OAuth2 token, told without n8n's own words: they quote the answer of
 * the token endpoint, which may hold a token.
 *
 * @returns undefined where the error is not about the token endpoint
 */
function readTokenFailure(error: object, { name, data }: Session): Error | undefined {
	const { code, config, response, status = response?.status } = error as ThrownByOAuth2Client;
	const isRefused = code === 'ESTATUS' || code === 'EAUTH';
	if (!isRefused && !(config && config.url === data.accessTokenUrl)) return undefined;
	if (status === undefined && !isRefused)
		return new NetworkError('the sign-in cannot be reached', code);
	if (status !== undefined && (status === 429 || status >= 500)) {
		return new NetworkError(`the sign-in answered with status ${status}`);
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
	response?: { status: number; statusText: string; headers: Headers; data: RawResponse['body'] };
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

function raise(error: Error): never {
	throw error;
}
