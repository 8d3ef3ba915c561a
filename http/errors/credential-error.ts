/**
 * The credential could not be used: a sign-in failed, or n8n could not refresh a token. No request
 * reached the API.
 */
export class CredentialError extends Error {
	/**
	 * @param message the cause, in words
	 * @param description which field to fix, or when to try again
	 */
	constructor(
		message: string,
		readonly description?: string,
	) {
		super(message);
		this.name = 'CredentialError';
	}
}
