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
}

export type BodyStream = NodeJS.ReadableStream & {
	destroy?(error?: Error): void;
	setTimeout?(ms: number, onTimeout: () => void): void;
};

/** A response, read and decoded. `empty`: no body at all, e.g. 204. */
export type ApiResponse = ResponseHead &
	(
		| { kind: 'json'; body: unknown }
		| { kind: 'text'; body: string }
		| { kind: 'file'; body: IBinaryData }
		| { kind: 'empty'; body?: undefined }
	);

/** A response with an error status, body already decoded (and cut, if it was huge). */
export interface ErrorResponse {
	statusCode: number;
	headers: ResponseHeaders;
	/** Parsed JSON, or text, or undefined when empty. */
	body: unknown;
	/** The request, for messages that name the missing permission. */
	method: string;
	path: string;
}

/** A header's value as one text; an empty text where it is missing. */
export function headerText(header: string | string[] | undefined): string {
	return (Array.isArray(header) ? header.join(', ') : header) ?? '';
}
