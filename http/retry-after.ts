/**
 * Reads a Retry-After header (RFC 9110, section 10.2.3): seconds, or an HTTP date.
 *
 * @param header the header's value
 * @param now the time, in ms since the epoch
 * @returns how long to wait, in ms; undefined where the header is missing or unreadable
 */
export function parseRetryAfter(
	header: string | string[] | undefined,
	now: number,
): number | undefined {
	const text = (Array.isArray(header) ? header[0] : header)?.trim();
	if (!text) return undefined;
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
