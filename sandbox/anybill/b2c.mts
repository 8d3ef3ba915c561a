import { type Request, type Response, Router } from 'express';
import { formBody, mediaType } from '../body.mts';
import { count } from '../counters.mts';
import { textOf } from '../json.mts';
import type { Sandbox } from '../state.mts';
import { REFRESH_TOKEN_SECONDS, signJwt } from '../tokens.mts';
import { B2cError } from './b2c-errors.mts';
import { known, resourceScopes } from './known.mts';

type Form = Partial<Record<string, string>>;

// OpenID Connect's own scopes; MSAL always sends `profile` too.
const OPENID_SCOPES = ['openid', 'offline_access', 'profile'];

const resourceOf = (scope: string) => scope.slice(0, scope.lastIndexOf('/'));

/**
 * Checks the scopes of a token request.
 * @returns those that stand for a right at one API
 * @throws {B2cError} none, unsupported, of two APIs, or not permitted for the client
 */
function resourceScopesOf(scope: string | undefined, clientId: string): string[] {
	if (!scope?.trim()) throw new B2cError(90010);
	const asked = scope.split(/\s+/).filter((one) => one && !OPENID_SCOPES.includes(one));
	if (asked.length === 0) throw new B2cError(90055, scope);
	for (const one of asked) {
		if (!one.startsWith('https://')) throw new B2cError(90055, one);
		if (!resourceScopes.includes(one)) throw new B2cError(90117, one);
	}
	if (new Set(asked.map(resourceOf)).size > 1) throw new B2cError(90146, scope);
	if (clientId === known.clients.limited && asked.some((one) => one !== resourceScopes[0])) {
		throw new B2cError(90205);
	}
	return asked;
}

/** What both grants need. @throws {B2cError} */
function parseRequest(form: Form) {
	const { grant_type: grantType, client_id: clientId } = form;
	if (!grantType) throw new B2cError(90083, 'grant_type');
	if (grantType !== 'password' && grantType !== 'refresh_token') {
		throw new B2cError(90086, grantType);
	}
	if (!clientId) throw new B2cError(90083, 'client_id');
	if (!Object.values(known.clients).includes(clientId)) throw new B2cError(90018, clientId);
	if (form.client_secret !== undefined) throw new B2cError(90084);
	if (clientId === known.clients.withoutRopc) throw new B2cError(90224);
	const responseTypes = (form.response_type ?? '').split(' ');
	// The documentation's requests all have response_type=token; B2C's refresh works without.
	if (grantType === 'password' && !responseTypes.includes('token')) {
		throw new B2cError(90083, 'response_type');
	}
	return {
		grantType,
		clientId,
		scopes: resourceScopesOf(form.scope, clientId),
		wantsRefreshToken: form.scope?.includes('offline_access') === true,
		wantsIdToken: responseTypes.includes('id_token'),
		wantsClientInfo: form.client_info === '1',
	};
}

type TokenRequest = ReturnType<typeof parseRequest>;

/** Checks user name and password. @returns the account */
function signIn({ lockout }: Sandbox, { username = '', password = '' }: Form): string {
	const account = Object.values(known.accounts).find((one) => one.username === username);
	if (!account) throw new B2cError(90225);
	if (account === known.accounts.locked) throw new B2cError(90111);
	if (lockout.isLocked(username)) throw new B2cError(90114);
	if (account.password !== password) {
		lockout.failed(username, password);
		throw new B2cError(90225);
	}
	lockout.succeeded(username);
	return username;
}

/** Redeems a refresh token. @returns the account it belongs to */
function redeem(sandbox: Sandbox, form: Form): string {
	if (!form.refresh_token) throw new B2cError(90083, 'refresh_token');
	const token = sandbox.tokens.anybill.find(form.refresh_token);
	if (token?.kind !== 'refresh' || token.clientId !== form.client_id) throw new B2cError(90088);
	if (token.state !== 'good') throw new B2cError(90129);
	if (Date.now() >= token.expiresAt) throw new B2cError(90080);
	if (token.uses > 0) {
		sandbox.counters.anybill.refreshTokenReused++;
		if (sandbox.settings.anybill.singleUseRefreshTokens) throw new B2cError(90129);
	}
	token.uses++;
	return token.account;
}

