import { type Request, type Response, Router } from 'express';
import { formBody, formOrJson } from '../body.mts';
import { count } from '../counters.mts';
import type { Sandbox } from '../state.mts';
import { isUsable, REFRESH_TOKEN_SECONDS } from '../tokens.mts';
import { consentPage, errorPage } from './consent-page.mts';
import {
	authenticateClient,
	type AuthorizationRequest,
	clientOf,
	invalidGrant,
	isoSeconds,
	OAuthError,
} from './grants.mts';

/** Redirects back to the client with its state. */
function redirectBack(
	response: Response,
	{ redirectUri, state }: AuthorizationRequest,
	result: Record<string, string>,
): void {
	const url = new URL(redirectUri);
	for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value);
	if (state !== undefined) url.searchParams.set('state', state);
	response.redirect(302, url.href);
}

/** What is wrong with a request whose redirect URI is safe, as the client is told. */
function problemOf(
	{ codeChallenge }: AuthorizationRequest,
	parameters: Record<string, unknown>,
	isPublicClient: boolean,
): { error: string; error_description: string } | undefined {
	if (parameters.response_type !== 'code') {
		const error_description = 'The response type must be "code".';
		return { error: 'unsupported_response_type', error_description };
	}
	if (codeChallenge !== undefined && parameters.code_challenge_method !== 'S256') {
		const error_description = 'The code challenge method must be S256.';
		return { error: 'invalid_request', error_description };
	}
	if (codeChallenge === undefined && isPublicClient) {
		const error_description = 'A public client must send a code challenge.';
		return { error: 'invalid_request', error_description };
	}
	return undefined;
}

/**
 * Checks an authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
 * @returns the request, or `undefined` when it was refused here
 */
function authorizationRequest(
	parameters: Record<string, unknown>,
	response: Response,
): AuthorizationRequest | undefined {
	const text = (name: string) =>
		typeof parameters[name] === 'string' ? parameters[name] : undefined;
	const refuse = (error: string, description: string): void => {
		// No redirect: the address is not proven to be the client's.
		response.status(400).type('html').send(errorPage(error, description));
	};
	const client = clientOf(parameters.client_id);
	if (!client) {
		refuse('invalid_client', 'This client id is unknown.');
		return undefined;
	}
	const redirectUri = text('redirect_uri') ?? '';
	const isWeb = URL.canParse(redirectUri) && /^https?:$/.test(new URL(redirectUri).protocol);
	if (!isWeb || (client.redirectUris && !client.redirectUris.includes(redirectUri))) {
		refuse('invalid_request', 'The redirect URI is not registered for this client.');
		return undefined;
	}
	const asked: AuthorizationRequest = {
		clientId: client.clientId,
		redirectUri,
		state: text('state'),
		scope: text('scope') ?? '',
		codeChallenge: text('code_challenge'),
	};
	const problem = problemOf(asked, parameters, client.clientSecret === undefined);
	if (problem) {
		redirectBack(response, asked, problem);
		return undefined;
	}
	return asked;
}

/** Redeems a code or a refresh token. @returns who gets new tokens */
function grant(
	sandbox: Sandbox,
	form: Record<string, unknown>,
	clientId: string,
): { scopes: string[] } {
	if (form.grant_type === 'authorization_code') {
		const { scope } = sandbox.annyOAuth.redeem(form, clientId);
		return { scopes: scope.split(' ').filter(Boolean) };
	}
	if (form.grant_type === 'refresh_token') {
		const token = sandbox.tokens.anny.find(String(form.refresh_token));
		// Rotation: a refresh token may be used once.
		if (token && token.uses > 0) {
			sandbox.counters.anny.refreshTokenReused++;
			throw invalidGrant('The refresh token has been used before.');
		}
		if (!isUsable(token) || token.kind !== 'refresh' || token.clientId !== clientId) {
			throw invalidGrant('The refresh token is invalid, expired or revoked.');
		}
		token.uses++;
		return { scopes: token.scopes };
	}
	throw new OAuthError(400, 'unsupported_grant_type', 'The grant type is not supported.');
}

async function tokenResponse(sandbox: Sandbox, clientId: string, scopes: string[]) {
	const { settings, tokens } = sandbox;
	const { accessTokenSeconds, standardTokenFields } = settings.anny;
	const owner = { account: clientId, clientId, scopes };
	const access = await tokens.anny.issue({
		...owner,
		kind: 'access',
		lifetimeSeconds: accessTokenSeconds,
	});
	const refresh = await tokens.anny.issue({
		...owner,
		kind: 'refresh',
		lifetimeSeconds: REFRESH_TOKEN_SECONDS.anny,
	});
	return {
		access_token: access.value,
		refresh_token: refresh.value,
		// Minutes: anny's documentation shows 1440 for a day.
		expiresIn: Math.ceil(accessTokenSeconds / 60),
		expiresAt: isoSeconds(access.expiresAt),
		...(standardTokenFields && { token_type: 'Bearer', expires_in: accessTokenSeconds }),
	};
}

async function handleTokenRequest(
	sandbox: Sandbox,
	request: Request,
	response: Response,
): Promise<void> {
	const counters = sandbox.counters.anny;
	response.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
	try {
		const form = formOrJson(request);
		const clientId = authenticateClient(form, request.get('authorization'));
		const { scopes } = grant(sandbox, form, clientId);
		count(counters.grants, String(form.grant_type));
		response.json(await tokenResponse(sandbox, clientId, scopes));
	} catch (error) {
		if (!(error instanceof OAuthError)) throw error;
		count(counters.grantErrors, error.code);
		if (error.status === 401) response.set('WWW-Authenticate', 'Basic realm="anny sandbox"');
		response
			.status(error.status)
			.json({ error: error.code, error_description: error.message, message: error.message });
	}
}

/** `/oauth/authorize` and `/oauth/token`. */
export function oauthRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.get('/authorize', (request, response) => {
		const asked = authorizationRequest(request.query, response);
		if (!asked) return;
		const fields: Record<string, string | undefined> = {
			client_id: asked.clientId,
			redirect_uri: asked.redirectUri,
			response_type: 'code',
			state: asked.state,
			scope: asked.scope,
			code_challenge: asked.codeChallenge,
			code_challenge_method: asked.codeChallenge && 'S256',
		};
		response.type('html').send(consentPage(asked.clientId, asked.scope, fields));
	});
	router.post('/authorize', (request, response) => {
		const form = formBody(request);
		const asked = authorizationRequest(form, response);
		if (!asked) return;
		if (form.decision === 'allow') {
			redirectBack(response, asked, { code: sandbox.annyOAuth.issueCode(asked) });
		} else {
			redirectBack(response, asked, {
				error: 'access_denied',
				error_description: 'The resource owner denied the request.',
			});
		}
	});
	router.post('/token', (request, response) => handleTokenRequest(sandbox, request, response));
	return router;
}
