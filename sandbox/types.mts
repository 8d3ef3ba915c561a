/** The sandbox's vocabulary: what the control address takes and answers. */

export type ServiceName = 'anny' | 'anybill';

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

export interface Settings {
	/** Milliseconds before an answer, by service name or path prefix; the longest prefix wins. */
	latencyMs: Record<string, number>;
	/** Up to this many milliseconds more, at random. */
	jitterMs: number;
	/** anny's rate limits; 0 means off. Documented: 400 reads, 100 writes, 60 s, 4 identical. */
	limits: {
		reads: number;
		writes: number;
		windowSeconds: number;
		identicalPerSecond: number;
		retryAfterForm: 'seconds' | 'date';
	};
	anny: {
		accessTokenSeconds: number;
		refreshTokenSeconds: number;
		/** Adds `token_type` and `expires_in` to the token answer, which anny's own does not have. */
		standardTokenFields: boolean;
		defaultPageSize: number;
		maxPageSize: number;
		/** Validation errors as JSON:API errors, or as `{message, errors: {field: [...]}}`. */
		validationShape: 'jsonapi' | 'message';
	};
	anybill: {
		accessTokenSeconds: number;
		refreshTokenSeconds: number;
		expiresInForm: 'number' | 'string';
		/** Adds `refresh_token_expires_in` to the answer of the password grant too. */
		refreshExpiryOnPassword: boolean;
		/** B2C itself lets a refresh token be used again. */
		singleUseRefreshTokens: boolean;
		/** How long ten different wrong passwords lock an account. */
		lockSeconds: number;
		/** The body of a 401. */
		unauthorizedBody: 'empty' | 'string';
	};
	/** How many records there are. */
	data: {
		bookings: number;
		customers: number;
		resources: number;
		services: number;
		invoices: number;
		'plan-subscriptions': number;
		stores: number;
		receipts: number;
	};
}

/** A change of settings: any part of them. */
export type SettingsPatch = {
	[K in keyof Settings]?: Settings[K] extends object ? Partial<Settings[K]> : Settings[K];
};

export type FaultName =
	| 'status'
	| 'unauthorized'
	| 'reset-before-answer'
	| 'lost-answer'
	| 'reset-mid-body'
	| 'no-answer'
	| 'slow-drip'
	| 'truncated-json'
	| 'wrong-content-type'
	| 'gzip-bomb'
	| 'big-error-page'
	| 'redirect-loop'
	| 'redirect-foreign'
	| 'b2c-throttled'
	| 'b2c-unavailable'
	| 'token-missing'
	| 'token-wrong-type'
	| 'expires-absurd'
	| 'token-huge';

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
	shape?: ErrorShape;
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
	/** Missing when the connection ended without an answer. */
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
	account?: string;
}

export interface IssueRequest {
	service: ServiceName;
	account?: string;
	clientId?: string;
	scopes?: string[];
	accessTokenSeconds?: number;
	refreshTokenSeconds?: number;
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
export interface Known {
	anny: {
		clients: Record<
			'confidential' | 'public' | 'fixedRedirect',
			{ clientId: string; clientSecret?: string; redirectUris?: string[] }
		>;
		apiTokens: Record<'full' | 'narrow' | 'expired' | 'revoked', string>;
		organizations: Array<{ id: string; name: string }>;
	};
	anybill: {
		clients: Record<'main' | 'limited' | 'withoutRopc', string>;
		accounts: Record<'service' | 'second' | 'locked', { username: string; password: string }>;
		scopes: { vendor: string[]; partner: string[] };
	};
}

/** Where everything listens; printed as one line of JSON when the sandbox is up. */
export interface Addresses {
	anny: string;
	anybill: string;
	tokenUrl: string;
	control: string;
	foreign: string;
}
