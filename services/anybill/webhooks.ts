import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeCredentialTestResult,
	IWebhookFunctions,
} from 'n8n-workflow';
import { textOf } from '../../http/json';
import {
	contentKey,
	type Delivery,
	type Reading,
	type WebhookProfile,
} from '../../http/webhooks/receive';
import { hashSecret, isSecret } from '../../http/webhooks/secret';

/** The header in which anybill sends the key: https://developers.anybill.de */
const KEY_HEADER = 'x-api-key';

/** A key that nobody guesses, in characters. */
const MIN_KEY_LENGTH = 20;

/** The key of the credential; empty where there is none, which no delivery matches. */
export function webhookKeyOf({ apiKey }: ICredentialDataDecryptedObject): string {
	return typeof apiKey === 'string' ? apiKey.trim() : '';
}

/** Whether the key can be used. Only a delivery can tell whether anybill knows it. */
export function checkWebhookKey(data: ICredentialDataDecryptedObject): INodeCredentialTestResult {
	const key = webhookKeyOf(data);
	if (key.length < MIN_KEY_LENGTH) {
		return {
			status: 'Error',
			message: `The key is too short: enter at least ${MIN_KEY_LENGTH} random characters`,
		};
	}
	if (/[^\x21-\x7e]/.test(key)) {
		return {
			status: 'Error',
			message: 'The key holds a space or a special letter, which a header cannot carry',
		};
	}
	return {
		status: 'OK',
		message: 'The key can be used. Whether anybill sends it shows with the first receipt',
	};
}

/** How the node takes receipts: with the key of its credential, from the stores that it names. */
export function receiptWebhook(context: IWebhookFunctions): WebhookProfile {
	return {
		isAuthentic: async (headers) => {
			const key = webhookKeyOf(await context.getCredentials('anybillWebhookApi'));
			return key !== '' && isSecret(headers[KEY_HEADER], hashSecret(key));
		},
		read: (delivery) => readReceipt(delivery, textOf(context.getNodeParameter('stores', ''))),
	};
}

/**
 * What a delivery of anybill means: a receipt.
 *
 * @param stores IDs, anybill's own or external ones, separated by commas; empty for all stores
 */
export function readReceipt({ body }: Delivery, stores: string): Reading[] {
	const wanted = stores
		.split(',')
		.map((store) => store.trim())
		.filter((store) => store !== '');
	const ofReceipt = [textOf(body.storeId), textOf(body.externalStoreId)];
	if (wanted.length > 0 && !wanted.some((store) => ofReceipt.includes(store))) return [];
	const { receiptId } = body;
	const hasId = typeof receiptId === 'string' || typeof receiptId === 'number';
	const key = hasId && receiptId !== '' ? String(receiptId) : contentKey(body);
	return [{ keys: [`receipt/${key}`], item: numericAmounts(body) as IDataObject }];
}

/** Names of amounts and quantities, in the whole receipt: `amount`, `fullAmountInclVat`, `pricePerUnit`. */
const AMOUNT = /(amount|price|total|quantity|percentage|perUnit|inclVat|exclVat|^vat|rate)$/i;
const DECIMAL = /^-?\d{1,15}(\.\d{1,10})?$/;

/** The same with amounts as numbers where they came as text; everything else stays as it is. */
function numericAmounts(value: unknown, name = ''): unknown {
	if (Array.isArray(value)) return value.map((element) => numericAmounts(element, name));
	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(
			Object.entries(value).map(([key, member]) => [key, numericAmounts(member, key)]),
		);
	}
	const isAmount = typeof value === 'string' && AMOUNT.test(name) && DECIMAL.test(value.trim());
	return isAmount ? Number(value) : value;
}
