import { Readable } from 'node:stream';
import { CredentialError } from '../../../../http/errors/errors.ts';
import { HeaderMap } from '../../../../http/request/headers.ts';
import type { ApiRequest } from '../../../../http/request/request.ts';
import { authorizedRequest, unsignedRequest } from '../../../../http/transport/n8n-client.ts';
import { FakeN8n } from '../../support/fake-n8n.mts';

const settings = {
	arrayFormat: undefined,
	timeoutMs: 1_000,
	proxy: undefined,
	ignoreSslIssues: false,
};
const request = (parts: Partial<ApiRequest> = {}): ApiRequest => ({
	method: 'GET',
	url: new URL('https://b.anny.co/api/v1/user'),
	query: {},
	headers: new HeaderMap(),
	isRepeatable: true,
	...parts,
});

const status = (response: Awaited<ReturnType<typeof authorizedRequest>>) =>
	response.kind === 'response' ? response.raw.statusCode : response.error;

describe('A token that the API refuses', () => {
	test('is renewed once, and the request is sent again with the new one', async () => {
		const n8n = new FakeN8n(401, 200);
		expect(status(await authorizedRequest(n8n.item({ isOAuth2: true }), request(), settings))).toBe(
			200,
		);
		expect([n8n.refreshes, n8n.sent.length]).toEqual([1, 2]);
		expect(n8n.bodies.map(({ destroyed }) => destroyed)).toEqual([true, false]);
	});

	test('and the one that a renewal gave as well, ends the request with 401', async () => {
		const n8n = new FakeN8n(401);
		expect(status(await authorizedRequest(n8n.item({ isOAuth2: true }), request(), settings))).toBe(
			401,
		);
		expect([n8n.refreshes, n8n.sent.length]).toEqual([1, 2]);
	});

	test('and the one that another process stored as well, is renewed here', async () => {
		const n8n = new FakeN8n(401, 401, 200);
		const context = n8n.item({ isOAuth2: true });
		n8n.stored = 'of another process';
		expect(status(await authorizedRequest(context, request(), settings))).toBe(200);
		expect([n8n.refreshes, n8n.sent.length]).toEqual([1, 3]);
	});

	test('however often other processes store another one, ends after three requests', async () => {
		const n8n = new FakeN8n(401);
		const context = n8n.item({ isOAuth2: true });
		n8n.functions.getCredentials = async () =>
			await Promise.resolve({ oauthTokenData: { access_token: `other-${n8n.sent.length}` } });
		expect(status(await authorizedRequest(context, request(), settings))).toBe(401);
		expect([n8n.refreshes, n8n.sent.length]).toEqual([0, 3]);
	});

	test('and cannot be renewed, closes the connection on which it was refused', async () => {
		const n8n = new FakeN8n(401);
		n8n.refreshFailure = new Error('refused');
		await expect(
			authorizedRequest(n8n.item({ isOAuth2: true }), request(), settings),
		).rejects.toThrow('could not be renewed');
		expect(n8n.bodies.map(({ destroyed }) => destroyed)).toEqual([true]);
	});
});

