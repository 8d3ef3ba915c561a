import {
	describeTokenError,
	TokenEndpointError,
} from '../../../../services/anybill/token-errors.ts';

const b2c = (code: number, error = 'invalid_request', text = 'The text.') => ({
	error,
	error_description: `AADB2C${code}: ${text}\r\nCorrelation ID: 1f1dd8b2-17ed-4f0e-9d2f-2c0f3f9c0a11\r\nTimestamp: 2026-03-01 12:00:00Z\r\n`,
});

const read = (
	body: unknown,
	{
		status = 400,
		retryAfterMs = undefined as number | undefined,
		grant = 'password' as 'password' | 'refresh_token',
	} = {},
) => describeTokenError({ statusCode: status, body, retryAfterMs, grant });

describe('the error code', () => {
	test.each([
		[90225, 'final', '"User Name" and "Password"'],
		[90111, 'final', 'one minute up to 5 hours'],
		[90114, 'final', 'one minute up to 5 hours'],
		[90018, 'final', '"Client ID"'],
		[90224, 'final', '"Client ID"'],
		[90010, 'final', '"Scopes"'],
		[90012, 'final', '"Scopes"'],
		[90055, 'final', '"Scopes"'],
		[90117, 'final', '"Scopes"'],
		[90146, 'final', '"Scopes"'],
		[90205, 'final', '"Scopes"'],
		[90057, 'final', '"Client ID"'],
		[90068, 'final', '"Client ID"'],
		[99068, 'final', '"Client ID"'],
		[90084, 'final', '"Client ID"'],
		[99005, 'final', '"Additional Scopes"'],
		[90244, 'temporary', 'in 5 seconds'],
		[90080, 'final', 'sign in anew'],
		[90085, 'final', 'sign in anew'],
		[90088, 'final', 'sign in anew'],
		[90128, 'final', 'sign in anew'],
		[90129, 'final', 'sign in anew'],
		[90035, 'temporary', 'in 5 seconds'],
		[90229, 'temporary', 'in 5 seconds'],
	])('AADB2C%i has the kind %s and names what to change', (code, kind, advice) => {
		const error = new TokenEndpointError(read(b2c(code), { grant: 'refresh_token' }));
		expect(error.failure.kind).toBe(kind);
		expect(error.description).toContain(advice);
		expect(error.description).toContain(
			`(AADB2C${code}, correlation ID 1f1dd8b2-17ed-4f0e-9d2f-2c0f3f9c0a11)`,
		);
	});
});

describe('a token error without a known code', () => {
	test.each([
		['invalid_grant', 400, 'final'],
		['access_denied', 400, 'final'],
		['invalid_client', 400, 'final'],
		[undefined, 429, 'temporary'],
		[undefined, 500, 'temporary'],
		[undefined, 503, 'temporary'],
		[undefined, 404, 'final'],
		[undefined, 302, 'final'],
	])('"%s" with status %i has the kind %s', (error, status, kind) => {
		expect(read({ error }, { status, grant: 'refresh_token' }).kind).toBe(kind);
	});
});

test('invalid_grant for a password is about the password, not about a refresh token', () => {
	for (const body of [{ error: 'invalid_grant' }, b2c(90088, 'invalid_grant')]) {
		expect(read(body)).toMatchObject({
			kind: 'final',
			message: 'anybill does not accept the user name or password',
		});
	}
});

describe('a token error', () => {
	const throttled = (retryAfterMs: number | undefined) =>
		new TokenEndpointError(read('Too many requests', { status: 429, retryAfterMs }));

	test.each([
		[undefined, 0, 'Try again in 5 seconds.'],
		[undefined, 4_999, 'Try again in 1 second.'],
		[0, 0, 'Try again in a moment.'],
		[90_500, 0, 'Try again in 91 seconds.'],
		[90_500, 60_000, 'Try again in 31 seconds.'],
		[600_000, 0, 'Try again in 10 minutes.'],
		[86_400_000, 60_000, 'Try again in 24 hours.'],
	])(
		'names the time that is left of a Retry-After of %p ms after %i ms: %s',
		(retryAfterMs, ageMs, text) => {
			expect(throttled(retryAfterMs).aged(ageMs).description).toContain(text);
		},
	);

	test('says of a refusal how long it is remembered, and why', () => {
		const error = new TokenEndpointError(read(b2c(90225, 'access_denied')));
		expect(error.description).toMatch(/account is not locked.* sent in 30 seconds\./);
		expect(error.aged(29_500).description).toMatch(/ sent in 1 second\./);
		expect(error.aged(29_500).message).toBe(error.message);
	});

	test('is remembered for as long as it says, up to five minutes', () => {
		expect(throttled(undefined).memoryMs).toBe(5_000);
		expect(throttled(90_500).memoryMs).toBe(90_500);
		expect(throttled(86_400_000).memoryMs).toBe(300_000);
		expect(new TokenEndpointError(read(b2c(90225))).memoryMs).toBe(30_000);
	});
});

test('a text with a quarter of a million digits holds no error code', () => {
	const failure = read({ error: 'x', error_description: `AADB2C${'9'.repeat(250_000)}: no` });
	expect(JSON.stringify(failure).length).toBeLessThan(300);
});

test('a token error never holds the text of the response, which might repeat what was sent', () => {
	const secret = 'hunter2';
	const echoes = [
		b2c(90225, 'access_denied', `No user with ${secret}`),
		{ error: secret, error_description: secret },
		{ error: 'x', error_description: `AADB2C1${secret} Correlation ID: ${secret}` },
		secret,
		[secret],
	];
	for (const body of echoes) expect(JSON.stringify(read(body))).not.toContain(secret);
});

test.each([undefined, null, '', 'text', '{', 'null', '[]', 5, [], { error_description: {} }])(
	'a strange body is no obstacle: %p',
	(body) => {
		expect(read(body)).toMatchObject({ kind: 'final', message: 'anybill refused the sign-in' });
	},
);
