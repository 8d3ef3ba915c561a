import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { buildBody } from './body';
import { buildHeaders, withDefault, withoutHeader } from './headers';
import { InputError } from '../errors/input-error';
import { parseJsonObject, rowsToObject } from './parameters';
import type { Endpoint, Query, ReadParameter, ServiceProfile } from '../profile';
import type { ApiRequest, Settings } from './request';
import { fillPath, resolveUrl, type AllowedDomains } from './url';

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/**
 * Builds the request that the node's parameters describe for one item.
 *
 * @throws {InputError} for anything that could not be sent as it is meant
 */
export async function buildRequest(
	context: IExecuteFunctions,
	itemIndex: number,
	read: ReadParameter,
	profile: ServiceProfile,
	credentials: IDataObject,
	allowedDomains: AllowedDomains,
	settings: Settings,
): Promise<ApiRequest> {
	const { method, path } = target(read, profile);
	const url = resolveUrl(path, profile.baseUrl(credentials), allowedDomains);
	const body = await buildBody(context, itemIndex, read, profile);
	const ownHeaders = readHeaders(read);
	const headers = withDefault(
		body?.isOwnType ? withoutHeader(ownHeaders, 'content-type') : ownHeaders,
		'accept',
		settings.format === 'file' ? '*/*' : profile.mediaTypes.accept,
	);
	for (const [name, value] of Object.entries(profile.headers?.(read) ?? {})) {
		withDefault(headers, name, String(value));
	}
	const query = { ...profile.query?.(read), ...readQuery(read) };
	// Some services refuse a write without the media type even where it has no body.
	const isWrite = method === 'POST' || method === 'PATCH' || method === 'PUT';
	withDefault(
		headers,
		'content-type',
		body?.contentType ?? (isWrite ? profile.mediaTypes.json : undefined),
	);
	return {
		method,
		url,
		query,
		headers,
		body,
		repeatable: isRepeatable(method, url.pathname, profile.endpoints),
	};
}

/** Method and path: from the picked endpoint, or typed. */
function target(read: ReadParameter, profile: ServiceProfile): { method: string; path: string } {
	const picked = read<string>('endpoint', 'custom');
	if (picked === 'custom') {
		const method = String(read('method', 'GET')).toUpperCase();
		if (!METHODS.includes(method)) {
			throw new InputError(
				`"${method}" is not a method of HTTP`,
				`Choose one of ${METHODS.join(', ')}.`,
			);
		}
		return { method, path: read('url', '') };
	}
	const endpoint = profile.endpoints.find((one) => endpointKey(one) === picked);
	if (!endpoint) {
		throw new InputError(
			`The endpoint "${picked}" is not known`,
			'Choose an endpoint from the list, or "Custom".',
		);
	}
	const path = fillPath(endpoint.path, (placeholder) => read(placeholder, ''));
	return { method: endpoint.method, path };
}

/** How the picker names an endpoint in saved workflows: a contract. */
export function endpointKey({ method, path }: Endpoint): string {
	return `${method} ${path}`;
}

function readQuery(read: ReadParameter): Query {
	if (!read('sendQuery', false)) return {};
	return read<string>('specifyQuery', 'keypair') === 'json'
		? parseJsonObject(read('jsonQuery', ''), 'JSON Query Parameters')
		: rowsToObject(read('queryParameters.parameters', []));
}

function readHeaders(read: ReadParameter): Record<string, string> {
	if (!read('sendHeaders', false)) return {};
	const headers =
		read<string>('specifyHeaders', 'keypair') === 'json'
			? parseJsonObject(read('jsonHeaders', ''), 'JSON Headers')
			: rowsToObject(read('headerParameters.parameters', []));
	return buildHeaders(headers, read('options.lowercaseHeaders', true));
}

/**
 * Whether a request may be sent twice: GET and HEAD are safe by RFC 9110, section 9.2.1, unless the
 * service says otherwise.
 */
export function isRepeatable(method: string, pathname: string, endpoints: Endpoint[]): boolean {
	if (method !== 'GET' && method !== 'HEAD') return false;
	const path = plainPath(pathname);
	return !endpoints.some(({ sideEffect, path: own }) => sideEffect && pathPattern(own).test(path));
}

/**
 * Whether an endpoint's answer is a list: an empty answer then means that there is nothing, not
 * that something was done.
 */
export function isList(method: string, pathname: string, endpoints: Endpoint[]): boolean {
	return endpoints.some(
		(endpoint) =>
			endpoint.list && endpoint.method === method && pathPattern(endpoint.path).test(pathname),
	);
}

/** The path as a server may read it: `/bookings/7/%63ancel` and `/bookings/7//cancel` cancel as well. */
function plainPath(pathname: string): string {
	const decoded = pathname.replace(/%([2-7][\da-f])/gi, (_, code: string) =>
		String.fromCharCode(parseInt(code, 16)),
	);
	return decoded.replace(/\/{2,}/g, '/');
}

/** Matches the end of a path, since a base URL may have a prefix. */
function pathPattern(path: string): RegExp {
	const escaped = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
	return new RegExp(`${escaped}/?$`, 'i');
}
