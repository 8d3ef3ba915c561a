import { InputError } from '../errors/input-error';

/** Which hosts a credential may be used on: a list as n8n writes it, or any host. */
export type AllowedDomains = string | 'any';

// The URL parser drops tabs and line breaks and reads "\" as "/" (https://url.spec.whatwg.org/#url-parsing):
// "/\t/evil.example" and "/\evil.example" would both become another host.
// eslint-disable-next-line no-control-regex
const REWRITTEN_BY_THE_PARSER = /[\u0000-\u001f\u007f\\]/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(?=\/|$)/i;

/**
 * Resolves what the user typed against the API's base URL and holds it to the allowed hosts.
 *
 * A path, with or without a leading slash, stays below the base URL. A full URL may go to any
 * allowed host. https is required, except on loopback (RFC 8252, section 8.3).
 *
 * @param input a path such as `/api/v1/bookings?sort=-id`, or a full URL
 * @param baseUrl the origin, plus prefix if any, that paths resolve against
 * @param allowedDomains see {@link isHostAllowed}
 * @returns the URL to request, normalised, without fragment
 * @throws {InputError} for anything that is not plainly such a URL
 */
export function resolveUrl(input: unknown, baseUrl: string, allowedDomains: AllowedDomains): URL {
	if (typeof input !== 'string') {
		throw new InputError(
			`The URL must be text, but it is ${input === null ? 'null' : `of type ${typeof input}`}`,
			'Enter a path such as /api/v1/bookings, or check the expression in the field "URL".',
		);
	}
	const text = input.trim();
	if (text === '') {
		throw new InputError(
			'The URL is empty',
			'Enter a path such as /api/v1/bookings or a full URL.',
		);
	}
	if (REWRITTEN_BY_THE_PARSER.test(text)) {
		throw new InputError(
			'The URL holds a backslash or a control character',
			'Remove line breaks, tabs and backslashes from the field "URL", or encode them.',
		);
	}
	if (DOT_SEGMENT.test(text.split(/[?#]/)[0])) {
		throw new InputError(
			'The URL holds "." or ".." as a path segment',
			'Such segments lead to another endpoint than the one written. Write the path out in full.',
		);
	}
	const isFullUrl = SCHEME.test(text) || text.startsWith('//');
	const url = isFullUrl ? parse(text) : below(parseBase(baseUrl), text);
	assertSafe(url, allowedDomains);
	url.hash = '';
	return url;
}

/** A path below the base URL; the base's own prefix is kept. */
function below(base: URL, path: string): URL {
	return parse(`${base.origin}${base.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);
}

function parseBase(baseUrl: string): URL {
	if (!baseUrl?.trim()) {
		throw new InputError(
			'The credential has no base URL',
			'Open the credential and fill in "Base URL", or enter a full URL in the node.',
		);
	}
	return parse(baseUrl.trim());
}

function parse(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url) {
		throw new InputError(
			`"${withoutSecrets(text)}" is not a valid URL`,
			'Enter a path such as /api/v1/bookings, or a full URL that starts with https://.',
		);
	}
	return url;
}

/**
 * Refuses a URL that a credential must not be sent to. Called again for every redirect.
 *
 * @throws {InputError}
 */
export function assertSafe(url: URL, allowedDomains: AllowedDomains): void {
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw new InputError(
			`Only https is allowed, but the URL of ${url.host || 'the request'} starts with "${url.protocol}"`,
			'Use https. Plain http is possible only on this computer itself (localhost).',
		);
	}
	if (url.username || url.password) {
		throw new InputError(
			`The URL for ${url.host} holds a user name or password`,
			'Remove the part before "@". The credential signs the request.',
		);
	}
	if (!isHostAllowed(url.hostname, allowedDomains)) {
		throw new InputError(
			`The credential must not be sent to ${url.host}`,
			`It is locked to these hosts: ${allowedDomains}. If ${url.hostname} is right, add it to "Allowed Domains" in the credential.`,
		);
	}
}

/**
 * Matches a host against n8n's list of allowed domains, by n8n's own rules: `*.b.com` matches
 * subdomains and never `b.com` itself (https://docs.n8n.io/integrations/builtin/credentials/httprequest/).
 *
 * @param hostname as `URL.hostname` gives it
 * @param allowedDomains comma-separated, e.g. `api.a.com, *.b.com`; `any` allows every host
 */
export function isHostAllowed(hostname: string, allowedDomains: AllowedDomains): boolean {
	if (allowedDomains === 'any') return true;
	const host = normalise(hostname);
	return allowedDomains
		.split(',')
		.map(normalise)
		.filter((domain) => domain !== '')
		.some((domain) =>
			domain.startsWith('*.')
				? domain.length > 2 && host.endsWith(domain.slice(1))
				: host === domain,
		);
}

function normalise(domain: string): string {
	return domain.trim().toLowerCase().replace(/\.$/, '');
}

function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** A URL for a message: no query, no user info. */
function withoutSecrets(text: string): string {
	return text
		.split(/[?#]/)[0]
		.replace(/\/\/[^/]*@/, '//')
		.slice(0, 200);
}

/**
 * Fills the placeholders of an endpoint's path.
 *
 * @param path e.g. `/api/v1/bookings/{bookingId}`
 * @param value reads the value of one placeholder
 * @throws {InputError} where a value is missing, or would lead to another path
 */
export function fillPath(path: string, value: (placeholder: string) => unknown): string {
	return path.replace(/\{(\w+)\}/g, (_, placeholder: string) => {
		const text = String(value(placeholder) ?? '').trim();
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
