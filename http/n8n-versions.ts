import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * Asks n8n to answer with all statuses but 401, which is to be an error: to n8n it means that the
 * credential does not work. n8n before 2.10 knows all or nothing, and takes this for all.
 */
export const ONLY_401_IS_AN_ERROR = {
	ignore: true,
	except: [401],
} as unknown as IHttpRequestOptions['ignoreHttpStatusErrors'];
