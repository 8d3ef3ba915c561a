import type { IDataObject } from 'n8n-workflow';
import { shorten } from '../../http/errors/describe';
import { isObject } from '../../http/json';
import { contentKey, type Delivery, type Reading, type Refusal } from '../../http/webhooks/receive';
import { CANCELLED, normalizeEvent, sourceEvents } from './events';
import { simplifyJsonApi } from './json-api/simplify';

/** How deliveries are read: from the node's parameters. */
export interface EventSettings {
	/** Values of `eventOptions`. */
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
