import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { ResolvedCredential } from '../../../../http/transport/credential.ts';
import { accessToken, OAuth2Renewals } from '../../../../http/transport/oauth2-renewal.ts';
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

let store: Store;
let renewals: OAuth2Renewals;
beforeEach(() => {
	store = new Store();
	renewals = new OAuth2Renewals();
});

test('50 requests that are refused together share one refresh', async () => {
	const credential = store.resolved();
	const all = Array.from({ length: 50 }, () => renewals.renew(store.n8n, credential, 'token-0'));
	await store.started;
	store.finish();
	expect(await Promise.all(all)).toEqual(Array.from({ length: 50 }, () => true));
	expect(store.refreshes).toBe(1);
	expect(accessToken(credential.data)).toBe('token-1');
});

test('executions that share a credential share its refresh, and each gets the new token', async () => {
	const [one, other] = [store.resolved(), store.resolved()];
	const both = [one, other].map((each) => renewals.renew(store.n8n, each, 'token-0'));
	await store.started;
	store.finish();
	await Promise.all(both);
	expect(store.refreshes).toBe(1);
	expect([one, other].map(({ data }) => accessToken(data))).toEqual(['token-1', 'token-1']);
});

test('a request that was refused late, with the old token, causes no second refresh', async () => {
	const credential = store.resolved();
	store.finish();
	await renewals.renew(store.n8n, credential, 'token-0');
	expect(await renewals.renew(store.n8n, credential, 'token-0')).toBe(false);
	expect(store.refreshes).toBe(1);
});

test('a token that another process has stored meanwhile is taken over without a refresh', async () => {
	const credential = store.resolved();
	store.token = 'of another process';
	expect(await renewals.renew(store.n8n, credential, 'token-0')).toBe(false);
	expect(store.refreshes).toBe(0);
	expect(accessToken(credential.data)).toBe('of another process');
});

test('a refresh that fails, fails all that wait for it, and is tried anew by the next request', async () => {
	const credential = store.resolved();
	store.failure = new Error('refused');
	store.finish();
	const both = [1, 2].map(() => renewals.renew(store.n8n, credential, 'token-0'));
	for (const renewal of both) await expect(renewal).rejects.toThrow('refused');
	expect(store.refreshes).toBe(1);
	store.failure = undefined;
	expect(await renewals.renew(store.n8n, credential, 'token-0')).toBe(true);
	expect(accessToken(credential.data)).toBe('token-2');
});

test('credentials do not wait for the refresh of another one', async () => {
	const first = renewals.renew(store.n8n, store.resolved('1'), 'token-0');
	await store.started;
	const other = new Store();
	other.finish();
	expect(await renewals.renew(other.n8n, other.resolved('2'), 'token-0')).toBe(true);
	store.finish();
	await first;
});
