import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { MemoryCredentials } from './support/credentials.mts';
import { World } from './support/world.mts';

let world: World;

beforeAll(async () => {
	world = await World.begin();
}, 60_000);

afterEach(async () => {
	await world.reset();
});

afterAll(async () => {
	await world.sandbox.stop();
});

const withToken = (accessToken: string): Record<string, ICredentialDataDecryptedObject> => ({
	annyTokenApi: { ...world.credentials.annyTokenApi, accessToken },
});

test('every item is signed with the token that its own expression gives', async () => {
	const known = world.credentials.annyTokenApi?.accessToken;
	const items = [{ token: known }, { token: 'unknown-token' }, { token: known }].map((json) => ({
		json: json as { token: string },
	}));
	const { items: output } = await world.anny(
		{ url: '/api/v1/user' },
		{ credentials: withToken('={{ $json.token }}'), items, onError: 'continueRegularOutput' },
	);
	expect(output.map(({ json }) => 'error' in json)).toEqual([false, true, false]);
});

test('an item whose expression for the token finds nothing is not signed with another token', async () => {
	const known = world.credentials.annyTokenApi?.accessToken as string;
	const items = [{ json: { token: known } }, { json: {} }];
	const { items: output } = await world.anny(
		{ url: '/api/v1/user' },
		{ credentials: withToken('={{ $json.token }}'), items, onError: 'continueRegularOutput' },
	);
	expect(output.map(({ json }) => 'error' in json)).toEqual([false, true]);
});

test('a credential without expressions is decrypted once for all items', async () => {
	const decrypted = jest.spyOn(MemoryCredentials.prototype, 'getDecrypted');
	const items = Array.from({ length: 10 }, () => ({ json: {} }));
	await world.anny({ url: '/api/v1/user' }, { items });
	// Once resolved, once as it is stored.
	expect(decrypted).toHaveBeenCalledTimes(2);
});

test('a base URL that an expression gives is held to the allowed domains', async () => {
	const { annyTokenApi } = world.credentials;
	const credentials = {
		annyTokenApi: { ...annyTokenApi, baseUrl: '={{ $json.base }}', allowedDomains: '*.anny.co' },
	};
	const items = [{ json: { base: world.sandbox.urls.anny } }];
	const { error } = await world.anny({ url: '/api/v1/user' }, { credentials, items });
	expect(error?.message).toContain('must not be sent to 127.0.0.1');
	expect(await world.requests('/api/v1/user')).toHaveLength(0);
});

test('a base URL that the owner of the credential typed needs no entry in the allowed domains', async () => {
	const { annyTokenApi } = world.credentials;
	const credentials = { annyTokenApi: { ...annyTokenApi, allowedDomains: '*.anny.co' } };
	const { error } = await world.anny({ url: '/api/v1/user' }, { credentials });
	expect(error).toBeUndefined();
});
