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
 * Puts an error response of anybill into words: problem details (RFC 9457) with ASP.NET's field errors,
 * a JSON string, a text, a proxy's web page, or nothing.
 *
 * @param response any response with an error status; any body is understood as far as possible
 * @param grantedScopes the scopes that the token has, as full URLs
 * @see https://www.rfc-editor.org/rfc/rfc9457#section-3
 * @see https://developers.anybill.de
 */
export function readAnybillError(response: ErrorResponse, grantedScopes: string[]): ServiceError {
	const body = readErrorText(response.body);
	const id = isObject(body)
		? (nonBlankText(body.traceId) ??
			nonBlankText(body.correlationId) ??
			nonBlankText(body.requestId))
		: undefined;
	return describeError({
		problems: readProblems(body),
		advice: advise(response, grantedScopes),
		correlationId: id,
		headers: response.headers,
	});
}

/**
 * Whether a body is problem details with an error status.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457#section-3.1
 */
export function isAnybillErrorDocument(body: unknown): boolean {
	if (!isObject(body) || typeof body.status !== 'number') return false;
	const isProblem = [body.title, body.detail, body.type].some((text) => typeof text === 'string');
	return isProblem && body.status >= 400 && body.status <= 599;
}

function readProblems(body: unknown): Problem[] {
	if (Array.isArray(body)) return body.flatMap(readProblem);
	return readProblem(body);
}

/** A text, or one object; a list inside a list says nothing. */
function readProblem(body: unknown): Problem[] {
	if (!isObject(body)) {
		const text = nonBlankText(body);
		return text === undefined ? [] : [{ text }];
	}
	const texts = [body.detail, body.title, body.message, body.error_description, body.error]
		.map(nonBlankText)
		.filter((text) => text !== undefined);
	return [
		...[...new Set(texts)].map((text) => ({ text })),
		...fieldProblems(body.errors).map(({ text, field }) => ({
			text,
			// ASP.NET writes the place in a JSON body as a JSON path, "$.store.id".
			field: field?.replace(/^\$\.?/, '') || undefined,
		})),
	];
}

/** What the user can do about a status. */
function advise(response: ErrorResponse, grantedScopes: string[]): string | undefined {
	const { statusCode, headers, path } = response;
	switch (statusCode) {
		case 400:
			return 'Correct the request and send it again.';
		case 401:
			return 'anybill does not accept the access token. Check that the environment of the credential is the one that this account and this host belong to.';
		case 403:
			return adviseOnScope(path, grantedScopes);
		case 404:
			return /\/user\/token\b/.test(path)
				? 'A user gets a token only once it exists: create it, or send its first bill. Check the externalId or userId, and the environment.'
				: 'Check the path and the id in it, and the environment of the credential.';
		case 409:
			return 'It exists already, or was changed in the meantime. Read it before sending again.';
		case 415:
			return 'anybill takes JSON. Remove your own Content-Type header.';
		case 429:
			return `anybill received too many requests. ${retryAdvice(headers) || 'Try again later.'}`;
		default:
			return statusCode >= 500 ? serverFaultAdvice('anybill', response) : undefined;
	}
}

const SCOPES = 'https://ad.anybill.de';
/** Where the scope of a path has the name of its first part. */
const VENDOR_AREAS = ['bill', 'category', 'customer', 'store', 'user'];
const PARTNER_AREAS = ['bill', 'category', 'user'];

/**
 * The scope that a path probably needs, e.g. `https://ad.anybill.de/vendor/bill` for
 * `/api/v3/bill/url`.
 *
 * @returns undefined where it cannot be told
 * @see https://developers.anybill.de/vendor_api/api_vendor.html
 */
function scopeOf(path: string): string | undefined {
	const [, vendor, area] =
		/(\/api)?\/v3\/([a-z]+)/i.exec(path)?.map((part: string | undefined) => part?.toLowerCase()) ??
		[];
	if (!area || !(vendor ? VENDOR_AREAS : PARTNER_AREAS).includes(area)) return undefined;
	return `${SCOPES}/${vendor ? 'vendor' : 'partner-platform'}/${area}`;
}

function adviseOnScope(path: string, grantedScopes: string[]): string {
	const granted = grantedScopes.filter((scope) => scope.includes('/'));
	const needed = scopeOf(path);
	const has = granted.length
		? `The token has: ${granted.join(', ')}.`
		: 'The token has no scope of the API.';
	if (needed && granted.includes(needed)) {
		return `${has} So it is probably the service account that lacks the permission: ask anybill for it.`;
	}
	return needed
		? `This path probably needs the scope ${needed}. ${has} Add it to the credential, if anybill granted it to you.`
		: `The token lacks a scope, or the service account a permission. ${has}`;
}
