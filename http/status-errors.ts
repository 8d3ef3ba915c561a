import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * For the test of a credential: every answer but a 401 proves it. n8n before 2.10 knows all or
 * nothing, and takes this for "ignore all": there only the body can tell a 401.
 */
export const ONLY_401_IS_AN_ERROR = {
	ignore: true,
	except: [401],
} as unknown as IHttpRequestOptions['ignoreHttpStatusErrors'];