async function tokenResponse(sandbox: Sandbox, request: TokenRequest, account: string) {
	const { accessTokenSeconds, expiresInForm } = sandbox.settings.anybill;
	const { clientId, scopes } = request;
	const owner = { account, clientId, scopes };
	const store = sandbox.tokens.anybill;
	const seconds = (value: number) => (expiresInForm === 'string' ? String(value) : value);
	const access = await store.issue({
		...owner,
		kind: 'access',
		lifetimeSeconds: accessTokenSeconds,
	});
	const body: Record<string, unknown> = {
		access_token: access.value,
		token_type: 'Bearer',
		expires_in: seconds(accessTokenSeconds),
	};
	if (request.wantsRefreshToken) {
		const lifetimeSeconds = REFRESH_TOKEN_SECONDS.anybill;
		const refresh = await store.issue({ ...owner, kind: 'refresh', lifetimeSeconds });
		body.refresh_token = refresh.value;
		if (request.grantType === 'refresh_token') {
			body.refresh_token_expires_in = seconds(lifetimeSeconds);
		}
	}
	if (request.wantsIdToken) {
		body.id_token = await signJwt({
			iss: `${sandbox.addresses.anybill}/ad.anybill.de/v2.0/`,
			sub: account,
			oid: account,
			aud: clientId,
			iat: Math.floor(Date.now() / 1000),
			exp: Math.floor(access.expiresAt / 1000),
			tfp: 'b2c_1_ropc_vendor',
		});
	}
	if (request.wantsClientInfo) {
		const info = { uid: `${account}-b2c_1_ropc_vendor`, utid: 'ad.anybill.de' };
		body.client_info = Buffer.from(JSON.stringify(info)).toString('base64url');
		body.scope = scopes.join(' ');
	}
	return body;
}

const handleTokenRequest =
	(sandbox: Sandbox) =>
	async (request: Request, response: Response): Promise<void> => {
		const counters = sandbox.counters.anybill;
		response.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
		try {
			// A body of another type is not read, so every parameter is missing.
			const isForm = mediaType(request) === 'application/x-www-form-urlencoded';
			const form: Form = isForm ? formBody(request) : {};
			const parsed = parseRequest(form);
			const account =
				parsed.grantType === 'password' ? signIn(sandbox, form) : redeem(sandbox, form);
			count(counters.grants, parsed.grantType);
			response.json(await tokenResponse(sandbox, parsed, account));
		} catch (error) {
			if (!(error instanceof B2cError)) throw error;
			count(counters.grantErrors, error.message);
			response.status(400).json(error.body());
		}
	};

/** Azure AD B2C's token endpoint, in both of its addresses, and its discovery document. */
export function b2cRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const policyPath = '/b2c_1_ropc_vendor';
	const handle = handleTokenRequest(sandbox);
	router.post('/oauth2/v2.0/token', async (request, response) => {
		if (textOf(request.query.p).toLowerCase() === 'b2c_1_ropc_vendor') {
			await handle(request, response);
		} else response.status(404).type('html').send('<h1>404</h1> The policy does not exist.');
	});
	router.post(`${policyPath}/oauth2/v2.0/token`, handle);
	router.get(`${policyPath}/v2.0/.well-known/openid-configuration`, (request, response) => {
		// What stands in front of it may have another name: see Express's "trust proxy".
		const origin = `${request.protocol}://${request.host}`;
		const base = `${origin}/ad.anybill.de${policyPath}`;
		response.json({
			issuer: `${origin}/ad.anybill.de/v2.0/`,
			authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
			token_endpoint: `${base}/oauth2/v2.0/token`,
			end_session_endpoint: `${base}/oauth2/v2.0/logout`,
			jwks_uri: `${base}/discovery/v2.0/keys`,
			response_types_supported: ['code', 'id_token', 'token id_token'],
			subject_types_supported: ['pairwise'],
			id_token_signing_alg_values_supported: ['RS256'],
		});
	});
	return router;
}
