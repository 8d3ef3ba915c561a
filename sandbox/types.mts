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
	'truncated-json',
	'wrong-content-type',
	'gzip-bomb',
	'big-error-page',
	'redirect-loop',
	'redirect-foreign',
	'b2c-throttled',
	'b2c-unavailable',
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
	fault: FaultName;
	/** How often it strikes; 1 unless given. */
	times?: number | 'always';
	/** The chance (0 to 1) that it strikes at a matching request; 1 unless given. */
	probability?: number;
	/** The status of `status` (500) and `redirect-foreign` (302). */
	code?: number;
	/** Seconds for a Retry-After header. */
	retryAfter?: number;
	/** The body of `status`; the service's own unless given. */
	shape?: ErrorShape | undefined;
	/** The speed of `slow-drip`; 100 unless given. */
	bytesPerSecond?: number;
}

export interface FaultState extends FaultRule {
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
	/** All requests to the token endpoint. */
	tokenRequests: number;
	/** Token requests that were granted, by grant type. */
	grants: Record<string, number>;
	/** Token requests that were refused, by error code. */
	grantErrors: Record<string, number>;
	/** How often a refresh token arrived that had been used before. */
	refreshTokenReused: number;
	billsAccepted: number;
	inFlight: number;
	maxInFlight: number;
	connections: number;
}

export interface Counters {
	anny: ServiceCounters;
	anybill: ServiceCounters;
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
	/** Missing when the connection ended without a response. */
	status: number | undefined;
	milliseconds: number;
	account: string | undefined;
	tokenId: string | undefined;
	/** The fault that struck. */
	fault: FaultName | undefined;
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
