import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/errors';
import { textOf } from '../json';

/** Where a credential may be sent. */
export type AllowedHosts =
	| { any: true }
	| {
			any: false;
			patterns: readonly HostPattern[];
			/** Entries of the list that are no hosts, and match none. */
			otherEntries?: readonly string[];
	  };

export interface HostPattern {
	/** In lower case, without the `*.`. */
	host: string;
	/** `*.b.com` matches the subdomains of `b.com`, and never `b.com` itself, as in n8n. */
	isWildcard: boolean;
	/** As in `URL.port`: empty for the default port of the scheme. */
	port: string;
}

/**
 * Reads n8n's two fields of a credential. The base URL's host and port are allowed besides.
 *
 * @param credentials `allowedHttpRequestDomains` (`all`, `domains`, `none`) and `allowedDomains`
 * @param baseUrl the API's address that the credential's owner chose; empty where data chose it
 * @throws {InputError} where no host is left
 * @see https://docs.n8n.io/integrations/builtin/credentials/httprequest/
 */
export function allowedHosts(credentials: IDataObject, baseUrl: string): AllowedHosts {
	const mode = credentials.allowedHttpRequestDomains ?? 'domains';
	if (mode === 'all') return { any: true };
	const list = mode === 'domains' ? textOf(credentials.allowedDomains) : '';
	const patterns = [...parseHostList(list), ...patternOf(baseUrl)];
	const otherEntries = entriesOf(list).filter((entry) => parseEntry(entry) === undefined);
	if (patterns.length > 0) return { any: false, patterns, otherEntries };
	throw new InputError(
		'The credential allows no host',
		['Open the credential and fill in "Allowed Domains".', ...otherEntries.map(explainEntry)].join(
			' ',
		),
	);
}

/**
 * @param list comma-separated hosts, e.g. `api.a.com, *.b.com, c.com:8443`; one without a port means
 *   the default port of the scheme, also on loopback, where n8n itself listens
 */
export function parseHostList(list: string): HostPattern[] {
	return entriesOf(list).flatMap((entry) => parseEntry(entry) ?? []);
}

function entriesOf(list: string): string[] {
	return list
		.split(',')
		.map((entry) => entry.trim().toLowerCase())
		.filter((entry) => entry !== '');
}

/** @returns undefined for what is no host */
function parseEntry(entry: string): HostPattern | undefined {
	const [, wildcard, name, port] =
		/^(\*\.)?(\[[\da-f:.]+\]|[^:/?#@\s*[\]]+)(?::(\d+))?$/.exec(entry) ?? [];
	const host = name?.replace(/\.$/, '');
	if (!host) return undefined;
	const isDefault = port === undefined || Number(port) === 443;
	return { host, isWildcard: wildcard !== undefined, port: isDefault ? '' : port };
}

/** n8n itself does not take a URL for its host either. */
function explainEntry(entry: string): string {
	const host = hostOfEntry(entry);
	const isUrl = host !== undefined && !entry.includes('@');
	return isUrl
		? `There, "${entry}" is no host: write ${host}.`
		: 'There, an entry is no host: write host names, as in the address after "https://".';
}

/** The host of an entry that is a URL. */
function hostOfEntry(entry: string): string | undefined {
	return URL.canParse(entry) ? new URL(entry).host || undefined : undefined;
}

function patternOf(baseUrl: string): HostPattern[] {
	if (!URL.canParse(baseUrl)) return [];
	const { hostname, port } = new URL(baseUrl);
	if (hostname === '') return [];
	return [{ host: normalizedHost(hostname), isWildcard: false, port }];
}

/** Whether a credential may be sent to the host and port of a URL. */
export function isHostAllowed({ hostname, port }: URL, hosts: AllowedHosts): boolean {
	if (hosts.any) return true;
	const host = normalizedHost(hostname);
	return hosts.patterns.some(
		(pattern) =>
			(pattern.isWildcard ? host.endsWith(`.${pattern.host}`) : host === pattern.host) &&
			pattern.port === port,
	);
}

function normalizedHost(hostname: string): string {
	return hostname.toLowerCase().replace(/\.$/, '');
}

/** @param list comma-separated hosts that are allowed besides */
export function withHosts(hosts: AllowedHosts, list: string): AllowedHosts {
	return hosts.any ? hosts : { any: false, patterns: [...hosts.patterns, ...parseHostList(list)] };
}

/** The list as the user would write it. */
export function describeHosts(hosts: AllowedHosts): string {
	if (hosts.any) return 'all hosts';
	const names = hosts.patterns.map(
		({ host, isWildcard, port }) => `${isWildcard ? '*.' : ''}${host}${port ? `:${port}` : ''}`,
	);
	return [...new Set(names)].join(', ');
}

/**
 * Refuses a URL that a credential must not be sent to. Called again for every redirect. https is
 * required, except on loopback (RFC 8252, section 8.3).
 *
 * @throws {InputError}
 */
export function assertAllowed(url: URL, hosts: AllowedHosts): void {
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
	if (!isHostAllowed(url, hosts)) {
		throw new InputError(
			`The credential must not be sent to ${url.host}`,
			`It is locked to these hosts: ${describeHosts(hosts)}. ${adviceFor(url, hosts)}`,
		);
	}
}

function adviceFor({ host }: URL, hosts: AllowedHosts): string {
	const others = (hosts.any ? undefined : hosts.otherEntries) ?? [];
	const meant = others.filter((entry) => hostOfEntry(entry) === host);
	const advice = `If ${host} is right, add it to "Allowed Domains" in the credential.`;
	const explained = (meant.length > 0 ? meant : others).map(explainEntry);
	return [...new Set([advice, ...explained])].join(' ');
}

/** @param hostname as `URL.hostname` gives it */
export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
