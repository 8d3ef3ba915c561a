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

/** A response that is none to go on with, body already decoded (and cut, if it was huge). */
export interface ErrorResponse {
	statusCode: number;
	headers: ResponseHeaders;
	/** Parsed JSON, or text, or undefined when empty. */
	body: unknown;
	/** The request, for messages that name the missing permission. */
	method: string;
	path: string;
	/** Whether the request changes nothing: another one may have taken effect, whatever came back. */
	isRepeatable: boolean;
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

/** What a response comes on. */
export interface Closable {
	close(): void;
	/** There is nothing left to close. */
	end(): void;
}

/**
 * @param connection that the request was sent on. Destroying the body alone would not close one that has
 *   fallen silent: see `silence.ts`.
 */
export function toRawResponse(response: StreamedResponse, connection: Closable): RawResponse {
	const { statusCode, statusMessage = '', headers } = response;
	const body = response.body as BodyStream;
	body.once('close', () => {
		connection.end();
	});
	// An error may come while nobody reads, e.g. because the connection is closed; whoever reads it sees it
	// nevertheless.
	body.on('error', () => {});
	const abort = () => {
		connection.close();
		body.destroy?.();
	};
	return { statusCode, statusMessage, headers: headers as ResponseHeaders, body, abort };
}
