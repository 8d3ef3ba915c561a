import type {
	IDataObject,
	IHttpRequestMethods,
	PaginationOptions,
	RequestHelperFunctions,
} from 'n8n-workflow';
import { DEFAULTS } from '../defaults';
import { HttpStatusError, InputError } from '../errors/errors';
import { raise } from '../errors/raise';
import type { ItemContext } from '../item-context';
import { isObject, setOwn, tryParseJson, type PlainObject } from '../json';
import { withValues } from '../request/body';
import { buildHeaders } from '../request/headers';
import type { ApiRequest } from '../request/request';
import { toErrorResponse } from '../response/expected';
import { listIn } from '../response/items';
import { headerText, type ApiResponse, type ErrorResponse } from '../response/response';
import { Finished, handOver } from './handover';
import type { Page } from './pages';

/** The parameters of n8n's HTTP Request node, expressions still unevaluated. */
interface ExpressionPagination {
	paginationMode: 'updateAParameterInEachRequest' | 'responseContainsNextURL';
	nextURL?: string;
	parameters?: {
		parameters?: Array<{ type: 'body' | 'headers' | 'qs'; name: string; value?: unknown }>;
	};
	paginationCompleteWhen?: 'responseIsEmpty' | 'receiveSpecificStatusCodes' | 'other';
	statusCodesWhenComplete?: string;
	completeExpression?: string;
	limitPagesFetched?: boolean;
	maxRequests?: PaginationOptions['maxRequests'];
}

/** How pages are requested. */
export interface ExpressionSource {
	/** Sends one request; these error statuses are the end of the list, not a mistake. */
	send(request: ApiRequest, endStatuses: readonly number[]): Promise<ApiResponse>;
	/** Resolves a URL that an expression gave, and holds it to the allowed hosts. */
	resolve(url: string): URL;
	/** Awaited before each further page. */
	beforeNext(): Promise<void>;
}

/**
 * Yields the pages of a list by the user's own expressions. n8n's own loop evaluates them (only n8n
 * can: `$response`, `$request`, `$pageCount`); the requests it asks for go through our engine.
 *
 * @throws {InputError} for incomplete settings
 */
export async function* expressionPages(
	item: ItemContext,
	request: ApiRequest,
	source: ExpressionSource,
): AsyncGenerator<Page, void, undefined> {
	const { n8n, itemIndex, credential } = item;
	// Expressions with $response make sense only page by page.
	const settings = n8n.getNodeParameter(
		'options.pagination.pagination',
		itemIndex,
		{},
		{
			rawExpressions: true,
		},
	) as ExpressionPagination;
	const options = toN8n(settings);

	yield* handOver<Page>(async (put) => {
		const transport = pageTransport(item, request, { source, settings, put });
		// n8n's loop calls `this.helpers.requestWithAuthentication`: ours stands in its place.
		const helpers = { ...n8n.helpers, requestWithAuthentication: transport.request };
		const loop = Object.create(n8n, { helpers: { value: helpers } }) as ItemContext['n8n'];
		try {
			await n8n.helpers.requestWithAuthenticationPaginated.call(
				loop,
				toRequestOptions(request),
				itemIndex,
				options,
				credential.type,
			);
		} catch (error) {
			if (error instanceof Finished || isEndOfLinks(error, transport.pageCount())) return;
			rethrow(error, transport.last());
		}
	});
}

/** n8n's loop still takes the options of its older client. */
type LoopRequest = Parameters<RequestHelperFunctions['requestWithAuthenticationPaginated']>[0];

function toRequestOptions({ url, query, headers, method, body }: ApiRequest): LoopRequest {
	return {
		uri: url.href,
		qs: { ...query },
		headers: headers.toObject(),
		method: method as IHttpRequestMethods,
		// For `$request.body`; only what the pagination changes of it is taken over.
		...(body?.value !== undefined && { body: body.value as IDataObject }),
	};
}

/** Sends what n8n's loop asks for and hands the page over; ends the loop where the list ends. */
function pageTransport(
	item: ItemContext,
	request: ApiRequest,
	{
		source,
		settings,
		put,
	}: {
		source: ExpressionSource;
		settings: ExpressionPagination;
		put: (page: Page) => Promise<void>;
	},
) {
	const { profile } = item;
	const endStatuses = statusesWhenComplete(settings);
	const endsWhenEmpty =
		(settings.paginationCompleteWhen ?? 'responseIsEmpty') === 'responseIsEmpty';
	const followsLinks = settings.paginationMode === 'responseContainsNextURL';
	const changesBody = 'body' in changes(settings);
	let pageCount = 0;
	let last: ErrorResponse | undefined;

	const sendAndHandOver = async (_type: string, wanted: RequestOfN8n) => {
		if (pageCount > 0) await source.beforeNext();
		const next = await toRequest(request, wanted, {
			source,
			changesBody,
			jsonType: profile.mediaTypes.json,
		});
		const response = await source.send(next, endStatuses);
		const { body, headers, statusCode } = response;
		last = toErrorResponse(response, next);
		const isEnd = endStatuses.includes(statusCode);
		const isSuccess = statusCode >= 200 && statusCode < 300;
		const records =
			response.kind === 'json' ? listIn(profile.records(body, { simplify: false })) : undefined;
		const isEmpty = records?.length === 0 || !body;
		const isEmptyEnd = endsWhenEmpty && isEmpty;
		// An error status that the user named as the end is no page; nor is an empty one after others.
		const isPage = !(isEnd && !isSuccess) && !(isEmptyEnd && pageCount > 0);
		if (isPage) {
			pageCount++;
			const link = followsLinks ? `${wanted.uri} ${JSON.stringify(wanted.qs)}` : undefined;
			await put({ response, link, records, mayRepeat: true });
		}
		if (isEnd || isEmptyEnd) throw new Finished();
		return { body: bodyForExpressions(response, item), headers, statusCode };
	};
	return { request: sendAndHandOver, pageCount: () => pageCount, last: () => last };
}

