import { World } from './support/world.mts';
import { BinaryDataService } from 'n8n-core';
import { only } from '../support/elements.mts';

// The container that n8n-core itself uses: there may be another copy beside it.
const ofCore = { paths: [require.resolve('n8n-core')] };
const { Container } = jest.requireActual<{
	Container: { get(type: typeof BinaryDataService): BinaryDataService };
}>(require.resolve('@n8n/di', ofCore));

let world: World;
beforeAll(async () => {
	world = await World.begin();
	// Where n8n keeps files on disk, as it does by itself.
	await Container.get(BinaryDataService).init();
}, 60_000);
afterAll(() => world.sandbox.stop());

const MEGABYTE = 1024 * 1024;

test('a file of 200 MB is never held in memory, neither downloaded nor uploaded', async () => {
	let most = 0;
	const watch = setInterval(() => {
		const { arrayBuffers, heapUsed } = process.memoryUsage();
		most = Math.max(most, arrayBuffers + heapUsed);
	}, 10);
	const { arrayBuffers, heapUsed } = process.memoryUsage();
	const size = 200 * MEGABYTE;
	const { items } = await world.anybill({ url: `/api/v3/sandbox/bytes/${size}` });
	expect(only(items).binary?.data).toMatchObject({ id: expect.any(String), bytes: size });
	const upload = await world.anybill(
		{
			method: 'POST',
			url: '/api/v3/sandbox/upload',
			sendBody: true,
			contentType: 'binaryData',
			inputDataFieldName: 'data',
		},
		{ items },
	);
	clearInterval(watch);
	expect(only(upload.items).json).toMatchObject({ size });
	expect(most - arrayBuffers - heapUsed).toBeLessThan(100 * MEGABYTE);
}, 60_000);
