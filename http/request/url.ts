import { InputError } from '../errors/errors';
import { assertAllowed, type AllowedHosts } from './allowed-hosts';

// The URL parser drops tabs and line breaks and reads "\" as "/" (https://url.spec.whatwg.org/#url-parsing):
// "/\t/evil.example" and "/\evil.example" would both become another host.
// eslint-disable-next-line no-control-regex
const REWRITTEN_BY_THE_PARSER = /[\u0000-\u001f\u007f\\]/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
// Many servers decode these before they look for the endpoint.
const ENCODED_SEPARATOR = /%(2f|5c|2e)/i;
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(?=\/|$)/i;

/**
 * Resolves what the user typed against the API's base URL and holds it to the allowed hosts.
 *
 * A path, with or without a leading slash, stays below the base URL. A full URL may go to any
 * allowed host. https is required, except on loopback (RFC 8252, section 8.3).
 *
 * @param input a path such as `/api/v1/bookings?sort=-id`, or a full URL
 * @param baseUrl the origin, plus prefix if any, that paths resolve against
 * @param hosts where the credential may be sent
 * @returns the URL to request, normalised, without fragment
 * @throws {InputError} for anything that is not plainly such a URL
 */
export function resolveUrl(input: unknown, baseUrl: string, hosts: AllowedHosts): URL {
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
	if (ENCODED_SEPARATOR.test(text.replace(/[?#].*/s, ''))) {
		throw new InputError(
			'The path of the URL holds an encoded slash, backslash or dot',
			'It may lead to another endpoint than the one written. Check the value that was inserted there.',
		);
	}
	if (DOT_SEGMENT.test(text.replace(/[?#].*/s, ''))) {
		throw new InputError(
			'The URL holds "." or ".." as a path segment',
			'Such segments lead to another endpoint than the one written. Write the path out in full.',
		);
	}
	const isFullUrl = SCHEME.test(text) || text.startsWith('//');
	const url = isFullUrl ? parse(text) : below(parseBase(baseUrl), text);
	assertAllowed(url, hosts);
	url.hash = '';
	return url;
}

/** A path below the base URL; the base's own prefix is kept. */
function below(base: URL, path: string): URL {
	return parse(joinPath(`${base.origin}${base.pathname}`, path));
}

/** Joins a base URL and a path with exactly one slash. */
function joinPath(base: string, path: string): string {
	return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

function parseBase(baseUrl: string): URL {
	if (!baseUrl.trim()) {
		throw new InputError(
			'The credential has no base URL',
			'Open the credential and fill in "Base URL", or enter a full URL in the node.',
		);
	}
	const text = baseUrl.trim();
	const url = URL.canParse(text) ? new URL(text) : undefined;
	// "api.example.com:8443" is a URL, of the scheme "api.example.com".
	if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
	throw new InputError(
		`The base URL of the credential, "${withoutSecrets(text)}", does not start with https://`,
		'Open the credential and write "Base URL" in full, e.g. https://api.example.com.',
	);
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

/** A URL for a message: no query, no user info. */
function withoutSecrets(text: string): string {
	return text
		.replace(/[?#].*/s, '')
		.replace(/\/\/[^/]*@/, '//')
		.slice(0, 200);
}
