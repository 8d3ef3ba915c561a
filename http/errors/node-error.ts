import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import type { ServiceProfile } from '../profile';
import type { ResolvedCredential } from '../transport/credential';
import { HttpStatusError, NetworkError, PackageError, ResponseParseError } from './errors';

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
	if (error instanceof NetworkError) {
		return apiError(context, {
			message: connectionMessage(error, context.profile.name),
			description: connectionAdvice(error),
			code: error.code,
		});
	}
	if (error instanceof ResponseParseError) return apiError(context, error);
	const { node, itemIndex } = context;
	const description = error instanceof PackageError ? error.description : undefined;
	return new NodeOperationError(node, (error as Error).message, {
		itemIndex,
		...(description && { description }),
	});
}

function fromStatus(error: HttpStatusError, context: ErrorContext): NodeError {
	const { response, attempts } = error;
	const { profile, credential } = context;
	const { message, description, correlationId } = profile.readError(
		response,
		credential?.data ?? {},
	);
	return apiError(context, {
		message: message ?? `${profile.name} responded with status ${response.statusCode}`,
		description: [
			description,
			attempts > 1 && `The request was sent ${attempts} times.`,
			correlationId && `${profile.name}'s request ID: ${correlationId}`,
		]
			.filter(Boolean)
			.join(' '),
		statusCode: response.statusCode,
		correlationId,
	});
}

interface ApiErrorDetails {
	message: string;
	description?: string | undefined;
	statusCode?: number | undefined;
	code?: string | undefined;
	correlationId?: string | undefined;
}

function apiError({ node, itemIndex }: ErrorContext, details: ApiErrorDetails): NodeApiError {
	const { message, description, statusCode, correlationId } = details;
	const response: JsonObject = { message };
	if (correlationId) response.correlationId = correlationId;
	const error = new NodeApiError(node, response, {
		message,
		itemIndex,
		...(description && { description }),
		...(statusCode !== undefined && { httpCode: String(statusCode) }),
	});
	// n8n replaces a message that happens to contain a Node.js error code ("storEPERMission").
	error.message = message;
	error.description = description;
	return error;
}

const CONNECTION_FAILURES = new Map([
	['ECONNREFUSED', 'refused the connection'],
	['ECONNRESET', 'closed the connection before the response was complete'],
	['ERR_BAD_RESPONSE', 'closed the connection before the response was complete'],
	['ECONNABORTED', 'did not respond in time'],
	['ETIMEDOUT', 'did not respond in time'],
	['ERR_STREAM_PREMATURE_CLOSE', 'closed the connection before the response was complete'],
	['ENOTFOUND', 'could not be found: its host name is unknown'],
	['EAI_AGAIN', 'could not be found: the name service does not respond'],
	['EHOSTUNREACH', 'cannot be reached from here'],
]);

function connectionMessage({ code, message }: NetworkError, name: string): string {
	const known = CONNECTION_FAILURES.get(code ?? '');
	return known ? `${name} ${known}` : `No complete response came from ${name}: ${message}`;
}

function connectionAdvice({ code, message }: NetworkError): string {
	if (/CERT|SSL|TLS|self.signed/i.test(`${code} ${message}`)) {
		return 'The certificate could not be verified. Check the base URL, or the option "Ignore SSL Issues".';
	}
	const advice =
		code === 'ENOTFOUND' || code === 'ECONNREFUSED'
			? 'Check the base URL in the credential and the network of n8n.'
			: 'Try again later, or set a longer time in the option "Timeout".';
	return `${advice} A write is not repeated automatically, since it may have arrived.`;
}
