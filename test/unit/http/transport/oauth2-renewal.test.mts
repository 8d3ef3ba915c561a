import { inspect } from 'node:util';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { CredentialError } from '../../../../http/errors/errors.ts';
import type { ResolvedCredential } from '../../../../http/transport/credential.ts';
import { OAuth2Renewals } from '../../../../http/transport/oauth2-renewal.ts';
import { accessToken } from '../../../../http/transport/oauth2-token.ts';
import type { RequestFunctions } from '../../../../http/transport/request-context.ts';

/** An n8n that stores one OAuth2 credential and refreshes it when asked, once for each call. */
class Store {
	refreshes = 0;
	token = 'token-0';
	failure: Error | undefined;
	/** Resolves when a refresh has begun; it ends with `finish()`. */
	readonly started: Promise<void>;
	private begin: () => void = () => {};
	private readonly finished: Promise<void>;
	finish: () => void = () => {};

	constructor() {
		this.started = new Promise((resolve) => (this.begin = resolve));
		this.finished = new Promise((resolve) => (this.finish = resolve));
	}

	data(): ICredentialDataDecryptedObject {
		return { grantType: 'pkce', oauthTokenData: { access_token: this.token } };
	}

	readonly n8n = {
		getCredentials: async () => await Promise.resolve(this.data()),
		helpers: {
			refreshOAuth2Token: async () => {
				this.refreshes++;
				this.begin();
				await this.finished;
				if (this.failure) throw this.failure;
				this.token = `token-${this.refreshes}`;
				return { access_token: this.token };
			},
		},
	} as unknown as RequestFunctions;

	/** The credential as an execution resolved it. */
	resolved(id = '1'): ResolvedCredential {
		return {
			type: 'annyCustomOAuth2Api',
			id,
			name: 'anny',
			data: this.data(),
			isOAuth2: true,
			expressionFields: [],
			rateLimitKey: id,
		};
	}
}

/** What the API refused. */
const refused = { refusedToken: 'token-0', timeoutMs: 5_000 };

let store: Store;
let renewals: OAuth2Renewals;
beforeEach(() => {
	store = new Store();
	renewals = new OAuth2Renewals();
});

test('50 requests that are refused together share one refresh', async () => {
	const credential = store.resolved();
	const all = Array.from({ length: 50 }, () => renewals.renew(store.n8n, credential, refused));
	await store.started;
	store.finish();
	expect(await Promise.all(all)).toEqual(Array.from({ length: 50 }, () => 'new'));
	expect(store.refreshes).toBe(1);
	expect(accessToken(credential.data)).toBe('token-1');
});

test('executions that share a credential share its refresh, and each gets the new token', async () => {
	const [one, other] = [store.resolved(), store.resolved()];
	const both = [one, other].map((each) => renewals.renew(store.n8n, each, refused));
	await store.started;
	store.finish();
	await Promise.all(both);
	expect(store.refreshes).toBe(1);
	expect([one, other].map(({ data }) => accessToken(data))).toEqual(['token-1', 'token-1']);
});

test('a request that was refused late, with the old token, causes no second refresh', async () => {
	const credential = store.resolved();
	store.finish();
	await renewals.renew(store.n8n, credential, refused);
	expect(await renewals.renew(store.n8n, credential, refused)).toBe('newer');
	expect(store.refreshes).toBe(1);
});

test('a token that another process has stored meanwhile is taken over without a refresh', async () => {
	const credential = store.resolved();
	store.token = 'of another process';
	expect(await renewals.renew(store.n8n, credential, refused)).toBe('newer');
	expect(store.refreshes).toBe(0);
	expect(accessToken(credential.data)).toBe('of another process');
});

test('a refresh that is refused because another process was faster gives what that one stored', async () => {
	const credential = store.resolved();
	const renewal = renewals.renew(store.n8n, credential, refused);
	await store.started;
	store.failure = Object.assign(new Error('used'), { body: { error: 'invalid_grant' } });
	store.finish();
	store.token = 'token-of-the-other';
	expect(await renewal).toBe('newer');
	expect(accessToken(credential.data)).toBe('token-of-the-other');
	expect(store.refreshes).toBe(1);
});

test('a refresh that fails, fails all that wait for it, and all that come in the next seconds', async () => {
	jest.useFakeTimers({ doNotFake: ['performance'], now: 0, advanceTimers: true });
	const credential = store.resolved();
	store.failure = new Error('refused');
	store.finish();
	const both = [1, 2].map(() => renewals.renew(store.n8n, credential, refused));
	for (const renewal of both) await expect(renewal).rejects.toThrow('could not be renewed');
	store.failure = undefined;
	await expect(renewals.renew(store.n8n, credential, refused)).rejects.toThrow('could not be');
	expect(store.refreshes).toBe(1);
	jest.setSystemTime(31_000);
	expect(await renewals.renew(store.n8n, credential, refused)).toBe('new');
	expect(accessToken(credential.data)).toBe('token-2');
	jest.useRealTimers();
});

