/** What a redirect changes of a request. */
export interface NextHop {
	url: URL;
	method: string;
	/** Whether the body goes along. */
	keepBody: boolean;
}

/**
 * Decides how a redirect is followed (RFC 9110, section 15.4, and what browsers do: a POST becomes
 * a GET after 301 and 302, every method but HEAD after 303; 307 and 308 change nothing).
 *
 * n8n could follow redirects itself, but then a write would be sent to the new host before our
 * check of it on older versions, and file uploads would be held in memory.
 *
 * @returns undefined where the answer is no redirect
 */
export function nextHop(
	statusCode: number,
	location: string,
	url: URL,
	method: string,
): NextHop | undefined {
	if (![301, 302, 303, 307, 308].includes(statusCode) || location === '') return undefined;
	if (!URL.canParse(location, url)) return undefined;
	const next = new URL(location, url);
	next.hash = '';
	const toGet =
		(statusCode === 303 && method !== 'HEAD' && method !== 'GET') ||
		((statusCode === 301 || statusCode === 302) && method === 'POST');
	return { url: next, method: toGet ? 'GET' : method, keepBody: !toGet };
}
