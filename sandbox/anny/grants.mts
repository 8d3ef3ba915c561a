import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { clients } from './known.mts';

/** What the user is asked to allow. */
export interface AuthorizationRequest {
	clientId: string;
	redirectUri: string;
	state: string | undefined;
	scope: string;
	codeChallenge: string | undefined;
}

/** An OAuth 2.0 error of the token endpoint, RFC 6749 section 5.2. */
export class OAuthError extends Error {
	readonly status: number;
	readonly code: string;

	constructor(status: number, code: string, description: string) {
		super(description);
		this.status = status;
		this.code = code;
	}
}

export const invalidGrant = (why: string) => new OAuthError(400, 'invalid_grant', why);
const invalidClient = (why: string) => new OAuthError(401, 'invalid_client', why);

const CODE_LIFETIME_MS = 60_000;

/** Authorization codes that wait to be redeemed: single use, 60 seconds. */
export class AnnyOAuth {
	#codes = new Map<string, { request: AuthorizationRequest; expiresAt: number }>();

	issueCode(request: AuthorizationRequest): string {
		const code = `def50200${randomBytes(40).toString('hex')}`;
		this.#codes.set(code, { request, expiresAt: Date.now() + CODE_LIFETIME_MS });
		return code;
	}

	/** Takes a code out and checks everything that RFC 6749 and RFC 7636 bind to it. */
	redeem(form: Record<string, unknown>, clientId: string): AuthorizationRequest {
		const kept = this.#codes.get(String(form.code));
		this.#codes.delete(String(form.code));
		if (!kept || Date.now() > kept.expiresAt) {
			throw invalidGrant('The authorization code is invalid, expired or has been used.');
		}
		if (kept.request.clientId !== clientId) {
			throw invalidGrant('The authorization code was issued to another client.');
		}
		if (kept.request.redirectUri !== form.redirect_uri) {
			throw invalidGrant('The redirect URI is not the one of the authorization request.');
		}
		if (kept.request.codeChallenge !== undefined) {
			const digest = createHash('sha256').update(String(form.code_verifier)).digest('base64url');
			if (digest !== kept.request.codeChallenge) {
				throw invalidGrant('The code verifier does not match the code challenge.');
			}
		}
		return kept.request;
	}
}

/** The client of an id. */
export const clientOf = (clientId: unknown) =>
	Object.values(clients).find((client) => client.clientId === clientId);

/** A client's id and secret, from the body or from HTTP Basic (RFC 6749 section 2.3.1). */
function clientCredentials(
	form: Record<string, unknown>,
	authorization: string | undefined,
): { clientId: unknown; clientSecret: unknown } {
	const basic = authorization?.match(/^Basic +(\S+)$/i)?.[1];
	if (basic === undefined) return { clientId: form.client_id, clientSecret: form.client_secret };
	const [id = '', ...secret] = Buffer.from(basic, 'base64').toString().split(':');
	// Both are form-encoded before they are put together (RFC 6749 section 2.3.1).
	const decode = (value: string) => new URLSearchParams(`value=${value}`).get('value');
	return { clientId: decode(id), clientSecret: decode(secret.join(':')) };
}

/**
 * Authenticates a client at the token endpoint.
 * @returns its id
 * @throws {OAuthError} invalid_client
 */
export function authenticateClient(
	form: Record<string, unknown>,
	authorization: string | undefined,
): string {
	const { clientId, clientSecret } = clientCredentials(form, authorization);
	const client = clientOf(clientId);
	if (!client) throw invalidClient('The client is unknown.');
	if (client.clientSecret !== undefined) {
		const given = createHash('sha256').update(String(clientSecret)).digest();
		const wanted = createHash('sha256').update(client.clientSecret).digest();
		if (!timingSafeEqual(given, wanted)) throw invalidClient('Client authentication failed.');
	}
	return client.clientId;
}

/** `expiresAt` as anny writes it: ISO 8601, whole seconds, `+00:00`. */
export const isoSeconds = (milliseconds: number): string =>
	new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, '+00:00');
