import { InputError } from '../errors/errors';
import type { ItemContext } from '../item-context';
import { buildBody } from './body';
import { endpointKey, fillPath, isRepeatable } from './endpoints';
import { buildHeaders, HeaderMap } from './headers';
import { METHODS } from './methods';
import { rowsToObject, type ParameterReader } from './parameters';
import type { ApiRequest, Query } from './request';
import { resolveUrl } from './url';

/**
 * Builds the request that the node's parameters describe for one item.
 *
 * @throws {InputError} for anything that could not be sent as it is meant
 */
export async function buildRequest(item: ItemContext): Promise<ApiRequest> {
	const { read, profile, settings } = item;
	const { method, path } = readTarget(item);
	const url = resolveUrl(path, profile.baseUrl(item.credential.data), item.hosts);
	const body = await buildBody(item);
	const headers = readHeaders(read);
	if (body?.isOwnType) headers.delete('content-type');
	headers.setDefault(
		'accept',
		settings.response.format === 'file' ? '*/*' : profile.mediaTypes.accept,
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
		query: { ...profile.query?.(read), ...readQuery(read) },
		headers,
		body,
		isRepeatable: isRepeatable(method, url.pathname, profile.endpoints),
	};
}

/** Method and path: from the picked endpoint, or typed. */
function readTarget({ read, profile }: ItemContext): { method: string; path: unknown } {
	const picked = read.text('endpoint', 'custom');
	if (picked === 'custom') {
		const method = read.text('method', 'GET').toUpperCase();
		if (!METHODS.includes(method)) {
			throw new InputError(
				`"${method}" is not an HTTP method`,
				`Choose one of ${METHODS.join(', ')}.`,
			);
		}
		return { method, path: read.value('url') ?? '' };
	}
	const endpoint = profile.endpoints.find((one) => endpointKey(one) === picked);
	if (!endpoint) {
		throw new InputError(
			`The endpoint "${picked}" is not known`,
			'Choose an endpoint from the list, or "Custom".',
		);
	}
	const path = fillPath(endpoint.path, (placeholder) => read.text(placeholder));
	return { method: endpoint.method, path };
}

function readQuery(read: ParameterReader): Query {
	if (!read.flag('sendQuery', false)) return {};
	return read.text('specifyQuery', 'keypair') === 'json'
		? read.jsonObject('jsonQuery', 'JSON Query Parameters')
		: rowsToObject(read.rows('queryParameters.parameters'));
}

function readHeaders(read: ParameterReader): HeaderMap {
	if (!read.flag('sendHeaders', false)) return new HeaderMap();
	const headers =
		read.text('specifyHeaders', 'keypair') === 'json'
			? read.jsonObject('jsonHeaders', 'JSON Headers')
			: rowsToObject(read.rows('headerParameters.parameters'));
	return buildHeaders(headers, read.flag('options.lowercaseHeaders', true));
}
