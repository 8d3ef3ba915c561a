import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	PaginationOptions,
} from 'n8n-workflow';
import type { ApiResponse } from '../response/read';
import { withValues } from '../request/body';
import { buildHeaders, withoutHeader } from '../request/headers';
import { InputError } from '../errors/input-error';
import { setOwn } from '../request/parameters';
import type { ApiRequest } from '../request/request';

/** The parameters of n8n's HTTP Request node, expressions still unevaluated. */
export interface ExpressionPagination {
	paginationMode: 'updateAParameterInEachRequest' | 'responseContainsNextURL';
	nextURL?: string;
	parameters?: {
		parameters?: Array<{ type: 'body' | 'headers' | 'qs'; name: string; value: string }>;
	};
	paginationCompleteWhen?: 'responseIsEmpty' | 'receiveSpecificStatusCodes' | 'other';
	statusCodesWhenComplete?: string;
	completeExpression?: string;
}

/** How pages are asked for, and when there are enough. */
export interface ExpressionSource {
	/** Sends one request; these error statuses are the end of the list, not a mistake. */
	fetch(request: ApiRequest, endStatuses: number[]): Promise<ApiResponse>;
	/** Resolves and checks a URL that an expression gave. */
	resolve(url: string): URL;
	/** How many records an answer holds; undefined where it is no list. */
	count(answer: ApiResponse): number | undefined;
	/** Most records in all; Infinity for all there are. */
	limit: number;
	/** Most pages in all; Infinity for all there are. */
	maxPages: number;
	/** Awaited before each further page. */
	beforeNext(): Promise<void>;
	/** `Content-Type` of a JSON body. */
	jsonType: string;
}

/**
 * Pages through a list by the user's own expressions. n8n's own loop evaluates them (only n8n can:
 * `$response`, `$request`, `$pageCount`); the requests it asks for go through our engine.
 *
 * @returns the answers, in order
 * @throws {InputError} for incomplete settings, and where the same page comes back twice
 */
export async function fetchPagesByExpressions(
	context: IExecuteFunctions,
	itemIndex: number,
	credentialType: string,
	request: ApiRequest,
	settings: ExpressionPagination,
	source: ExpressionSource,
): Promise<ApiResponse[]> {
	const options = toN8n(settings);
	const endStatuses = statusesWhenComplete(settings);
	const answers: ApiResponse[] = [];
	const followsLinks = settings.paginationMode === 'responseContainsNextURL';
	const links = new Set<string>();
	let lastPage = '';
	let records = 0;

	const transport = async (_type: string, asked: AskedByN8n) => {
		if (answers.length >= source.maxPages) throw new Finished();
		if (answers.length > 0) await source.beforeNext();
		const link = `${asked.uri} ${JSON.stringify(asked.qs)}`;
		const next = toRequest(request, asked, source, options.request.body !== undefined);
		const answer = await source.fetch(next, endStatuses);
		const count = source.count(answer);
		if (endStatuses.includes(answer.statusCode)) throw new Finished();
		if (answer.kind === 'empty' || count === 0) {
			if (answers.length === 0) answers.push(answer);
			throw new Finished();
		}
		const body = answer.body;
		const page = JSON.stringify(body);
		if (page === lastPage || (followsLinks && links.has(link))) {
			throw new InputError(
				'The same page came back twice, so the pagination was stopped',
				'Check the pagination settings: the next request must differ from the one before.',
			);
		}
		lastPage = page;
		links.add(link);
		answers.push(answer);
		records += count ?? 1;
		if (records >= source.limit) throw new Finished();
		return { body, headers: answer.headers, statusCode: answer.statusCode };
	};

	// n8n's loop calls `this.helpers.requestWithAuthentication`: ours stands in its place.
	const helpers = { ...context.helpers, requestWithAuthentication: transport };
	const loop = Object.create(context, { helpers: { value: helpers } }) as IExecuteFunctions;
	try {
		await context.helpers.requestWithAuthenticationPaginated.call(
			loop,
			{
				uri: request.url.href,
				qs: { ...request.query },
				headers: { ...request.headers },
				method: request.method as IHttpRequestMethods,
				// For `$request.body`; only what the pagination changes of it is taken over.
				...(request.body?.value !== undefined && { body: request.body.value as IDataObject }),
			},
			itemIndex,
			options,
			credentialType,
		);
	} catch (error) {
		if (!(error instanceof Finished) && !isEndOfLinks(error, answers)) return rethrow(error);
	}
	return answers;
}

/** Ends n8n's loop: there is no more, or enough. */
class Finished extends Error {}

/** A next URL that is empty or missing is the end, not a mistake. */
function isEndOfLinks(error: unknown, answers: ApiResponse[]): boolean {
	const { type, message } = error as { type?: string; message?: string };
	return type === 'invalid_url' && answers.length > 0 && /^'(undefined|null|)'/.test(message ?? '');
}

function rethrow(error: unknown): never {
	const { type, message } = error as Error & { type?: string };
	if (type === 'invalid_url') {
		throw new InputError(
			message,
			'Check the expression in the field "Next URL" of the pagination.',
		);
	}
	throw error;
}

/** A request as n8n's loop asks for it: ours, with what the expressions changed. */
interface AskedByN8n {
	uri: string;
	qs?: IDataObject;
	headers?: IDataObject;
	body?: IDataObject;
}

function toRequest(
	request: ApiRequest,
	asked: AskedByN8n,
	source: ExpressionSource,
	changesBody: boolean,
): ApiRequest {
	let { headers } = request;
	for (const [name, value] of Object.entries(buildHeaders(asked.headers ?? {}, true))) {
		headers = { ...withoutHeader(headers, name), [name]: value };
	}
	return {
		...request,
		url: source.resolve(asked.uri),
		query: asked.qs ?? {},
		headers,
		body: changesBody ? withValues(request.body, asked.body ?? {}, source.jsonType) : request.body,
	};
}

/** The node's parameters in the words of n8n's loop. */
function toN8n(settings: ExpressionPagination): PaginationOptions {
	return {
		continue: continueExpression(settings),
		request: changes(settings) as PaginationOptions['request'],
		// Waited for here, where a cancelled execution ends it.
		requestInterval: 0,
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
	return String(settings.statusCodesWhenComplete ?? '')
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
