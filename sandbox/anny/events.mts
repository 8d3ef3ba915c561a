import { randomUUID } from 'node:crypto';
import { isSuccess } from '../deliveries.mts';
import type { Sandbox } from '../state.mts';
import type { Delivery, EventRequest } from '../types.mts';
import type { Change, Resource } from './data.mts';
import { isoSeconds } from './grants.mts';
import { mainOrganization } from './known.mts';

/** The events that can be subscribed to. anny's documentation writes "finalised". */
export const eventNames = [
	...['created', 'updated', 'started', 'ended', 'checked-in', 'checked-out', 'deleted'].map(
		(name) => `bookings.${name}`,
	),
	...['created', 'updated', 'deleted'].map((name) => `orders.${name}`),
	...['created', 'finalised', 'updated', 'deleted'].map((name) => `invoices.${name}`),
	...['created', 'updated', 'deleted'].map((name) => `customers.${name}`),
];

/** A subscription that failed so often in a row is switched off. */
const MAX_FAILURES_IN_A_ROW = 5;

/** The events that a change means. A cancellation has no event of its own: it is an update. */
export function eventsOf({ type, before, after }: Change): string[] {
	const wasSet = (name: string) => !before?.attributes[name] && Boolean(after?.attributes[name]);
	const names = [
		before ? (after ? 'updated' : 'deleted') : 'created',
		...(before && wasSet('check_in_date') ? ['checked-in'] : []),
		...(before && wasSet('check_out_date') ? ['checked-out'] : []),
	];
	return names.map((name) => `${type}.${name}`).filter((event) => eventNames.includes(event));
}

/** Delivers the events of a change, in the background as anny does. */
export function announceChange(sandbox: Sandbox, change: Change): void {
	const record = change.after ?? change.before;
	if (!record) return;
	for (const name of eventsOf(change)) {
		void announce(sandbox, change.organization, { name, record });
	}
}

/** Delivers an event though nothing has changed. @throws {Error} where there is no such record */
export async function announceOnCommand(
	sandbox: Sandbox,
	{ event, recordId, organization = mainOrganization.id, eventId }: EventRequest,
): Promise<Delivery[]> {
	const records = sandbox.anny.collection(event.replace(/\..*/, ''), organization);
	const record = recordId === undefined ? [...records.values()][0] : records.get(recordId);
	if (!record) throw new Error(`There is no record for the event "${event}".`);
	return await announce(sandbox, organization, { name: event, record, id: eventId });
}

interface Event {
	name: string;
	record: Resource;
	/** One that was delivered before, to deliver it once more. */
	id?: string | undefined;
}

/** Delivers an event to all who have subscribed to it. What `data` holds exactly is a guess. */
async function announce(
	sandbox: Sandbox,
	organization: string,
	{ name, record, id = randomUUID() }: Event,
): Promise<Delivery[]> {
	const subscriptions = sandbox.anny.collection('webhook-subscriptions', organization);
	const subscribed = [...subscriptions.values()].filter(
		({ attributes }) =>
			attributes.is_active !== false && (attributes.events as string[]).includes(name),
	);
	return await Promise.all(
		subscribed.map(async (subscription) => {
			const now = isoSeconds(Date.now());
			const { url, custom_headers } = subscription.attributes;
			const delivery = await sandbox.deliveries.send(
				{
					service: 'anny',
					url: String(url),
					headers: {
						'X-Anny-Event': name,
						'X-Anny-Event-Id': id,
						'X-Anny-Timestamp': now,
						...(custom_headers as Record<string, string>),
					},
					body: {
						event: name,
						timestamp: now,
						event_id: id,
						webhook_id: subscription.id,
						triggered_at: now,
						data: record,
					},
				},
				sandbox.settings.anny.webhookPausesMs,
			);
			countFailures(sandbox, organization, subscription.id, isSuccess(delivery));
			return delivery;
		}),
	);
}

/** Whether the failures of whole deliveries or of attempts count is a guess: here, of deliveries. */
function countFailures(
	sandbox: Sandbox,
	organization: string,
	id: string,
	isDelivered: boolean,
): void {
	const { failuresInARow } = sandbox.deliveries;
	const failures = isDelivered ? 0 : (failuresInARow.get(id) ?? 0) + 1;
	failuresInARow.set(id, failures);
	const subscriptions = sandbox.anny.collection('webhook-subscriptions', organization);
	const subscription = subscriptions.get(id);
	if (failures < MAX_FAILURES_IN_A_ROW || !subscription) return;
	const attributes = { ...subscription.attributes, is_active: false };
	subscriptions.set(id, { ...subscription, attributes });
}
