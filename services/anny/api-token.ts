import { textOf } from '../../http/json';

/**
 * The API token as it has to be sent, from what people paste: spaces, line breaks and a leading
 * `Bearer ` are forgiven.
 */
export function cleanToken(pasted: unknown): string {
	return textOf(pasted)
		.replace(/\s+/g, ' ')
		.trim()
		.replace(/^(authorization:\s*)?bearer\s+/i, '')
		.replace(/\s/g, '');
}
