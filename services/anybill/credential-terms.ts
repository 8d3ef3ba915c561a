/**
 * The credential's expirable property. n8n calls `preAuthentication` where it is empty, and stores
 * what the hook returns where the hook returns it. It is always empty: so the hook runs before every
 * request, and alone decides what is stored.
 */
export const EXPIRABLE = 'signInBeforeRequest';

/** What a test of the credential says to a token that is good, and of no use here. */
export const API_REJECTS_TOKEN =
	'The sign-in worked, but the API does not accept its token. Check environment, base URL and scopes';
