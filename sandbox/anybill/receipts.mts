import { type Response, Router } from 'express';
import type { Sandbox } from '../state.mts';
import type { Receipt } from './data.mts';
import { PlainError } from './errors.mts';
import { sendList } from './lists.mts';

/** @throws {PlainError} 404 */
export function findReceipt(sandbox: Sandbox, id: string): Receipt {
	const receipt = sandbox.anybill.receipts.get(id);
	if (!receipt) throw new PlainError(404, 'The bill was not found.');
	return receipt;
}

/** Sends a receipt as a PDF with a file name. */
async function sendPdf(response: Response, receipt: Receipt): Promise<void> {
	// Loaded when needed: it is large, and most runs of the sandbox never make a PDF.
	const { default: PdfDocument } = await import('pdfkit');
	response.set({
		'Content-Type': 'application/pdf',
		'Content-Disposition': `attachment; filename="receipt-${receipt.id}.pdf"`,
	});
	const document = new PdfDocument({ size: 'A6', info: { Title: `Receipt ${receipt.id}` } });
	document.pipe(response);
	document.fontSize(16).text('Sandbox receipt').moveDown().fontSize(10);
	document.text(receipt.id).text(receipt.createdAt);
	document.moveDown().text(`${receipt.total.toFixed(2)} ${receipt.currency}`);
	document.end();
}

/**
 * `GET /bill`, `/bill/{id}` and `/bill/{id}/pdf` of the Partner Platform, in an older copy of its
 * page (https://developers.anybill.de/partner_platform_api/api_v3.html). The fields are a guess.
 */
export function receiptRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.get('/', (_request, response) => {
		sendList(sandbox, response, [...sandbox.anybill.receipts.values()]);
	});
	router.get('/:id', (request, response) => {
		response.json(findReceipt(sandbox, request.params.id));
	});
	router.get('/:id/pdf', async (request, response) => {
		await sendPdf(response, findReceipt(sandbox, request.params.id));
	});
	return router;
}
