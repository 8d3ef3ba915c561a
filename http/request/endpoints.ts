import type { Operation } from '../operation';

/**
 * Whether a request may be sent twice: GET and HEAD are safe by RFC 9110, section 9.2.1, unless the
 * service says otherwise.
 */
export function isRepeatable(
	method: string,
	pathname: string,
	operations: readonly Operation[],
): boolean {
	if (method !== 'GET' && method !== 'HEAD') return false;
	const path = normalizedPath(pathname);
	return !operations.some((operation) => operation.sideEffect && pathPattern(operation).test(path));
}

/**
 * Whether a response is a list: an empty response then means that there is nothing, not that something
 * was done.
 */
export function isList(
	method: string,
	pathname: string,
	operations: readonly Operation[],
): boolean {
	return operations.some(
		(operation) =>
			operation.output?.kind === 'list' &&
			operation.method === method &&
			pathPattern(operation).test(pathname),
	);
}

/** The path as a server may read it: `/bookings/7/%63ancel` and `/bookings/7//cancel` cancel as well. */
function normalizedPath(pathname: string): string {
	const decoded = pathname.replace(/%([2-7][\da-f])/gi, (_, code: string) =>
		String.fromCharCode(parseInt(code, 16)),
	);
	return decoded.replace(/\/{2,}/g, '/');
}

/** Made once for each operation, not for each request. */
const pathPatterns = new WeakMap<Operation, RegExp>();

/** Matches the end of a path, since a base URL may have a prefix. */
function pathPattern(operation: Operation): RegExp {
	const known = pathPatterns.get(operation);
	if (known) return known;
	const { path } = operation;
	const escaped = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
	const pattern = new RegExp(`${escaped}/?$`, 'i');
	pathPatterns.set(operation, pattern);
	return pattern;
}
