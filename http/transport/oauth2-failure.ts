import { explainBlocked, explainConnection } from '../errors/connection';
import { CredentialError } from '../errors/errors';
import { rootCause } from '../errors/root-cause';
import type { Memorable } from './single-flight';

/** How long a failure is remembered: whoever comes meanwhile fails at once. */
const TEMPORARY_MEMORY_MS = 5_000;
const FINAL_MEMORY_MS = 30_000;

/**
 * Network errors after which a second attempt may go well. Where the first one did arrive, a refresh
 * token that works once is spent, but what was issued for it is lost in any case.
 */
const PASSING = new Set([
	'ECONNREFUSED',
	'ECONNRESET',
	'EPIPE',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
]);

/** How a failure may end: not by itself, in a while, or in a moment. */
type Outlook = 'final' | 'temporary' | 'passing';

/** Why n8n could not renew an OAuth2 token. The API has not taken the request. */
export class RenewalError extends CredentialError implements Memorable {
	readonly memoryMs: number;
	/** It may go well in a moment. */
	readonly isWorthRetry: boolean;

	constructor(message: string, description: string, outlook: Outlook) {
		super(message, description);
		this.memoryMs = outlook === 'final' ? FINAL_MEMORY_MS : TEMPORARY_MEMORY_MS;
		this.isWorthRetry = outlook === 'passing';
	}

	aged(): this {
		return this;
	}
}

/**
 * What kept n8n from renewing an OAuth2 token, told without n8n's own words: they quote the token
 * response, which may hold a token.
 *
 * @param thrown by n8n
 * @param name the credential's
 */
export function readRenewalFailure(thrown: unknown, name: string): RenewalError {
	const blocked = explainBlocked(thrown);
	if (blocked) return new RenewalError(blocked.message, blocked.description, 'final');
	const what = `The access token of the credential "${name}" could not be renewed`;
	const cause = rootCause(thrown) as ThrownByOAuth2Client;
	const { code, message = '', body, response, status = response?.status } = cause;
	const isRefused = code === 'ESTATUS' || code === 'EAUTH';
	if (status === undefined && !isRefused && code !== undefined) {
		const explanation = explainConnection({ message, code }, 'sign-in', 'the service');
		return new RenewalError(
			`${what}: ${explanation.message}`,
			`${explanation.description} The API has not taken the request.`,
			PASSING.has(code) ? 'passing' : 'temporary',
		);
	}
	if (status !== undefined && (status === 429 || status >= 500)) {
		return new RenewalError(
			`${what}: the token endpoint responded with status ${status}`,
			'Try again in a moment. The API has not taken the request.',
			status === 429 ? 'temporary' : 'passing',
		);
	}
	// n8n says it in these words since 2.30; before, it passes on what the token endpoint said.
	if (body?.error === 'invalid_grant' || message.includes('needs to be reconnected')) {
		return new RenewalError(
			`The credential "${name}" needs to be reconnected.`,
			`The access was revoked, or was not used for too long. Open the credential "${name}" and check or reconnect it.`,
			'final',
		);
	}
	return new RenewalError(
		what,
		'The token endpoint did not give a new one. Open the credential, check the client ID and the client secret, and reconnect it.',
		'final',
	);
}

/** Errors of `@n8n/client-oauth2`, or of axios beneath it. */
interface ThrownByOAuth2Client {
	message?: string;
	code?: string;
	status?: number;
	body?: { error?: unknown };
	response?: { status: number };
}
