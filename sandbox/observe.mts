import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { bodyBytes, formOrJson } from './body.mts';
import { count, routePattern, splitTarget } from './counters.mts';
import { textOf } from './json.mts';
import { remember, type Sandbox } from './state.mts';
import { bearerToken } from './tokens.mts';
import type { Settings } from './settings.mts';
import type { FaultName, ServiceName } from './types.mts';

/** What the parts of the sandbox tell each other about a request, in `response.locals`. */
export interface Locals {
	bodySize?: number;
	bodySha256?: string;
	/** The grant type of a token request. */
	grant?: string;
	account?: string;
	tokenId?: string;
	fault?: FaultName;
}

/** The journal and what echoes a request show no token. */
export const withoutAuthorization = (headers: IncomingHttpHeaders) =>
	Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));

const JOURNAL_BODY_BYTES = 16 * 1024;

/** A body for the journal; that of a token request holds a password. */
const shortText = (body: Buffer, { grant }: Locals): string | undefined =>
	grant === undefined && body.length > 0 && body.length <= JOURNAL_BODY_BYTES && isUtf8(body)
		? body.toString()
		: undefined;

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
			const { account } = response.locals;
			const isWrite = request.method !== 'GET' && request.method !== 'HEAD';
			if (account !== undefined && isWrite && hasResponse && response.statusCode < 300) {
				count(counters().writesByAccount, account);
			}
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
				body: shortText(bodyBytes(request), response.locals),
				status: hasResponse ? response.statusCode : undefined,
				milliseconds: Math.round(performance.now() - started),
				account,
				tokenId: response.locals.tokenId,
				fault: response.locals.fault,
			});
		});
		next();
	};
}

const TOKEN_PATH = { anny: /^\/oauth\/token$/, anybill: /\/oauth2\/v2\.0\/token$/ };

/** Counts token requests, and notes their grant type: before faults, which may be for one grant. */
export function observeGrant(sandbox: Sandbox, service: ServiceName): RequestHandler {
	return (request, response: Response<unknown, Locals>, next) => {
		if (request.method === 'POST' && TOKEN_PATH[service].test(request.path)) {
			const grant = textOf(formOrJson(request).grant_type) || 'none';
			response.locals.grant = grant;
			sandbox.counters[service].tokenRequests++;
			count(sandbox.counters[service].tokenRequestsByGrant, grant);
		}
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
