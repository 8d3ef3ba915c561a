import type { IDataObject } from 'n8n-workflow';
import { spellingsOf } from './events';
import { ResponseParseError } from '../../http/errors/errors';
import { isObject } from '../../http/json';
import { simplifyJsonApi } from './json-api/simplify';

const PATH = '/api/v1/webhook-subscriptions';

/** The header in which anny sends our secret back: one of the subscription's `custom_headers`. */
export const SECRET_HEADER = 'X-Webhook-Secret';

/** What is kept of a subscription. The secret itself is known to anny only. */
export interface Subscription extends IDataObject {
	id: string;
	/** SHA-256 of the secret. */
	secretHash: string;
	url: string;
	/** anny's own events, sorted. */
	events: string[];
	/** Empty where the token decides. */
	organization: string;
}

/** What a subscription should be. */
export type WantedSubscription = Pick<Subscription, 'url' | 'events' | 'organization'>;

/** One request to anny, signed and with the package's rules for retries. */
export type SendToAnny = (request: {
	method: 'GET' | 'POST' | 'DELETE';
	path: string;
	query: IDataObject;
	/** Sent as JSON:API. */
	body?: IDataObject;
	/** Error statuses that are expected here, and responses like others. */
	expectedStatuses: number[];
}) => Promise<{ statusCode: number; body?: unknown }>;

/**
 * Whether a subscription is still there and as it should be: anny switches one off after five failed
 * deliveries in a row, and its users can delete or change it.
 */
export async function isUpToDate(
	send: SendToAnny,
	{ id, ...kept }: Subscription,
	wanted: WantedSubscription,
): Promise<boolean> {
	if (kept.url !== wanted.url || kept.organization !== wanted.organization) return false;
	if (!isSameList(kept.events, wanted.events)) return false;
	const { statusCode, body } = await send({
		method: 'GET',
		path: `${PATH}/${encodeURIComponent(id)}`,
		query: organizationQuery(wanted.organization),
		expectedStatuses: [404],
	});
	if (statusCode === 404) return false;
	const found = simplifyJsonApi(body);
	if (!isObject(found)) return true;
	const { is_active: isActive, url, events } = found;
	return (
		isActive !== false &&
		(url === undefined || url === wanted.url) &&
		(!Array.isArray(events) ||
			spellingsOf(wanted.events).some((spelling) => isSameList(spelling, events.map(String))))
	);
}

/**
 * Subscribes to events.
 *
 * @param name shown in anny's list of webhooks
 * @param secret sent along by anny with every delivery
 * @returns the ID of the subscription
 * @throws {ResponseParseError} where anny gave none: n8n would take the workflow for published
 */
export async function subscribe(
	send: SendToAnny,
	{ url, events, organization }: WantedSubscription,
	{ name, secret }: { name: string; secret: string },
): Promise<string> {
	const spellings = spellingsOf(events);
	let document: unknown;
	for (const [index, spelling] of spellings.entries()) {
		const { statusCode, body } = await send({
			method: 'POST',
			path: PATH,
			query: organizationQuery(organization),
			body: {
				data: {
					type: 'webhook-subscriptions',
					attributes: {
						name,
						url,
						events: spelling,
						custom_headers: { [SECRET_HEADER]: secret },
						is_active: true,
					},
				},
			},
			expectedStatuses: index < spellings.length - 1 ? [422] : [],
		});
		document = body;
		if (statusCode !== 422) break;
	}
	const created = simplifyJsonApi(document);
	const id = isObject(created) ? created.id : undefined;
	if (typeof id === 'string' || typeof id === 'number') return String(id);
	throw new ResponseParseError(
		'anny did not say which subscription it has made',
		`Look in anny whether there is a webhook called "${name}", delete it, and publish the workflow again.`,
	);
}

/** Deletes a subscription. One that is gone already is fine. */
export async function unsubscribe(
	send: SendToAnny,
	{ id, organization }: Subscription,
): Promise<void> {
	await send({
		method: 'DELETE',
		path: `${PATH}/${encodeURIComponent(id)}`,
		query: organizationQuery(organization),
		expectedStatuses: [404],
	});
}

function organizationQuery(organization: string): IDataObject {
	return organization === '' ? {} : { o: organization };
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
	return [...one].sort().join() === [...other].sort().join();
}
