import { DEFAULTS } from '../defaults';
import { InputError } from '../errors/errors';
import { raise } from '../errors/raise';
import type { ResponseSettings } from '../response/read';
import type { ClientSettings, ProxySettings } from '../transport/n8n-client';
import type { RedirectSettings } from '../transport/redirects';
import type { RetryLimits } from '../transport/retry';
import { LONGEST_SLEEP_MS } from '../transport/sleep';
import { NEW_NODE, type NodeVersion } from './node-version';
import type { ParameterReader } from './parameters';

/** How the requests of an item are sent and read: the node's options. */
export interface Settings {
	client: ClientSettings;
	redirects: RedirectSettings;
	retry: RetryLimits;
	response: ResponseSettings;
}

const ARRAY_FORMATS = ['indices', 'brackets', 'repeat'] as const;
const RESPONSE_FORMATS = ['autodetect', 'file', 'json', 'text'] as const;

/**
 * Reads the node's options for an item. Each is read on its own: an expression of the pagination,
 * which looks at a response, can only be evaluated later.
 *
 * @throws {InputError}
 */
export function readSettings(read: ParameterReader, version: NodeVersion = NEW_NODE): Settings {
	const arrayFormat = 'options.queryParameterArrays';
	const response = 'options.response.response';
	const retry = 'options.retry.retry';
	return {
		client: {
			arrayFormat: read.value(arrayFormat)
				? read.choice(arrayFormat, ARRAY_FORMATS, 'brackets')
				: undefined,
			timeoutMs: readTimeoutMs(read),
			...readConnection(read),
		},
		redirects: readRedirects(read, version),
		retry: {
			maxAttempts: read.number(`${retry}.maxAttempts`, { fallback: DEFAULTS.maxAttempts, min: 1 }),
			maxWaitMs:
				1000 *
				read.number(`${retry}.maxWaitSeconds`, { fallback: DEFAULTS.maxWaitSeconds, min: 0 }),
		},
		response: {
			format: read.choice(`${response}.responseFormat`, RESPONSE_FORMATS, 'autodetect'),
			fullResponse: read.flag(`${response}.fullResponse`, false),
			neverError: read.flag(`${response}.neverError`, false),
			outputField: read.text(`${response}.outputPropertyName`) || DEFAULTS.outputField,
		},
	};
}

const MAX_CONCURRENCY = 100;

/** Our option "Requests at a Time". */
export function readConcurrency(read: ParameterReader): number {
	const fallback = DEFAULTS.concurrency;
	return Math.floor(read.number('options.concurrency', { fallback, min: 1, max: MAX_CONCURRENCY }));
}

/**
 * Through a proxy whose certificate nobody checks, the token would be anybody's. Both are options of
 * a workflow, set by people who may use the credential and not read it.
 */
function readConnection(read: ParameterReader): Pick<ClientSettings, 'proxy' | 'ignoreSslIssues'> {
	const proxy = parseProxy(read.text('options.proxy'));
	const ignoreSslIssues = read.flag('options.allowUnauthorizedCerts', false);
	if (!proxy || !ignoreSslIssues) return { proxy, ignoreSslIssues };
	throw new InputError(
		'The options "Proxy" and "Ignore SSL Issues" cannot be used together',
		'Remove one of them. To trust the certificate of a company proxy, name it in the environment variable NODE_EXTRA_CA_CERTS of n8n.',
	);
}

function readRedirects(read: ParameterReader, version: NodeVersion): RedirectSettings {
	const redirect = 'options.redirect.redirect';
	const { maxRedirects } = DEFAULTS;
	return {
		follow: read.flag(`${redirect}.followRedirects`, version.followsRedirects),
		// Zero means n8n's own number, as in n8n.
		max:
			read.number(`${redirect}.maxRedirects`, { fallback: maxRedirects, min: 0 }) || maxRedirects,
		sendCredentialsElsewhere: read.flag(
			'options.sendCredentialsOnCrossOriginRedirect',
			version.sendsCredentialsElsewhere,
		),
	};
}

/** Zero and less mean n8n's own time, as in n8n. */
function readTimeoutMs(read: ParameterReader): number {
	const fallback = DEFAULTS.timeoutMs;
	const timeoutMs = read.number('options.timeout', { fallback, max: LONGEST_SLEEP_MS });
	return timeoutMs > 0 ? Math.ceil(timeoutMs) : fallback;
}

function parseProxy(text: string): ProxySettings | undefined {
	const trimmed = text.trim();
	if (trimmed === '') return undefined;
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
	const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
	if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
		throw new InputError(
			'The option "Proxy" is not a valid proxy address',
			'Enter it as http://myproxy:3128 or http://user:password@myproxy:3128.',
		);
	}
	const { protocol, hostname, port, username, password } = url;
	return {
		protocol: protocol.slice(0, -1),
		host: hostname,
		port: Number(port) || (protocol === 'https:' ? 443 : 80),
		...(username && {
			auth: { username: decodeProxyText(username), password: decodeProxyText(password) },
		}),
	};
}

/** A user name or password in an address (RFC 3986, section 2.1). */
function decodeProxyText(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return raise(
			new InputError(
				'The user name or password in the option "Proxy" holds a "%" that stands for nothing',
				'Write %25 for each % in them, %40 for @ and %3A for ":".',
			),
		);
	}
}
