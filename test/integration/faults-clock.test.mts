import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { textOf } from '../../http/json.ts';
import { until } from '../../harness/until.mts';
import { useWorld } from './support/world.mts';
import { only } from '../support/elements.mts';

/** The clock of n8n's machine is set forwards or backwards while tokens and pauses are kept. */
const world = useWorld();
afterEach(() => jest.restoreAllMocks());

const HOUR = 3_600_000;
const shifts = [
	['set a year forwards', 365 * 24 * HOUR],
	['set 25 hours forwards', 25 * HOUR],
	['set an hour forwards', HOUR],
	['10 minutes forwards', HOUR / 6],
	['10 minutes backwards', -HOUR / 6],
	['set an hour backwards', -HOUR],
	['set 25 hours backwards', -25 * HOUR],
	['set a year backwards', -365 * 24 * HOUR],
] as const;

function setClock(shift: number): void {
	const { now } = Date;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + shift);
}

let cases = 0;
const fresh = (): ICredentialDataDecryptedObject => ({
	...world.credentials.anybillRopcApi,
	tokenUrl: `${textOf(world.credentials.anybillRopcApi.tokenUrl)}&clock=${++cases}`,
});

/** Runs anybill's node on a credential that keeps its tokens from one run to the next. */
const listStores = (anybillRopcApi: ICredentialDataDecryptedObject) =>
	world.anybill({ url: '/api/v3/store' }, { credentials: { anybillRopcApi } });

const tokenRequests = async () => (await world.sandbox.counters()).anybill.tokenRequests;

describe.each(shifts)('a clock %s', (_name, shift) => {
	test('lets a request with a valid token succeed, with one renewal at most', async () => {
		const credential = fresh();
		await listStores(credential);
		setClock(shift);
		const { error, items } = await listStores(credential);
		expect(error).toBeUndefined();
		expect(items.length).toBeGreaterThan(1);
		expect(await tokenRequests()).toBeLessThanOrEqual(2);
	});

	test('lets a token that has expired meanwhile be renewed once', async () => {
		const credential = fresh();
		await listStores(credential);
		await world.sandbox.expireTokens('anybill');
		setClock(shift);
		expect((await listStores(credential)).error).toBeUndefined();
		expect(await tokenRequests()).toBe(2);
	});

	test('leaves no token that cannot be replaced when it is right again', async () => {
		setClock(shift);
		const credential = fresh();
		await listStores(credential);
		jest.restoreAllMocks();
		await world.sandbox.expireTokens('anybill');
		expect((await listStores(credential)).error).toBeUndefined();
	});

	test('lets a rejected token be replaced although one was rejected before', async () => {
		const credential = fresh();
		await listStores(credential);
		await world.sandbox.rejectTokens('anybill');
		await listStores(credential);
		setClock(shift);
		await world.sandbox.rejectTokens('anybill');
		expect((await listStores(credential)).error).toBeUndefined();
	});

	test('does not make a failed sign-in be remembered for longer', async () => {
		const credential = fresh();
		await world.sandbox.faults([
			{ service: 'anybill', path: '/ad.anybill.de/', fault: 'b2c-unavailable', times: 3 },
		]);
		expect((await listStores(credential)).error?.message).toMatch(/unavailable/);
		setClock(shift);
		expect((await listStores(credential)).error).toBeUndefined();
	});

	test('does not make a pause longer that the service asked for', async () => {
		await world.sandbox.faults([
			{ service: 'anny', path: '/api/v1/bookings', fault: 'status', code: 429, retryAfter: 1 },
		]);
		const { outcome } = world.start('anny', { url: '/api/v1/bookings' });
		await until(async () => only(await world.sandbox.faults()).fired === 1, {
			what: 'the response 429',
			everyMs: 20,
		});
		setClock(shift);
		expect((await outcome).error).toBeUndefined();
	});
});
