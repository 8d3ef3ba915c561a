import { Router } from 'express';
import { randomUUID } from 'node:crypto';
import { jsonObject } from '../body.mts';
import { count } from '../counters.mts';
import { isObject, type JsonObject, textOf } from '../json.mts';
import type { Sandbox } from '../state.mts';
import type { AnybillResponse } from './access.mts';
import type { Receipt } from './data.mts';
import { PlainError, ValidationProblem } from './errors.mts';
import { findReceipt } from './receipts.mts';
import { announceReceipt, receiptBody } from './webhooks.mts';

const hasDecimals = (value: unknown, most: number): boolean =>
	typeof value === 'number' && Number(value.toFixed(most)) === value;

/**
 * Checks a bill's data where it is given: the names, and how many decimals an amount may have, are
 * those of anybill's SDK reference. The real API surely demands more.
 */
function dataErrors(data: JsonObject): Record<string, string[]> {
	const errors: Record<string, string[]> = {};
	const add = (name: string, message: string) => (errors[`bill.data.${name}`] ??= []).push(message);
	const { currency, fullAmountInclVat, positionCount, lines, vatAmounts } = data;
	if (currency !== undefined && !/^[A-Z]{3}$/.test(textOf(currency))) {
		add('currency', 'The field Currency must be a code of three letters.');
	}
	if (fullAmountInclVat !== undefined && !hasDecimals(fullAmountInclVat, 2)) {
		add('fullAmountInclVat', 'The field FullAmountInclVat must have at most 2 decimals.');
	}
	const rows: unknown[] = Array.isArray(lines) ? lines : [];
	if (positionCount !== undefined && positionCount !== rows.length) {
		add('positionCount', 'The field PositionCount must be the number of lines.');
	}
	rows.filter(isObject).forEach((line, index) => {
		if (textOf(line.text) === '') add(`lines[${index}].text`, 'The Text field is required.');
		if (line.fullAmountInclVat !== undefined && !hasDecimals(line.fullAmountInclVat, 5)) {
			const name = `lines[${index}].fullAmountInclVat`;
			add(name, 'The field FullAmountInclVat must have at most 5 decimals.');
		}
	});
	const vat: unknown[] = Array.isArray(vatAmounts) ? vatAmounts : [];
	const percentages = vat.filter(isObject).map(({ percentage }) => percentage);
	if (new Set(percentages).size < percentages.length) {
		add('vatAmounts', 'The field VatAmounts must be unique by Percentage.');
	}
	return errors;
}

/** @throws {ValidationProblem} */
function checkBill({ storeId, bill }: JsonObject): void {
	const errors: Record<string, string[]> = {
		...(textOf(storeId) === '' && { storeId: ['The StoreId field is required.'] }),
		...(!isObject(bill) && { bill: ['The Bill field is required.'] }),
		...(isObject(bill) && isObject(bill.data) && dataErrors(bill.data)),
	};
	if (Object.keys(errors).length > 0) throw new ValidationProblem(errors);
}

/** How the buyer of a bill is told is a guess; that these three exist is known from the SDK. */
const IDENTIFICATIONS = ['userId', 'externalId', 'loyaltyCard'];

/** `POST /bill`, `GET /bill/url`, `DELETE /bill/{id}`: documented for the Vendor API v3. */
export function billRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const receiptUrl = (id: string) => `https://receipt.sandbox.example/${id}`;

	router.post('/', (request, response: AnybillResponse) => {
		const body = jsonObject(request);
		checkBill(body);
		const { account } = response.locals.token;
		const bill = isObject(body.bill) ? body.bill : {};
		const data = isObject(bill.data) ? bill.data : {};
		const user = isObject(body.userIdentification) ? body.userIdentification : {};
		const kind = IDENTIFICATIONS.find((name) => textOf(user[name]) !== '');
		const id = randomUUID();
		sandbox.counters.anybill.billsAccepted++;
		count(sandbox.counters.anybill.billsByAccount, account);
		const receipt: Receipt = {
			id,
			account,
			storeId: textOf(body.storeId),
			total: Number(data.fullAmountInclVat ?? bill.total ?? 0) || 0,
			currency: textOf(data.currency ?? bill.currency) || 'EUR',
			createdAt: new Date().toISOString(),
			userId: kind === undefined ? null : textOf(user[kind]),
		};
		sandbox.anybill.receipts.set(id, receipt);
		void announceReceipt(sandbox, receiptBody(receipt));
		if (sandbox.settings.anybill.billResponse === 'kinds') {
			response.json(
				kind === undefined
					? { type: 'url', url: receiptUrl(id), billId: id, isAssigned: false }
					: { type: kind, [kind]: user[kind], billId: id, isAssigned: true },
			);
			return;
		}
		// An identified user gets the bill in the app; an anonymous one needs an address.
		if (kind !== undefined) response.status(204).end();
		else response.json({ url: receiptUrl(id) });
	});

	// A GET with a side effect. The store's id comes in the body, in older documents in the query.
	router.get('/url', (request, response: AnybillResponse) => {
		const storeId = request.query.storeId ?? jsonObject(request).storeId;
		if (!storeId) throw new ValidationProblem({ storeId: ['The StoreId field is required.'] });
		const billId = randomUUID();
		sandbox.counters.anybill.receiptUrlsCreated++;
		sandbox.anybill.receipts.set(billId, {
			id: billId,
			account: response.locals.token.account,
			storeId: textOf(storeId),
			total: 0,
			currency: 'EUR',
			createdAt: new Date().toISOString(),
			userId: null,
		});
		response.json({ type: 'url', url: receiptUrl(billId), billId });
	});

	router.delete('/:id', (request, response: AnybillResponse) => {
		const { id, account } = findReceipt(sandbox, request.params.id);
		if (account !== undefined && account !== response.locals.token.account) {
			throw new PlainError(404, 'The bill was not found.');
		}
		sandbox.anybill.receipts.delete(id);
		response.status(204).end();
	});
	return router;
}
