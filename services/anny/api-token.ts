import { textOf } from '../../http/json';

/**
 * The API token as it has to be sent, from what people paste: white space, quotes and leading
 * `Authorization:` or `Bearer`, also twice, are forgiven.
 */
export function cleanToken(pasted: unknown): string {
	return textOf(pasted)
		.replace(/\s+/g, ' ')
		.replace(/^[\s"'`]+|[\s"'`]+$/g, '')
		.replace(/^authorization:\s*/i, '')
		.replace(/^(bearer\s+["'`]?)+/i, '')
		.replace(/\s/g, '');
}
