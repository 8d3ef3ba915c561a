/**
 * Whether something was less than so many ms ago; not, where the clock was set back meanwhile.
 *
 * @param atMs when it was, as `nowMs` in ms since the epoch; undefined where it never was
 */
export function isWithin(ms: number, atMs: number | undefined, nowMs: number): boolean {
	if (atMs === undefined) return false;
	const ageMs = nowMs - atMs;
	return ageMs >= 0 && ageMs < ms;
}
