import type { INodePropertyOptions } from 'n8n-workflow';

/** anny has no event for it: a cancelled booking is an updated one, or a deleted one. */
export const CANCELLED = 'bookings.cancelled';
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

/** By anny's documented spelling. */
export function normalizeEvent(event: string): string {
	return FINALIZED_SPELLINGS.includes(event) ? 'invoices.finalised' : event;
}
