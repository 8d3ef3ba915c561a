/**
 * Reads a Retry-After header (RFC 9110, section 10.2.3): seconds, or an HTTP date.
 *
 * @param header the header's value
 * @param now the time in ms since the epoch, best by the clock of the server that set the date
 * @returns how long to wait, in ms; undefined where the header is missing or unreadable
 */
export function parseRetryAfter(header: string, now: number): number | undefined {
	const text = header.trim();
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	// Date.parse() also takes "-5" and "1.5.2" for dates; an HTTP date begins with a weekday.
	const date = /^[A-Z]/i.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * The time by the server's clock: a Retry-After date means that one, and ours may be minutes off.
 *
 * @param dateHeader of the same response
 * @param now by our own clock, where the server tells none
 */
export function serverTime(dateHeader: string, now: number): number {
	const time = Date.parse(dateHeader);
	return Number.isNaN(time) ? now : time;
}
