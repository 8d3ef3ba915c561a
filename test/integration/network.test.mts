import dns, { type LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useWorld } from './support/world.mts';

type LookupAll = (error: null, addresses: LookupAddress[]) => void;

/** Names, addresses and base URLs that are not as they should be. */
const world = useWorld();

/** One request, without a second try, to a base URL of a test's own. */
const send = async (baseUrl: string, url = '/api/v1/bookings') =>
	await world.anny(
		{ url, options: { retry: { retry: { maxAttempts: 1 } } } },
		{ credentials: { annyTokenApi: { ...world.credentials.annyTokenApi, baseUrl } } },
	);

describe('a host', () => {
	test('whose name is unknown is told so, with the base URL to check', async () => {
		const { error } = await send('https://nowhere.invalid');
		expect(error?.message).toMatch(/^anny could not be found/);
		expect(error?.description).toContain('base URL in the credential');
	});

	test('at an address that nothing listens on is told so, with the base URL to check', async () => {
		const { error } = await send('http://127.0.0.1:9');
		expect(error?.message).toBe('anny refused the connection');
		expect(error?.description).toContain('base URL in the credential');
	});

	test('that speaks plain http where https is asked for is told so', async () => {
		const { error } = await send(world.sandbox.urls.anny.replace('http:', 'https:'));
		expect(error?.message).toBe('anny does not speak TLS at this address');
		expect(error?.description).toContain('base URL in the credential');
	});
});

describe('a base URL without https://', () => {
	test.each(['b.anny.co', 'b.anny.co:443', '//b.anny.co', 'b.anny.co/api'])(
		'such as %s leads to the field of the credential, not to the URL of the node',
		async (baseUrl) => {
			const { error } = await send(baseUrl);
			expect(error?.message).toBe(
				`The base URL of the credential, "${baseUrl}", does not start with https://`,
			);
			expect(error?.description).toMatch(/^Open the credential and write "Base URL" in full/);
		},
	);
});

describe('a host with an IPv6 and an IPv4 address', () => {
	let server: Server | undefined;
	beforeEach(() => {
		const addresses = [
			{ address: '::1', family: 6 },
			{ address: '127.0.0.1', family: 4 },
		];
		const lookup = (_host: string, _options: object, callback: LookupAll) => {
			callback(null, addresses);
		};
		jest.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);
	});
	afterEach(() => {
		jest.restoreAllMocks();
		server?.close();
	});

	/** On the other address, connections are refused. */
	const listenOn = async (address: string) => {
		server = createServer((_, response) => {
			response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
		}).listen(0, address);
		await once(server, 'listening');
		return (server.address() as AddressInfo).port;
	};

	test.each(['127.0.0.1', '::1'])('is reached where only %s is alive', async (address) => {
		const { error } = await send(`http://localhost:${await listenOn(address)}`);
		expect(error).toBeUndefined();
	});

	test('refuses the connection where none is alive', async () => {
		const { error } = await send('http://localhost:9');
		expect(error?.message).toBe('anny refused the connection');
	});

	test('is reached by the IPv6 address itself', async () => {
		const { error } = await send(`http://[::1]:${await listenOn('::1')}`);
		expect(error).toBeUndefined();
	});
});
