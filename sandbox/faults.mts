import type { RequestHandler, Response } from 'express';
import { errorBody } from './error-shapes.mts';
import { changeAnswer, gzipBomb } from './fault-answers.mts';
import type { Locals } from './observe.mts';
import type { Sandbox } from './state.mts';
import type { FaultName, FaultRule, FaultState, ServiceName } from './types.mts';

const names: Record<FaultName, true> = {
	status: true,
	unauthorized: true,
	'reset-before-answer': true,
	'lost-answer': true,
	'reset-mid-body': true,
	'no-answer': true,
	'slow-drip': true,
	'truncated-json': true,
	'wrong-content-type': true,
	'gzip-bomb': true,
	'big-error-page': true,
	'redirect-loop': true,
	'redirect-foreign': true,
	'b2c-throttled': true,
	'b2c-unavailable': true,
	'token-missing': true,
	'token-wrong-type': true,
	'expires-absurd': true,
	'token-huge': true,
};

/** Checks a rule from outside. @throws {Error} saying what is wrong with it */
export function faultState(rule: FaultRule): FaultState {
	if (rule.service !== 'anny' && rule.service !== 'anybill') {
		throw new Error('A fault needs a service: anny or anybill.');
	}
	if (typeof rule.path !== 'string') throw new Error('A fault needs a path.');
	if (!Object.hasOwn(names, rule.fault)) throw new Error(`There is no fault "${rule.fault}".`);
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

/** Answers with an error body in the shape asked for, or in the service's own. */
export function answerStatus(response: Response, service: ServiceName, rule: Partial<FaultRule>) {
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
		if (!rule) return next();
		rule.fired++;
		if (rule.remaining !== 'always') rule.remaining--;
		response.locals.fault = rule.fault;

		switch (rule.fault) {
			case 'status':
				return answerStatus(response, service, rule);
			case 'unauthorized':
				response.set('WWW-Authenticate', 'Bearer error="invalid_token"');
				return answerStatus(response, service, { code: 401, shape: rule.shape });
			case 'big-error-page':
				return answerStatus(response, service, { code: 500, shape: 'big' });
			case 'b2c-throttled':
				// Azure AD B2C throttles with a body that is no JSON.
				return answerStatus(response, service, {
					code: 429,
					shape: 'text',
					retryAfter: rule.retryAfter ?? 1,
				});
			case 'b2c-unavailable':
				response.status(503).json({
					error: 'temporarily_unavailable',
					error_description:
						'AADB2C90035: The service is temporarily unavailable. Please retry after a few minutes.',
				});
				return;
			case 'reset-before-answer':
				request.socket.resetAndDestroy();
				return;
			case 'no-answer':
				return;
			case 'redirect-loop':
				return response.redirect(302, request.originalUrl);
			case 'redirect-foreign':
				return response.redirect(
					rule.code ?? 302,
					`${sandbox.addresses.foreign}${request.originalUrl}`,
				);
			case 'gzip-bomb':
				return gzipBomb(response);
			default:
				// The rest let the route do its work and spoil the answer.
				changeAnswer(request, response, rule);
				return next();
		}
	};
}
