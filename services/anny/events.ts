import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { contentKey, type Delivery, type Reading, type Refusal } from '../../http/webhooks/receive';
import { shorten } from '../../http/errors/describe';
import { isObject } from '../../http/json';
import { simplifyJsonApi } from './json-api/simplify';

/** anny has no event for it: a cancelled booking is an updated one, or a deleted one. */
const CANCELLED = 'bookings.cancelled';
const CANCELLATION_SOURCES = ['bookings.updated', 'bookings.deleted'];

/**
 * anny's documentation writes it with an "s", anny's own n8n package with a "z"; whichever comes is
 * known by the first. A subscription asks for both.
 */
const FINALIZED_SPELLINGS = ['invoices.finalised', 'invoices.finalized'];

/** The events that a user can choose, as n8n lists them: https://developers.anny.co. */
export const eventOptions: INodePropertyOptions[] = [
	{
		name: 'Booking Cancelled',
		value: CANCELLED,
		description: 'Once per booking, when it is cancelled or deleted',
	},
	{ name: 'Booking Checked In', value: 'bookings.checked-in' },
	{ name: 'Booking Checked Out', value: 'bookings.checked-out' },
	{ name: 'Booking Created', value: 'bookings.created' },
	{ name: 'Booking Deleted', value: 'bookings.deleted' },
	{ name: 'Booking Ended', value: 'bookings.ended' },
	{ name: 'Booking Started', value: 'bookings.started' },
	{
		name: 'Booking Updated',
		value: 'bookings.updated',
		description: 'Every change, a cancellation included',
	},
	{ name: 'Customer Created', value: 'customers.created' },
	{ name: 'Customer Deleted', value: 'customers.deleted' },
	{ name: 'Customer Updated', value: 'customers.updated' },
	{ name: 'Invoice Created', value: 'invoices.created' },
	{ name: 'Invoice Deleted', value: 'invoices.deleted' },
	{ name: 'Invoice Finalized', value: 'invoices.finalised' },
	{ name: 'Invoice Updated', value: 'invoices.updated' },
	{ name: 'Order Created', value: 'orders.created' },
	{ name: 'Order Deleted', value: 'orders.deleted' },
	{ name: 'Order Updated', value: 'orders.updated' },
];

/** The user's choice in the events that anny itself has, sorted, each once. */
export function sourceEvents(chosen: readonly string[]): string[] {
	const events = chosen.flatMap((event) => (event === CANCELLED ? CANCELLATION_SOURCES : event));
	return [...new Set(events.map(normalizeEvent))].sort();
}

/**
 * The ways to ask anny for events, to be tried in turn: with both spellings, and with each alone, for
 * an API that refuses what it does not know.
 */
export function spellingsOf(events: readonly string[]): string[][] {
	const [spelling = '', other = ''] = FINALIZED_SPELLINGS;
	if (!events.includes(spelling)) return [[...events]];
	const rest = events.filter((event) => event !== spelling);
	return [
		[...rest, spelling, other],
		[...rest, spelling],
		[...rest, other],
	];
}

function normalizeEvent(event: string): string {
	return FINALIZED_SPELLINGS.includes(event) ? 'invoices.finalised' : event;
}

/** How deliveries are read: from the node's parameters. */
export interface EventSettings {
	/** Values of {@link eventOptions}. */
	events: readonly string[];
	simplify: boolean;
}

/**
 * What a delivery of anny means to a user who has chosen some events.
 *
 * Delivered are `event`, `event_id`, `triggered_at` and `data` among others, and the event's name and
 * ID once more as headers (anny's own n8n package reads both).
 */
export function readAnnyDelivery(
	{ body, headers }: Delivery,
	{ events, simplify }: EventSettings,
): Reading[] | Refusal {
	const event = normalizeEvent(text(body.event) ?? text(headers['x-anny-event']) ?? '');
	if (!sourceEvents(events).includes(event)) {
		return { statusCode: 422, message: `The event "${shorten(event)}" was not subscribed to` };
	}
	const id = text(body.event_id) ?? text(headers['x-anny-event-id']) ?? contentKey(body);
	const eventKey = `event/${id}`;
	const record = simplifyData(body.data);
	const readingOf = (name: string, ...otherKeys: string[]): Reading => ({
		keys: [eventKey, ...otherKeys],
		item: simplify
			? ({
					event: name,
					event_id: id,
					triggered_at: body.triggered_at ?? body.timestamp,
					data: record,
				} as IDataObject)
			: body,
	});

	const readings: Reading[] = [];
	if (events.includes(CANCELLED) && isCancellation(event, record)) {
		const booking = isObject(record) ? text(record.id) : undefined;
		readings.push(readingOf(CANCELLED, ...(booking ? [`cancelled/${booking}`] : [])));
	}
	if (events.some((chosen) => normalizeEvent(chosen) === event)) readings.push(readingOf(event));
	return readings;
}

/** A cancelled booking has the date of it; its status says so as well. */
function isCancellation(event: string, record: unknown): boolean {
	if (event === 'bookings.deleted') return true;
	if (event !== 'bookings.updated' || !isObject(record)) return false;
	const { canceled_at, cancelled_at, status } = record;
	return Boolean(canceled_at ?? cancelled_at) || /^cancell?ed$/i.test(text(status) ?? '');
}

/** The record flat, be it a JSON:API document, a resource object, or flat already. */
function simplifyData(data: unknown): unknown {
	for (const document of [data, { data }]) {
		const flat = simplifyJsonApi(document);
		if (flat !== document) return flat;
	}
	return data;
}

function text(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value !== '' ? value : undefined;
}
