import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { count, routePattern, splitTarget } from './counters.mts';
import { remember, type Sandbox } from './state.mts';
import { bearerToken } from './tokens.mts';
import type { Settings } from './settings.mts';
import type { FaultName, ServiceName } from './types.mts';

/** What the parts of the sandbox tell each other about a request, in `response.locals`. */
export interface Locals {
	bodySize?: number;
	bodySha256?: string;
	account?: string;
	tokenId?: string;
	fault?: FaultName;
}

/** The journal and what echoes a request show no token. */
export const withoutAuthorization = (headers: IncomingHttpHeaders) =>
	Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));

/** Counts every request and writes it into the journal when its response, or connection, ends. */
export function observe(sandbox: Sandbox, service: ServiceName): RequestHandler {
	return (request: Request, response: Response<unknown, Locals>, next: NextFunction) => {
		const counters = () => sandbox.counters[service];
		const started = performance.now();
		const time = new Date().toISOString();
		const { path, query } = splitTarget(request.originalUrl);
		count(counters().requests, `${request.method} ${routePattern(path)}`);
		counters().inFlight++;
		counters().maxInFlight = Math.max(counters().maxInFlight, counters().inFlight);

		const bearer = bearerToken(request.get('authorization'));
		if (bearer !== undefined) {
			const token = sandbox.tokens[service].find(bearer);
			response.locals.tokenId = token?.id ?? 'unknown';
			response.locals.account = token?.account ?? 'unknown';
			count(counters().byToken, response.locals.tokenId);
			count(counters().byAccount, response.locals.account);
		}

		response.on('close', () => {
			counters().inFlight--;
			const hasResponse = response.headersSent;
			if (hasResponse) count(counters().statuses, String(response.statusCode));
			remember(sandbox, {
				time,
				service,
				method: request.method,
				path,
				query,
				headers: withoutAuthorization(request.headers),
				contentType: request.headers['content-type'],
				bodySize: response.locals.bodySize ?? 0,
				bodySha256: response.locals.bodySha256,
				status: hasResponse ? response.statusCode : undefined,
				milliseconds: Math.round(performance.now() - started),
				account: response.locals.account,
				tokenId: response.locals.tokenId,
				fault: response.locals.fault,
			});
		});
		next();
	};
}

/** The latency of a path: that of the longest prefix of it, else that of the service. */
function latencyOf(settings: Settings, service: ServiceName, path: string): number {
	const [prefix = service] = Object.keys(settings.latencyMs)
		.filter((key) => key.startsWith('/') && path.startsWith(key))
		.sort((a, b) => b.length - a.length);
	return settings.latencyMs[prefix] ?? 0;
}

export function delay(sandbox: Sandbox, service: ServiceName): RequestHandler {
	return async (request, _response, next) => {
		const milliseconds = latencyOf(sandbox.settings, service, request.path);
		if (milliseconds > 0) await wait(milliseconds);
		next();
	};
}
