import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import type { Operation } from './operation';
import type { AllowedHosts } from './request/allowed-hosts';
import type { ParameterReader } from './request/parameters';
import type { Query } from './request/request';
import type { ErrorResponse, ResponseHeaders } from './response/response';

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
	/** Which credential the node's parameters choose. */
	credentialType(read: ParameterReader): string;
	/** The origin (plus prefix, if any) that relative paths resolve against. */
	baseUrl(credentials: IDataObject): string;
	/**
	 * Holds what n8n sends to sign in to the lock of the credential, where n8n itself signs in.
	 *
	 * @throws {InputError}
	 */
	assertSignInUrl?(credentials: IDataObject, hosts: AllowedHosts): void;
	/** Comma-separated hosts on which documents may lie, beside those of the credential's lock. */
	documentHosts: string;
	/** All that the service can do: for the panel, the requests and the retry rules. */
	operations: readonly Operation[];
	/** Query parameters from the service's own node parameters, e.g. `include` or `o`. */
	query?(read: ParameterReader): IDataObject;
	/** What of the query bounds the request, e.g. the organization: nothing else may replace it. */
	fixedQuery?(read: ParameterReader): Query;
	/** Headers from the service's own node parameters, e.g. `Accept-Language`. */
	headers?(read: ParameterReader): Record<string, string>;
	/** The JSON body from the service's own node parameters, where `contentType` is not one of n8n's. */
	body?(read: ParameterReader): unknown;
	/** Which requests the service counts together, e.g. reads apart from writes; all, unless given. */
	rateLimitGroup?(method: string): string;
	/** How lists are paged, for the pagination mode "Automatic". */
	paging: Paging;
	/**
	 * The records of a response: a list is one item each, anything else is one item.
	 *
	 * @param simplify whether they come out flat
	 */
	records(body: unknown, options: { simplify: boolean }): unknown;
	/**
	 * Takes note that the API rejected the token of a request. Missing where a new token cannot be
	 * obtained.
	 *
	 * @param credentials the very object that n8n signed this request with
	 * @returns whether the request is worth sending again
	 */
	rejectToken?(credentials: ICredentialDataDecryptedObject): boolean;
	/**
	 * Keeps n8n from storing the tokens of a request: expressions gave the credential its values, and
	 * n8n before 2.41 would store these in their place.
	 *
	 * @param credentials the very object that n8n is about to sign this request with
	 */
	keepTokensInMemory?(credentials: ICredentialDataDecryptedObject): void;
	/**
	 * The secrets that a request was sent with and that stand in no field of the credential: a token that
	 * was issued for it, or one that was pasted with something around it.
	 *
	 * @param credentials the very object that n8n signed this request with
	 */
	sentSecrets?(credentials: ICredentialDataDecryptedObject): string[];
	/** Whether a body says that the request was refused, whatever the status of its response. */
	isErrorDocument(body: unknown): boolean;
	/** What an error response says, in words for the user. */
	readError(response: ErrorResponse, credentials: IDataObject): ServiceError;
}

export interface Paging {
	/** The largest page worth asking for. */
	pageSize: number;
	/** The query of the first page. The user's own page size wins over `pageSize`. */
	first: (query: Query, pageSize: number) => Query;
	/**
	 * Reads one page.
	 * @param body the parsed response body; `undefined` for an empty one
	 * @param query the query of the request
	 */
	read: (body: unknown, query: Query, headers: ResponseHeaders) => PageContent;
}

export interface PageContent {
	/** The records of this page, still as the service sent them; undefined where it is no list. */
	records: unknown[] | undefined;
	/** The next page: a full URL or path from the response, or the query that asks for it. */
	next?: string | Query | undefined;
	/** Where the first page tells the number of pages: the queries of all others, in order. */
	remaining?: { count: number; query(index: number): Query } | undefined;
	/** How many records there are in all, where the service says so. */
	total?: number | undefined;
	/** Unique key of a record, to drop duplicates, e.g. JSON:API's type and id. */
	recordKey?: (record: unknown) => string | undefined;
}

/** What an error response says. */
export interface ServiceError {
	/** The service's own message, kept as it is; undefined when it sent none. */
	message: string | undefined;
	/** Details and what to do, one sentence each. */
	description: string | undefined;
	/** The service's correlation or request id. */
	correlationId: string | undefined;
}
