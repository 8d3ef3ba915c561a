import { readTokenError } from '../../../../services/anybill/token-errors.ts';

const b2c = (code: number, error = 'invalid_request', text = 'The text.') => ({
	error,
	error_description: `AADB2C${code}: ${text}\r\nCorrelation ID: 1f1dd8b2-17ed-4f0e-9d2f-2c0f3f9c0a11\r\nTimestamp: 2026-03-01 12:00:00Z\r\n`,
});

const read = (
	body: unknown,
	{
		status = 400,
		retryAfter = undefined as number | undefined,
		grant = 'password' as 'password' | 'refresh_token',
	} = {},
) => readTokenError(status, body, retryAfter, grant);

describe('each code: what it means for the next step, and which field it names', () => {
	test.each([
		[90225, 'rejected', '"User Name" and "Password"'],
		[90111, 'rejected', 'one minute up to 5 hours'],
		[90114, 'rejected', 'one minute up to 5 hours'],
		[90018, 'rejected', '"Client ID"'],
		[90224, 'rejected', '"Client ID"'],
		[90010, 'rejected', '"Scopes"'],
		[90012, 'rejected', '"Scopes"'],
		[90055, 'rejected', '"Scopes"'],
		[90117, 'rejected', '"Scopes"'],
		[90146, 'rejected', '"Scopes"'],
		[90205, 'rejected', '"Scopes"'],
		[90084, 'rejected', '"Client ID"'],
		[90080, 'grant', 'sign in anew'],
		[90085, 'grant', 'sign in anew'],
		[90088, 'grant', 'sign in anew'],
		[90128, 'grant', 'sign in anew'],
		[90129, 'grant', 'sign in anew'],
		[90035, 'temporary', 'in a moment'],
		[90229, 'temporary', 'in a few minutes'],
	])('AADB2C%i', (code, kind, advice) => {
		const failure = read(b2c(code), { grant: 'refresh_token' });
		expect(failure.kind).toBe(kind);
		expect(failure.description).toContain(advice);
		expect(failure.description).toContain(
			`(AADB2C${code}, correlation ID 1f1dd8b2-17ed-4f0e-9d2f-2c0f3f9c0a11)`,
		);
	});
});

describe('without a code that is known, the error or the status decides', () => {
	test.each([
		['invalid_grant', 400, 'grant'],
		['access_denied', 400, 'rejected'],
		['invalid_client', 400, 'rejected'],
		[undefined, 429, 'temporary'],
		[undefined, 500, 'temporary'],
		[undefined, 503, 'temporary'],
		[undefined, 404, 'rejected'],
		[undefined, 302, 'rejected'],
	])('%s, %i: %s', (error, status, kind) => {
		expect(read({ error }, { status, grant: 'refresh_token' }).kind).toBe(kind);
	});
});

test('invalid_grant for a password is about the password, not about a refresh token', () => {
	for (const body of [{ error: 'invalid_grant' }, b2c(90088, 'invalid_grant')]) {
		expect(read(body)).toMatchObject({
			kind: 'rejected',
			message: 'anybill does not accept the user name or password',
		});
	}
});

test('a busy service says when to try again', () => {
	const failure = read('Too many requests', { status: 429, retryAfter: 90_500 });
	expect(failure).toMatchObject({ kind: 'temporary', retryAfter: 90_500 });
	expect(failure.description).toMatch(/^Try again in 91 seconds\./);
});

test('the text of an answer, which might repeat what was sent, never gets out', () => {
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
		expect(read(body)).toMatchObject({ kind: 'rejected', message: 'anybill refused the sign-in' });
	},
);
