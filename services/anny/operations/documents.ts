import { isObject } from '../../../http/json';
import type { DownloadLink } from '../../../http/operation';

/**
 * The address of a document in a record's `meta`. It lies outside the API and carries its own token.
 *
 * @param body the record's document
 * @param member the member of `meta` with the address
 * @param fallback the file name where the record has no number
 * @see https://github.com/anny-co/anny-n8n
 */
export function documentDownload(
	body: unknown,
	member: string,
	fallback: string,
): DownloadLink | undefined {
	const record = isObject(body) && isObject(body.data) ? body.data : undefined;
	const meta = isObject(record?.meta) ? record.meta : isObject(body) ? body.meta : undefined;
	const url = isObject(meta) ? meta[member] : undefined;
	if (typeof url !== 'string' || url === '') return undefined;
	const { number } = isObject(record?.attributes) ? record.attributes : {};
	const extension = fallback.split('.').at(-1) ?? '';
	const hasNumber = typeof number === 'string' && /^[\w-]{1,60}$/.test(number);
	return { url, fileName: hasNumber ? `${number}.${extension}` : fallback };
}

/** Where records carry addresses with a token, for n8n to redact: raw, simplified, and with a full response. */
export const SENSITIVE_OUTPUT_FIELDS = [
	'meta.download_url',
	'meta.xml_download_url',
	'meta.quote_download_url',
	'_meta.download_url',
	'_meta.xml_download_url',
	'_meta.quote_download_url',
	'body.data.meta.download_url',
	'body.data.meta.xml_download_url',
	'body.data.meta.quote_download_url',
	// The key with which anny signs its webhooks.
	'attributes.signing_key',
	'signing_key',
	'body.data.attributes.signing_key',
];
