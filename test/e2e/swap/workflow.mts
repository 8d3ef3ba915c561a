import { credentialNames } from '../../../harness/credential-fields.mts';
import type { Item } from '../../../harness/n8n-rest.mts';
import { chain, type Workflow } from '../../../harness/workflow.mts';
import type { SharedN8n } from '../../support/shared-n8n.mts';
import type { Row } from './table.mts';

export const serviceOf = ({ credential }: Row) =>
	credential?.startsWith('anny') ? 'anny' : 'anybill';

/** The address of the sandbox's own routes. */
export const basePath = (row: Row) => `/api/${serviceOf(row) === 'anny' ? 'v1' : 'v3'}/sandbox`;

/** The workflow of a row, with n8n's node or with ours in the same place. */
export function workflowOf(row: Row, type: string, { sandbox, credentials }: SharedN8n): Workflow {
	const credential = row.credential ?? 'anybillRopcApi';
	const base = `${sandbox.urls[serviceOf(row)]}${basePath(row)}`;
	const parameters = JSON.parse(
		JSON.stringify(row.parameters)
			.replaceAll('{base}/..', base.replace('/sandbox', ''))
			.replaceAll('{base}', base),
	) as Record<string, unknown>;
	const node = {
		name: 'Request',
		type,
		typeVersion: 4.2,
		parameters: {
			authentication: 'predefinedCredentialType',
			nodeCredentialType: credential,
			...parameters,
		},
		credentials: {
			[credential]: { id: credentials[credential], name: credentialNames[credential] },
		},
		...(row.onError && { onError: row.onError }),
	};
	const input = {
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: 'body.items', options: {} },
	};
	const toFile = {
		type: 'n8n-nodes-base.convertToFile',
		typeVersion: 1.1,
		parameters: { operation: 'toText', sourceProperty: 'text', options: { fileName: 'a.csv' } },
	};
	const describeFile = {
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			mode: 'raw',
			jsonOutput:
				'={{ JSON.stringify({ json: $json, name: $binary.data.fileName, type: $binary.data.mimeType, size: $binary.data.fileSize }) }}',
			options: {},
		},
	};
	return chain(
		`${row.name}, ${type}`,
		input,
		...(row.asFile ? [toFile] : []),
		node,
		...(row.givesFile ? [describeFile] : []),
	);
}

const CHANGES_EACH_TIME = ['date', 'x-request-id', 'etag'];
/** What an echo shows that does not depend on the client's own way to say the same. */
const OF_AN_ECHO = ['method', 'path', 'query', 'rawQuery', 'account', 'text', 'parts'];

/** The item without what differs from one request to the next. */
export function comparable(item: Item): Item {
	if (item.authorized !== true) {
		const { headers } = item;
		return headers ? { ...item, headers: without(headers as Item, CHANGES_EACH_TIME) } : item;
	}
	const own = Object.entries(item.headers as Item).filter(([name]) =>
		/^x-(one|two|three)/.test(name),
	);
	const { parts } = item;
	const shown = Object.fromEntries(OF_AN_ECHO.map((name) => [name, item[name]]));
	return {
		...shown,
		contentType: String(item.contentType).split(/;\s*(?:boundary|charset)/)[0],
		// Multipart bodies have a boundary by chance.
		text: parts ? undefined : formOf(item),
		headers: Object.fromEntries(own),
	};
}

/** A form may be written with "+" or "%20". */
function formOf({ contentType, text }: Item): unknown {
	if (!String(contentType).includes('urlencoded')) return text;
	return new URLSearchParams(String(text)).toString();
}

const without = (item: Item, names: string[]) =>
	Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
