import { Router } from 'express';
import { randomBytes } from 'node:crypto';
import type { Sandbox } from '../state.mts';
import type { Resource } from './data.mts';
import { errorPage } from './consent-page.mts';

/** The access tokens of downloads, one for each address. */
export class DownloadTokens {
	#byPath = new Map<string, string>();
	/** Survives a reset, for the search for leaks. */
	readonly everIssued: string[] = [];

	of(path: string): string {
		const known = this.#byPath.get(path);
		if (known !== undefined) return known;
		const token = randomBytes(20).toString('hex');
		this.#byPath.set(path, token);
		this.everIssued.push(token);
		return token;
	}

	opens(path: string, token: unknown): boolean {
		return token !== undefined && this.#byPath.get(path) === token;
	}

	clear(): void {
		this.#byPath.clear();
	}
}

/**
 * The `meta` of invoices and orders: where their documents are (names: anny's own package). That an
 * address lies outside /api/v1 and carries its own token is known; how it looks is a guess.
 */
export function downloadMeta(
	sandbox: Sandbox,
	{ type, id, attributes }: Resource,
): Record<string, string | null> | undefined {
	const address = (name: string) => {
		const path = `/files/${type}/${id}/${name}`;
		return `${sandbox.addresses.anny}${path}?access_token=${sandbox.downloadTokens.of(path)}`;
	};
	if (type === 'orders') return { download_url: address('confirmation.pdf') };
	if (type !== 'invoices') return undefined;
	return attributes.is_quote === true
		? { download_url: null, xml_download_url: null, quote_download_url: address('quote.pdf') }
		: {
				download_url: address('invoice.pdf'),
				xml_download_url: address('invoice.xml'),
				quote_download_url: null,
			};
}

/** `GET /files/…?access_token=`: needs no Authorization, and counts the requests that had one. */
export function downloadRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.get('/:type/:id/:name', async (request, response) => {
		const { id, name } = request.params;
		if (request.get('authorization') !== undefined) {
			sandbox.counters.anny.downloadsWithAuthorization++;
		}
		const { pathname } = new URL(request.originalUrl, sandbox.addresses.anny);
		if (!sandbox.downloadTokens.opens(pathname, request.query.access_token)) {
			response.status(403).type('html').send(errorPage('Forbidden', 'The link is not valid.'));
			return;
		}
		response.attachment(name.replace('.', `-${id.slice(0, 8)}.`));
		if (name.endsWith('.xml')) {
			response.send(`<?xml version="1.0" encoding="UTF-8"?>\n<Invoice><ID>${id}</ID></Invoice>\n`);
			return;
		}
		// Loaded when needed: it is large, and most runs of the sandbox never make a PDF.
		const { default: PdfDocument } = await import('pdfkit');
		const document = new PdfDocument({ size: 'A5', info: { Title: name } });
		document.pipe(response);
		document.fontSize(16).text(`Sandbox ${name}`).moveDown().fontSize(10).text(id);
		document.end();
	});
	return router;
}
