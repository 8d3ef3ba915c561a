import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret for a header: 256 random bits. */
export function createSecret(): string {
	return randomBytes(32).toString('base64url');
}

/**
 * What is kept of a secret to recognize it by. A random secret of 256 bits cannot be guessed from its
 * hash, so that the hash may lie in n8n's database in clear.
 *
 * @returns SHA-256, in hex
 */
export function hashSecret(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/**
 * Whether a delivery carries the secret. Hashes are compared, in constant time: how long it takes
 * tells neither the secret's characters nor its length.
 *
 * @param given the header's value; a header that was sent twice is a list
 * @param hash see {@link hashSecret}
 */
export function isSecret(given: string | string[] | undefined, hash: string): boolean {
	const known = Buffer.from(hash, 'hex');
	const actual = Buffer.from(hashSecret(typeof given === 'string' ? given : ''), 'hex');
	return known.length === actual.length && timingSafeEqual(actual, known) && given !== '';
}
