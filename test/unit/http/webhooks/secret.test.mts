import { createSecret, hashSecret, isSecret } from '../../../../http/webhooks/secret.ts';

test('a new secret has 256 bits and is another one every time', () => {
	const secrets = Array.from({ length: 100 }, createSecret);
	expect(new Set(secrets).size).toBe(100);
	for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
});

test('a secret is recognized by its hash, and the hash does not hold it', () => {
	const secret = createSecret();
	const hash = hashSecret(secret);
	expect(isSecret(secret, hash)).toBe(true);
	expect(hash).not.toContain(secret);
});

test.each([
	['none', undefined],
	['an empty one', ''],
	['a part of it', 'right-secre'],
	['a longer one', 'right-secret-and-more'],
	['the same in another case', 'Right-Secret'],
	['the header sent twice', ['right-secret', 'right-secret']],
	['its hash', hashSecret('right-secret')],
])('%s is not the secret', (_, given) => {
	expect(isSecret(given, hashSecret('right-secret'))).toBe(false);
});

test('without a known hash no secret is right, not even an empty one', () => {
	expect(isSecret('', '')).toBe(false);
	expect(isSecret('anything', '')).toBe(false);
	expect(isSecret('', hashSecret(''))).toBe(false);
});
