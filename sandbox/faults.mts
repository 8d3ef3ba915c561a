import type { RequestHandler, Response } from 'express';
import { errorBody } from './error-shapes.mts';
import { changeResponse, gzipBomb } from './fault-responses.mts';
import type { Locals } from './observe.mts';
import type { Sandbox } from './state.mts';
import { type FaultRule, FAULTS, type FaultState, SERVICES, type ServiceName } from './types.mts';

/** Checks a rule from outside. @throws {Error} saying what is wrong with it */
export function faultState(rule: FaultRule): FaultState {
	if (!SERVICES.includes(rule.service)) {
		throw new Error('A fault needs a service: anny or anybill.');
	}
	if (typeof rule.path !== 'string') throw new Error('A fault needs a path.');
	if (!FAULTS.includes(rule.fault)) throw new Error(`There is no fault "${rule.fault}".`);
	return { ...rule, remaining: rule.times ?? 1, fired: 0 };
}

/** Whether a rule is about a request. */
function matches(rule: FaultRule, service: string, method: string, path: string): boolean {
	return (
		rule.service === service &&
		(rule.method === undefined || rule.method.toUpperCase() === method) &&
		(rule.path.startsWith('^') ? new RegExp(rule.path).test(path) : path.startsWith(rule.path))
	);
}

/** The rule that strikes at a request, if any: the first that matches and wins its throw. */
function strike(
	rules: FaultState[],
	request: { service: string; method: string; path: string },
	random: () => number,
): FaultState | undefined {
	return rules.find(
		(rule) =>
			rule.remaining !== 0 &&
			matches(rule, request.service, request.method, request.path) &&
			(rule.probability === undefined || random() < rule.probability),
	);
}

/** Responds with an error body in the shape asked for, or in the service's own. */
export function sendStatus(response: Response, service: ServiceName, rule: Partial<FaultRule>) {
	const status = rule.code ?? 500;
	const { contentType, body } = errorBody(
		rule.shape ?? (service === 'anny' ? 'jsonapi' : 'problem'),
		status,
	);
	if (rule.retryAfter !== undefined) response.set('Retry-After', String(rule.retryAfter));
	if (contentType) response.set('Content-Type', contentType);
	response.status(status).end(body);
}

/** Plays the faults that were set. Comes after the body was read, before any route. */
export function injectFaults(sandbox: Sandbox, service: ServiceName): RequestHandler {
	return (request, response: Response<unknown, Locals>, next) => {
		const { method, path } = request;
		const rule = strike(sandbox.faults, { service, method, path }, sandbox.random);
		if (!rule) {
			next();
			return;
		}
		rule.fired++;
		if (rule.remaining !== 'always') rule.remaining--;
		response.locals.fault = rule.fault;

		switch (rule.fault) {
			case 'status':
				sendStatus(response, service, rule);
				break;
			case 'unauthorized':
				response.set('WWW-Authenticate', 'Bearer error="invalid_token"');
				sendStatus(response, service, { ...rule, code: 401 });
				break;
			case 'big-error-page':
				sendStatus(response, service, { code: 500, shape: 'big' });
				break;
			case 'b2c-throttled':
				// Azure AD B2C throttles with a body that is no JSON.
				sendStatus(response, service, {
					code: 429,
					shape: 'text',
					retryAfter: rule.retryAfter ?? 1,
				});
				break;
			case 'b2c-unavailable':
				response.status(503).json({
					error: 'temporarily_unavailable',
					error_description:
						'AADB2C90035: The service is temporarily unavailable. Please retry after a few minutes.',
				});
				break;
			case 'reset-before-response':
				request.socket.resetAndDestroy();
				break;
			case 'no-response':
				break;
			case 'redirect-loop':
				response.redirect(302, request.originalUrl);
				break;
			case 'redirect-foreign':
				response.redirect(rule.code ?? 302, `${sandbox.addresses.foreign}${request.originalUrl}`);
				break;
			case 'gzip-bomb':
				gzipBomb(response);
				break;
			default:
				// The rest let the route do its work and spoil the response.
				changeResponse(request, response, rule);
				next();
		}
	};
}
