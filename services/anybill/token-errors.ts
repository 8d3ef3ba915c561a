import { explainSignIn, type Explanation } from '../../http/errors/connection';
import { delayInWords, sentences, tryAgainIn } from '../../http/errors/describe';
import { CredentialError } from '../../http/errors/errors';
import { SERVICE_NAME } from './hosts';
import type { Memorable } from '../../http/transport/single-flight';

/** Why a token request was refused. Never holds anything that was sent. */
export interface TokenFailure {
	/**
	 * - `final`: the same request again cannot help
	 * - `temporary`: may go well in a moment
	 */
	kind: 'final' | 'temporary';
	/** Cause, in words. */
	message: string;
	/** Which field to correct, or what else to do. */
	advice: string;
	/** B2C's code and correlation ID, which support asks for. */
	reference?: string;
	/** From Retry-After. */
	retryAfterMs?: number | undefined;
}

/** A refused sign-in is not tried again for this long: wrong passwords lock accounts. */
const REFUSAL_MEMORY_MS = 30_000;
/** The same for a service that is down or busy, unless it says when it will be back. */
const OUTAGE_MEMORY_MS = 5_000;
/** The longest that a Retry-After is believed: B2C counts requests over 5 minutes. */
const LONGEST_OUTAGE_MEMORY_MS = 300_000;

/** A sign-in that was refused, now or a moment ago. */
export class TokenEndpointError extends CredentialError implements Memorable {
	readonly failure: TokenFailure;
	readonly memoryMs: number;

	/** @param ageMs how long ago it happened */
	constructor(failure: TokenFailure, ageMs = 0) {
		super(failure.message, describe(failure, ageMs));
		this.failure = failure;
		this.memoryMs = memoryMs(failure);
	}

	aged(ageMs: number): TokenEndpointError {
		return new TokenEndpointError(this.failure, ageMs);
	}
}

function memoryMs({ kind, retryAfterMs = OUTAGE_MEMORY_MS }: TokenFailure): number {
	return kind === 'final' ? REFUSAL_MEMORY_MS : Math.min(retryAfterMs, LONGEST_OUTAGE_MEMORY_MS);
}

function describe(failure: TokenFailure, ageMs: number): string {
	const { kind, advice, reference, retryAfterMs = OUTAGE_MEMORY_MS } = failure;
	const next =
		kind === 'final'
			? `So that the account is not locked, the next sign-in with the same data is sent ${delayInWords(REFUSAL_MEMORY_MS - ageMs)}.`
			: tryAgainIn(retryAfterMs - ageMs);
	return sentences(advice, next, reference && `(${reference})`);
}

type Meaning = Pick<TokenFailure, 'kind' | 'message' | 'advice'>;

const WRONG_PASSWORD: Meaning = {
	kind: 'final',
	message: 'anybill does not accept the user name or password',
	advice: 'Check "User Name" and "Password" of the service account in the credential.',
};
const LOCKED: Meaning = {
	kind: 'final',
	message: 'The service account is locked',
	advice:
		'Too many wrong passwords lock it, from one minute up to 5 hours. Correct "Password" in the credential, wait, and try again; or ask anybill to unlock it.',
};
const UNKNOWN_CLIENT: Meaning = {
	kind: 'final',
	message: 'anybill does not know the client ID, or does not allow it to sign in with a password',
	advice: 'Check "Client ID" in the credential, or ask anybill to enable it for service accounts.',
};
const CLIENT_SECRET: Meaning = {
	kind: 'final',
	message: 'anybill wants no client secret for this client ID',
	advice: 'Check "Client ID" in the credential.',
};
const SCOPE_NOT_GRANTED: Meaning = {
	kind: 'final',
	message: 'anybill does not grant these scopes to the service account',
	advice: 'Check "Scopes" in the credential: all of one family, and enabled for your client ID.',
};
const SCOPE_MALFORMED: Meaning = {
	kind: 'final',
	message: 'A scope holds a character that anybill does not allow',
	advice: 'Check "Additional Scopes" in the credential: full URLs, separated by spaces.',
};
const REFRESH_TOKEN_UNUSABLE: Meaning = {
	kind: 'final',
	message: 'The refresh token is expired or revoked',
	advice: 'Open the credential and save it again to sign in anew.',
};
const UNAVAILABLE: Meaning = {
	kind: 'temporary',
	message: 'The sign-in of anybill is temporarily unavailable',
	advice: '',
};
const THROTTLED: Meaning = {
	kind: 'temporary',
	message: 'The sign-in of anybill receives too many requests',
	advice: '',
};
const REFUSED: Meaning = {
	kind: 'final',
	message: 'anybill refused the sign-in',
	advice: 'Check the client ID, the service account and the token URL in the credential.',
};

