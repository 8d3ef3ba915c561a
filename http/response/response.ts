import type { IBinaryData } from 'n8n-workflow';

export type ResponseHeaders = Record<string, string | string[] | undefined>;

/** The first part of every response. */
export interface ResponseHead {
	statusCode: number;
	statusMessage: string;
	headers: ResponseHeaders;
}

/** A response whose body has not been read yet. */
export interface RawResponse extends ResponseHead {
	body: BodyStream;
	/** Closes the connection; the body is of no use any more. */
	abort(): void;
}

export type BodyStream = NodeJS.ReadableStream & {
	destroy?(error?: Error): void;
};

/** A response, read and decoded. `empty`: no body at all, e.g. 204. */
export type ApiResponse = ResponseHead &
	(
		| { kind: 'json'; body: unknown }
		| { kind: 'text'; body: string }
		| { kind: 'file'; body: IBinaryData }
		| { kind: 'empty'; body?: undefined }
	);

/** A redirect to another origin than the one that the credential stayed with. */
export interface UnsignedRedirect {
	fromOrigin: string;
	toOrigin: string;
}

/** A response with an error status, body already decoded (and cut, if it was huge). */
export interface ErrorResponse {
	statusCode: number;
	headers: ResponseHeaders;
	/** Parsed JSON, or text, or undefined when empty. */
	body: unknown;
	/** The request, for messages that name the missing permission. */
	method: string;
	path: string;
	/** Where the request was sent last, without the credential. */
	unsignedRedirect?: UnsignedRedirect | undefined;
}

/** A header's value as one text; an empty text where it is missing. */
export function headerText(header: string | string[] | undefined): string {
	return (Array.isArray(header) ? header.join(', ') : header) ?? '';
}

/** A response as n8n gives it when it is asked for a stream. */
interface StreamedResponse {
	statusCode: number;
	statusMessage?: string;
	headers: unknown;
	body: unknown;
}

/**
 * @param connection whose signal the request was sent with. Destroying the body alone would not
 *   close a connection that has fallen silent: see `silence.ts`.
 */
export function toRawResponse(
	response: StreamedResponse,
	connection: AbortController,
): RawResponse {
	const { statusCode, statusMessage = '', headers } = response;
	const body = response.body as BodyStream;
	const abort = () => {
		// axios tells the body of it, which nobody reads any more.
		body.on('error', () => {});
		connection.abort();
		body.destroy?.();
	};
	return { statusCode, statusMessage, headers: headers as ResponseHeaders, body, abort };
}
