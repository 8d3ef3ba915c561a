import type { IDataObject } from 'n8n-workflow';
import type { FaultRule } from '../../sandbox/types.mts';
import { numbered, World } from './support/world.mts';

/** What renewing anny's OAuth2 token costs, counted by the sandbox, through n8n's own engine. */
let world: World;
beforeAll(async () => {
	world = await World.begin();
}, 60_000);
beforeEach(async () => {
	await world.reset();
	// A failure is remembered for seconds: however slow this machine is, they must not pass.
	const now = Date.now();
	jest.spyOn(Date, 'now').mockReturnValue(now);
});
afterEach(() => {
	jest.restoreAllMocks();
});
afterAll(async () => {
	await world.sandbox.stop();
});

const EVERYTHING = { service: 'anny', times: 'always' } as const;
const tokenEndpoint = (fault: Omit<FaultRule, 'service' | 'path' | 'times'>): FaultRule => ({
	...EVERYTHING,
	path: '/oauth/token',
	...fault,
});

interface Figures {
	tokenRequests: number;
	apiRequests: number;
	failed: number;
	/** The distinct errors of the items. */
	errors: string[];
}

/** Sends a GET for each item with a token of an OAuth2 credential of its own, and counts. */
async function send(
	count: number,
	token: IDataObject,
	{ faults = [] as FaultRule[], timeoutMs = 10_000 } = {},
): Promise<Figures> {
	const { accessToken, refreshToken } = await world.sandbox.issueTokens({ service: 'anny' });
	await world.sandbox.faults(faults);
	const annyCustomOAuth2Api = {
		...world.credentials.annyCustomOAuth2Api,
		oauthTokenData: { access_token: accessToken, refresh_token: refreshToken, ...token },
	};
	const { items } = await world.anny(
		{
			authentication: 'oAuth2',
			url: '/api/v1/sandbox/echo',
			options: { timeout: timeoutMs },
		},
		{
			items: numbered(count),
			credentials: { annyCustomOAuth2Api },
			onError: 'continueRegularOutput',
		},
	);
	const { tokenRequests, requests } = (await world.sandbox.counters()).anny;
	const all = Object.values(requests).reduce((sum, one) => sum + one, 0);
	const errors = items
		.filter(({ json }) => json.error !== undefined)
		.map(({ json }) => json.details as { message: string; description: string })
		.map(({ message, description }) => `${message}\n${description}`);
	return {
		tokenRequests,
		apiRequests: all - tokenRequests,
		failed: errors.length,
		errors: [...new Set(errors)],
	};
}

/** A token that the API refuses, without a word on its expiry; and one that is known to have expired. */
const REFUSED = { access_token: 'refused' };
const EXPIRED = { expiresAt: '2020-01-01T00:00:00Z' };
/** Requests in flight at a time: each may meet the old token. */
const AT_A_TIME = 20;
/** Ends the wait for a token endpoint that does not respond. */
const SHORT_MS = 2_000;

describe.each([100, 500])('%i items', (count) => {
	test('with a token that expired are sent once each, after one renewal', async () => {
		expect(await send(count, EXPIRED)).toEqual({
			tokenRequests: 1,
			apiRequests: count,
			failed: 0,
			errors: [],
		});
	});

	test('with a token that the API refuses are all sent, after one renewal', async () => {
		expect(await send(count, REFUSED)).toEqual({
			tokenRequests: 1,
			apiRequests: count + AT_A_TIME,
			failed: 0,
			errors: [],
		});
	});

	test.each<[string, Parameters<typeof tokenEndpoint>[0], number, RegExp]>([
		['responds 502', { fault: 'status', code: 502 }, 2, /token endpoint responded with status 502/],
		[
			'responds 429 with Retry-After',
			{ fault: 'status', code: 429, retryAfter: 7 },
			1,
			/token endpoint responded with status 429/,
		],
		['does not respond', { fault: 'no-response' }, 1, /sign-in did not respond in time/],
	])(
		'whose token endpoint %s fail together, and none is said to be a write that may have arrived',
		async (_, fault, tokenRequests, message) => {
			const timeoutMs = fault.fault === 'no-response' ? SHORT_MS : undefined;
			const options = { faults: [tokenEndpoint(fault)], ...(timeoutMs && { timeoutMs }) };
			for (const [token, apiRequests] of [
				[EXPIRED, 0],
				[REFUSED, count],
			] as const) {
				await world.reset();
				const figures = await send(count, token, options);
				expect(figures).toMatchObject({ tokenRequests, apiRequests, failed: count });
				expect(figures.errors).toEqual([expect.stringMatching(message)]);
				expect(figures.errors).toEqual([
					expect.stringMatching(/could not be renewed.*The API has not taken the request/s),
				]);
				expect(figures.errors.join()).not.toMatch(/may have arrived/);
			}
		},
	);

	test('whose API responds 401 to every token cost one renewal, and name the token', async () => {
		const unauthorized: FaultRule = { ...EVERYTHING, path: '/api', fault: 'unauthorized' };
		const figures = await send(count, {}, { faults: [unauthorized] });
		expect(figures).toMatchObject({
			tokenRequests: 1,
			apiRequests: count + AT_A_TIME,
			failed: count,
		});
		for (const error of figures.errors) {
			expect(error).toContain('The access token is wrong, expired or revoked');
		}
	});
});