test('a token endpoint that is down is asked once more, and its failure says that nothing was done', async () => {
	const credential = store.resolved();
	store.failure = Object.assign(new Error('Bad Gateway'), { status: 502 });
	store.finish();
	const error = await renewals
		.renew(store.n8n, credential, refused)
		.catch((thrown: unknown) => thrown as CredentialError);
	expect(store.refreshes).toBe(2);
	expect(error).toMatchObject({
		message: expect.stringContaining('the token endpoint responded with status 502') as string,
		description: expect.stringContaining('The API has not taken the request') as string,
	});
});

test('a token endpoint that never responds is waited for no longer than the time limit', async () => {
	const credential = store.resolved();
	const options = { refusedToken: 'token-0', timeoutMs: 20 };
	await expect(renewals.renew(store.n8n, credential, options)).rejects.toThrow('in time');
	await expect(renewals.renew(store.n8n, credential, options)).rejects.toThrow('in time');
	expect(store.refreshes).toBe(1);
});

test('a node with a short time limit gives up alone: an execution that waits for longer gets the token', async () => {
	const patient = renewals.renew(store.n8n, store.resolved(), refused);
	await store.started;
	const impatient = { refusedToken: 'token-0', timeoutMs: 20 };
	await expect(renewals.renew(store.n8n, store.resolved(), impatient)).rejects.toThrow('in time');
	const later = renewals.renew(store.n8n, store.resolved(), refused);
	store.finish();
	expect(await Promise.all([patient, later])).toEqual(['new', 'new']);
	expect(store.refreshes).toBe(1);
});

test('thousands of credentials are not all remembered, and no token is', async () => {
	store.finish();
	await renewals.renew(store.n8n, store.resolved('first'), refused);
	const heap = () => inspect(renewals, { depth: Infinity, maxArrayLength: Infinity });
	expect(heap()).not.toContain(store.token);
	for (let id = 0; id < 1_000; id++) {
		await renewals.renewExpiring(store.n8n, store.resolved(`${id}`), 5_000);
	}
	expect(heap()).toContain('annyCustomOAuth2Api:999');
	expect(heap()).not.toContain('annyCustomOAuth2Api:499');
	expect(heap()).not.toContain('annyCustomOAuth2Api:first');
});

test('a token that was issued a moment ago and is refused again is not renewed once more', async () => {
	const credential = store.resolved();
	store.finish();
	await renewals.renew(store.n8n, credential, refused);
	const again = { refusedToken: 'token-1', timeoutMs: 5_000 };
	expect(await renewals.renew(store.n8n, credential, again)).toBe('none');
	expect(store.refreshes).toBe(1);
});

test.each([
	['has expired', '2020-01-01T00:00:00Z', 1],
	['expires within a minute', new Date(Date.now() + 30_000).toISOString(), 1],
	['expires in an hour', new Date(Date.now() + 3_600_000).toISOString(), 0],
	['does not say when it expires', '', 0],
])(
	'a token that %s is renewed before a request where that helps',
	async (_, expiresAt, refreshes) => {
		const credential = store.resolved();
		credential.data.oauthTokenData = { access_token: 'token-0', expiresAt };
		store.finish();
		await Promise.all([1, 2, 3].map(() => renewals.renewExpiring(store.n8n, credential, 5_000)));
		expect(store.refreshes).toBe(refreshes);
	},
);

test('a token that lives for seconds is renewed when it has expired, however young it is', async () => {
	const credential = store.resolved();
	store.finish();
	await renewals.renew(store.n8n, credential, refused);
	const expired = new Date(Date.now() - 1).toISOString();
	credential.data.oauthTokenData = { access_token: 'token-1', expiresAt: expired };
	const again = { refusedToken: 'token-1', timeoutMs: 5_000 };
	expect(await renewals.renew(store.n8n, credential, again)).toBe('new');
	expect(store.refreshes).toBe(2);
});

test('a token that still lives a little is used where it cannot be renewed', async () => {
	const credential = store.resolved();
	const expiresAt = new Date(Date.now() + 30_000).toISOString();
	credential.data.oauthTokenData = { access_token: 'token-0', expiresAt };
	store.failure = new Error('refused');
	store.finish();
	await expect(renewals.renewExpiring(store.n8n, credential, 5_000)).resolves.toBeUndefined();
});

test('a token that has expired and cannot be renewed is not used', async () => {
	const credential = store.resolved();
	const expiresAt = new Date(Date.now()).toISOString();
	credential.data.oauthTokenData = { access_token: 'token-0', expiresAt };
	store.failure = new Error('refused');
	store.finish();
	await expect(renewals.renewExpiring(store.n8n, credential, 5_000)).rejects.toThrow(
		'could not be renewed',
	);
});

test('a token that was taken over from another process, and is refused as well, is renewed', async () => {
	const credential = store.resolved();
	store.finish();
	store.token = 'of another process';
	expect(await renewals.renew(store.n8n, credential, refused)).toBe('newer');
	const again = { refusedToken: 'of another process', timeoutMs: 5_000 };
	expect(await renewals.renew(store.n8n, credential, again)).toBe('new');
	expect(store.refreshes).toBe(1);
});

test('credentials do not wait for the refresh of another one', async () => {
	const first = renewals.renew(store.n8n, store.resolved('1'), refused);
	await store.started;
	const other = new Store();
	other.finish();
	expect(await renewals.renew(other.n8n, other.resolved('2'), refused)).toBe('new');
	store.finish();
	await first;
});
