/**
 * What Azure AD B2C's error codes mean for a sign-in
 * (https://learn.microsoft.com/azure/active-directory-b2c/error-codes).
 */
export interface TokenFailure {
	/** Cause, in words. Never holds anything that was sent. */
	message: string;
	/** Which field to fix, or when to try again; B2C's code and correlation ID. */
	description: string;
	/**
	 * - `rejected`: trying again with the same details cannot help
	 * - `grant`: the refresh token is of no use any more; the password is
	 * - `temporary`: may go well in a moment
	 */
	kind: 'rejected' | 'grant' | 'temporary';
	/** From Retry-After, in ms. */
	retryAfter?: number | undefined;
}

interface Meaning {
	codes: string[];
	kind: TokenFailure['kind'];
	message: string;
	advice: string;
}

const MEANINGS: Meaning[] = [
	{
		codes: ['AADB2C90225'],
		kind: 'rejected',
		message: 'anybill does not accept the user name or password',
		advice: 'Check "User Name" and "Password" of the service account in the credential.',
	},
	{
		codes: ['AADB2C90111', 'AADB2C90114'],
		kind: 'rejected',
		message: 'The service account is locked',
		advice:
			'Too many wrong passwords lock it, from one minute up to 5 hours. Correct "Password" in the credential, wait, and try again; or ask anybill to unlock it.',
	},
	{
		codes: ['AADB2C90018', 'AADB2C90224'],
		kind: 'rejected',
		message: 'anybill does not know the client ID, or does not allow it to sign in with a password',
		advice:
			'Check "Client ID" in the credential, or ask anybill to enable it for service accounts.',
	},
	{
		codes: [
			'AADB2C90010',
			'AADB2C90012',
			'AADB2C90055',
			'AADB2C90117',
			'AADB2C90146',
			'AADB2C90205',
		],
		kind: 'rejected',
		message: 'anybill does not grant these scopes to the service account',
		advice: 'Check "Scopes" in the credential: all of one family, and enabled for your client ID.',
	},
	{
		codes: ['AADB2C90080', 'AADB2C90085', 'AADB2C90088', 'AADB2C90128', 'AADB2C90129'],
		kind: 'grant',
		message: 'The refresh token is expired or revoked',
		advice: 'Open the credential and save it again to sign in anew.',
	},
	{
		codes: ['AADB2C90084'],
		kind: 'rejected',
		message: 'anybill wants no client secret for this client ID',
		advice: 'Check "Client ID" in the credential.',
	},
	{
		codes: ['AADB2C90035'],
		kind: 'temporary',
		message: 'The sign-in of anybill is temporarily unavailable',
		advice: 'Try again in a moment.',
	},
	{
		codes: ['AADB2C90229'],
		kind: 'temporary',
		message: 'The sign-in of anybill receives too many requests',
		advice: 'Try again in a few minutes.',
	},
];

/**
 * Reads an error answer of the token endpoint.
 *
 * @param statusCode of the answer
 * @param body JSON as text or parsed; throttling answers plain text
 * @param retryAfter from the header, in ms
 * @param grant what was asked with: a password that is refused is no refresh token that has expired
 */
export function readTokenError(
	statusCode: number,
	body: unknown,
	retryAfter: number | undefined,
	grant: 'password' | 'refresh_token',
): TokenFailure {
	const { error, error_description: detail } = asObject(body);
	const text = typeof detail === 'string' ? detail : '';
	const code = /AADB2C\d+/.exec(text)?.[0];
	const found =
		MEANINGS.find(({ codes }) => code !== undefined && codes.includes(code)) ??
		fallback(statusCode, error);
	// RFC 6749, section 5.2: invalid_grant is about whatever was presented.
	const meaning = found.kind === 'grant' && grant === 'password' ? meaningOf('AADB2C90225') : found;
	const when =
		meaning.kind === 'temporary' && retryAfter !== undefined
			? `Try again in ${Math.ceil(retryAfter / 1000)} seconds.`
			: meaning.advice;
	return {
		kind: meaning.kind,
		message: meaning.message,
		description: [when, reference(code, text, statusCode)].join(' '),
		retryAfter,
	};
}

function fallback(statusCode: number, error: unknown): Meaning {
	if (statusCode === 429) return meaningOf('AADB2C90229');
	if (statusCode >= 500) return meaningOf('AADB2C90035');
	if (error === 'invalid_grant') return meaningOf('AADB2C90080');
	if (error === 'access_denied') return meaningOf('AADB2C90225');
	return {
		codes: [],
		kind: 'rejected',
		message: 'anybill refused the sign-in',
		advice: 'Check the client ID, the service account and the token URL in the credential.',
	};
}

function meaningOf(code: string): Meaning {
	return MEANINGS.find(({ codes }) => codes.includes(code)) as Meaning;
}

/** Code and correlation ID, which support asks for; never the free text, which might echo input. */
function reference(code: string | undefined, text: string, statusCode: number): string {
	const correlationId = /Correlation ID:\s*([0-9a-f-]{8,64})/i.exec(text)?.[1];
	const parts = [
		code ?? `status ${statusCode}`,
		correlationId && `correlation ID ${correlationId}`,
	];
	return `(${parts.filter(Boolean).join(', ')})`;
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
