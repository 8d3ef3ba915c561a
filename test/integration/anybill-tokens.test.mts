import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { parseServiceAccount } from '../../services/anybill/service-account.ts';
import { toStoredTokens } from '../../services/anybill/token-set.ts';
import { MemoryCredentials } from './support/credentials.mts';
import { numbered, World } from './support/world.mts';

/** What anybill's sign-in costs, counted by the sandbox, through n8n's own engine. */
let world: World;
let cases = 0;
beforeAll(async () => {
	world = await World.begin();
}, 60_000);
beforeEach(async () => {
	await world.reset();
});
afterEach(() => {
	jest.restoreAllMocks();
});
afterAll(async () => {
	await world.sandbox.stop();
});

/** A credential that this process knows nothing of, with a token that ends in so many seconds. */
async function credential(seconds: number): Promise<ICredentialDataDecryptedObject> {
	const saved = world.credentials.anybillRopcApi ?? {};
	const fields: ICredentialDataDecryptedObject = {
		...saved,
		tokenUrl: `${world.sandbox.urls.tokenUrl}&case=${++cases}`,
	};
	const { accessToken, refreshToken } = await world.sandbox.issueTokens({
		service: 'anybill',
		account: fields.username as string,
		clientId: fields.clientId as string,
		scopes: fields.scopes as unknown as string[],
		accessTokenSeconds: seconds,
	});
	const tokens = {
		accessToken,
		accessTokenExpiresAtMs: Date.now() + seconds * 1000,
		refreshToken,
		refreshTokenExpiresAtMs: Date.now() + 86_400_000,
	};
	return { ...fields, ...(await toStoredTokens(tokens, parseServiceAccount(fields))) };
}

/** Sends a GET for each item, and counts. */
async function send(
	data: ICredentialDataDecryptedObject,
	items: number | Array<Record<string, string>>,
) {
	const saves = jest.spyOn(MemoryCredentials.prototype, 'preAuthentication');
	const input = typeof items === 'number' ? numbered(items) : items.map((json) => ({ json }));
	const { items: output, error } = await world.anybill(
		{ url: '/api/v3/sandbox/echo' },
		{ credentials: { anybillRopcApi: data }, items: input, onError: 'continueRegularOutput' },
	);
	const results = await Promise.all(saves.mock.results.map(({ value }) => value as unknown));
	saves.mockRestore();
	const { anybill } = await world.sandbox.counters();
	const all = Object.values(anybill.requests).reduce((sum, count) => sum + count, 0);
	return {
		error,
		grants: anybill.grants,
		requests: all - anybill.tokenRequests,
		saves: results.filter((result) => result !== undefined).length,
		failed: output.filter(({ json }) => 'error' in json).length,
		byAccount: anybill.byAccount,
	};
}

test('50 items with an expired token cost one refresh and are stored once', async () => {
	expect(await send(await credential(-1), 50)).toMatchObject({
		grants: { refresh_token: 1 },
		requests: 50,
		saves: 1,
		failed: 0,
	});
});

test('50 items with a live stored token cost nothing and store nothing', async () => {
	const figures = await send(await credential(3600), 50);
	expect(figures).toMatchObject({ grants: {}, requests: 50, saves: 0, failed: 0 });
});

test('20 items of two accounts sign in twice, each with its own account, and nothing is stored', async () => {
	const { service, second } = (await world.sandbox.known()).anybill.accounts;
	const { accessToken: _, ...fields } = await credential(-1);
	const items = Array.from({ length: 20 }, (__, index) => ({
		...(index % 2 ? second : service),
	}));
	const expressions = { username: '={{ $json.username }}', password: '={{ $json.password }}' };
	const figures = await send({ ...fields, ...expressions }, items);
	expect(figures).toMatchObject({ grants: { password: 2 }, requests: 20, saves: 0, failed: 0 });
	expect(figures.byAccount).toMatchObject({ [service.username]: 10, [second.username]: 10 });
});

test('a token that anybill rejects costs one password, and no item fails', async () => {
	const data = await credential(3600);
	await world.sandbox.rejectTokens('anybill');
	// 20 are under way at a time, and only those can meet the old token.
	expect(await send(data, 50)).toMatchObject({
		grants: { password: 1 },
		requests: 70,
		saves: 1,
		failed: 0,
	});
});

test('one stray 401 soon after a forced sign-in fails one of 100 items, and all are sent', async () => {
	const data = await credential(3600);
	await world.sandbox.rejectTokens('anybill');
	await send(data, 1);
	await world.sandbox.reset({ keepTokens: true });
	await world.sandbox.faults([
		{ service: 'anybill', path: '/api/v3/sandbox', fault: 'unauthorized', times: 1 },
	]);
	expect(await send(data, 100)).toMatchObject({ grants: {}, requests: 100, failed: 1 });
});

test('an API that rejects every token costs one password, and one request for each later item', async () => {
	await world.sandbox.faults([
		{ service: 'anybill', path: '/api/v3/sandbox', fault: 'unauthorized', times: 'always' },
	]);
	expect(await send(await credential(3600), 50)).toMatchObject({
		grants: { password: 1 },
		requests: 70,
		failed: 50,
	});
});
