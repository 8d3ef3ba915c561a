import type { Sandbox } from '../state.mts';
import type { AnybillWebhook, Delivery } from '../types.mts';
import type { Receipt } from './data.mts';

/** anybill registers webhooks by hand; here the control address does. */
export function registerWebhook(sandbox: Sandbox, webhook: AnybillWebhook): void {
	sandbox.madeSecrets.push(webhook.key);
	sandbox.anybillWebhooks.push(webhook);
}

/** What a webhook tells of a receipt: https://developers.anybill.de. The lines' form is a guess. */
export function receiptBody({ id, storeId, total, createdAt }: Receipt): Record<string, unknown> {
	return {
		receiptId: id,
		receiptNr: `R-${id.slice(0, 8)}`,
		storeId,
		externalStoreId: null,
		externalId: null,
		vendorName: 'Sandbox Bakery',
		amount: total,
		date: createdAt,
		vendorAddress: {
			street: 'Main Street 1',
			postalCode: '01067',
			city: 'Dresden',
			countryCode: 'DEU',
		},
		lines: [{ text: 'Bread', quantity: 1, amount: total }],
	};
}

/** Sends a receipt to all registered webhooks. Whether anybill repeats a delivery is not known. */
export async function announceReceipt(
	sandbox: Sandbox,
	body: Record<string, unknown>,
): Promise<Delivery[]> {
	return await Promise.all(
		sandbox.anybillWebhooks.map(
			async ({ url, key }) =>
				await sandbox.deliveries.send(
					{
						service: 'anybill',
						url,
						headers: { 'User-Agent': 'anybill', 'X-API-KEY': key },
						body,
					},
					sandbox.settings.anybill.webhookPausesMs,
				),
		),
	);
}

/** The same on command. @param changes what differs from the first receipt */
export async function announceOnReceipt(
	sandbox: Sandbox,
	changes: Record<string, unknown>,
): Promise<Delivery[]> {
	const [receipt] = sandbox.anybill.receipts.values();
	return await announceReceipt(sandbox, { ...(receipt && receiptBody(receipt)), ...changes });
}
