import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import type { ServiceError, ServiceProfile } from '../profile';
import type { ErrorResponse } from '../response/response';
import { redact, secretsOf } from '../secrets';
import type { ResolvedCredential } from '../transport/credential';
import { explainConnection, explainProxyResponse, type Explanation } from './connection';
import { sentences } from './describe';
import {
	HttpStatusError,
	NetworkError,
	PackageError,
	ResponseParseError,
	UnexpectedResponseError,
} from './errors';

export type NodeError = NodeApiError | NodeOperationError;

/** Where an error happened. */
export interface ErrorContext {
	node: INode;
	itemIndex: number;
	profile: ServiceProfile;
	/** Undefined where the credential itself was the problem. */
	credential: ResolvedCredential | undefined;
}

/**
 * Turns any failure of an item into n8n's own error: what happened first, then what to do. Only
 * texts made here or sent by the service get in, never the request: its headers hold the token.
 */
export function toNodeError(error: unknown, context: ErrorContext): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (error instanceof HttpStatusError) return fromStatus(error, context);
	if (error instanceof UnexpectedResponseError) return fromUnexpected(error, context);
	if (error instanceof NetworkError) {
		const explanation = explainConnection(error, error.peer, context.profile.name);
		return apiError(context, { ...explanation, httpCode: networkCode(error.code) });
	}
	if (error instanceof ResponseParseError) return apiError(context, error);
	const { node, itemIndex, credential } = context;
	const secrets = secretsOf(credential?.data ?? {});
	const description = error instanceof PackageError ? error.description : undefined;
	return new NodeOperationError(node, redact((error as Error).message, secrets), {
		itemIndex,
		...(description && { description: redact(description, secrets) }),
	});
}

function fromStatus(error: HttpStatusError, context: ErrorContext): NodeError {
	const { response, attempts } = error;
	const { profile, credential } = context;
	const { statusCode, headers } = response;
	const proxy = explainProxyResponse(statusCode, headers, profile.name);
	const httpCode = String(statusCode);
	if (proxy) return apiError(context, { ...proxy, httpCode });
	const redirect = explainUnsignedRedirect(response);
	if (redirect) return apiError(context, { ...redirect, httpCode });
	const { message, description, correlationId } = readErrorSafely(profile, response, credential);
	return apiError(context, {
		message: message ?? `${profile.name} responded with status ${statusCode}`,
		description: sentences(
			description,
			attempts > 1 && `The request was sent ${attempts} times.`,
			requestIdOf(profile, correlationId),
		),
		httpCode,
		correlationId,
	});
}

function fromUnexpected(error: UnexpectedResponseError, context: ErrorContext): NodeError {
	const { profile, credential } = context;
	const { message, description, correlationId } = readErrorSafely(
		profile,
		error.response,
		credential,
	);
	return apiError(context, {
		message: message === undefined ? error.message : `${error.message}: ${message}`,
		description: sentences(description, error.description, requestIdOf(profile, correlationId)),
		correlationId,
	});
}

function requestIdOf({ name }: ServiceProfile, correlationId: string | undefined) {
	return correlationId && `${name}'s request ID: ${correlationId}`;
}

/**
 * Explains why the host at the end of a redirect wants a credential.
 *
 * @returns undefined where the credential was sent, or is not what is missing
 */
function explainUnsignedRedirect({
	statusCode,
	unsignedRedirect,
}: ErrorResponse): Explanation | undefined {
	if (!unsignedRedirect || ![401, 403].includes(statusCode)) return undefined;
	const { fromOrigin, toOrigin } = unsignedRedirect;
	return {
		message: `A redirect led to ${toOrigin}, which responded with status ${statusCode}: the credential was not sent there`,
		description: `The credential stays with ${fromOrigin}. Request the new address itself, or turn on the option "Send Credentials on Cross-Origin Redirect".`,
	};
}

/** Whatever a service sends, an error about it must not hide what other items had done. */
function readErrorSafely(
	profile: ServiceProfile,
	response: ErrorResponse,
	credential: ResolvedCredential | undefined,
): ServiceError {
	try {
		return profile.readError(response, credential?.data ?? {});
	} catch {
		return { message: undefined, description: undefined, correlationId: undefined };
	}
}

interface ApiErrorDetails {
	message: string;
	description?: string | undefined;
	/** A status code, or the code of what kept the response away, e.g. `ECONNRESET`. */
	httpCode?: string | undefined;
	correlationId?: string | undefined;
}

function apiError(context: ErrorContext, details: ApiErrorDetails): NodeApiError {
	const { node, itemIndex, credential } = context;
	const secrets = secretsOf(credential?.data ?? {});
	const message = redact(details.message, secrets);
	const description = details.description && redact(details.description, secrets);
	const { httpCode, correlationId } = details;
	const response: JsonObject = { message };
	if (correlationId) response.correlationId = correlationId;
	const error = new NodeApiError(node, response, {
		message,
		itemIndex,
		...(description && { description }),
		...(httpCode !== undefined && { httpCode }),
	});
	// n8n replaces a message that happens to contain a Node.js error code ("storEPERMission").
	error.message = message;
	error.description = description;
	return error;
}

/** n8n's name for a connection that ended too soon, whoever noticed it. */
function networkCode(code: string | undefined): string | undefined {
	return code === 'ERR_BAD_RESPONSE' || code === 'ERR_STREAM_PREMATURE_CLOSE' ? 'ECONNRESET' : code;
}
