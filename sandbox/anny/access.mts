import type { NextFunction, Request, Response } from 'express';
import type { Locals } from '../observe.mts';
import type { Sandbox } from '../state.mts';
import { bearerToken, isUsable, type TokenRecord } from '../tokens.mts';
import { forbidden, notFound, unauthenticated } from './errors.mts';
import { mainOrganization, organizations } from './known.mts';

/** What anny's handlers know of a request. */
export interface AnnyLocals extends Locals {
	token: TokenRecord;
	organization: string;
}

export type AnnyResponse = Response<unknown, AnnyLocals>;

/**
 * Whether scopes such as `b.*`, `b.bookings:read` or `user:read` allow an action. No scope at all
 * is what anny's documentation shows for the authorization request, and means everything here.
 */
function allows(scopes: string[], resource: string, method: string): boolean {
	if (scopes.length === 0) return true;
	const wanted = resource === 'user' ? 'user' : `b.${resource}`;
	const actions =
		method === 'GET'
			? ['index', 'read', '*']
			: method === 'DELETE'
				? ['delete', '*']
				: ['create', 'update', '*'];
	return scopes.some((scope) => {
		const [name, action = '*'] = scope.split(':');
		const covers = name === '*' || name === wanted || (name === 'b.*' && wanted.startsWith('b.'));
		return covers && actions.includes(action);
	});
}

/** Lets only requests with a usable token pass, and finds the organization they are about. */
export function signedIn(sandbox: Sandbox) {
	return (request: Request, response: AnnyResponse, next: NextFunction): void => {
		const token = sandbox.tokens.anny.find(bearerToken(request.get('authorization')) ?? '');
		if (!isUsable(token) || token.kind === 'refresh') throw unauthenticated();
		const [, resource = ''] = request.path.split('/');
		if (resource !== 'sandbox' && !allows(token.scopes, resource, request.method)) {
			throw forbidden(`The token's scopes do not allow ${request.method} ${resource}.`);
		}
		// "The token's tenant claim, else ?o="; but an explicit `o` always wins.
		const { o } = request.query;
		const organization = typeof o === 'string' && o ? o : (token.tenant ?? mainOrganization.id);
		if (!organizations.some(({ id }) => id === organization)) throw notFound('The organization');
		Object.assign(response.locals, { token, organization });
		next();
	};
}
