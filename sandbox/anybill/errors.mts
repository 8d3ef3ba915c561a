import type { Response } from 'express';
import type { Sandbox } from '../state.mts';

/** Thrown by a handler: an error that is sent as a bare JSON string. */
export class PlainError extends Error {
	readonly status: number;

	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

/** Thrown by a handler: field errors, sent as ProblemDetails. */
export class ValidationProblem extends Error {
	readonly errors: Record<string, string[]>;

	constructor(errors: Record<string, string[]>) {
		super('One or more validation errors occurred.');
		this.errors = errors;
	}
}

/** ASP.NET's ProblemDetails (RFC 9457), with field errors on a failed validation. */
export function sendProblem(
	response: Response,
	status: number,
	title: string,
	errors?: Record<string, string[]>,
): void {
	response
		.status(status)
		.type('application/problem+json')
		.send(
			JSON.stringify({
				type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
				title,
				status,
				detail: errors ? 'See the errors property for details.' : title,
				instance: response.req.path,
				...(errors && { errors }),
			}),
		);
}

/** A 401: with the Bearer challenge, and no body or a bare string. */
export function sendUnauthorized(sandbox: Sandbox, response: Response): void {
	response.status(401).set('WWW-Authenticate', 'Bearer error="invalid_token"');
	if (sandbox.settings.anybill.unauthorizedBody === 'string') {
		response.json('The token is invalid or expired.');
	} else {
		response.end();
	}
}
