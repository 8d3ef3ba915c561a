import type { IDataObject } from 'n8n-workflow';

/** What lasts of a webhook: it stands in n8n's database, in clear. */
export interface WebhookState {
	/** What the service knows of the webhook; none where it is registered by hand. */
	subscription?: IDataObject;
	/** Keys of deliveries that have started an execution, the newest last. */
	deliveries?: string[];
}

/**
 * What identifies a webhook in the node's static data: the path of its URL. Test listening has another
 * path than production, so that neither disturbs the other; a new host is still the same webhook.
 *
 * @param url or path, as n8n gives it
 */
export function webhookKey(url: string): string {
	return new URL(url, 'http://localhost').pathname.replace(/\/+$/, '');
}

/**
 * The key of the webhook that a request came to. A proxy may have removed the beginning of the path.
 *
 * @param path of the request
 * @returns undefined where nothing is known of it
 */
export function findKey(staticData: IDataObject, path: string): string | undefined {
	const end = webhookKey(path);
	return Object.keys(staticData).find((key) => key.endsWith(end));
}

export function readState(staticData: IDataObject, key: string): WebhookState {
	return Object.hasOwn(staticData, key) ? (staticData[key] as WebhookState) : {};
}

/** Assigned as a whole: of a change further down n8n takes no notice, and does not store it. */
export function writeState(staticData: IDataObject, key: string, state: WebhookState): void {
	if (state.subscription ?? state.deliveries) staticData[key] = { ...state };
	else Reflect.deleteProperty(staticData, key);
}
