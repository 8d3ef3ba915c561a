import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

/**
 * What the request engine has to know of a service. A third service is one new profile;
 * nothing in this folder changes.
 */
export interface ServiceProfile {
	/** The service's name as it calls itself, for error texts, e.g. "anybill". */
	name: string;
	/** Media types that the service wants when the user's headers name none. */
	mediaTypes: {
		/** `Accept` of a request. */
		accept: string;
		/** `Content-Type` of a JSON body. */
		json: string;
	};
	/** The origin (plus prefix, if any) that relative paths resolve against. */
	baseUrl(credentials: IDataObject): string;
	/** The documented endpoints, for the picker and for the retry rules. */
	endpoints: Endpoint[];
	/** Query parameters from the service's own node parameters, e.g. `include` or `o`. */
	query?(read: ReadParameter): IDataObject;
	/** Headers from the service's own node parameters, e.g. `Accept-Language`. */
	headers?(read: ReadParameter): IDataObject;
	/** The JSON body from the service's own node parameters, where `contentType` is not one of n8n's. */
	body?(read: ReadParameter): unknown;
	/** How lists are paged, for the pagination mode "Automatic". */
	paging: Paging;
	/** The records of an answer as they are: a list is one item each, anything else is one item. */
	records(body: unknown): unknown;
	/** The same, flat (the option "Simplify"). */
	simplify?(body: unknown): unknown;
	/**
	 * The credential data that makes n8n sign in anew before the next request, after the API rejected
	 * the token that it holds. Missing where a new token cannot be had.
	 */
	renew?(credentials: ICredentialDataDecryptedObject): ICredentialDataDecryptedObject;
	/** What an error answer says, in words for the user. */
	readError(answer: ErrorResponse, credentials: IDataObject): ServiceError;
}

/** Reads one parameter of the node for the current item; expressions are evaluated. */
export type ReadParameter = <T>(name: string, fallback: T) => T;

/** One documented endpoint. */
export interface Endpoint {
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** Path with placeholders, e.g. `/api/v1/bookings/{bookingId}`. */
	path: string;
	/** One line of help, sentence case. */
	summary: string;
	/** Where this endpoint is documented or was seen: a grade and a source. */
	source: string;
	/** The GET changes something on the server: it is never repeated on a guess. */
	sideEffect?: true;
	/** The answer is a list, which automatic pagination can follow. */
	list?: true;
	/** The GET wants a JSON body. */
	bodyOnGet?: true;
}

/** A query: a value may be a list. */
export type Query = IDataObject;

export interface Paging {
	/** The largest page worth asking for. */
	pageSize: number;
	/** The query of the first page. The user's own page size wins over `pageSize`. */
	first(query: Query, pageSize: number): Query;
	/**
	 * Reads one page.
	 * @param body the parsed answer; `undefined` for an empty one
	 * @param query the query that was asked
	 */
	read(body: unknown, query: Query, headers: ErrorResponse['headers']): Page;
}

export interface Page {
	/** The records of this page, still as the service sent them. */
	records: unknown[];
	/** The next page: a full URL or path from the answer, or the query that asks for it. */
	next?: string | Query;
	/** Where the first page tells the number of pages: the queries of all others, in order. */
	others?: Query[];
	/** What makes a record itself, so that none comes out twice, e.g. JSON:API's type and id. */
	identity?(record: unknown): string | undefined;
}

/** An answer with an error status, body already decoded (and cut, if it was huge). */
export interface ErrorResponse {
	statusCode: number;
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON, or text, or undefined when empty. */
	body: unknown;
	/** What was asked: for messages that name the missing permission. */
	method: string;
	path: string;
}

/** What an error answer says. */
export interface ServiceError {
	/** The service's own message, kept as it is; undefined when it sent none. */
	message?: string;
	/** Details and what to do, one sentence each. */
	description?: string;
	/** The service's correlation or request id. */
	correlationId?: string;
}
