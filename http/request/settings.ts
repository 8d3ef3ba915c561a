import { InputError } from '../errors/input-error';
import type { ReadParameter } from '../profile';
import type { Proxy, Settings } from './request';

// n8n's own default where the option "Timeout" is not set.
const DEFAULT_TIMEOUT = 300_000;
// Longer timers go off at once (https://nodejs.org/api/timers.html).
const MAX_MS = 2 ** 31 - 1;

/**
 * Reads the node's options for an item. Each is read on its own: an expression of the pagination,
 * which looks at an answer, can only be evaluated later.
 *
 * @throws {InputError}
 */
export function readSettings(read: ReadParameter): Settings {
	const option = <T>(path: string, fallback: T) => read<T>(`options.${path}`, fallback);
	const response = <T>(name: string, fallback: T) =>
		option<T>(`response.response.${name}`, fallback);
	return {
		arrayFormat: option<Settings['arrayFormat'] | ''>('queryParameterArrays', '') || undefined,
		followRedirects: option('redirect.redirect.followRedirects', true),
		maxRedirects: option('redirect.redirect.maxRedirects', 21),
		timeout: positive(option('timeout', DEFAULT_TIMEOUT), DEFAULT_TIMEOUT),
		proxy: parseProxy(option('proxy', '')),
		ignoreSslIssues: option('allowUnauthorizedCerts', false),
		format: response('responseFormat', 'autodetect'),
		fullResponse: response('fullResponse', false),
		neverError: response('neverError', false),
		acceptStatuses: [],
		outputField: response('outputPropertyName', 'data') || 'data',
		retry: {
			maxTries: positive(option('retry.retry.maxTries', 3), 1),
			maxWait: Math.max(0, Number(option('retry.retry.maxWait', 600)) || 0) * 1000,
		},
	};
}

function positive(value: unknown, fallback: number): number {
	const number = Number(value);
	return Number.isFinite(number) && number > 0 ? Math.min(number, MAX_MS) : fallback;
}

function parseProxy(text: string): Proxy | undefined {
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
			auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
		}),
	};
}
