import type { RequestBody } from './body';
import type { Kind } from '../response/media-type';
import type { Query } from '../profile';
import type { RetryLimits } from '../transport/retry';

/** One request, checked and complete. */
export interface ApiRequest {
	method: string;
	url: URL;
	query: Query;
	headers: Record<string, string>;
	body?: RequestBody;
	/** Whether sending it twice does no harm: a GET or HEAD without side effects. */
	repeatable: boolean;
}

/** How the requests of an item are sent and read: the node's options. */
export interface Settings {
	/** How lists are written in the query. */
	arrayFormat?: 'indices' | 'brackets' | 'repeat';
	followRedirects: boolean;
	maxRedirects: number;
	/** In ms: until the answer begins, and until a text is complete. */
	timeout: number;
	proxy?: Proxy;
	ignoreSslIssues: boolean;
	format: 'autodetect' | Kind;
	fullResponse: boolean;
	neverError: boolean;
	/** Error statuses that are answers here: the end of a list. */
	acceptStatuses: number[];
	outputField: string;
	retry: RetryLimits;
}

export interface Proxy {
	protocol: string;
	host: string;
	port: number;
	auth?: { username: string; password: string };
}
