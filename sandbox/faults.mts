import type { RequestHandler, Response } from 'express';
import { b2cErrorBody } from './anybill/b2c-errors.mts';
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
	return { ...rule, passing: rule.after ?? 0, remaining: rule.times ?? 1, fired: 0 };
}

interface Target {
	service: ServiceName;
	method: string;
	path: string;
	/** The grant type of a token request. */
	grant: string | undefined;
}

const matches = (rule: FaultRule, { service, method, path, grant }: Target): boolean =>
	rule.service === service &&
	(rule.method === undefined || rule.method.toUpperCase() === method) &&
	(rule.grant === undefined || rule.grant === grant) &&
	(rule.path.startsWith('^') ? new RegExp(rule.path).test(path) : path.startsWith(rule.path));

/** The rule that strikes at a request, if any: the first that matches and wins its throw. */
function strike({ faults, random }: Sandbox, target: Target): FaultState | undefined {
	const candidates = faults.filter((rule) => rule.remaining !== 0 && matches(rule, target));
	const rule = candidates.find(
		({ passing, probability }) =>
			passing === 0 && (probability === undefined || random() < probability),
	);
	for (const one of candidates) if (one.passing > 0) one.passing--;
	if (!rule) return undefined;
	rule.fired++;
	if (rule.remaining !== 'always') rule.remaining--;
	return rule;
}

/** Responds with a status, and a body that is given, in a shape, or the service's own. */
export function sendStatus(response: Response, service: ServiceName, rule: Partial<FaultRule>) {
	const status = rule.code ?? 500;
	response.status(status);
	if (rule.retryAfter !== undefined) response.set('Retry-After', String(rule.retryAfter));
	if (rule.body !== undefined) {
		response.send(rule.body);
		return;
	}
	const shape = rule.shape ?? (service === 'anny' ? 'jsonapi' : 'problem');
	const { contentType, body } = errorBody(shape, status);
	if (contentType) response.set('Content-Type', contentType);
	response.end(body);
}

/** Plays the faults that were set. Comes after the body was read, before any route. */
export function injectFaults(sandbox: Sandbox, service: ServiceName): RequestHandler {
	return (request, response: Response<unknown, Locals>, next) => {
		const { method, path } = request;
		const rule = strike(sandbox, { service, method, path, grant: response.locals.grant });
		if (!rule) {
			next();
			return;
		}
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
				sendStatus(response, service, {
					code: 503,
					body: b2cErrorBody(90035, 'temporarily_unavailable'),
				});
				break;
			case 'b2c-error':
				sendStatus(response, service, {
					...rule,
					code: rule.code ?? 400,
					body: b2cErrorBody(rule.b2cCode ?? 90129, rule.error),
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
