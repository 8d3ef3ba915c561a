import { redact, secretsOf } from '../../../http/secrets.ts';

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