describe('What n8n throws', () => {
	const thrown = (error: object) => new FakeN8n(Object.assign(new Error('thrown'), error));

	test('although there is a response, as some versions do for 401, is that response', async () => {
		const data = Readable.from([]);
		const n8n = thrown({ isAxiosError: true, response: { status: 401, headers: {}, data } });
		const response = await unsignedRequest(n8n.item({ isOAuth2: true }), request(), settings);
		expect(response).toMatchObject({ kind: 'response', raw: { statusCode: 401, body: data } });
	});

	test.each([{ code: 'ENOTFOUND' }, { isAxiosError: true }])(
		'because of the network is told as that: %j',
		async (error) => {
			const response = await unsignedRequest(
				thrown(error).item({ isOAuth2: true }),
				request(),
				settings,
			);
			expect(response).toMatchObject({ kind: 'networkError', error: { message: 'thrown' } });
		},
	);

	test("of the credential's own hooks is left as it is", async () => {
		const error = new CredentialError('No token', 'Paste one');
		const n8n = new FakeN8n(new Error('wrapped', { cause: error }));
		await expect(unsignedRequest(n8n.item({ isOAuth2: true }), request(), settings)).rejects.toBe(
			error,
		);
	});

	test('of anything else names the credential', async () => {
		await expect(
			unsignedRequest(thrown({}).item({ isOAuth2: true }), request(), settings),
		).rejects.toMatchObject({
			message: 'thrown',
			description: 'Open the credential "A Credential" and check or reconnect it.',
		});
	});

	test('leaves no listener with the execution', async () => {
		const n8n = thrown({ code: 'ENOTFOUND' });
		const { signal } = new AbortController();
		const removed = jest.spyOn(signal, 'removeEventListener');
		Object.assign(n8n.functions, { getExecutionCancelSignal: () => signal });
		await authorizedRequest(n8n.item(), request(), settings);
		expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
	});
});

test('The secrets that a response may echo are those of the credential and of the request', async () => {
	const n8n = new FakeN8n(200);
	const context = n8n.item();
	context.credential.data = { accessToken: ' "pasted-token" ', password: 'its-password' } as never;
	const signed = await authorizedRequest(context, request(), settings);
	expect(signed).toMatchObject({
		secrets: expect.arrayContaining(['pasted-token', 'its-password']) as string[],
	});
});

test('The length of a body is told where it is known, and an empty one counts', async () => {
	const n8n = new FakeN8n(200);
	const bodyOf = (contentLengthBytes?: number) => {
		const open = async () => await Promise.resolve('');
		return { open, ...(contentLengthBytes !== undefined && { contentLengthBytes }) };
	};
	for (const body of [bodyOf(), bodyOf(0), bodyOf(7)]) {
		await authorizedRequest(n8n.item(), request({ method: 'POST', body }), settings);
	}
	expect(n8n.sent.map(({ headers }) => headers?.['content-length'])).toEqual([undefined, '0', '7']);
});

test('Of all requests only a GET with a body names no method: n8n would drop the body', async () => {
	const n8n = new FakeN8n(200);
	const body = { open: async () => await Promise.resolve('{}') };
	for (const parts of [{ body }, {}, { method: 'POST', body }]) {
		await authorizedRequest(n8n.item(), request(parts), settings);
	}
	expect(n8n.sent.map(({ method }) => method)).toEqual([undefined, 'GET', 'POST']);
});

test('The form of lists in the query is handed to n8n', async () => {
	const n8n = new FakeN8n(200);
	await authorizedRequest(n8n.item(), request(), { ...settings, arrayFormat: 'repeat' });
	expect(n8n.sent[0]).toMatchObject({ arrayFormat: 'repeat' });
});

test('A file that was being sent is closed where no response came', async () => {
	const file = new Readable({ read: () => undefined });
	const n8n = new FakeN8n(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
	const body = { open: async () => await Promise.resolve(file) } as ApiRequest['body'];
	const upload = request({ method: 'POST', body });
	const response = await authorizedRequest(n8n.item(), upload, settings);
	expect(status(response)).toMatchObject({ code: 'ECONNRESET' });
	expect(file.destroyed).toBe(true);
});

test('A proxy is handed to n8n as it was set, and only where one was set', async () => {
	const n8n = new FakeN8n(200);
	const proxy = { protocol: 'http', host: 'proxy.example', port: 3128 };
	await authorizedRequest(n8n.item(), request(), settings);
	await authorizedRequest(n8n.item(), request(), { ...settings, proxy });
	expect(n8n.sent.map((options) => options.proxy)).toEqual([undefined, proxy]);
	expect(n8n.sent.map((options) => 'host' in options)).toEqual([false, false]);
});
