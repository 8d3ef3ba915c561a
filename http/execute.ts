import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isFile, type ApiResponse } from './response/read';
import { buildRequest, isList } from './request/build';
import { callApi } from './transport/retries';
import { createLimiter, mapConcurrently, type Limiter } from './transport/concurrency';
import { toNodeError } from './errors/node-error';
import { countRecords, toErrorItem, toItems } from './response/items';
import { fetchAllPages, type AutomaticOptions } from './pagination/automatic';
import { fetchPagesByExpressions, type ExpressionPagination } from './pagination/expressions';
import { linkHeaderPaging } from './pagination/link-header';
import { parameterReader } from './request/parameters';
import { sleepUnlessAborted } from './transport/rate-limit';
import type { ReadParameter, ServiceProfile } from './profile';
import type { ApiRequest, Settings } from './request/request';
import type { Sender } from './transport/n8n-client';
import { allowedDomains, openSession, type Session } from './transport/credential';
import { readSettings } from './request/settings';
import { resolveUrl } from './request/url';

/** Requests in flight at a time where the user does not say. */
const DEFAULT_CONCURRENCY = 20;
const MAX_CONCURRENCY = 100;

/**
 * Runs the node: one request, or one paged list, for each input item.
 *
 * @param profile all that has to be known of the service
 * @param credentialType which credential the node's parameters choose
 * @throws NodeApiError or NodeOperationError of the first item that failed, unless the node is set
 *   to continue
 */
export async function executeRequests(
	context: IExecuteFunctions,
	profile: ServiceProfile,
	credentialType: (read: ReadParameter) => string,
): Promise<INodeExecutionData[][]> {
	const input = context.getInputData();
	const reader = parameterReader(context);
	const concurrency = requestsAtATime(reader(0));
	const limiter = createLimiter(concurrency);
	const signal = context.getExecutionCancelSignal?.();
	let session: Promise<Session> | undefined;

	const runItem = async (itemIndex: number): Promise<INodeExecutionData[]> => {
		const read = reader(itemIndex);
		let opened: Session | undefined;
		try {
			session ??= openSession(context, credentialType(read));
			opened = await session;
			return await new ItemRun(context, itemIndex, read, profile, opened, limiter).run();
		} catch (error) {
			const nodeError = toNodeError(error, context.getNode(), itemIndex, profile, opened);
			if (isTool(context)) addDescription(nodeError);
			if (signal?.aborted || !context.continueOnFail()) return raise(nodeError);
			return [toErrorItem(nodeError, context.getNode(), itemIndex)];
		}
	};

	const batch = batching(reader(0));
	const results = await mapConcurrently(input.length, concurrency, runItem, (index) =>
		batch && index > 0 && index % batch.size === 0
			? sleepUnlessAborted(batch.interval, signal)
			: undefined,
	);
	return [results.flat()];
}

/** A model gets the message only, and corrects itself by what else there is to say. */
function addDescription(error: { message: string; description?: string | null }): void {
	if (error.description) error.message += `\n\n${error.description}`;
}

function raise(error: Error): never {
	throw error;
}

/** Our option "Requests at a Time". */
function requestsAtATime(read: ReadParameter): number {
	const wanted = Math.floor(toNumber(read('options.concurrency', DEFAULT_CONCURRENCY)));
	return wanted >= 1 ? Math.min(wanted, MAX_CONCURRENCY) : DEFAULT_CONCURRENCY;
}

/** An expression may give an object, which cannot always be converted. */
function toNumber(value: unknown): number {
	return typeof value === 'object' ? NaN : Number(value);
}

/** n8n's option "Batching": undefined where it is off. */
function batching(read: ReadParameter): { size: number; interval: number } | undefined {
	const size = toNumber(read('options.batching.batch.batchSize', -1));
	const interval = toNumber(read('options.batching.batch.batchInterval', 0));
	if (!(interval > 0) || size < 0) return undefined;
	return { size: size || 1, interval };
}

/** All that happens for one input item. */
class ItemRun {
	private readonly settings: Settings;

