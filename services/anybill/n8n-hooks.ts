import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { CredentialError } from '../../http/errors/errors';
import { assertMaySign } from '../../http/request/signing-lock';
import { isTestRequest, withoutToken, withToken } from '../credential-test';
import { probeRequest, probeToken } from './api-probe';
import { API_REJECTS_TOKEN, EXPIRABLE } from './credential-terms';
import { anybillBaseUrl } from './hosts';
import { fingerprint, parseServiceAccount, type ServiceAccount } from './service-account';
import { tokenCache, type Known, type TokenCache } from './token-cache';
import { signIn, type HttpRequest } from './token-endpoint';
import { storedTokens, toStoredTokens, type TokenSet } from './token-set';

/**
 * What has become of one request so far. n8n hands the same credential data to both hooks, another
 * for each request.
 */
type Progress =
	/** `authenticate` had no token to sign it with. */
	| { step: 'unsigned' }
	/** It went out with this token. */
	| { step: 'signed'; accessToken: string; isSingleUse: boolean }
	/** It is the first of a credential test, and goes out without a token. */
	| { step: 'testing'; hasSignedIn: boolean }
	/** The API wants a token, and the password has given one: it is the second of a credential test. */
	| { step: 'tested' }
	/** The password has given a token for it. */
	| { step: 'signedIn' };

/** Everything that a request has to go with: made once for each call of a hook. */
interface Call {
	http: HttpRequest;
	credentials: ICredentialDataDecryptedObject;
	account: ServiceAccount;
	key: string;
}

/**
 * The two hooks of the credential, as n8n calls them. Three callers behave differently:
 *
 * - `helpers.httpRequestWithAuthentication` (this package's nodes): `preAuthentication`,
 *   `authenticate`, the request. Where that ends in an error with status 401, both hooks again, and
 *   the request once more.
 * - The helper behind n8n's HTTP Request node: the same after ANY error, writes included, if
 *   `preAuthentication` returns the expirable property.
 * - The credential test: as the first.
 *
 * @see n8n-core's request-helpers/authentication.ts, n8n's credentials-helper.ts
 */
export class CredentialHooks {
	private readonly progress = new WeakMap<ICredentialDataDecryptedObject, Progress>();
	private readonly inMemoryOnly = new WeakSet<ICredentialDataDecryptedObject>();

	private readonly cache: TokenCache;

	constructor(cache: TokenCache) {
		this.cache = cache;
	}

	/**
	 * Sees to it that there is a token to sign the request with.
	 *
	 * @returns what n8n is to store: new tokens once, for the caller that had them issued; else nothing
	 * @throws {CredentialError} incomplete, refused, or out of reach
	 */
	async preAuthenticate(
		http: HttpRequest,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const account = parseServiceAccount(credentials);
		const call = { http, credentials, account, key: fingerprint(account) };
		const output = await this.prepare(call);
		return this.inMemoryOnly.has(credentials) ? {} : output;
	}

	private async prepare(call: Call): Promise<IDataObject> {
		const progress = this.progress.get(call.credentials);
		switch (progress?.step) {
			case 'signed':
				return await this.afterFailure(call, progress);
			case 'testing':
				return await this.test(call, progress.hasSignedIn);
			case 'unsigned':
				// n8n's HTTP Request node sends nothing unless this property comes back.
				return { ...(await this.ensureTokens(call)), [EXPIRABLE]: '' };
			default:
				return await this.ensureTokens(call);
		}
	}

