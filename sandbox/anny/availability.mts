import { type Request, Router } from 'express';
import { textOf } from '../json.mts';
import type { Sandbox } from '../state.mts';
import type { Resource } from './data.mts';
import { invalidFields } from './errors.mts';
import { related } from './jsonapi.mts';
import { mainOrganization } from './known.mts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PAGE_DAYS = 3;
const OPENING_HOURS = [8, 9, 10, 11, 12, 13, 14, 15];

/** The UTC offset of a time zone at a moment, e.g. `+01:00`. @throws {RangeError} unknown zone */
function offsetOf(timeZone: string, milliseconds: number): string {
	const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
	const parts = format.formatToParts(milliseconds);
	const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
	return name.replace('GMT', '') || '+00:00';
}

/** A moment as ISO 8601 with the offset of a time zone, without milliseconds. */
function inZone(milliseconds: number, timeZone: string): string {
	const offset = offsetOf(timeZone, milliseconds);
	const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d+):(\d+)$/.exec(offset) ?? [];
	const offsetMinutes = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
	const local = new Date(milliseconds + offsetMinutes * MINUTE_MS).toISOString();
	return local.slice(0, 19) + offset;
}

const isZone = (timeZone: string): boolean => {
	try {
		return offsetOf(timeZone, 0) !== '';
	} catch {
		return false;
	}
};

interface Wanted {
	timeZone: string;
	resources: Resource[];
	/** How long the service takes. */
	durationMs: number;
	bookings: Resource[];
}

/** `service_id[7]=2` as pairs; Express would take the 7 for the index of a list. */
const serviceQuantities = (request: Request): Array<[string, string]> =>
	[...new URL(request.originalUrl, 'http://localhost').searchParams].flatMap(([name, value]) => {
		const id = /^service_id\[(.+)\]$/.exec(name)?.[1];
		return id === undefined ? [] : [[id, value]];
	});

/**
 * Reads what all three have in common: `service_id[<id>]=<quantity>`, `timezone`, `resource_id`.
 * @throws {ApiError} 422; how the API refuses is a guess
 */
function wantedOf({ anny }: Sandbox, request: Request): Wanted {
	const { query } = request;
	const organization = textOf(query.o) || mainOrganization.id;
	const wrong: Record<string, string> = {};
	const quantities = serviceQuantities(request);
	const services = anny.collection('services', organization);
	const [serviceId = ''] = quantities[0] ?? [];
	const service = services.get(serviceId);
	if (!service || !quantities.every(([, quantity]) => /^[1-9]\d*$/.test(quantity))) {
		wrong.service_id = 'The service id must be a map of services to quantities.';
	}
	const timeZone = textOf(query.timezone);
	if (!isZone(timeZone)) wrong.timezone = 'The timezone must be a valid zone.';
	const all = anny.collection('resources', organization);
	const resourceId = textOf(query.resource_id);
	const resources = [...all.values()].filter(({ id }) => resourceId === '' || id === resourceId);
	if (resources.length === 0) wrong.resource_id = 'The selected resource id is invalid.';
	if (Object.keys(wrong).length > 0) throw invalidFields(wrong);
	return {
		timeZone,
		resources,
		durationMs: Number(service?.attributes.duration) * MINUTE_MS,
		bookings: [...anny.collection('bookings', organization).values()],
	};
}

interface Span {
	start: number;
	end: number;
}

/** Whether no booking takes a resource away in a time. */
export const isFree = (resource: Resource, bookings: Resource[], { start, end }: Span): boolean =>
	!bookings.some(
		(booking) =>
			booking.attributes.canceled_at === null &&
			booking.attributes.status !== 'rejected' &&
			related(booking, 'resource').some(({ id }) => id === resource.id) &&
			Date.parse(String(booking.attributes.start_date)) < end &&
			Date.parse(String(booking.attributes.end_date)) > start,
	);

const isAnyFree = ({ resources, bookings }: Wanted, span: Span): boolean =>
	resources.some((resource) => isFree(resource, bookings, span));

/** The free starts of a day, on the hour from 8 to 15 in the zone. */
function startsOn(day: string, wanted: Wanted): number[] {
	const offset = offsetOf(wanted.timeZone, Date.parse(day));
	return OPENING_HOURS.map((hour) =>
		Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00${offset}`),
	).filter((start) => isAnyFree(wanted, { start, end: start + wanted.durationMs }));
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Queries: anny's own package. Responses: that `page_end_date` is there; the rest is a guess. */
export function availabilityRoutes(sandbox: Sandbox): Router {
	const router = Router();

	router.get('/availability/upcoming-intervals', (request, response) => {
		const wanted = wantedOf(sandbox, request);
		const from = Date.parse(textOf(request.query.start_date) || new Date().toISOString());
		if (Number.isNaN(from)) throw invalidFields({ start_date: 'The start date is not valid.' });
		const dayOf = (milliseconds: number) => inZone(milliseconds, wanted.timeZone).slice(0, 10);
		const days = Array.from({ length: PAGE_DAYS }, (_, index) => dayOf(from + index * DAY_MS));
		const starts = days.flatMap((day) => startsOn(day, wanted)).filter((start) => start >= from);
		response.json({
			intervals: starts.map((start) => ({
				start_date: inZone(start, wanted.timeZone),
				end_date: inZone(start + wanted.durationMs, wanted.timeZone),
			})),
			page_end_date: dayOf(from + PAGE_DAYS * DAY_MS),
		});
	});

	router.get('/intervals/start', (request, response) => {
		const wanted = wantedOf(sandbox, request);
		const day = textOf(request.query.date);
		if (!DAY.test(day) || Number.isNaN(Date.parse(day))) {
			throw invalidFields({ date: 'The date does not match the format Y-m-d.' });
		}
		const starts = startsOn(day, wanted);
		response.json(starts.map((start) => ({ start_date: inZone(start, wanted.timeZone) })));
	});

	// Up to four times the service's duration, as far as nothing else begins.
	router.get('/intervals/end', (request, response) => {
		const wanted = wantedOf(sandbox, request);
		const dateTime = textOf(request.query.date_time);
		if (!DATE_TIME.test(dateTime)) {
			throw invalidFields({ date_time: 'The date time must be ISO 8601 with an offset.' });
		}
		const start = Date.parse(dateTime);
		const ends = [1, 2, 3, 4]
			.map((times) => start + times * wanted.durationMs)
			.filter((end) => isAnyFree(wanted, { start, end }));
		response.json(ends.map((end) => ({ end_date: inZone(end, wanted.timeZone) })));
	});
	return router;
}
