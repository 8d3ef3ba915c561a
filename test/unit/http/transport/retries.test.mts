import type { HttpStatusError, NetworkError } from '../../../../http/errors/errors.ts';
import { HeaderMap } from '../../../../http/request/headers.ts';
import type { ApiRequest } from '../../../../http/request/request.ts';
import { RateLimit, type Turn } from '../../../../http/transport/rate-limit.ts';
import { requestWithRetries, type SendOptions } from '../../../../http/transport/retries.ts';
import { failureOf } from '../../support/errors.mts';
import { FakeN8n, type Outcome } from '../../support/fake-n8n.mts';

const json = (status: number, body: unknown, headers = {}): Outcome => ({
	status,
	headers: { 'content-type': 'application/json', ...headers },
	body: JSON.stringify(body),
});
const OK = json(200, { ok: true });
/** Asks for a pause of no time, which becomes a short one. */
const BUSY = json(429, {}, { 'retry-after': '0' });
const DOWN = json(503, {});
const silent = () => Object.assign(new Error('no response'), { code: 'ECONNRESET' });

interface Parts {
	isRepeatable?: boolean;
	neverError?: boolean;
	maxAttempts?: number;
	options?: SendOptions;
}

async function send(n8n: FakeN8n, parts: Parts = {}) {
	const { isRepeatable = true, neverError = false, maxAttempts = 2, options } = parts;
	const item = n8n.item({
		parameters: {
			options: {
				retry: { retry: { maxAttempts } },
				response: { response: { neverError } },
			},
		},
	});
	const request: ApiRequest = {
		method: isRepeatable ? 'GET' : 'POST',
		url: new URL('https://b.anny.co/api/v1/bookings'),
		query: {},
		headers: new HeaderMap(),
		isRepeatable,
	};
	return await requestWithRetries(item, request, item.settings, options);
}

test('A request is sent again after a refusal, and its connection is closed before', async () => {
	const n8n = new FakeN8n({ status: 429, headers: { 'retry-after': '0' } }, OK);
	expect(await send(n8n)).toMatchObject({ kind: 'json', body: { ok: true } });
	expect(n8n.bodies[0]?.destroyed).toBe(true);
	expect(n8n.sent).toHaveLength(2);
});

test('A write is sent again after 429 only, where the service says that it did not take it', async () => {
	const refused = new FakeN8n(BUSY, OK);
	expect(await send(refused, { isRepeatable: false })).toMatchObject({ body: { ok: true } });
	const down = new FakeN8n(DOWN, OK);
	await failureOf(send(down, { isRepeatable: false }));
	expect(down.sent).toHaveLength(1);
});

test('A read is sent again where no response came, as often as is allowed', async () => {
	const once = new FakeN8n(silent(), OK);
	expect(await send(once)).toMatchObject({ body: { ok: true } });
	const always = new FakeN8n(silent());
	await failureOf(send(always));
	expect(always.sent).toHaveLength(2);
});

test('Whether the request that got no response was a write is told with the error', async () => {
	const once = { maxAttempts: 1 };
	const ofRead = await failureOf<NetworkError>(send(new FakeN8n(silent()), once));
	const ofWrite = await failureOf<NetworkError>(
		send(new FakeN8n(silent()), { isRepeatable: false }),
	);
	expect([ofRead.isWrite, ofWrite.isWrite]).toEqual([false, true]);
});

test.each([
	[200, true],
	[299, true],
	[300, false],
	[404, false],
])('Status %i is a success: %s', async (status, isSuccess) => {
	const n8n = new FakeN8n(json(status, { ok: true }));
	if (isSuccess) {
		expect(await send(n8n)).toMatchObject({ statusCode: status });
		return;
	}
	const { response } = await failureOf<HttpStatusError>(send(n8n));
	expect(response).toEqual({
		statusCode: status,
		headers: { 'content-type': 'application/json' },
		body: { ok: true },
		method: 'GET',
		path: '/api/v1/bookings',
		isRepeatable: true,
		unsignedRedirect: undefined,
	});
});

test('An error status is data where the user or the end of a list wants it so', async () => {
	const gone = () => new FakeN8n(json(404, { gone: true }));
	expect(await send(gone(), { neverError: true })).toMatchObject({ body: { gone: true } });
	const options = { acceptStatuses: [404] };
	expect(await send(gone(), { options })).toMatchObject({ body: { gone: true } });
	await failureOf(send(gone(), { options: { acceptStatuses: [410] } }));
});

test('The limit is told how each request ended: refused, or accepted after a refusal', async () => {
	const told: string[] = [];
	for (const what of ['refuse', 'accept', 'end'] as const) {
		jest.spyOn(RateLimit.prototype, what).mockImplementation(() => {
			told.push(what);
		});
	}
	const window = {} as NonNullable<Turn['window']>;
	jest
		.spyOn(RateLimit.prototype, 'takeTurn')
		.mockResolvedValue({ key: 'anny', waitedMs: 0, window });
	await send(new FakeN8n(BUSY, OK));
	jest.restoreAllMocks();
	expect(told).toEqual(['refuse', 'end', 'accept', 'end']);
});
