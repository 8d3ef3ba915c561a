import { randomUUID } from 'node:crypto';

type ErrorName =
	| 'invalid_request'
	| 'unauthorized_client'
	| 'unsupported_grant_type'
	| 'invalid_scope'
	| 'access_denied'
	| 'invalid_grant'
	| 'temporarily_unavailable';

// Codes and texts: "Error codes: Azure Active Directory B2C" in Microsoft's documentation.
const table = {
	90010: ['invalid_request', 'The request does not contain a scope parameter.'],
	90018: [
		'unauthorized_client',
		"The client id '{0}' specified in the request is not registered in tenant 'ad.anybill.de'.",
	],
	90035: [
		'temporarily_unavailable',
		'The service is temporarily unavailable. Please retry after a few minutes.',
	],
	90055: [
		'invalid_scope',
		"The scope '{0}' provided in request must specify a resource, such as 'https://example.com/calendar.read'.",
	],
	90080: ['invalid_grant', 'The provided grant has expired. Please re-authenticate and try again.'],
	90083: ['invalid_request', 'The request is missing required parameter: {0}.'],
	90084: [
		'invalid_request',
		'Public clients should not send a client_secret when redeeming a publicly acquired grant.',
	],
	90086: ['unsupported_grant_type', 'The supplied grant_type [{0}] is not supported.'],
	90088: ['invalid_grant', 'The provided grant has not been issued for this endpoint.'],
	90111: [
		'access_denied',
		'Your account has been locked. Contact your support person to unlock it, then try again.',
	],
	90114: [
		'access_denied',
		'Your account is temporarily locked to prevent unauthorized use. Try again later.',
	],
	90117: ['invalid_request', "The scope '{0}' provided in the request is not supported."],
	90129: [
		'invalid_grant',
		'The provided grant has been revoked. Please reauthenticate and try again.',
	],
	90146: [
		'invalid_request',
		"The scope '{0}' provided in request specifies more than one resource for an access token, which is not supported.",
	],
	90205: [
		'unauthorized_client',
		'This application does not have sufficient permissions against this web resource to perform the operation.',
	],
	90224: ['unauthorized_client', 'Resource owner flow has not been enabled for the application.'],
	90225: ['access_denied', 'The username or password provided in the request are invalid.'],
} as const satisfies Record<number, readonly [ErrorName, string]>;

type B2cCode = keyof typeof table;

/**
 * An error body as B2C writes it: the description ends with a correlation id and a time.
 * @param error B2C's own for that code unless given; `invalid_request` for a code without one
 * @param value what the text names: a client id, a scope, a parameter
 */
export function b2cErrorBody(code: number, error?: string, value = '') {
	const [ownError, text] =
		code in table ? table[code as B2cCode] : ['invalid_request', 'The sandbox has no text for it.'];
	const time = new Date().toISOString().replace('T', ' ').replace(/\.\d+/, '');
	return {
		error: error ?? ownError,
		error_description: `AADB2C${code}: ${text.replace('{0}', value)}\r\nCorrelation ID: ${randomUUID()}\r\nTimestamp: ${time}\r\n`,
	};
}

/** A refusal of the token endpoint; always HTTP 400. */
export class B2cError extends Error {
	readonly code: B2cCode;
	readonly value: string;

	/** @param value what the text names: a client id, a scope, a parameter */
	constructor(code: B2cCode, value = '') {
		super(`AADB2C${code}`);
		this.code = code;
		this.value = value;
	}

	body() {
		return b2cErrorBody(this.code, undefined, this.value);
	}
}
