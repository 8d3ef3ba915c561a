import type { Operation } from '../../../http/operation';
import { documentDownload } from './documents';
import { API, inPathOf, readOperations, SOURCES } from './common';

/** The documents of an invoice: the member of `meta`, and the ending of the file. */
const DOCUMENTS: Record<string, { member: string; name: string }> = {
	pdf: { member: 'download_url', name: 'invoice-%.pdf' },
	quote: { member: 'quote_download_url', name: 'quote-%.pdf' },
	xml: { member: 'xml_download_url', name: 'invoice-%.xml' },
};

export const invoiceOperations: Operation[] = [
	...readOperations(
		'invoice',
		{ one: 'invoice', many: 'invoices', article: 'an' },
		{ source: SOURCES.official, includes: [{ name: 'Items', value: 'items' }] },
	),
	{
		resource: 'invoice',
		operation: 'download',
		name: 'Download',
		action: 'Download an invoice',
		description: 'Get an invoice or quote as a file',
		method: 'GET',
		path: `${API}/invoices/{invoiceId}`,
		source: SOURCES.official,
		output: {
			kind: 'download',
			link: (body, { invoiceId, document }) => {
				const wanted = DOCUMENTS[String(document)];
				const fileName = (wanted?.name ?? '').replace('%', String(invoiceId));
				return wanted && documentDownload(body, wanted.member, fileName);
			},
		},
		fields: [
			inPathOf('invoice'),
			{
				name: 'document',
				label: 'Document',
				type: 'choice',
				choices: [
					{ name: 'Invoice (PDF)', value: 'pdf' },
					{ name: 'Invoice (XML)', value: 'xml', description: 'For accounting software' },
					{ name: 'Quote (PDF)', value: 'quote' },
				],
				default: 'pdf',
				description: 'Which document to get',
			},
		],
	},
];
