import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import { NetworkError, ResponseParseError } from '../response/read';
import { HttpStatusError } from '../transport/retries';
import type { ServiceProfile } from '../profile';
import type { Session } from '../transport/credential';

type NodeError = NodeApiError | NodeOperationError;

/**
 * Turns any failure of an item into n8n's own error: what happened first, then what to do. Only
 * texts made here or sent by the service get in, never the request: its headers hold the token.
 *
 * @param session undefined where the credential itself was the problem
 */
export function toNodeError(
	error: unknown,
	node: INode,
	itemIndex: number,
	profile: ServiceProfile,
	session: Session | undefined,
): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (error instanceof HttpStatusError) {
		return errorStatus(error, node, itemIndex, profile, session);
	}
	if (error instanceof NetworkError) {
		return apiError(node, itemIndex, {
			message: connectionMessage(error, profile.name),
			description: connectionAdvice(error),
			code: error.code,
		});
	}
	if (error instanceof ResponseParseError) return apiError(node, itemIndex, error);
	const { message, description } = error as Error & { description?: string };
	return new NodeOperationError(node, message, { itemIndex, description });
}

function errorStatus(
	{ answer, tries }: HttpStatusError,
	node: INode,
	itemIndex: number,
	profile: ServiceProfile,
	session: Session | undefined,
): NodeError {
	const { statusCode } = answer;
	const said = profile.readError(answer, session?.data ?? {});
	const description = [
		said.description,
		tries > 1 && `The request was sent ${tries} times.`,
		said.correlationId && `${profile.name}'s request ID: ${said.correlationId}`,
	]
		.filter(Boolean)
		.join(' ');
	return apiError(node, itemIndex, {
		message: said.message ?? `${profile.name} answered with status ${statusCode}`,
		description,
		statusCode,
		correlationId: said.correlationId,
	});
}

interface Told {
	message: string;
	description?: string;
	statusCode?: number;
	code?: string;
	correlationId?: string;
}

function apiError(node: INode, itemIndex: number, told: Told): NodeApiError {
	const { message, description, statusCode, correlationId } = told;
	const response: JsonObject = { message };
	if (correlationId) response.correlationId = correlationId;
	const error = new NodeApiError(node, response, {
		message,
		description,
		httpCode: statusCode === undefined ? undefined : String(statusCode),
		itemIndex,
	});
	// n8n replaces a message that happens to contain a Node.js error code ("storEPERMission").
	error.message = message;
	error.description = description;
	return error;
}

const CONNECTION: Record<string, string> = {
	ECONNREFUSED: 'refused the connection',
	ECONNRESET: 'closed the connection before the answer was complete',
	ERR_BAD_RESPONSE: 'closed the connection before the answer was complete',
	ECONNABORTED: 'did not answer in time',
	ETIMEDOUT: 'did not answer in time',
	ERR_STREAM_PREMATURE_CLOSE: 'closed the connection before the answer was complete',
	ENOTFOUND: 'could not be found: its host name is unknown',
	EAI_AGAIN: 'could not be found: the name service does not answer',
	EHOSTUNREACH: 'cannot be reached from here',
};

function connectionMessage({ code, message }: NetworkError, name: string): string {
	const known = CONNECTION[code ?? ''];
	return known ? `${name} ${known}` : `No whole answer came from ${name}: ${message}`;
}

function connectionAdvice({ code, message }: NetworkError): string {
	if (/CERT|SSL|TLS|self.signed/i.test(`${code} ${message}`)) {
		return 'The certificate could not be verified. Check the base URL, or the option "Ignore SSL Issues".';
	}
	const advice =
		code === 'ENOTFOUND' || code === 'ECONNREFUSED'
			? 'Check the base URL in the credential and the network of n8n.'
			: 'Try again later, or set a longer time in the option "Timeout".';
	return `${advice} A write is not repeated by itself, since it may have arrived.`;
}
