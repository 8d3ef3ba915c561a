import type { BinaryHelperFunctions, RequestHelperFunctions } from 'n8n-workflow';
import type { ServiceProfile } from '../profile';
import { allowedHosts, type AllowedHosts } from '../request/allowed-hosts';
import type { Query } from '../request/request';
import { JsonBudget } from '../response/json-bounds';
import { createLimiter, type Limiter } from './concurrency';
import type { CredentialSource, ResolvedCredential } from './credential';
import { rateLimit, type RateLimit } from './rate-limit';

/** What n8n gives every kind of function of a node: execute, webhooks, lists of the editor. */
export interface RequestFunctions extends CredentialSource {
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
	/** Query parameters that no URL, link or redirect may replace. */
	fixedQuery: Query;
	/** The credential is not sent: the address carries its own token. */
	isUnsigned?: boolean;
	jsonBudget: JsonBudget;
}

/** Lists and subscriptions are read in n8n's main process, beside all that it serves. */
const MAX_EDITOR_BYTES = 16 * 1024 * 1024;

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
	return {
		n8n,
		profile,
		credential,
		hosts: hostsOf(credential, profile),
		limit: createLimiter(1),
		rateLimit,
		fixedQuery: {},
		jsonBudget: new JsonBudget(MAX_EDITOR_BYTES),
	};
}

/**
 * Where a credential may be sent. A base URL that its owner typed is a choice; one that an expression
 * gives is chosen by data, and held to the list like every other.
 *
 * @throws {InputError} where the credential allows no host, or not the one that n8n signs in at
 */
export function hostsOf(
	{ data, expressionFields, isOAuth2 }: ResolvedCredential,
	profile: ServiceProfile,
): AllowedHosts {
	const isChosen = expressionFields !== undefined && !expressionFields.includes('baseUrl');
	const hosts = allowedHosts(data, isChosen ? profile.baseUrl(data) : '');
	if (isOAuth2) profile.assertSignInUrl?.(data, hosts);
	return hosts;
}
