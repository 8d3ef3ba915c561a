import { readRenewalFailure } from '../../../../http/transport/oauth2-failure.ts';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.quoted';
const what = 'The access token of the credential "Mine" could not be renewed';
const read = (thrown: object) => readRenewalFailure(thrown, 'Mine');

const FINAL = { memoryMs: 30_000, isWorthRetry: false };
const TEMPORARY = { memoryMs: 5_000, isWorthRetry: false };
const PASSING = { memoryMs: 5_000, isWorthRetry: true };

test.each([
	['ECONNREFUSED', PASSING],
	['ECONNRESET', PASSING],
	['ENOTFOUND', PASSING],
	['ECONNABORTED', TEMPORARY],
	['CERT_HAS_EXPIRED', TEMPORARY],
])(
	'a sign-in that ended with %s names the sign-in, and is remembered for a while',
	(code, outlook) => {
		const error = read(Object.assign(new Error('words of Node'), { code }));
		expect(error).toMatchObject(outlook);
		expect(error.message).toContain(`${what}: `);
		expect(error.message).toContain("the service's sign-in");
		expect(error.description).toMatch(/ The API has not taken the request\.$/);
	},
);

test.each([
	[429, TEMPORARY],
	[499, FINAL],
	[500, PASSING],
	[503, PASSING],
])('status %p of the token endpoint is remembered as long as it may last', (status, outlook) => {
	expect(read({ code: 'ESTATUS', status, message: `HTTP status ${status}` })).toMatchObject(
		outlook,
	);
	// As axios throws it.
	expect(read({ code: 'ERR_BAD_RESPONSE', response: { status } })).toMatchObject(outlook);
});

test('a status of the token endpoint is named', () => {
	expect(read({ status: 502 }).message).toBe(
		`${what}: the token endpoint responded with status 502`,
	);
});

test.each([
	['EAUTH', { error: 'invalid_grant' }, 'refused'],
	[undefined, undefined, 'The credential needs to be reconnected'],
])('a refresh token that was revoked asks to reconnect: %p', (code, body, message) => {
	const error = read({ code, body, message });
	expect(error.message).toBe('The credential "Mine" needs to be reconnected.');
	expect(error).toMatchObject(FINAL);
});

test('what the SSRF protection blocks is told in its words, and for good', () => {
	const blocked = {
		name: 'SsrfBlockedIpError',
		message: 'The request was blocked',
		description: 'Ask your administrator.',
	};
	const error = read({ name: 'Error', cause: blocked });
	expect(error).toMatchObject({ ...FINAL, message: blocked.message });
	expect(error.description).toBe(blocked.description);
});

test.each([
	{ code: 'EAUTH', body: { error: 'invalid_client' }, message: 'wrong secret' },
	{ status: 200, message: `Expected JSON … but received: {"access_token":"${TOKEN}` },
	{ message: TOKEN },
])('nothing of what n8n quotes of a token response is told: %j', (thrown) => {
	const error = read(thrown);
	expect(error.message).toBe(what);
	expect(`${error.message} ${error.description}`).not.toContain(TOKEN);
	expect(error).toMatchObject(FINAL);
});
