import { gzipSync } from 'node:zlib';
import { httpServer } from './support/servers.mts';
import { World } from './support/world.mts';

let world: World;

beforeAll(async () => {
	world = await World.begin();
}, 60_000);

afterAll(() => world.sandbox.stop());

const beginnings = {
	plain: { headers: {}, bytes: Buffer.from('%PDF') },
	compressed: { headers: { 'content-encoding': 'gzip' }, bytes: gzipSync('%PDF').subarray(0, 12) },
};

test.each(Object.entries(beginnings))(
	'the option Timeout ends a %s file download that falls silent',
	async (_, { headers, bytes }) => {
		const server = await httpServer((_request, response) => {
			response.writeHead(200, {
				'content-type': 'application/pdf',
				'content-length': '1000',
				...headers,
			});
			response.write(bytes);
		});
		try {
			const { error } = await world.anny(
				{
					url: `${server.url}/file`,
					options: { timeout: 300, retry: { retry: { maxAttempts: 1 } } },
				},
				{
					credentials: {
						annyTokenApi: {
							...world.credentials.annyTokenApi,
							allowedDomains: new URL(server.url).host,
						},
					},
				},
			);
			expect(error?.message).toMatch(/no more data came for 300 ms|did not respond in time/);
		} finally {
			await server.stop();
		}
	},
	20_000,
);
