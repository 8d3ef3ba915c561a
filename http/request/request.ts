import type { IDataObject } from 'n8n-workflow';
import type { RequestBody } from './body';
import type { HeaderMap } from './headers';

/** A query: a value may be a list. */
export type Query = IDataObject;

/** One request, checked and complete. */
export interface ApiRequest {
	method: string;
	url: URL;
	query: Query;
	headers: HeaderMap;
	body?: RequestBody | undefined;
	/** Whether sending it twice does no harm: a GET or HEAD without side effects. */
	isRepeatable: boolean;
}
