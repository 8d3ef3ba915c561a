import { InputError } from '../errors/errors';
import type { ItemContext } from '../item-context';
import { isObject } from '../json';
import { buildBody, jsonBody, type RequestBody } from './body';
import type { FieldValues, Operation } from '../operation';
import { isRepeatable } from './endpoints';
import { encodePairs, fieldPairs } from './form-encoding';
import { buildHeaders, HeaderMap } from './headers';
import { METHODS } from './methods';
import { operationRequest } from './operation';
import type { NodeVersion } from './node-version';
import type { ParameterReader } from './parameters';
import { foundNothing } from './problems';
import { rowsToObject } from './rows';
import type { ApiRequest, Query } from './request';
import { resolveUrl } from './url';

/**
 * Builds the request that the node's parameters describe for one item.
 *
 * @throws {InputError} for anything that could not be sent as it is meant
 */
export async function buildRequest(item: ItemContext): Promise<ApiRequest> {
	const { read, version } = item;
	const { method, path } = readTarget(item);
	const body = await readBody(item, method);
	const headers = readHeaders(read, version);
	if (body?.isOwnType) headers.delete('content-type');
	return complete(item, { method, path, query: readQuery(read, version), headers, body });
}

/**
 * Builds the request of an operation for one item.
 *
 * @param values the checked values of the operation's fields
 * @throws {InputError} for anything that could not be sent as it is meant
 */
export function buildOperationRequest(
	item: ItemContext,
	operation: Operation,
	values: FieldValues,
): ApiRequest {
	const { method, path, query, headers, body } = operationRequest(operation, values);
	return complete(item, {
		method,
		path,
		query,
		headers: buildHeaders(headers, true),
		body: jsonBody(body, item.profile.mediaTypes.json),
	});
}

interface Parts {
	method: string;
	path: unknown;
	query: Query;
	headers: HeaderMap;
	body: RequestBody | undefined;
}

/** Adds what the service wants of every request, and resolves the path. */
function complete(item: ItemContext, { method, path, query, headers, body }: Parts): ApiRequest {
	const { read, profile, settings } = item;
	const url = resolveUrl(path, profile.baseUrl(item.credential.data), item.hosts);
	headers.setDefault(
		'accept',
		['file', 'document'].includes(settings.response.format) ? '*/*' : profile.mediaTypes.accept,
	);
	for (const [name, value] of Object.entries(profile.headers?.(read) ?? {})) {
		headers.setDefault(name, value);
	}
	// Some services refuse a write without the media type even where it has no body.
	const isWrite = method === 'POST' || method === 'PATCH' || method === 'PUT';
	headers.setDefault(
		'content-type',
		body?.contentType ?? (isWrite ? profile.mediaTypes.json : undefined),
	);
	return {
		method,
		url,
		query: moveBracketLists(url, { ...profile.query?.(read), ...query }),
		headers,
		body,
		isRepeatable: isRepeatable(method, url.pathname, profile.operations),
	};
}

/** An empty body of JSON is not sent with a method that seldom has one, as in n8n. */
async function readBody(item: ItemContext, method: string): Promise<RequestBody | undefined> {
	const body = await buildBody(item);
	const isEmpty = isObject(body?.value) && Object.keys(body.value).length === 0;
	return isEmpty && ['GET', 'HEAD', 'OPTIONS'].includes(method) ? undefined : body;
}

function readTarget({ read, version }: ItemContext): { method: string; path: unknown } {
	const method = read.text('method', 'GET').toUpperCase();
	if (METHODS.includes(method)) {
		return { method, path: version.isSwapped ? (read.value('url') ?? '') : readPath(read) };
	}
	throw new InputError(`"${method}" is not an HTTP method`, `Choose one of ${METHODS.join(', ')}.`);
}

/** @throws {InputError} where an expression in it finds nothing: another endpoint would be meant */
function readPath(read: ParameterReader): unknown {
	const path = read.found('url') ?? '';
	const expression = read.expressionOf('url');
	if (typeof path === 'string' && expression !== undefined && hasGap(path, expression)) {
		throw foundNothing('URL');
	}
	return path;
}

const GAP = /(?<!:\/?)\/(?=[/?#]|$)|=(?=[&#]|$)/g;
const EXPRESSION = /\{\{.*?\}\}/gs;

/** Whether an expression inside a URL left a gap: `/bookings/`, `/bookings/undefined`, `?filter[id]=`. */
function hasGap(url: string, expression: string): boolean {
	if (/[/=]undefined(?=[/?&#]|$)/.test(url)) return true;
	const written = expression.slice(1).replace(EXPRESSION, 'x');
	const isWhole = written.trim() === 'x';
	return !isWhole && countGaps(url) > countGaps(written);
}

function countGaps(url: string): number {
	return [...url.matchAll(GAP)].length;
}

function readQuery(read: ParameterReader, version: NodeVersion): Query {
	if (!read.flag('sendQuery', false)) return {};
	return read.text('specifyQuery', 'keypair') === 'json'
		? read.jsonObject('jsonQuery', 'JSON Query Parameters')
		: rowsToObject(read.rows('queryParameters.parameters'), version.listsEqualNames);
}

/**
 * Writes lists under a name that ends in `[]` into the URL, as they are named: n8n's client would send
 * `z[]` as `z[][0]`.
 *
 * @returns the rest of the query
 */
function moveBracketLists(url: URL, query: Query): Query {
	const isMoved = ([name, value]: [string, unknown]) => name.endsWith('[]') && Array.isArray(value);
	const moved = Object.entries(query).filter(isMoved);
	if (moved.length === 0) return query;
	const pairs = encodePairs(moved.flatMap(([name, value]) => fieldPairs(name, value)));
	url.search = [url.search.slice(1), pairs].filter((part) => part !== '').join('&');
	return Object.fromEntries(Object.entries(query).filter((entry) => !isMoved(entry)));
}

function readHeaders(read: ParameterReader, version: NodeVersion): HeaderMap {
	if (!read.flag('sendHeaders', false)) return new HeaderMap();
	const headers =
		read.text('specifyHeaders', 'keypair') === 'json'
			? read.jsonObject('jsonHeaders', 'JSON Headers')
			: rowsToObject(read.rows('headerParameters.parameters'), version.listsEqualNames);
	return buildHeaders(headers, read.flag('options.lowercaseHeaders', true));
}