	private readonly sender: Sender;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
		private readonly read: ReadParameter,
		private readonly profile: ServiceProfile,
		session: Session,
		private readonly limiter: Limiter,
	) {
		this.settings = readSettings(read);
		const domains = allowedDomains(session.data, profile.baseUrl(session.data));
		this.sender = { context, session, profile, allowedDomains: domains };
	}

	async run(): Promise<INodeExecutionData[]> {
		const request = await buildRequest(
			this.context,
			this.itemIndex,
			this.read,
			this.profile,
			this.sender.session.data,
			this.sender.allowedDomains,
			this.settings,
		);
		switch (this.pagination<string>('paginationMode', 'off')) {
			case 'off':
				return this.itemsOf(request, await this.fetch(request));
			case 'automatic':
				return await this.runAutomatic(request);
			case 'linkHeader':
				return await this.runAutomatic(request, linkHeaderPaging(this.profile.records));
			default:
				return await this.runExpressions(request);
		}
	}

	private async runAutomatic(request: ApiRequest, paging = this.profile.paging) {
		let first: ApiResponse | undefined;
		const records = await fetchAllPages(
			{
				paging,
				fetch: async (asked) => {
					const answer = await this.fetch(asked);
					first ??= answer;
					return answer;
				},
				resolve: (next, page) => this.resolve(new URL(next, page).href),
				records: (answer) => this.records(answer),
				wait: this.wait,
			},
			request,
			this.automaticOptions(),
		);
		if (first && isFile(first)) return this.items(first);
		// The records are as flat as they are to be: the list itself is what goes out.
		const list = { ...(first as ApiResponse), kind: 'json' as const, body: records };
		return this.toItems(list, false);
	}

	private async runExpressions(request: ApiRequest): Promise<INodeExecutionData[]> {
		const { context, itemIndex } = this;
		// Expressions with $response make sense only page by page: n8n's loop evaluates them.
		const raw = { rawExpressions: true };
		const name = 'options.pagination.pagination';
		const settings = context.getNodeParameter(name, itemIndex, {}, raw) as ExpressionPagination;
		const { limit, maxPages, interval } = this.automaticOptions();
		const answers = await fetchPagesByExpressions(
			context,
			itemIndex,
			this.sender.session.type,
			request,
			settings,
			{
				fetch: async (asked, acceptStatuses) =>
					await this.fetch(asked, { ...this.settings, acceptStatuses }),
				resolve: this.resolve,
				count: (answer) => countRecords(this.profile.records(answer.body)),
				limit,
				maxPages,
				beforeNext: async () => await this.wait(interval),
				jsonType: this.profile.mediaTypes.json,
			},
		);
		return answers.flatMap((answer) => this.items(answer)).slice(0, limit);
	}

	private automaticOptions(): AutomaticOptions {
		const { read, profile } = this;
		const all = this.pagination('returnAll', true);
		return {
			limit: all ? Infinity : Number(this.pagination('limit', 50)),
			pageSize: Number(this.pagination('pageSize', 0)) || profile.paging.pageSize,
			maxPages: this.pagination('limitPagesFetched', false)
				? Number(this.pagination('maxRequests', 100))
				: Infinity,
			interval: Number(this.pagination('requestInterval', 0)),
			concurrency: requestsAtATime(read),
		};
	}

	private pagination<T>(name: string, fallback: T): T {
		return this.read(`options.pagination.pagination.${name}`, fallback);
	}

	private async fetch(request: ApiRequest, settings = this.settings): Promise<ApiResponse> {
		return await callApi(this.sender, request, settings, this.limiter);
	}

	private readonly resolve = (url: string): URL => {
		const { session, allowedDomains: domains } = this.sender;
		return resolveUrl(url, this.profile.baseUrl(session.data), domains);
	};

	private readonly wait = async (ms: number): Promise<void> => {
		if (ms > 0) await sleepUnlessAborted(ms, this.context.getExecutionCancelSignal?.());
	};

	/** A tool's answer is read by a model, which does better without JSON:API's envelope. */
	private get simplify(): boolean {
		return this.read('options.simplify', isTool(this.context));
	}

	private records(answer: ApiResponse): unknown[] {
		const { profile } = this;
		const records =
			this.simplify && profile.simplify
				? profile.simplify(answer.body)
				: profile.records(answer.body);
		return Array.isArray(records) ? records : [records];
	}

	private itemsOf({ method, url }: ApiRequest, answer: ApiResponse): INodeExecutionData[] {
		const isEmptyList =
			answer.kind === 'empty' && isList(method, url.pathname, this.profile.endpoints);
		return isEmptyList && !this.settings.fullResponse ? [] : this.items(answer);
	}

	private items(answer: ApiResponse): INodeExecutionData[] {
		return this.toItems(answer, this.simplify);
	}

	private toItems(answer: ApiResponse, simplify: boolean): INodeExecutionData[] {
		const { context, itemIndex, settings, profile } = this;
		const input = context.getInputData()[itemIndex];
		return toItems(answer, input, itemIndex, settings, profile, simplify, isTool(context));
	}
}

/** n8n's engine tells it in two ways, by how the agent calls its tools. */
function isTool(context: IExecuteFunctions & { isToolExecution?(): boolean }): boolean {
	return (
		// n8n 1 does not have it.
		(context.isToolExecution?.() ?? false) || context.getNode().rewireOutputLogTo === 'ai_tool'
	);
}
