import type { RequestHandler, Response } from 'express';
import type { Locals } from '../observe.mts';
import type { Sandbox } from '../state.mts';
import { bearerToken, isUsable, type TokenRecord } from '../tokens.mts';
import { sendUnauthorized } from './errors.mts';

/** What anybill's handlers know of a request. */
export interface AnybillLocals extends Locals {
	token: TokenRecord;
}

export type AnybillResponse = Response<unknown, AnybillLocals>;

/** Lets only requests with a usable access token pass. */
export function signedIn(sandbox: Sandbox): RequestHandler {
	return (request, response, next) => {
		const token = sandbox.tokens.anybill.find(bearerToken(request.get('authorization')) ?? '');
		if (!isUsable(token) || token.kind !== 'access') {
			sendUnauthorized(sandbox, response);
			return;
		}
		response.locals.token = token;
		next();
	};
}

/** Lets only tokens with a scope pass; others get 403 with an empty body. */
export function needs(scope: string): RequestHandler {
	return (_request, response: Response, next) => {
		const { token } = response.locals as AnybillLocals;
		if (token.scopes.includes(`https://ad.anybill.de/${scope}`)) next();
		else response.status(403).end();
	};
}
