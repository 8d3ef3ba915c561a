import { InputError } from '../errors/errors';
import type { Endpoint } from '../profile';

/** How the picker names an endpoint in saved workflows: a contract. */
export function endpointKey({ method, path }: Endpoint): string {
	return `${method} ${path}`;
}

/**
 * Fills the placeholders of an endpoint's path.
 *
 * @param path e.g. `/api/v1/bookings/{bookingId}`
 * @param valueOf reads the value of one placeholder
 * @throws {InputError} where a value is missing, or would lead to another path
 */
export function fillPath(path: string, valueOf: (placeholder: string) => string): string {
	return path.replace(/\{(\w+)\}/g, (_, placeholder: string) => {
		const text = valueOf(placeholder).trim();
		if (text === '' || text === '.' || text === '..') {
			throw new InputError(
				`"${placeholderLabel(placeholder)}" is ${text === '' ? 'empty' : `"${text}"`}`,
				'Enter the ID, or check the expression in that field.',
			);
		}
		return encodeURIComponent(text);
	});
}

/** `bookingId` → `Booking ID`, as n8n labels its fields. */
export function placeholderLabel(placeholder: string): string {
	const words = placeholder.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/\bId\b/, 'ID');
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Whether a request may be sent twice: GET and HEAD are safe by RFC 9110, section 9.2.1, unless the
 * service says otherwise.
 */
export function isRepeatable(method: string, pathname: string, endpoints: Endpoint[]): boolean {
	if (method !== 'GET' && method !== 'HEAD') return false;
	const path = normalizedPath(pathname);
	return !endpoints.some(({ sideEffect, path: own }) => sideEffect && pathPattern(own).test(path));
}

/**
 * Whether an endpoint's response is a list: an empty response then means that there is nothing, not
 * that something was done.
 */
export function isList(method: string, pathname: string, endpoints: Endpoint[]): boolean {
	return endpoints.some(
		(endpoint) =>
			endpoint.list && endpoint.method === method && pathPattern(endpoint.path).test(pathname),
	);
}

/** The path as a server may read it: `/bookings/7/%63ancel` and `/bookings/7//cancel` cancel as well. */
function normalizedPath(pathname: string): string {
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