	/**
	 * Signs a request, unless it is the first of a credential test.
	 *
	 * @throws {InputError} where the credential must not be sent there
	 * @throws {SignInRequired} where `preAuthentication` has to be called first
	 */
	authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): IHttpRequestOptions {
		const account = parseServiceAccount(credentials);
		const step = this.progress.get(credentials)?.step;
		const isTest = step === 'tested' || isTestRequest(requestOptions);
		const options = { ...requestOptions, ...(isTest && probeRequest(credentials, account)) };
		assertMaySign(credentials, anybillBaseUrl(credentials), options);
		if (isTest && step !== 'tested') {
			this.progress.set(credentials, { step: 'testing', hasSignedIn: step === 'signedIn' });
			return withoutToken(options);
		}
		const tokens = this.cache.usable(fingerprint(account));
		if (!tokens) {
			this.progress.set(credentials, { step: 'unsigned' });
			throw new SignInRequired();
		}
		const { accessToken } = tokens;
		const isSingleUse = hasSingleUseBody(options);
		this.progress.set(credentials, { step: 'signed', accessToken, isSingleUse });
		if (isTest) return withToken(options, accessToken);
		return { ...options, headers: { ...options.headers, Authorization: `Bearer ${accessToken}` } };
	}

	/**
	 * Takes note that the API responded 401 to a request.
	 *
	 * @param credentials the data that this request was signed with
	 * @returns whether the request is worth sending again, signed anew
	 */
	rejectToken(credentials: ICredentialDataDecryptedObject): boolean {
		const progress = this.progress.get(credentials);
		if (progress?.step !== 'signed') return false;
		return this.cache.reject(fingerprint(parseServiceAccount(credentials)), progress.accessToken);
	}

	/** The access token of the request that was signed with these data. */
	sentSecrets(credentials: ICredentialDataDecryptedObject): string[] {
		const progress = this.progress.get(credentials);
		return progress?.step === 'signed' ? [progress.accessToken] : [];
	}

	/** Lets n8n store nothing of what a request with these data brings. */
	keepInMemory(credentials: ICredentialDataDecryptedObject): void {
		this.inMemoryOnly.add(credentials);
	}

	private async ensureTokens(call: Call): Promise<IDataObject> {
		let issued: TokenSet | undefined;
		await this.cache.get(call.key, async (known) => {
			const stored = await storedTokens(call.credentials, call.account);
			if (stored && isUsable(stored, known)) return stored;
			const refreshable = refreshableTokens([known.tokens, stored], known);
			if (!refreshable) this.progress.set(call.credentials, { step: 'signedIn' });
			issued = await signIn(call.http, call.account, refreshable?.refreshToken ?? '');
			issued = keepRefreshToken(issued, refreshable);
			return issued;
		});
		return issued ? await this.toStore(call, issued) : {};
	}

	/**
	 * The request has failed; n8n does not say how. What is returned makes n8n send it again, so it has
	 * to be certain that the API did not take it: it rejects the token, and the token has not expired
	 * since.
	 */
	private async afterFailure(
		call: Call,
		{ accessToken, isSingleUse }: Progress & { step: 'signed' },
	): Promise<IDataObject> {
		if (!(await this.isRejected(call, accessToken))) return {};
		const output = await this.ensureTokens(call);
		// An upload's stream is spent: n8n before 2.41 would send it again, and wait for its end in vain.
		return isSingleUse ? {} : { ...output, [EXPIRABLE]: '' };
	}

	private async isRejected(call: Call, accessToken: string): Promise<boolean> {
		const { cache } = this;
		const { key } = call;
		const isInUse = () => cache.usable(key)?.accessToken === accessToken;
		if (cache.isRejected(key, accessToken)) return true;
		if (!isInUse()) return false;
		const isRejected = await cache.check(key, accessToken, async () => {
			const request = listedProbe(call);
			if (!request) return false;
			return (await probeToken(call.http, request, accessToken)).kind === 'rejected';
		});
		if (!isRejected) return false;
		// Others have waited for the same probe.
		return cache.isRejected(key, accessToken) || (isInUse() && cache.reject(key, accessToken));
	}

	/**
	 * Between the two requests of a credential test: the API wants a token. The password, as it stands in
	 * the fields, has to give one that the API takes.
	 */
	private async test(call: Call, hasSignedIn: boolean): Promise<IDataObject> {
		const { cache, progress } = this;
		const { http, account, key, credentials } = call;
		const usable = hasSignedIn ? cache.usable(key) : undefined;
		const tokens = usable ?? (await cache.renew(key, async () => await signIn(http, account, '')));
		const request = probeRequest(credentials, account);
		assertMaySign(credentials, request.baseURL, request);
		const result = await probeToken(http, request, tokens.accessToken);
		switch (result.kind) {
			case 'rejected':
				throw new CredentialError(API_REJECTS_TOKEN);
			case 'unclear':
				throw new CredentialError(
					`The sign-in worked, but the API ${result.reason}. Check environment and base URL`,
				);
			case 'accepted':
			case 'blocked':
				// n8n keeps the hook from a host that is not listed: the second request then proves it alone.
				progress.set(credentials, { step: 'tested' });
				return usable ? {} : await this.toStore(call, tokens);
		}
	}

	private async toStore({ account }: Call, tokens: TokenSet): Promise<IDataObject> {
		return { ...(await toStoredTokens(tokens, account)), [EXPIRABLE]: '' };
	}
}

/**
 * The probe of a request that failed. An expression may have chosen the base URL, so the list alone
 * counts here; with "None" there is no list, and no expression either.
 *
 * @returns undefined where the list does not allow it
 */
function listedProbe({ credentials, account }: Call): IHttpRequestOptions | undefined {
	const request = probeRequest(credentials, account);
	const isNone = credentials.allowedHttpRequestDomains === 'none';
	try {
		assertMaySign(credentials, isNone ? request.baseURL : '', request);
		return request;
	} catch {
		return undefined;
	}
}

/** Looks to n8n like a response with status 401: it calls `preAuthentication` and signs again. */
class SignInRequired extends Error {
	readonly response = { status: 401 };

	constructor() {
		super('The access token is missing or expired');
		this.name = 'SignInRequired';
	}
}

/** As n8n 2.41 tells it: a form with files, or a stream. */
function hasSingleUseBody({ body, ...more }: IHttpRequestOptions): boolean {
	return 'formData' in more || typeof (body as { pipe?: unknown } | undefined)?.pipe === 'function';
}

function isUsable(tokens: TokenSet, { rejected }: Known): boolean {
	return tokens.accessToken !== rejected && tokens.accessTokenExpiresAtMs > Date.now();
}

/**
 * Of several tokens those that live longest: another process of the same n8n may have stored newer
 * ones than this one knows. Once the API has rejected a session, only the password starts a new one.
 */
function refreshableTokens(sets: Array<TokenSet | undefined>, { rejected }: Known) {
	return sets
		.filter((tokens) => tokens !== undefined)
		.filter(({ accessToken, refreshToken }) => accessToken !== rejected && refreshToken !== '')
		.filter(({ refreshTokenExpiresAtMs }) => refreshTokenExpiresAtMs > Date.now())
		.sort((a, b) => b.refreshTokenExpiresAtMs - a.refreshTokenExpiresAtMs)[0];
}

/** A server need not send a new refresh token: the old one stays valid (RFC 6749, section 6). */
function keepRefreshToken(tokens: TokenSet, before: TokenSet | undefined): TokenSet {
	if (tokens.refreshToken !== '' || !before) return tokens;
	const { refreshToken, refreshTokenExpiresAtMs } = before;
	return { ...tokens, refreshToken, refreshTokenExpiresAtMs };
}

/** The hooks of this process. */
export const credentialHooks = new CredentialHooks(tokenCache);
