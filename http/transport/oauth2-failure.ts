import { explainBlocked, explainConnection } from '../errors/connection';
import { CredentialError } from '../errors/errors';
import { rootCause } from '../errors/root-cause';

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

/** Why n8n could not renew an OAuth2 token. */
export interface RenewalFailure {
	error: CredentialError;
	/** It may go well in a while. */
	isTemporary: boolean;
	/** It may go well in a moment. */
	isWorthRetry: boolean;
}

/**
 * What kept n8n from renewing an OAuth2 token, told without n8n's own words: they quote the token
 * response, which may hold a token. The API itself had refused the request, so that nothing was done.
 *
 * @param thrown by n8n
 * @param name the credential's
 */
export function readRenewalFailure(thrown: unknown, name: string): RenewalFailure {
	const final = (message: string, description: string): RenewalFailure => ({
		error: new CredentialError(message, description),
		isTemporary: false,
		isWorthRetry: false,
	});
	const blocked = explainBlocked(thrown);
	if (blocked) return final(blocked.message, blocked.description);
	const cause = rootCause(thrown) as ThrownByOAuth2Client;
	const { code, message = '', body, response, status = response?.status } = cause;
	const isRefused = code === 'ESTATUS' || code === 'EAUTH';
	if (status === undefined && !isRefused && code !== undefined) {
		const explanation = explainConnection({ message, code }, 'sign-in', 'the service');
		return {
			error: new CredentialError(
				`The access token of the credential "${name}" could not be renewed: ${explanation.message}`,
				`${explanation.description} The API has not taken the request.`,
			),
			isTemporary: true,
			isWorthRetry: PASSING.has(code),
		};
	}
	if (status !== undefined && (status === 429 || status >= 500)) {
		return {
			error: new CredentialError(
				`The access token of the credential "${name}" could not be renewed: the token endpoint responded with status ${status}`,
				'Try again in a moment. The API has not taken the request.',
			),
			isTemporary: true,
			isWorthRetry: status !== 429,
		};
	}
	// n8n says it in these words since 2.30; before, it passes on what the token endpoint said.
	if (body?.error === 'invalid_grant' || message.includes('needs to be reconnected')) {
		return final(
			`The credential "${name}" needs to be reconnected.`,
			`The access was revoked, or was not used for too long. Open the credential "${name}" and check or reconnect it.`,
		);
	}
	return final(
		`The access token of the credential "${name}" could not be renewed`,
		'The token endpoint did not give a new one. Open the credential, check the client ID and the client secret, and reconnect it.',
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
