import type { Response } from 'express';
import { randomUUID } from 'node:crypto';

export const MEDIA_TYPE = 'application/vnd.api+json';

/** One error of a JSON:API error document. */
export interface ApiErrorObject {
	code: string;
	title: string;
	detail: string;
	source?: { pointer?: string; parameter?: string; header?: string };
}

/** Thrown by a handler: becomes a JSON:API error document. */
export class ApiError extends Error {
	readonly status: number;
	readonly errors: ApiErrorObject[];

	constructor(status: number, ...errors: ApiErrorObject[]) {
		super(errors[0]?.detail);
		this.status = status;
		this.errors = errors;
	}
}

export const unauthenticated = () =>
	new ApiError(401, {
		code: 'unauthenticated',
		title: 'Unauthenticated',
		detail: 'The access token is missing, expired or revoked.',
	});

export const forbidden = (detail: string) =>
	new ApiError(403, { code: 'forbidden', title: 'Forbidden', detail });

export const notFound = (what: string) =>
	new ApiError(404, { code: 'not_found', title: 'Not Found', detail: `${what} was not found.` });

/** A query parameter the API does not understand. */
export const badParameter = (parameter: string, detail: string) =>
	new ApiError(400, {
		code: 'bad_parameter',
		title: 'Bad Request',
		detail,
		source: { parameter },
	});

/** Field errors: attribute name → message. */
export const invalidFields = (fields: Record<string, string>) =>
	new ApiError(
		422,
		...Object.entries(fields).map(([name, detail]) => ({
			code: 'validation_error',
			title: 'Unprocessable Content',
			detail,
			source: { pointer: `/data/attributes/${name}` },
		})),
	);

/** Sends JSON as bytes, because Express adds a charset to text, which JSON:API 1.1 forbids. */
export function sendJson(response: Response, contentType: string, body: object): void {
	response.set('Content-Type', contentType).send(Buffer.from(JSON.stringify(body)));
}

/** Sends a JSON:API error document, with an id per error and the X-Request-Id header. */
export function sendApiError(response: Response, error: ApiError): void {
	const id = randomUUID();
	const errors = error.errors.map((one) => ({ id, status: String(error.status), ...one }));
	response.status(error.status).set('X-Request-Id', id);
	sendJson(response, MEDIA_TYPE, { errors });
}

/** Sends field errors in the shape that Laravel's validator has: `{message, errors}`. */
export function sendFieldErrors(response: Response, error: ApiError): void {
	const errors: Record<string, string[]> = {};
	for (const { source, detail } of error.errors) {
		const field = source?.pointer?.split('/').at(-1) ?? 'data';
		(errors[field] ??= []).push(detail);
	}
	response.status(error.status).json({ message: 'The given data was invalid.', errors });
}
