import { Router } from 'express';
import { randomUUID } from 'node:crypto';
import { jsonObject } from '../body.mts';
import { isObject, type JsonObject, textOf } from '../json.mts';
import type { Sandbox } from '../state.mts';
import { ValidationProblem } from './errors.mts';
import { deleteReceipt, findReceipt, sendPdf } from './receipts.mts';

/** Checks a bill. The real one has many more fields. @throws {ValidationProblem} */
function checkBill(body: JsonObject): void {
	const errors: Record<string, string[]> = {};
	if (typeof body.storeId !== 'string' || !body.storeId) {
		errors.storeId = ['The StoreId field is required.'];
	}
	if (!isObject(body.bill)) errors.bill = ['The Bill field is required.'];
	if (Object.keys(errors).length > 0) throw new ValidationProblem(errors);
}

/** `POST /bill`, `GET /bill/url`, `DELETE /bill/{id}`, `GET /bill/{id}/pdf`. */
export function billRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const receiptUrl = (id: string) => `https://receipt.sandbox.example/${id}`;

	router.post('/', (request, response) => {
		const body = jsonObject(request);
		checkBill(body);
		const { bill, storeId, userIdentification } = body as { bill: JsonObject } & JsonObject;
		const user = isObject(userIdentification) ? userIdentification : {};
		const userId = user.userId ?? user.externalId;
		const id = randomUUID();
		sandbox.counters.anybill.billsAccepted++;
		sandbox.anybill.receipts.set(id, {
			id,
			storeId: String(storeId),
			total: Number(bill.total ?? 0) || 0,
			currency: textOf(bill.currency) || 'EUR',
			createdAt: new Date().toISOString(),
			userId: textOf(userId) || null,
		});
		// An identified user gets the bill in the app; an anonymous one needs an address.
		if (userId !== undefined) response.status(204).end();
		else response.json({ url: receiptUrl(id) });
	});

	// A GET with a side effect. The store's id comes in the body, in older documents in the query.
	router.get('/url', (request, response) => {
		const storeId = request.query.storeId ?? jsonObject(request).storeId;
		if (!storeId) throw new ValidationProblem({ storeId: ['The StoreId field is required.'] });
		response.json({ url: receiptUrl(randomUUID()) });
	});

	router.delete('/:id', (request, response) => {
		deleteReceipt(sandbox, request.params.id);
		response.status(204).end();
	});
	router.get('/:id/pdf', async (request, response) => {
		await sendPdf(response, findReceipt(sandbox, request.params.id));
	});
	return router;
}
