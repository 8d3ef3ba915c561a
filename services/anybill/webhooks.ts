import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeCredentialTestResult,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { textOf, toList } from '../../http/json';
import { expressionAt } from '../../http/request/saved-expression';
import {
	contentKey,
	receiveDelivery,
	type Delivery,
	type Reading,
	type Refusal,
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

/** Takes a receipt: with the key of the node's credential, from the stores that it names. */
export async function receiveReceipt(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	return await receiveDelivery(context, {
		isAuthentic: async (headers) => {
			const key = webhookKeyOf(await context.getCredentials('anybillWebhookApi'));
			return key !== '' && isSecret(headers[KEY_HEADER], hashSecret(key));
		},
		read: (delivery) => {
			const isExpression = expressionAt(context.getNode().parameters, 'stores') !== undefined;
			const stores = readStores(context.getNodeParameter('stores', ''), isExpression);
			return stores ? readReceipt(delivery, stores) : NO_STORES;
		},
	});
}

/** The sender may try again: what the workflow is to start on cannot be told now. */
const NO_STORES: Refusal = {
	statusCode: 503,
	message: 'The field "Stores" of the workflow\'s trigger gives no store IDs',
};

/**
 * The stores whose receipts start the workflow; an empty list for all.
 *
 * @param value IDs in a list, or in a text between commas, semicolons or line breaks: an external ID
 * may hold blanks
 * @param isExpression what finds nothing was not left empty
 * @returns undefined where these are no IDs: all receipts would pass, or be lost
 */
export function readStores(value: unknown, isExpression: boolean): string[] | undefined {
	const given = typeof value === 'string' ? value.split(/[,;\r\n]/) : toList(value);
	if (!given.every((id) => typeof id === 'string' || typeof id === 'number')) return undefined;
	const stores = given.map(comparable).filter((id) => id !== '');
	return isExpression && stores.length === 0 ? undefined : stores;
}

/** anybill's own IDs are GUIDs, which are the same in upper and lower case: RFC 9562, section 4. */
function comparable(id: unknown): string {
	return textOf(id).trim().toLowerCase();
}

/**
 * What a delivery of anybill means: a receipt.
 *
 * @param stores as {@link readStores} gives them: anybill's own IDs, or external ones
 */
export function readReceipt({ body }: Delivery, stores: readonly string[]): Reading[] {
	const ofReceipt = [comparable(body.storeId), comparable(body.externalStoreId)];
	if (stores.length > 0 && !stores.some((store) => ofReceipt.includes(store))) return [];
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
