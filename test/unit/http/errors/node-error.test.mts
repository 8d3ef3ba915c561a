import type { INode } from 'n8n-workflow';
import {
	CredentialError,
	HttpStatusError,
	InputError,
	NetworkError,
	ResponseParseError,
	UnexpectedResponseError,
} from '../../../../http/errors/errors.ts';
import { toNodeError } from '../../../../http/errors/node-error.ts';
import type { ResolvedCredential } from '../../../../http/transport/credential.ts';
import { annyProfile } from '../../../../services/anny/profile.ts';

const node: INode = {
	id: '1',
	name: 'Request',
	type: 'annyHttpRequest',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const told = (error: unknown) =>
	toNodeError(error, { node, itemIndex: 3, profile: annyProfile, credential: undefined });

test.each([
	['ECONNREFUSED', 'anny refused the connection'],
	['ECONNRESET', 'anny closed the connection before the response was complete'],
	['ECONNABORTED', 'anny did not respond in time'],
	['ENOTFOUND', 'anny could not be found: its host name is unknown'],
	['EWHATEVER', 'No complete response came from anny: words'],
])('The network error %s is told as "%s"', (code, message) => {
	const error = told(new NetworkError('words', code));
	expect(error).toMatchObject({ name: 'NodeApiError', message, context: { itemIndex: 3 } });
	expect(error.description).toContain('A write is not repeated');
});

test.each(['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
	'The network error %s points to the option for certificates',
	(code) => {
		expect(told(new NetworkError('words', code)).description).toContain('"Ignore SSL Issues"');
	},
);

test.each([
	new InputError('what', 'what to do'),
	new CredentialError('what', 'what to do'),
	new ResponseParseError('what', 'what to do'),
])('An error told to the user keeps its words and gets the item: $name', (error) => {
	const { message, description, context } = told(error);
	expect([message, description, context.itemIndex]).toEqual(['what', 'what to do', 3]);
});

test.each([
	new InputError('anny says: hidden-token', 'hidden-token'),
	new CredentialError('hidden-token is wrong', 'hidden-token'),
	new ResponseParseError('hidden-token', 'hidden-token'),
	new NetworkError('hidden-token', 'EWHATEVER'),
	new Error('hidden-token'),
])('No kind of error holds a secret of the credential: $name', (thrown) => {
	const credential = { data: { accessToken: 'hidden-token' } } as unknown as ResolvedCredential;
	const error = toNodeError(thrown, { node, itemIndex: 0, profile: annyProfile, credential });
	expect(`${error.message} ${error.description} ${JSON.stringify(error)}`).not.toContain('hidden');
});

test('An unexpected response is told with the words of the service, all of them, and its ID', () => {
	const response = {
		statusCode: 200,
		headers: { 'x-request-id': 'abc' },
		body: { errors: [{ detail: 'Too late' }, { detail: 'Already paid' }] },
		method: 'DELETE',
		path: '/x',
		isRepeatable: false,
	};
	const error = told(new UnexpectedResponseError('anny refused', 'Look first.', response));
	expect(error.message).toBe('anny refused: Too late');
	expect(error.description).toBe("Already paid. Look first. anny's request ID: abc");
});

test("An error of n8n's own passes as it is", () => {
	const error = told(new InputError('what'));
	expect(told(error)).toBe(error);
});

test('An HTTP status error has the words of the service, its ID and how often the request was sent', () => {
	const response = {
		statusCode: 503,
		headers: { 'x-request-id': 'abc' },
		body: { errors: [{ detail: 'storEPERMission is away' }] },
		method: 'GET',
		path: '/x',
		isRepeatable: true,
	};
	const error = told(new HttpStatusError(response, 3));
	expect(error).toMatchObject({ httpCode: '503', message: 'storEPERMission is away' });
	expect(error.description).toContain('sent 3 times');
	expect(error.description).toContain("anny's request ID: abc");
});

test('An HTTP status error without a message of the service tells the status', () => {
	const response = {
		statusCode: 418,
		headers: {},
		body: undefined,
		method: 'GET',
		path: '/x',
		isRepeatable: true,
	};
	const error = told(new HttpStatusError(response, 1));
	expect(error.message).toBe('anny responded with status 418');
	expect(error.description ?? '').not.toContain('times');
});

test.each([401, 403])(
	'A status %i after a redirect that the credential did not follow is not blamed on the token',
	(statusCode) => {
		const { message, description } = told(
			new HttpStatusError(
				{
					statusCode,
					headers: {},
					body: { message: 'Unauthenticated.' },
					method: 'GET',
					path: '/x',
					isRepeatable: true,
					unsignedRedirect: { fromOrigin: 'https://b.anny.co', toOrigin: 'https://b.anny.eu' },
				},
				1,
			),
		);
		expect(message).toBe(
			`A redirect led to https://b.anny.eu, which responded with status ${statusCode}: the credential was not sent there`,
		);
		expect(description).toContain('stays with https://b.anny.co');
		expect(description).toContain('"Send Credentials on Cross-Origin Redirect"');
		expect(description).not.toContain('token');
	},
);

test('A status 404 after a redirect is told in the words of the host that it led to', () => {
	const response = {
		statusCode: 404,
		headers: {},
		body: { message: 'Gone' },
		method: 'GET',
		path: '/x',
		isRepeatable: true,
	};
	const unsignedRedirect = { fromOrigin: 'https://b.anny.co', toOrigin: 'https://b.anny.eu' };
	expect(told(new HttpStatusError({ ...response, unsignedRedirect }, 1)).message).toBe('Gone');
});

test('Nothing of an unknown error gets into the error but its message', () => {
	const leaky = Object.assign(new Error('words'), {
		config: { headers: { Authorization: 'Bearer hidden' } },
		response: { data: 'hidden' },
	});
	expect(told(leaky).message).toBe('words');
	expect(JSON.stringify(told(leaky))).not.toContain('hidden');
});