/**
 * What Azure AD B2C's codes mean for a sign-in.
 *
 * @see https://learn.microsoft.com/azure/active-directory-b2c/error-codes
 */
const MEANINGS = new Map<string, Meaning>(
	[
		[WRONG_PASSWORD, 90052, 90053, 90054, 90225] as const,
		[LOCKED, 90111, 90114] as const,
		// 90057: "not configured to allow the OAuth Implicit flow", which response_type=token asks for.
		// 90068, as later codes repeat it with another first digit: "not valid against this service".
		[UNKNOWN_CLIENT, 90018, 90057, 90068, 90092, 90224, 90248, 90284, 90285, 99068] as const,
		[CLIENT_SECRET, 90084] as const,
		[SCOPE_NOT_GRANTED, 90010, 90012, 90055, 90117, 90146, 90205] as const,
		[SCOPE_MALFORMED, 99005] as const,
		[REFRESH_TOKEN_UNUSABLE, 90080, 90085, 90087, 90088, 90128, 90129, 90279] as const,
		[UNAVAILABLE, 90035] as const,
		[THROTTLED, 90229, 90244] as const,
	].flatMap(([meaning, ...codes]) => codes.map((code) => [`AADB2C${code}`, meaning] as const)),
);

/** Nothing came, or not all of it. */
export const NO_RESPONSE: TokenFailure = {
	kind: 'temporary',
	message: 'The sign-in of anybill cannot be reached',
	advice: 'Check the network of n8n and the token URL in the credential.',
	reference: 'no response',
};

/** A success without a token. */
export const NO_ACCESS_TOKEN: TokenFailure = {
	kind: 'final',
	message: 'The response to the sign-in holds no usable access token',
	advice: 'Check the token URL in the credential. If it is right, ask anybill for help.',
};

/**
 * Reads an error response of the token endpoint (RFC 6749, section 5.2).
 *
 * @param response `body` is JSON as text or parsed, or the plain text of a throttled response;
 *   `grant` tells what was refused: a password, or a refresh token
 */
export function describeTokenError(response: {
	statusCode: number;
	body: unknown;
	retryAfterMs: number | undefined;
	grant: 'password' | 'refresh_token';
}): TokenFailure {
	const { statusCode, body, retryAfterMs, grant } = response;
	const { error, error_description: detail } = asObject(body);
	const text = typeof detail === 'string' ? detail : '';
	const code = /\bAADB2C\d{5}\b/.exec(text)?.[0];
	const found = MEANINGS.get(code ?? '') ?? meaningOfStatus(statusCode, error);
	const meaning = found === REFRESH_TOKEN_UNUSABLE && grant === 'password' ? WRONG_PASSWORD : found;
	const correlationId = /Correlation ID:\s*([0-9a-f-]{8,64})/i.exec(text)?.[1];
	// Never the free text, which might repeat what was sent.
	const reference = [code ?? `status ${statusCode}`]
		.concat(correlationId ? `correlation ID ${correlationId}` : [])
		.join(', ');
	return { ...meaning, reference, retryAfterMs };
}

function meaningOfStatus(statusCode: number, error: unknown): Meaning {
	if (statusCode === 429) return THROTTLED;
	if (statusCode >= 500) return UNAVAILABLE;
	// RFC 6749, section 5.2: invalid_grant is about whatever was presented.
	if (error === 'invalid_grant') return REFRESH_TOKEN_UNUSABLE;
	if (error === 'access_denied') return WRONG_PASSWORD;
	return REFUSED;
}

/** No response. Only the code gets out: the error itself holds the form, and with it the password. */
export function describeUnreachable(error: unknown, tokenUrl: string): TokenFailure {
	const { code, message, cause } = error as {
		code?: string;
		message?: string;
		cause?: { code?: string };
	};
	// The words of n8n, which holds the requests of a hook to the credential's domains, too.
	if (message?.startsWith('Domain not allowed')) {
		return {
			kind: 'final',
			message: 'The token URL is not among the allowed domains of the credential',
			advice: 'Add its host to "Allowed Domains" in the credential.',
		};
	}
	const explained = explainSignIn(error, tokenUrl, SERVICE_NAME);
	if (explained) return fromExplanation(explained);
	return { ...NO_RESPONSE, reference: code ?? cause?.code ?? 'no response' };
}

/** What the network did, as a failure that may be over in a moment. */
export function fromExplanation({ message, description }: Explanation): TokenFailure {
	return { kind: 'temporary', message, advice: description };
}

function asObject(body: unknown): Record<string, unknown> {
	if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
	if (typeof body !== 'string') return {};
	try {
		const parsed: unknown = JSON.parse(body);
		return typeof parsed === 'object' ? asObject(parsed) : {};
	} catch {
		return {};
	}
}
