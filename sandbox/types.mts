/** The sandbox's vocabulary: what the control address takes and returns. */

import type { knownOf } from './state.mts';

export type { Settings, SettingsPatch } from './settings.mts';

export const SERVICES = ['anny', 'anybill'] as const;

export type ServiceName = (typeof SERVICES)[number];

/** Error bodies that the two services, or what stands in front of them, may send. */
export type ErrorShape =
	| 'html'
	| 'jsonapi'
	| 'message'
	| 'fields'
	| 'title'
	| 'error'
	| 'string'
	| 'text'
	| 'empty'
	| 'problem'
	| 'truncated'
	| 'big'
	| 'binary';

export const FAULTS = [
	'status',
	'unauthorized',
	'reset-before-response',
	'lost-response',
	'reset-mid-body',
	'no-response',
	'slow-drip',
	'stalled-body',
	'truncated-json',
	'wrong-content-type',
	'gzip-bomb',
	'big-error-page',
	'redirect-loop',
	'redirect-foreign',
	'b2c-throttled',
	'b2c-unavailable',
	'b2c-error',
	'token-missing',
	'token-wrong-type',
	'expires-absurd',
	'token-huge',
] as const;

export type FaultName = (typeof FAULTS)[number];

export interface FaultRule {
	service: ServiceName;
	/** A path prefix, or a regular expression when it starts with `^`. */
	path: string;
	method?: string;
	/** Only token requests with this grant type, e.g. `refresh_token`. */
	grant?: string;
	fault: FaultName;
	/** How many matching requests it lets pass first. */
	after?: number;
	/** How often it strikes then; 1 unless given. */
	times?: number | 'always';
	/** The chance (0 to 1) that it strikes at a matching request; 1 unless given. */
	probability?: number;
	/** The status of `status` (500), `b2c-error` (400) and `redirect-foreign` (302). */
	code?: number;
	/** The number of `b2c-error`: 90129 for AADB2C90129. */
	b2cCode?: number;
	/** The `error` of `b2c-error`; B2C's own for that number unless given. */
	error?: string;
	/** Seconds for a Retry-After header. */
	retryAfter?: number;
	/** The body of `status`, in a shape; the service's own unless given. */
	shape?: ErrorShape | undefined;
	/** The body of `status`, word for word; an object is sent as JSON. */
	body?: string | object;
	/** The speed of `slow-drip`; 100 unless given. */
	bytesPerSecond?: number;
}

export interface FaultState extends FaultRule {
	/** How many matching requests still pass. */
	passing: number;
	remaining: number | 'always';
	fired: number;
}

export interface ServiceCounters {
	/** By method and route pattern, e.g. `GET /api/v1/bookings/{id}`. */
	requests: Record<string, number>;
	statuses: Record<string, number>;
	/** Requests that carried a token, by token id; a token the service never issued is `unknown`. */
	byToken: Record<string, number>;
	/** The same by account. */
	byAccount: Record<string, number>;
	/** Writes (all but GET and HEAD) that succeeded, by account. */
	writesByAccount: Record<string, number>;
	/** All requests to the token endpoint, faults included. */
	tokenRequests: number;
	/** The same by grant type. */
	tokenRequestsByGrant: Record<string, number>;
	/** Token requests that were granted, by grant type. */
	grants: Record<string, number>;
	/** Token requests that were refused, by error code. */
	grantErrors: Record<string, number>;
	/** How often a refresh token arrived that had been used before. */
	refreshTokenReused: number;
	inFlight: number;
	maxInFlight: number;
	connections: number;
}

export interface Counters {
	anny: ServiceCounters & {
		/** Mails that anny would have sent, by what caused them. */
		notifications: Record<string, number>;
		/** Downloads that carried an Authorization header, which they do not need. */
		downloadsWithAuthorization: number;
	};
	anybill: ServiceCounters & {
		billsAccepted: number;
		billsByAccount: Record<string, number>;
		receiptUrlsCreated: number;
	};
	foreign: { requests: number };
}

export interface JournalEntry {
	time: string;
	service: ServiceName | 'foreign';
	method: string;
	path: string;
	/** The query as it was sent, without the question mark. */
	query: string;
	/** All headers; at the two services without the Authorization header. */
	headers: Record<string, string | string[] | undefined>;
	contentType: string | undefined;
	bodySize: number;
	bodySha256: string | undefined;
	/** The body where it is a text of at most 16 kB; never that of a token request. */
	body: string | undefined;
	/** Missing when the connection ended without a response. */
	status: number | undefined;
	milliseconds: number;
	account: string | undefined;
	tokenId: string | undefined;
	/** The fault that struck. */
	fault: FaultName | undefined;
}

/** A webhook that was sent, again where it failed. */
export interface Delivery {
	service: ServiceName;
	url: string;
	body: Record<string, unknown>;
	/** Of each attempt; null where there was no response. */
	statuses: Array<number | null>;
	/** Whether no more attempt follows. */
	isDone: boolean;
}

/** A webhook as anybill registers it, by hand. */
export interface AnybillWebhook {
	url: string;
	/** Sent as X-API-KEY. */
	key: string;
}

/** An event to deliver on command. */
export interface EventRequest {
	/** e.g. `bookings.started`. */
	event: string;
	/** The ID of the record; the first one unless given. */
	recordId?: string;
	organization?: string;
	/** That of an earlier delivery, to repeat it. */
	eventId?: string;
}

export type TokenKind = 'access' | 'refresh' | 'api';

export interface TokenAction {
	service: ServiceName;
	action: 'expire' | 'revoke' | 'reject';
	kind: TokenKind;
	/** Only this account's tokens. */
	account?: string | undefined;
}

export interface IssueRequest {
	service: ServiceName;
	account?: string;
	clientId?: string;
	scopes?: string[];
	accessTokenSeconds?: number;
}

export interface IssuedTokens {
	accessToken: string;
	accessTokenId: string;
	refreshToken: string;
	refreshTokenId: string;
	/** ISO 8601. */
	expiresAt: string;
}

/** The fixed names and values, so that callers need no copies. */
export type Known = ReturnType<typeof knownOf>;

/** Where everything listens; printed as one line of JSON when the sandbox is up. */
export interface Addresses {
	anny: string;
	anybill: string;
	tokenUrl: string;
	control: string;
	foreign: string;
}
