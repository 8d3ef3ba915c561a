import { type Request, type RequestHandler, type Response, Router } from 'express';
import { ipKeyGenerator, rateLimit, type RateLimitInfo } from 'express-rate-limit';
import type { Locals } from '../observe.mts';
import type { Sandbox } from '../state.mts';
import { bearerToken } from '../tokens.mts';
import type { Settings } from '../types.mts';
import { ApiError, sendApiError } from './errors.mts';

type Limits = Settings['limits'];

/** A Retry-After value that is never too early: whole seconds, or a date, rounded up. */
function retryAfter(resetAt: number, form: Limits['retryAfterForm'], now: number): string {
	if (form === 'date') return new Date(Math.ceil(resetAt / 1000) * 1000).toUTCString();
	return String(Math.max(1, Math.ceil((resetAt - now) / 1000)));
}

const isRead = (request: Request) => request.method === 'GET' || request.method === 'HEAD';
const clientKey = (request: Request) =>
	bearerToken(request.get('authorization')) ?? ipKeyGenerator(request.ip ?? '');

interface Rule {
	windowMs: number;
	/** 0 means off. */
	limit: number;
	key: (request: Request, response: Response<unknown, Locals>) => string;
	applies?: (request: Request) => boolean;
}

function limiter(
	{ windowMs, limit, key, applies = () => true }: Rule,
	retryAfterForm: Limits['retryAfterForm'],
): RequestHandler {
	return rateLimit({
		windowMs,
		limit,
		// Limits are settings, so limiters are made while requests run; each keeps its own counts.
		validate: { creationStack: false },
		keyGenerator: (request, response) => key(request, response as Response<unknown, Locals>),
		skip: (request) => limit === 0 || !applies(request),
		// anny sends no X-RateLimit headers, only Retry-After with a 429.
		standardHeaders: false,
		legacyHeaders: false,
		handler: (request, response) => {
			const { resetTime } = (request as unknown as { rateLimit: RateLimitInfo }).rateLimit;
			const now = Date.now();
			const resetAt = resetTime?.getTime() ?? now + windowMs;
			response.set('Retry-After', retryAfter(resetAt, retryAfterForm, now));
			sendApiError(
				response,
				new ApiError(429, {
					code: 'too_many_requests',
					title: 'Too Many Requests',
					detail: 'Too many requests. Try again later.',
				}),
			);
		},
	});
}

function limiters(limits: Limits): RequestHandler {
	const windowMs = limits.windowSeconds * 1000;
	const identicalKey = (request: Request, response: Response<unknown, Locals>) =>
		[
			clientKey(request),
			request.method,
			request.originalUrl,
			response.locals.bodySha256 ?? '',
		].join(' ');
	const rules: Rule[] = [
		{ windowMs: 1000, limit: limits.identicalPerSecond, key: identicalKey },
		{ windowMs, limit: limits.reads, key: clientKey, applies: isRead },
		{ windowMs, limit: limits.writes, key: clientKey, applies: (request) => !isRead(request) },
	];
	return Router().use(rules.map((rule) => limiter(rule, limits.retryAfterForm)));
}

/** anny's rate limits, per token: reads, writes, identical requests. New settings start anew. */
export function rateLimits(sandbox: Sandbox): RequestHandler {
	let current: Limits | undefined;
	let later: Limits['later'] = null;
	let requestsLeft = 0;
	let handler: RequestHandler;
	return (request, response, next) => {
		const { limits } = sandbox.settings;
		if (limits.reads + limits.writes + limits.identicalPerSecond === 0) {
			next();
			return;
		}
		if (limits !== current) {
			current = limits;
			later = limits.later;
			requestsLeft = later?.afterRequests ?? 0;
			handler = limiters(limits);
		}
		if (later && requestsLeft-- === 0) {
			handler = limiters({ ...limits, ...later });
			later = null;
		}
		handler(request, response, next);
	};
}
