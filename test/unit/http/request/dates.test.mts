import fc from 'fast-check';
import { DateTime } from 'luxon';
import { isTimeZone, readDate, readDateTime } from '../../../../http/request/dates.ts';

const picked = { label: 'Start', timeZone: 'Europe/Berlin', isPicked: true };
const computed = { ...picked, isPicked: false };

test.each([
	['2026-01-31T09:00:00', '2026-01-31T09:00:00+01:00'],
	['2026-07-31T09:00', '2026-07-31T09:00:00+02:00'],
	['2026-07-31 09:00:00', '2026-07-31T09:00:00+02:00'],
	['2026-07-31T09:00:00-05:00', '2026-07-31T09:00:00-05:00'],
	['2026-07-31T09:00:00.000+0530', '2026-07-31T09:00:00+05:30'],
	['2026-07-31T09:00:00Z', '2026-07-31T09:00:00Z'],
])('the picked time %s is sent as %s', (value, sent) => {
	expect(readDateTime(value, picked)).toBe(sent);
});

test('a picked time gets the offset that its zone has at that time, as Luxon has it', () => {
	const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham', 'UTC'];
	fc.assert(
		fc.property(
			fc.constantFrom(...zones),
			fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
			(timeZone, date) => {
				// Twice a year an hour comes twice or not at all: there is no one right offset for it.
				const local = DateTime.fromJSDate(date, { zone: timeZone });
				const isUnique =
					local.plus({ hours: 3 }).offset === local.offset &&
					local.minus({ hours: 3 }).offset === local.offset;
				fc.pre(isUnique);
				const written = local.toFormat("yyyy-MM-dd'T'HH:mm:ss");
				const sent = readDateTime(written, { ...picked, timeZone });
				expect(DateTime.fromISO(sent).toMillis()).toBe(
					DateTime.fromISO(written, { zone: timeZone }).toMillis(),
				);
			},
		),
	);
});

test('a time from an expression without an offset is refused, with the name of the field', () => {
	expect(() => readDateTime('2026-01-31T09:00:00', computed)).toThrow('"Start" has no UTC offset');
});

test("n8n's own date object and a Date keep their moment", () => {
	const moment = DateTime.fromISO('2026-01-31T09:00:00+01:00', { setZone: true });
	expect(readDateTime(moment, computed)).toBe('2026-01-31T09:00:00+01:00');
	expect(readDateTime(moment.toJSDate(), computed)).toBe('2026-01-31T08:00:00Z');
});

test.each(['2026-02-30T09:00:00Z', '2026-13-01T09:00:00Z', '2026-01-31', 'tomorrow', '', 42, null])(
	'%p is not taken for a date and time',
	(value) => {
		expect(() => readDateTime(value, picked)).toThrow('"Start" is not a date and time');
	},
);

test('a day is sent without its time', () => {
	const day = { ...picked, label: 'Date' };
	expect(readDate('2026-01-31T23:00:00', day)).toBe('2026-01-31');
	expect(readDate('2026-01-31', day)).toBe('2026-01-31');
	expect(() => readDate('2026-02-29', day)).toThrow('"Date" is not a date');
});

test.each<[unknown, string]>([
	['2026-01-31T23:30:00.000Z', '2026-02-01'],
	['2026-01-31T23:30:00+00:00', '2026-02-01'],
	['2026-01-31 23:30:00,5 Z', '2026-02-01'],
	['2026-06-30T21:59:59Z', '2026-06-30'],
	[new Date('2026-06-30T22:00:00Z'), '2026-07-01'],
])('the day of %p, which is in UTC, is that in the time zone of the field', (value, day) => {
	expect(readDate(value, { label: 'Date', timeZone: 'Europe/Berlin', isPicked: false })).toBe(day);
});

test.each(['2026-01-31T23:30:00+01:00', '2026-01-31T00:30:00-05:00'])(
	'the day of %p is the one that is written',
	(value) => {
		const context = { label: 'Date', timeZone: 'Asia/Tokyo', isPicked: false };
		expect(readDate(value, context)).toBe('2026-01-31');
	},
);

test.each(['+99:99', '+14:30', '-15:00', '+01:60'])('no zone is at %s', (offset) => {
	const value = `2026-01-31T09:00:00${offset}`;
	expect(() => readDateTime(value, picked)).toThrow('"Start" is not a date and time');
});

test('only names of the time zone database are time zones', () => {
	expect(['Europe/Berlin', 'UTC'].every(isTimeZone)).toBe(true);
	expect(['Europe/Berlim', 'CEST!', '+01:00', ''].some(isTimeZone)).toBe(false);
});
