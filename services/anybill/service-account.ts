import { createHmac, createSecretKey, randomBytes, scrypt } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { CredentialError } from '../../http/errors/errors';
import { textOf } from '../../http/json';
import { allowedHosts, assertAllowed } from '../../http/request/allowed-hosts';
import { anybillBaseUrl, anybillTokenUrl, TOKEN_URL } from './hosts';
import { scopeProblem, scopesOf } from './scopes';

/** What a sign-in needs: change any of it, and older tokens are somebody else's. */
export interface ServiceAccount {
	tokenUrl: string;
	clientId: string;
	username: string;
	password: string;
	scopes: string[];
}

/**
 * The service account of a credential: complete, with scopes that can be asked for together, and a
 * token URL that the password may be sent to.
 *
 * @throws {CredentialError | InputError} naming the field to correct
 */
export function parseServiceAccount(credentials: ICredentialDataDecryptedObject): ServiceAccount {
	const account = {
		tokenUrl: anybillTokenUrl(credentials),
		clientId: textOf(credentials.clientId).trim(),
		username: textOf(credentials.username).trim(),
		password: textOf(credentials.password),
		scopes: scopesOf(credentials.scopes, credentials.additionalScopes),
	};
	assertFilledIn('Client ID', account.clientId);
	assertFilledIn('User Name', account.username);
	assertFilledIn('Password', account.password);
	assertScopes(account.scopes);
	assertTokenUrl(account.tokenUrl, credentials);
	return account;
}

function assertFilledIn(field: string, value: string): void {
	if (value !== '') return;
	throw new CredentialError(
		`"${field}" is empty in the credential`,
		'Open the credential and fill it in. anybill gives it to you with the service account.',
	);
}

function assertScopes(scopes: string[]): void {
	const problem = scopeProblem(scopes);
	if (problem === undefined) return;
	throw new CredentialError(
		problem,
		'Open the credential and choose scopes of one family, Vendor or Partner Platform. Use a second credential for the other.',
	);
}

/**
 * The lock of the credential holds for the token URL, too: the list alone, since an expression may
 * have chosen the base URL. "None" means the base URL and the default token URL.
 */
function assertTokenUrl(tokenUrl: string, credentials: ICredentialDataDecryptedObject): void {
	if (!URL.canParse(tokenUrl)) {
		throw new CredentialError(
			'The token URL in the credential is not a valid URL',
			'Correct "Token URL".',
		);
	}
	const isNone = credentials.allowedHttpRequestDomains === 'none';
	if (isNone && tokenUrl === TOKEN_URL) return;
	const baseUrl = isNone ? anybillBaseUrl(credentials) : '';
	assertAllowed(new URL(tokenUrl), allowedHosts(credentials, baseUrl));
}

/**
 * Of this process alone: a fingerprint that gets out tells nothing. Node.js would make bytes a key anew
 * for each request, which takes ten times as long as the rest.
 */
const FINGERPRINT_KEY = createSecretKey(randomBytes(32));

/** The same for the same account, in this process only. */
export function fingerprint(account: ServiceAccount): string {
	return createHmac('sha256', FINGERPRINT_KEY).update(canonical(account)).digest('base64url');
}

/**
 * Ties an access token to the account that it was issued for, so that stored tokens are recognized
 * after a restart. It tells nothing of the account to whoever lacks the token, and is too slow for
 * guessing passwords to whoever has it.
 */
export async function tokenIdentity(account: ServiceAccount, accessToken: string): Promise<string> {
	const key = await new Promise<Buffer>((resolve, reject) => {
		const salt = canonical({ ...account, password: '' });
		// Node's default cost, some 30 ms: spent once for each sign-in and each restart.
		scrypt(account.password, salt, 32, (error, derived) => {
			if (error) reject(error);
			else resolve(derived);
		});
	});
	return createHmac('sha256', key).update(accessToken).digest('base64url');
}

/** One text for one account, in whichever order its scopes come. */
function canonical({ tokenUrl, clientId, username, password, scopes }: ServiceAccount): string {
	return JSON.stringify([tokenUrl, clientId, username, password, [...scopes].sort()]);
}
