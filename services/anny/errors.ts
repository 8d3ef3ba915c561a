import {
	describeError,
	fieldProblems,
	nonBlankText,
	readErrorText,
	retryAdvice,
	serverFaultAdvice,
	type Problem,
} from '../../http/errors/describe';
import { isObject } from '../../http/json';
import type { ServiceError } from '../../http/profile';
import type { ErrorResponse } from '../../http/response/response';

/**
 * Puts an error response of anny into words. Most are JSON:API errors; the sign-in and some endpoints
 * respond in other forms, a proxy in front of them with a web page.
 *
 * @param response any response with an error status; any body is understood as far as possible
 * @see https://jsonapi.org/format/#errors
 * @see https://developers.anny.co/guides/json-api-conventions
 */
export function readAnnyError(response: ErrorResponse): ServiceError {
	const body = readErrorText(response.body);
	const problems = readProblems(body);
	return describeError({
		problems: problems,
		advice: advise(response),
		correlationId: errorId(body),
		headers: response.headers,
	});
}

/**
 * Whether a body has errors in it: of JSON:API, where it cannot have data as well, or of a form.
 *
 * @see https://jsonapi.org/format/#document-top-level
 */
export function isAnnyErrorDocument(body: unknown): boolean {
	if (!isObject(body) || !Object.hasOwn(body, 'errors')) return false;
	const { errors } = body;
	if (Array.isArray(errors)) return errors.length > 0 || !Object.hasOwn(body, 'data');
	return isObject(errors) && Object.keys(errors).length > 0;
}

function readProblems(body: unknown): Problem[] {
	if (Array.isArray(body)) return body.flatMap(readProblem);
	if (!isObject(body)) return readProblem(body);
	const { errors, error } = body;
	const texts = [
		nonBlankText(body.error_description),
		nonBlankText(body.message),
		isObject(error) ? readProblem(error)[0]?.text : nonBlankText(error),
		nonBlankText(body.detail),
		nonBlankText(body.title),
	].filter((text) => text !== undefined);
	// "invalid_grant" says nothing beside its description; a title does.
	const own = nonBlankText(body.error_description) ? texts.slice(0, 1) : [...new Set(texts)];
	return [
		...own.map((text) => ({ text })),
		...(Array.isArray(errors) ? errors.flatMap(readProblem) : fieldProblems(errors)),
	];
}

/** One error object of JSON:API, or a text. */
function readProblem(error: unknown): Problem[] {
	if (!isObject(error)) {
		const text = nonBlankText(error);
		return text === undefined ? [] : [{ text }];
	}
	const text = [error.detail, error.title, error.message, error.code, error.status]
		.map(nonBlankText)
		.find((words) => words !== undefined);
	if (text === undefined) return [];
	const field = fieldOf(error.source);
	return [field === undefined ? { text } : { text, field }];
}

/**
 * The field that a JSON:API error is about: `/data/attributes/address/city` is `address.city` and
 * `/data/relationships/customer/data/id` is `customer`, as the user wrote them.
 *
 * @see https://jsonapi.org/format/#error-objects
 */
function fieldOf(source: unknown): string | undefined {
	if (!isObject(source)) return undefined;
	const pointer = nonBlankText(source.pointer)
		?.replace(/^\/data\/relationships\/([^/]*).*/s, '$1')
		.replace(/^\/data(?:\/attributes)?(?=\/|$)/, '')
		.split('/')
		.filter((name) => name !== '')
		.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
		.join('.');
	return pointer || nonBlankText(source.parameter) || nonBlankText(source.header);
}

function errorId(body: unknown): string | undefined {
	const errors = isObject(body) ? body.errors : undefined;
	const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
	return isObject(first) ? nonBlankText(first.id) : undefined;
}

/** What the user can do about a status. */
function advise(response: ErrorResponse): string | undefined {
	const { statusCode, headers, path } = response;
	switch (statusCode) {
		case 401:
			return 'The access token is wrong, expired or revoked. Make a new one in anny under Organization Settings → API and put it into the credential, or reconnect the OAuth2 credential.';
		case 403:
			return `The access token lacks a scope${scopeExample(path)}, or its user lacks the permission in this organization. Scopes are chosen in anny under Organization Settings → API.`;
		case 404:
			return 'Check the path and the id in it, and that it belongs to the organization of this request (the field Organization, sent as "o").';
		case 415:
			return 'anny takes only the content type application/vnd.api+json for POST and PATCH. Remove your own Content-Type header.';
		case 422:
			return 'anny understood the request and refused its values. Correct the fields and send it again.';
		case 429:
			return `anny allows 400 reads and 100 writes a minute, and 4 identical requests a second, if not agreed otherwise. ${retryAdvice(headers)}`.trim();
		default:
			return statusCode >= 500 ? serverFaultAdvice('anny', response) : undefined;
	}
}

/** Scopes are called after the resource, e.g. `b.bookings:read`; `*` stands for every action. */
function scopeExample(path: unknown): string {
	const resource = /\/api\/v1\/([a-z-]+)/.exec(String(path))?.[1];
	return resource && resource !== 'user' ? `, probably one of b.${resource}:*` : '';
}
