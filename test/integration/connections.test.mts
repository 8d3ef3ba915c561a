import type { RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { until } from '../../harness/until.mts';
import { httpServer, type LocalServer } from './support/servers.mts';
import { useWorld } from './support/world.mts';

/** What is left of a connection whose response never ends, as its server sees it. */
const world = useWorld();

/** Responses that were begun, and whose connection is still open. */
const open = new Set<ServerResponse>();
let begun = 0;
let server: LocalServer | undefined;

/** A server at which some responses begin, and then nothing more comes. */
async function serve(respond: RequestListener): Promise<string> {
	server = await httpServer(respond);
	world.allow(server);
	return server.url;
}

function begin(response: ServerResponse): void {
	begun++;
	open.add(response);
	response.on('close', () => open.delete(response));
}

function beginAndFallSilent(
	response: ServerResponse,
	{ status = 200, headers = {} as Record<string, string>, bytes = Buffer.from('{"data":[') },
): void {
	begin(response);
	response.writeHead(status, { 'content-length': '1000', ...headers });
	response.write(bytes);
}

const allClosed = async () => {
	await until(() => open.size === 0, {
		what: 'the end of all connections',
		timeoutMs: 5_000,
		everyMs: 10,
	});
};

const endWithData: RequestListener = (_, response) => {
	response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
};

beforeEach(() => {
	open.clear();
	begun = 0;
});
afterEach(async () => {
	await server?.stop();
	server = undefined;
});

const JSON_TYPE = { 'content-type': 'application/json' };
const FILE_TYPE = { 'content-type': 'application/pdf' };
const GZIP = { 'content-encoding': 'gzip' };
const zipped = gzipSync('{"data":[').subarray(0, 12);
const oneAttempt = { timeout: 300, retry: { retry: { maxAttempts: 1 } } };

/** n8n sends the requests of each in a way of its own. */
const ways = {
	'an API token': { type: 'annyTokenApi', parameters: {} },
	OAuth2: { type: 'annyCustomOAuth2Api', parameters: { authentication: 'oAuth2' } },
} as const;

describe.each(Object.entries(ways))('with %s', (_, { type, parameters }) => {
	const send = async (path: string, options: object) =>
		await world.anny(
			{ ...parameters, url: path, options },
			{ credentials: { [type]: world.credentials[type] } },
		);

	test.each([
		['JSON', { headers: JSON_TYPE }],
		['compressed JSON', { headers: { ...JSON_TYPE, ...GZIP }, bytes: zipped }],
		['a file', { headers: FILE_TYPE }],
		['a compressed file', { headers: { ...FILE_TYPE, ...GZIP }, bytes: zipped }],
		['an error response', { status: 500, headers: JSON_TYPE }],
	])(
		'the option Timeout closes the connection of %s that falls silent',
		async (_name, beginning) => {
			const url = await serve((_request, response) => {
				beginAndFallSilent(response, beginning);
			});
			const { error } = await send(`${url}/silent`, oneAttempt);
			expect(error).toBeDefined();
			expect(begun).toBe(1);
			await allClosed();
		},
	);

	test.each([
		['a redirect', { status: 302, headers: { location: '/next' } }],
		['a response to try again later', { status: 503, headers: { 'retry-after': '0' } }],
	])('the connection of %s is closed before the next request', async (_name, beginning) => {
		const url = await serve((request, response) => {
			if (begun === 0) beginAndFallSilent(response, beginning);
			else endWithData(request, response);
		});
		const { items } = await send(`${url}/silent`, { timeout: 60_000 });
		expect(items).toMatchObject([{ json: { ok: true } }]);
		expect(begun).toBe(1);
		await allClosed();
	});

	test('the connection of an error response that does not end is closed when enough of it was read', async () => {
		const url = await serve((_request, response) => {
			begin(response);
			response.writeHead(500, { 'content-type': 'text/plain' });
			const more = () => {
				while (response.write('x'.repeat(16_384)));
			};
			response.on('drain', more);
			more();
		});
		const { error } = await send(`${url}/endless`, { timeout: 60_000 });
		expect(error?.message).toContain('xxx');
		await allClosed();
	});

	test('Canceling the execution closes the connections of responses that are being read', async () => {
		const url = await serve((_request, response) => {
			beginAndFallSilent(response, { headers: FILE_TYPE });
		});
		const { cancel, outcome } = world.start(
			'anny',
			{ ...parameters, url: `${url}/silent`, options: { timeout: 60_000 } },
			{ credentials: { [type]: world.credentials[type] } },
		);
		await until(() => begun === 1, { what: 'the response', everyMs: 10 });
		cancel();
		await allClosed();
		await outcome.catch(() => undefined);
	});
});

test('Canceling the execution closes the connection of a document that is being downloaded', async () => {
	const url = await serve((request, response) => {
		if (request.url === '/document.pdf') beginAndFallSilent(response, { headers: FILE_TYPE });
		else {
			const attributes = { number: '1', status: 'paid' };
			const meta = { download_url: `${url}/document.pdf` };
			response
				.writeHead(200, JSON_TYPE)
				.end(JSON.stringify({ data: { type: 'invoices', id: '1', attributes, meta } }));
		}
	});
	const { cancel, outcome } = world.start(
		'anny',
		{
			resource: 'invoice',
			operation: 'download',
			invoiceId: { __rl: true, mode: 'id', value: '1' },
			options: { timeout: 60_000 },
		},
		{ credentials: { annyTokenApi: { ...world.credentials.annyTokenApi, baseUrl: url } } },
	);
	await until(() => begun === 1, { what: 'the document', everyMs: 10 });
	cancel();
	await allClosed();
	await outcome.catch(() => undefined);
});
