import express, { type Request, type RequestHandler, type Response } from 'express';
import { createHash } from 'node:crypto';
import { isObject, type JsonObject } from './json.mts';
import type { Locals } from './observe.mts';

const readRaw = express.raw({
	type: () => true,
	limit: '64mb',
	verify: (_request, response, buffer) => {
		const { locals } = response as Response<unknown, Locals>;
		locals.bodySize = buffer.length;
		locals.bodySha256 = createHash('sha256').update(buffer).digest('hex');
	},
});

/** Reads every body as bytes, except at `…/upload`, which takes any size as a stream. */
export const readBody: RequestHandler = (request, response, next) => {
	if (request.path.endsWith('/sandbox/upload')) next();
	else readRaw(request, response, next);
};

/** The body's bytes; empty where there is none. */
export const bodyBytes = (request: Request): Buffer =>
	Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);

/** The media type without its parameters, in lower case. */
export const mediaType = (request: Request): string =>
	(request.get('content-type') ?? '').replace(/;.*/s, '').trim().toLowerCase();

/** A JSON body, or `undefined` where the body is empty or is not JSON. */
export function jsonBody(request: Request): unknown {
	try {
		return JSON.parse(bodyBytes(request).toString());
	} catch {
		return undefined;
	}
}

/** A JSON body that is an object; anything else counts as empty. */
export function jsonObject(request: Request): JsonObject {
	const body = jsonBody(request);
	return isObject(body) ? body : {};
}

/** The fields of a body, whichever of the two ways a token request takes. */
export const formOrJson = (request: Request): JsonObject =>
	mediaType(request) === 'application/x-www-form-urlencoded'
		? formBody(request)
		: jsonObject(request);

/** The fields of an `application/x-www-form-urlencoded` body. */
export const formBody = (request: Request): Record<string, string> =>
	Object.fromEntries(new URLSearchParams(bodyBytes(request).toString()));
