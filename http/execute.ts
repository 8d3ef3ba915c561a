import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { DEFAULTS } from './defaults';
import { HttpStatusError, UnexpectedResponseError } from './errors/errors';
import { toNodeError, type NodeError } from './errors/node-error';
import { raise } from './errors/raise';
import { addHints, cancelSignal, isTool } from './n8n-versions';
import type { ServiceProfile } from './profile';
import type { AllowedHosts } from './request/allowed-hosts';
import { nodeVersion } from './request/node-version';
import { parameterReaders, type ParameterReader } from './request/parameters';
import { readConcurrency, readSettings } from './request/settings';
import { toErrorItem } from './response/items';
import { JsonBudget } from './response/json-bounds';
import { readToolOutput, toolItems } from './response/tool-output';
import { runItem } from './run-item';
import { createLimiter, mapConcurrently } from './transport/concurrency';
import { credentialResolver, type ResolvedCredential } from './transport/credential';
import { rateLimit } from './transport/rate-limit';
import { hostsOf } from './transport/request-context';
import { sleepUnlessAborted } from './transport/sleep';

/**
 * Runs the node: one request, or one paged list, for each input item.
 *
 * @param profile all that has to be known of the service
 * @throws NodeApiError or NodeOperationError of the first item that failed, unless the node is set
 *   to continue
 */
export async function executeRequests(
	n8n: IExecuteFunctions,
	profile: ServiceProfile,
): Promise<INodeExecutionData[][]> {
	const node = n8n.getNode();
	const version = nodeVersion(node.typeVersion);
	const input = n8n.getInputData();
	const isToolCall = isTool(n8n);
	const signal = cancelSignal(n8n);
	const readerOf = parameterReaders(n8n);
	const credentialOf = credentialResolver(n8n);

	const hosts = new Map<ResolvedCredential, AllowedHosts>();
	const hostsFor = (credential: ResolvedCredential): AllowedHosts => {
		const known = hosts.get(credential) ?? hostsOf(credential, profile);
		hosts.set(credential, known);
		return known;
	};

	const fail = (error: unknown, itemIndex: number, credential?: ResolvedCredential) => {
		const nodeError = toNodeError(error, { node, itemIndex, profile, credential });
		if (isToolCall) addDescription(nodeError);
		if (signal?.aborted || !n8n.continueOnFail()) return raise(nodeError);
		return [toErrorItem(nodeError, { itemIndex, version, body: responseBody(error) })];
	};

	let run: RunOptions;
	try {
		run = readRunOptions(readerOf(0));
	} catch (error) {
		return [input.flatMap((_, itemIndex) => fail(error, itemIndex))];
	}
	const limit = createLimiter(run.concurrency);
	const advice = new Set<string>();
	const jsonBudget = new JsonBudget();

	const task = async (itemIndex: number): Promise<INodeExecutionData[]> => {
		const read = readerOf(itemIndex);
		let credential: ResolvedCredential | undefined;
		try {
			credential = await credentialOf(profile.credentialType(read), itemIndex);
			const output = isToolCall ? readToolOutput(read) : undefined;
			const items = await runItem({
				n8n,
				itemIndex,
				read,
				profile,
				credential,
				hosts: hostsFor(credential),
				limit,
				rateLimit,
				fixedQuery: profile.fixedQuery?.(read) ?? {},
				jsonBudget,
				version,
				settings: readSettings(read, version),
				simplify: output ? output !== 'raw' : read.flag('simplify', false),
				isTool: isToolCall,
				advise: (message) => {
					advice.add(message);
				},
			});
			return output ? toolItems(items, { output, read, itemIndex }) : items;
		} catch (error) {
			return fail(error, itemIndex, credential);
		}
	};

	const { concurrency, batch } = run;
	const beforeStart = (index: number) =>
		batch && index > 0 && index % batch.size === 0
			? sleepUnlessAborted(batch.intervalMs, signal)
			: undefined;
	const results = await mapConcurrently(input.length, { limit: concurrency, beforeStart }, task);
	addHints(n8n, advice);
	return [results.flat()];
}

/** What the service sent instead of a result. */
function responseBody(error: unknown): unknown {
	const hasResponse = error instanceof HttpStatusError || error instanceof UnexpectedResponseError;
	return hasResponse ? error.response.body : undefined;
}

/** A model gets the message only, and corrects itself by what else there is to say. */
function addDescription(error: NodeError): void {
	if (error.description) error.message += `\n\n${error.description}`;
}

/** Options that hold for all items together, read for the first one. */
interface RunOptions {
	concurrency: number;
	/** n8n's option "Batching"; undefined where it is off. */
	batch: { size: number; intervalMs: number } | undefined;
}

function readRunOptions(read: ParameterReader): RunOptions {
	const size = read.number('options.batching.batch.batchSize', { fallback: DEFAULTS.batchSize });
	const intervalMs = read.number('options.batching.batch.batchInterval', {
		fallback: DEFAULTS.batchIntervalMs,
	});
	return {
		concurrency: readConcurrency(read),
		batch: intervalMs > 0 && size >= 0 ? { size: size || 1, intervalMs } : undefined,
	};
}
