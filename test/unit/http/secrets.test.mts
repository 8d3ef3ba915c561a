import fc from 'fast-check';
import { redact, redactDeep, secretsOf } from '../../../http/secrets.ts';

test('The secrets of a credential are its tokens, passwords and client secrets, and no addresses', () => {
	const secrets = secretsOf({
		region: 'co',
		accessToken: 'a-token-of-anny',
		accessTokenUrl: 'https://auth.anny.co/oauth/token',
		accessTokenExpiresAt: '1785000000000',
		password: 'p4ssword-of-it',
		clientSecret: 'secret-of-client',
		oauthTokenData: { access_token: 'a-token-of-anny-longer', token_type: 'bearer-token' },
	});
	expect(secrets).toEqual([
		'a-token-of-anny-longer',
		'secret-of-client',
		'a-token-of-anny',
		'p4ssword-of-it',
	]);
});

test('A secret that a service echoes is redacted, wherever and however often it stands', () => {
	const text = 'Bearer abcdefgh-1 is no token, abcdefgh-1 is';
	expect(redact(text, ['abcdefgh-1'])).toBe('Bearer [redacted] is no token, [redacted] is');
});

test('A short password is not redacted, for it stands in other words by chance', () => {
	expect(secretsOf({ password: 'test' })).toEqual([]);
});

test.each([
	['as it is', (secret: string) => secret],
	['in JSON', (secret: string) => JSON.stringify({ [secret]: secret })],
	['in JSON of PHP', (secret: string) => JSON.stringify(secret).replaceAll('/', '\\/')],
	['in a form', (secret: string) => new URLSearchParams({ password: secret }).toString()],
])('A secret of any characters is redacted where it stands %s', (_, write) => {
	const characters = fc.string({
		unit: fc.constantFrom('a', 'Z', '9', '/', '"', '\\', ' ', '+', '%', '&', 'ä', '✓', '😀'),
		minLength: 8,
	});
	fc.assert(
		fc.property(characters, (password) => {
			const text = `x${write(password)}x`;
			const redacted = redact(text, secretsOf({ password }));
			expect(redacted).toContain('[redacted]');
			expect(redacted).not.toContain(write(password));
		}),
	);
});

test('A secret in JSON that was parsed is redacted in names and in values', () => {
	const secrets = secretsOf({ accessToken: 'a-token-of-anny' });
	const echoed = { errors: [{ 'a-token-of-anny': ['is no a-token-of-anny'] }], other: 1 };
	expect(redactDeep(echoed, secrets)).toEqual({
		errors: [{ '[redacted]': ['is no [redacted]'] }],
		other: 1,
	});
});
