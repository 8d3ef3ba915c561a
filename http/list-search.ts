import {
	NodeApiError,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { sentences, shorten } from './errors/describe';
import { ResponseParseError } from './errors/errors';
import { toNodeError } from './errors/node-error';
import { isObject, textOf, tryParseJson, type PlainObject } from './json';
import type { ServiceProfile } from './profile';
import { HeaderMap } from './request/headers';
import { parameterReader, ParameterReader } from './request/parameters';
import type { ApiRequest, Query } from './request/request';
import { readSettings } from './request/settings';
import { resolveUrl } from './request/url';
import { recordsOf } from './response/items';
import { resolveCredential, type ResolvedCredential } from './transport/credential';
import { createRequestContext } from './transport/request-context';
import { requestWithRetries } from './transport/retries';

/** A list in which people choose a record. */
export interface Picker {
	/** What is listed, for messages, e.g. "bookings". */
	records: string;
	path: string;
	/** What is always asked for, e.g. related records. */
	query?: (read: ParameterReader) => Query;
	/** The query parameter by which the service searches. Without it, loaded labels are searched. */
	searchParameter?: string;
	/** How a person recognises the record, from its flat form; the ID where this is empty. */
	label: (record: PlainObject) => string;
}

/** Records a page: what fits into a list on the screen, a few times. */
const PAGE_SIZE = 50;
/** Pages read at a time, where labels are searched here and few match. */
const MAX_PAGES = 10;

/** n8n's signature of a list method. */
export type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/**
 * Makes the method that fills a list in the editor: with the node's own credential, on the hosts that
 * the credential is locked to, a page at a time.
 */
export function listSearchMethod(profile: ServiceProfile, picker: Picker): ListSearch {
	return async function (filter = '', paginationToken) {
		const page = { filter: filter.trim(), paginationToken };
		let credential: ResolvedCredential | undefined;
		try {
			credential = await resolveCredential(this, profile.credentialType(parameterReader(this)), 0);
			return await search(this, { profile, picker, credential }, page);
		} catch (error) {
			throw toListError(this, error, { profile, picker, credential });
		}
	};
}

interface Source {
	profile: ServiceProfile;
	picker: Picker;
	credential: ResolvedCredential;
}

/** A list that failed, perhaps before there was a credential. */
type FailedSource = Omit<Source, 'credential'> & { credential: ResolvedCredential | undefined };

async function search(
	n8n: ILoadOptionsFunctions,
	source: Source,
	{ filter, paginationToken }: { filter: string; paginationToken: string | undefined },
): Promise<INodeListSearchResult> {
	const { profile, picker } = source;
	const { searchParameter } = picker;
	const send = sender(n8n, source);
	const query = (read: ParameterReader): Query => ({
		...picker.query?.(read),
		...(searchParameter && filter !== '' && { [searchParameter]: filter }),
	});
	const needle = searchParameter ? '' : filter.toLowerCase();
	const results: INodeListSearchItems[] = [];
	const first = profile.paging.first(query(parameterReader(n8n)), PAGE_SIZE);
	let asked = pageAfter(first, parseToken(paginationToken));
	for (let page = 1; ; page++) {
		const response = await send(asked);
		const sentQuery = typeof asked === 'string' ? {} : asked;
		const content = profile.paging.read(response.body, sentQuery, response.headers);
		const { next, records: sent } = content;
		if (!sent) throw new ResponseParseError(`${profile.name} did not respond with a list`);
		const records = recordsOf(response, sent, { profile, simplify: true }).filter(isObject);
		results.push(
			...records
				.map((record) => toOption(record, picker))
				.filter(({ name, value }) => value !== '' && name.toLowerCase().includes(needle)),
		);
		if (next === undefined) return { results };
		if (results.length > 0 || page === MAX_PAGES) {
			return { results, paginationToken: JSON.stringify(next) };
		}
		asked = pageAfter(asked, next);
	}
}

/** Where a page of a list is: the address that the service named, or the query that asks for it. */
type ListPage = string | Query;

function pageAfter(page: ListPage, next: ListPage): ListPage {
	return typeof page === 'string' || typeof next === 'string' ? next : { ...page, ...next };
}

/** Gets the pages of a list. */
function sender(n8n: ILoadOptionsFunctions, { profile, picker, credential }: Source) {
	const read = parameterReader(n8n);
	const context = {
		...createRequestContext(n8n, profile, credential),
		fixedQuery: fixedQueryOf(picker, profile, read),
	};
	const headers = new HeaderMap();
	headers.set('accept', profile.mediaTypes.accept);
	const baseUrl = profile.baseUrl(credential.data);
	const list = resolveUrl(picker.path, baseUrl, context.hosts);
	const { response, ...settings } = readSettings(new ParameterReader(() => null));
	// A page in HTML is no empty list.
	const asJson = { ...settings, response: { ...response, format: 'json' as const } };
	return async (page: ListPage) => {
		const target =
			typeof page === 'string'
				? { url: resolveUrl(absolute(page, list), baseUrl, context.hosts), query: {} }
				: { url: list, query: page };
		const request: ApiRequest = { method: 'GET', ...target, headers, isRepeatable: true };
		return await requestWithRetries(context, request, asJson);
	};
}

function absolute(link: string, list: URL): string {
	return URL.canParse(link, list.href) ? new URL(link, list).href : link;
}

/** What bounds the list, where it is a list of what is bounded: links and redirects must not leave it out. */
function fixedQueryOf(picker: Picker, profile: ServiceProfile, read: ParameterReader): Query {
	const fixed = profile.fixedQuery?.(read) ?? {};
	const asked = picker.query?.(read) ?? {};
	return Object.fromEntries(Object.entries(fixed).filter(([name]) => name in asked));
}

/** The next page, as this list itself wrote it down. */
function parseToken(token: string | undefined): ListPage {
	const parsed = token ? tryParseJson(token) : undefined;
	if (!parsed?.ok) return {};
	if (typeof parsed.value === 'string') return parsed.value;
	return isObject(parsed.value) ? (parsed.value as Query) : {};
}

function toOption(record: PlainObject, { label }: Picker): INodeListSearchItems {
	const value = textOf(record.id);
	return { name: shorten(label(record)) || value, value };
}

/** What was wrong, in the words of any other request of the node, and what to do instead. */
function toListError(
	n8n: ILoadOptionsFunctions,
	error: unknown,
	{ profile, picker, credential }: FailedSource,
) {
	const node = n8n.getNode();
	const { message, description } = toNodeError(error, { node, itemIndex: 0, profile, credential });
	return new NodeApiError(
		node,
		{ message },
		{
			message: `The ${picker.records} could not be loaded`,
			description: sentences(
				/[.!?…]$/.test(message) ? message : `${message}.`,
				description ?? undefined,
				'Test the credential, or choose "By ID".',
			),
		},
	);
}