/**
 * `$response.body` as n8n's own node gives it to expressions: parsed where the option says "Text", a
 * text where the media type is another one than `application/json`. Such JSON is parsed here, and can
 * be used like the text, too.
 */
function bodyForExpressions(response: ApiResponse, { settings }: ItemContext): unknown {
	const { format } = settings.response;
	if (response.kind === 'empty') return '';
	if (response.kind === 'text' && format === 'text') {
		const json = tryParseJson(response.body);
		return json.ok ? json.value : response.body;
	}
	const { body, headers } = response;
	const isTextInN8n =
		format === 'autodetect' && !headerText(headers['content-type']).includes('application/json');
	return response.kind === 'json' && isTextInN8n && isObject(body) ? likeText(body) : body;
}

/** A copy of an object of JSON that has the methods of its text, e.g. for `JSON.parse(body)`. */
function likeText(body: PlainObject): PlainObject {
	const text = JSON.stringify(body);
	const methods = Object.fromEntries(
		Object.getOwnPropertyNames(String.prototype)
			.filter((name) => name !== 'constructor' && name !== 'length')
			.map((name) => [name, String.prototype[name as 'trim'].bind(text)]),
	);
	return Object.assign(Object.create({ ...methods, length: text.length }) as PlainObject, body);
}

/** A next URL that is empty or missing is the end, not a mistake. */
function isEndOfLinks(error: unknown, pageCount: number): boolean {
	const { type, message } = error as { type?: string; message?: string };
	return type === 'invalid_url' && pageCount > 0 && /^'(undefined|null|)'/.test(message ?? '');
}

function rethrow(error: unknown, last: ErrorResponse | undefined): never {
	const { type, message, isAxiosError } = error as LoopError;
	// With "Never Error", a page with an error status ends the list as an error all the same: the next
	// one would not be what the user asks for.
	if (isAxiosError && last) return raise(new HttpStatusError(last, 1));
	if (type !== 'invalid_url') return raise(error);
	return raise(
		new InputError(message, 'Check the expression in the field "Next URL" of the pagination.'),
	);
}

/** What n8n's loop throws by itself. */
interface LoopError extends Error {
	type?: string;
	isAxiosError?: boolean;
}

/** A request as n8n's loop wants it: ours, with what the expressions changed. */
interface RequestOfN8n {
	uri: string;
	qs?: IDataObject;
	headers?: IDataObject;
	body?: IDataObject;
}

async function toRequest(
	request: ApiRequest,
	wanted: RequestOfN8n,
	{
		source,
		changesBody,
		jsonType,
	}: { source: ExpressionSource; changesBody: boolean; jsonType: string },
): Promise<ApiRequest> {
	const headers = request.headers.copy();
	headers.setAll(buildHeaders(wanted.headers ?? {}, false));
	const body = changesBody
		? await withValues(request.body, wanted.body ?? {}, jsonType)
		: request.body;
	// A new multipart body has a boundary of its own.
	if (body?.isOwnType && body.contentType) headers.set('content-type', body.contentType);
	return {
		...request,
		url: source.resolve(wanted.uri),
		query: wanted.qs ?? {},
		headers,
		body,
	};
}

/** The node's parameters in the words of n8n's loop. */
function toN8n(settings: ExpressionPagination): PaginationOptions {
	return {
		continue: continueExpression(settings),
		request: changes(settings) as PaginationOptions['request'],
		// Waited for here, where a cancelled execution ends it.
		requestInterval: 0,
		...(settings.limitPagesFetched && { maxRequests: settings.maxRequests ?? DEFAULTS.maxPages }),
	};
}

function changes(settings: ExpressionPagination): IDataObject {
	if (settings.paginationMode === 'responseContainsNextURL') {
		if (!settings.nextURL) {
			throw new InputError(
				'The pagination has no "Next URL"',
				'Enter an expression such as {{ $response.body.links.next }}.',
			);
		}
		return { url: settings.nextURL };
	}
	const result: Record<string, IDataObject> = {};
	const parameters = settings.parameters?.parameters ?? [];
	for (const { type, name, value } of parameters) {
		if (!name || value === '' || value === undefined) continue;
		result[type] ??= {};
		setOwn(result[type], name, value);
	}
	if (Object.keys(result).length === 0) {
		throw new InputError(
			'The pagination changes no parameter, so it would never end',
			'Add a parameter with a name and a value, e.g. page and {{ $pageCount + 1 }}.',
		);
	}
	return result;
}

function statusesWhenComplete(settings: ExpressionPagination): number[] {
	if (settings.paginationCompleteWhen !== 'receiveSpecificStatusCodes') return [];
	return (settings.statusCodesWhenComplete ?? '')
		.split(',')
		.map((code) => parseInt(code.trim(), 10))
		.filter((code) => !Number.isNaN(code));
}

function continueExpression(settings: ExpressionPagination): string {
	if (settings.paginationCompleteWhen !== 'other') return '={{ true }}';
	const inner = /^=\{\{([\s\S]*)\}\}$/.exec(settings.completeExpression?.trim() ?? '')?.[1];
	if (!inner) {
		throw new InputError(
			'The pagination has no "Complete Expression"',
			'Enter an expression that is true on the last page, e.g. {{ $response.body.length < 100 }}.',
		);
	}
	return `={{ !(${inner}) }}`;
}
