import type { BinaryHelperFunctions, INode, RequestHelperFunctions } from 'n8n-workflow';
import type { ServiceProfile } from '../profile';
import { allowedHosts, type AllowedHosts } from '../request/allowed-hosts';
import { createLimiter, type Limiter } from './concurrency';
import type { ResolvedCredential } from './credential';
import { rateLimit, type RateLimit } from './rate-limit';

/** What n8n gives every kind of function of a node: execute, webhooks, lists of the editor. */
export interface RequestFunctions {
	getNode(): INode;
	/** Only of an execution, and not in every n8n. */
	getExecutionCancelSignal?(): AbortSignal | undefined;
	helpers: RequestHelperFunctions & Partial<Pick<BinaryHelperFunctions, 'prepareBinaryData'>>;
}

/** What a request needs to know besides itself. */
export interface RequestContext {
	n8n: RequestFunctions;
	profile: ServiceProfile;
	credential: ResolvedCredential;
	hosts: AllowedHosts;
	/** Bounds the requests in flight. */
	limit: Limiter;
	rateLimit: RateLimit;
}

/**
 * The context of requests outside an execution: lists of the editor, webhooks.
 *
 * @throws {InputError} where the credential allows no host
 */
export function createRequestContext(
	n8n: RequestFunctions,
	profile: ServiceProfile,
	credential: ResolvedCredential,
): RequestContext {
	const { data } = credential;
	return {
		n8n,
		profile,
		credential,
		hosts: allowedHosts(data, profile.baseUrl(data)),
		limit: createLimiter(1),
		rateLimit,
	};
}
