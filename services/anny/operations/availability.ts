import { inQuery, type Field, type Operation } from '../../../http/operation';
import { isObject } from '../../../http/json';
import type { PageContent, Paging } from '../../../http/profile';
import { recordsIn } from '../../../http/response/items';
import { API, recordField, SOURCES } from './common';

/** These endpoints reply in plain JSON. */
const HEADERS = { accept: 'application/json' };

const shared: Field[] = [
	recordField('service', { description: 'The service that is to be booked' }),
	{
		name: 'serviceQuantity',
		label: 'Service Quantity',
		type: 'number',
		default: 1,
		min: 1,
		decimals: 0,
		optional: true,
		description: 'How many times the service is to be booked',
	},
	{
		name: 'timeZone',
		label: 'Time Zone',
		type: 'timeZone',
		optional: true,
		hint: 'Empty is the time zone of the workflow',
		description: 'IANA name of the time zone that the times are in, e.g. Europe/Berlin',
		to: inQuery('timezone'),
	},
	recordField('resource', {
		optional: true,
		description: 'Only times when this resource is free. Leave it empty for any resource.',
		to: inQuery('resource_id'),
	}),
];

/** The query that says which service how many times (https://developers.anny.co/apis/customer-api). */
function serviceQuery({ serviceId, serviceQuantity = 1 }: Readonly<Record<string, unknown>>) {
	return { query: { [`service_id[${String(serviceId)}]`]: serviceQuantity as number } };
}

/**
 * Free intervals go on for ever: a response names the day at which the next page begins.
 *
 * @see https://github.com/anny-co/anny-n8n
 */
const intervalPaging: Paging = {
	pageSize: 1,
	first: (query) => query,
	read(body, query): PageContent {
		const records = body === undefined ? [] : recordsIn(body);
		const next = isObject(body) ? body.page_end_date : undefined;
		const goesOn = typeof next === 'string' && next !== '' && next !== query.start_date;
		return {
			records,
			next: goesOn ? { ...query, start_date: next } : undefined,
			// An interval has no ID, and the last one of a page may be the first one of the next.
			recordKey: (interval) => JSON.stringify(interval),
		};
	},
};

export const availabilityOperations: Operation[] = [
	{
		resource: 'availability',
		operation: 'getUpcomingIntervals',
		name: 'Get Upcoming Intervals',
		action: 'Get upcoming free intervals',
		description: 'Find the next times at which a service can be booked',
		method: 'GET',
		path: `${API}/availability/upcoming-intervals`,
		source: SOURCES.customerApi,
		headers: HEADERS,
		output: { kind: 'list', paging: { endless: intervalPaging } },
		fields: [
			...shared,
			{
				name: 'fromDate',
				label: 'From Date',
				type: 'date',
				optional: true,
				description: 'The first day to look at, as YYYY-MM-DD. Leave it empty for today.',
				to: inQuery('start_date'),
			},
		],
		compose: serviceQuery,
	},
	{
		resource: 'availability',
		operation: 'getStartTimes',
		name: 'Get Start Times',
		action: 'Get possible start times',
		description: 'List the times of a day at which a booking can begin',
		method: 'GET',
		path: `${API}/intervals/start`,
		source: SOURCES.official,
		headers: HEADERS,
		output: { kind: 'list', paging: 'none' },
		fields: [
			...shared,
			{
				name: 'date',
				label: 'Date',
				type: 'date',
				description: 'The day to look at, as YYYY-MM-DD',
				to: inQuery('date'),
			},
		],
		compose: serviceQuery,
	},
	{
		resource: 'availability',
		operation: 'getEndTimes',
		name: 'Get End Times',
		action: 'Get possible end times',
		description: 'List the times at which a booking with a given start can end',
		method: 'GET',
		path: `${API}/intervals/end`,
		source: SOURCES.official,
		headers: HEADERS,
		output: { kind: 'list', paging: 'none' },
		fields: [
			...shared,
			{
				name: 'startTime',
				label: 'Start',
				type: 'dateTime',
				description: 'When the booking begins, with its UTC offset, e.g. 2026-01-31T09:00:00+01:00',
				to: inQuery('date_time'),
			},
		],
		compose: serviceQuery,
	},
];
