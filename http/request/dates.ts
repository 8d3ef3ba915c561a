import { InputError } from '../errors/errors';

/** How a date field is read. */
export interface DateContext {
	/** The field's label, for messages. */
	label: string;
	/** IANA name of the zone that a picked time is in. */
	timeZone: string;
	/** The value was picked in the panel, which has no offset; anything else has to bring its own. */
	isPicked: boolean;
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME =
	/^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads a moment as RFC 3339 with its offset (https://www.rfc-editor.org/rfc/rfc3339#section-5.6).
 *
 * @param value text, a `Date`, or n8n's own `DateTime`
 * @throws {InputError} for anything that is no moment, or does not say in which zone it is
 */
export function readDateTime(value: unknown, { label, timeZone, isPicked }: DateContext): string {
	const text = toText(value);
	const match = DATE_TIME.exec(text);
	if (!match || !isRealTime(match)) {
		throw new InputError(
			`"${label}" is not a date and time`,
			'Enter it as 2026-01-31T09:00:00+01:00, or pick it from the calendar.',
		);
	}
	const [, year, month, day, hour, minute, second = '00', offset] = match;
	const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	if (offset) return local + normalizeOffset(offset);
	if (!isPicked) {
		throw new InputError(
			`"${label}" has no UTC offset`,
			'Without one it could mean different moments. Add it, as in 2026-01-31T09:00:00+01:00, or use .toISO() in the expression.',
		);
	}
	return local + offsetOf(Date.parse(`${local}Z`), timeZone);
}

/**
 * Reads a day as YYYY-MM-DD. Of a moment it is the day where that moment is written; a moment in UTC,
 * as programs write it, is nobody's day, so that the field's time zone decides.
 *
 * @throws {InputError}
 */
export function readDate(value: unknown, { label, timeZone }: DateContext): string {
	const text = toText(value);
	const match = DATE.exec(text) ?? DATE_TIME.exec(text);
	if (!match || !isRealTime(match)) {
		throw new InputError(
			`"${label}" is not a date`,
			'Enter it as 2026-01-31, or pick it from the calendar.',
		);
	}
	const [, year, month, day, hour, minute, second = '00', offset = ''] = match;
	if (!/^(z|[+-]00:?00)$/i.test(offset)) return `${year}-${month}-${day}`;
	return dayIn(timeZone, Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`));
}

function dayIn(timeZone: string, epochMs: number): string {
	const localMs = epochMs + offsetMinutes(epochMs, timeZone) * 60_000;
	return new Date(localMs).toISOString().slice(0, 10);
}

/** Whether the name is one of the IANA time zone database. */
export function isTimeZone(name: string): boolean {
	if (!/^[A-Za-z]/.test(name)) return false;
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

function toText(value: unknown): string {
	if (typeof value === 'string') return value.trim();
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
	// n8n's $now and $today are Luxon's, which an expression hands over as they are.
	if (typeof value === 'object' && value !== null && 'toISO' in value) {
		const { toISO } = value;
		return typeof toISO === 'function' ? String(toISO.call(value)) : '';
	}
	return '';
}

/** `Date` would make 2026-02-30 the second of March. */
function isRealTime(match: RegExpExecArray): boolean {
	const [, year, month, day, hour = '0', minute = '0', second = '0', offset = ''] = match;
	const [, offsetHours = '0', offsetMinutes = '0'] = /(\d\d):?(\d\d)/.exec(offset) ?? [];
	const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
	return (
		date.getUTCMonth() === Number(month) - 1 &&
		date.getUTCDate() === Number(day) &&
		Number(hour) < 24 &&
		Number(minute) < 60 &&
		Number(second) < 60 &&
		// The farthest from UTC are at +14:00 (https://www.iana.org/time-zones).
		Number(offsetHours) * 60 + Number(offsetMinutes) <= 14 * 60 &&
		Number(offsetMinutes) < 60
	);
}

function normalizeOffset(offset: string): string {
	if (/^z$/i.test(offset)) return 'Z';
	return offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`;
}

/**
 * The offset of a time that is written in a zone, e.g. `+01:00`.
 *
 * @param localMs the written time, read as if it were UTC, in ms since the epoch
 */
function offsetOf(localMs: number, timeZone: string): string {
	// The first guess may lie on the other side of a change of the clocks; the second does not.
	const guess = offsetMinutes(localMs, timeZone);
	const minutes = offsetMinutes(localMs - guess * 60_000, timeZone);
	const two = (number: number) => String(number).padStart(2, '0');
	const size = Math.abs(minutes);
	return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function offsetMinutes(epochMs: number, timeZone: string): number {
	const name = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
		.formatToParts(epochMs)
		.find(({ type }) => type === 'timeZoneName')?.value;
	const match = /([+-])(\d{2}):(\d{2})/.exec(name ?? '');
	if (!match) return 0;
	const minutes = Number(match[2]) * 60 + Number(match[3]);
	return match[1] === '-' ? -minutes : minutes;
}
