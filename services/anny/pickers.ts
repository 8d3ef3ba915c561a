import { isObject } from '../../http/json';
import type { Picker } from '../../http/list-search';
import { RECORDS, type RecordKind } from './operations/common';
import { organizationQuery } from './query';

/** What each list needs besides the records themselves, so that a person recognises them. */
const INCLUDES: Partial<Record<RecordKind, string>> = {
	booking: 'customer,service',
	invoice: 'customer',
	order: 'customer',
	planSubscription: 'customer,plan',
};

/** How a record is called in a list, from its flat form. */
const LABELS: Record<RecordKind, (record: Record<string, unknown>) => string[]> = {
	booking: ({ number, title, service, customer, start_date }) => [
		text(number) || text(title),
		// The end of a long line is cut off in the list.
		timeOf(start_date),
		personOf(customer),
		nameOf(service),
	],
	customer: (record) => [personOf(record), text(record.email)],
	invoice: ({ number, customer, status }) => [text(number), personOf(customer), text(status)],
	order: ({ number, customer, status }) => [text(number), personOf(customer), text(status)],
	planSubscription: ({ name, plan, customer }) => [text(name) || nameOf(plan), personOf(customer)],
	resource: (record) => [nameOf(record)],
	service: (record) => [nameOf(record)],
};

/** The lists in which people choose records, by the name of their method. */
export const annyPickers: Readonly<Record<string, Picker>> = {
	...Object.fromEntries(
		Object.entries(RECORDS).map(([kind, { type, label, search }]) => [
			search,
			{
				records: `${label.toLowerCase()}s`,
				path: `/api/v1/${type}`,
				query: (read) => ({
					...organizationQuery(read),
					...(kind in INCLUDES && { include: INCLUDES[kind as RecordKind] }),
				}),
				searchParameter: 'filter[search]',
				label: (record) => joined(LABELS[kind as RecordKind](record)),
			} satisfies Picker,
		]),
	),
	// Without an organization, all that the token reaches are listed:
	// https://developers.anny.co/guides/json-api-conventions
	searchOrganizations: {
		records: 'organizations',
		path: '/api/v1/organizations',
		label: (record) => nameOf(record),
	},
};

/** `B-7 · 2026-01-31 09:00 · Jane Doe · Consultation` */
function joined(parts: string[]): string {
	return parts.filter((part) => part !== '').join(' · ');
}

function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function nameOf(record: unknown): string {
	return isObject(record) ? text(record.name) : '';
}

function personOf(customer: unknown): string {
	if (!isObject(customer)) return '';
	const name = [text(customer.given_name), text(customer.family_name)].filter(Boolean).join(' ');
	return name || text(customer.company) || text(customer.email);
}

/** As the service writes it, without seconds and offset. */
function timeOf(date: unknown): string {
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(text(date))?.[0].replace('T', ' ') ?? '';
}
