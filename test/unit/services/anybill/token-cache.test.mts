import type { Memorable } from '../../../../http/transport/single-flight.ts';
import { TokenCache } from '../../../../services/anybill/token-cache.ts';
import type { TokenSet } from '../../../../services/anybill/token-set.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

let now = 0;
let cache: TokenCache;
let requests: number;

beforeEach(() => {
	now = Date.parse('2026-03-01T12:00:00Z');
	requests = 0;
	cache = new TokenCache(undefined, () => now);
});

const tokenSet = (accessToken: string, lifetimeMs = DAY): TokenSet => ({
	accessToken,
	accessTokenExpiresAtMs: now + lifetimeMs,
	refreshToken: '',
	refreshTokenExpiresAtMs: 0,
});

const obtain = async () => {
	requests++;
	const tokens = tokenSet(`token-${requests}`);
	await new Promise(setImmediate);
	return tokens;
};

class Refused extends Error implements Memorable {
	readonly memoryMs = 30_000;

	aged(ageMs: number) {
		return new Error(`${this.message}, ${ageMs} ms ago`);
	}
}

const refuse = async (): Promise<TokenSet> => {
	requests++;
	await new Promise(setImmediate);
	throw new Refused('refused');
};

/** The access token that a caller gets. */
const get = async (key = 'account') => (await cache.get(key, obtain)).accessToken;

describe('a token cache', () => {
	test('makes one request for a hundred callers at the same time', async () => {
		const all = await Promise.all(Array.from({ length: 100 }, () => get()));
		expect(new Set(all)).toEqual(new Set(['token-1']));
		expect(requests).toBe(1);
	});

	test('gives later callers the tokens of the first, until they expire', async () => {
		expect(await get()).toBe('token-1');
		now += DAY - 1;
		expect(await get()).toBe('token-1');
		now += 1;
		expect(await get()).toBe('token-2');
	});

	test('gives no account the tokens of another', async () => {
		expect(await Promise.all([get('one'), get('other')])).toEqual(['token-1', 'token-2']);
	});

	test('hands what it knows to the request for new tokens', async () => {
		const old = await cache.get('account', obtain);
		now += DAY;
		const known = await new Promise((resolve) => {
			void cache.get('account', async (what) => {
				resolve(what);
				return await obtain();
			});
		});
		expect(known).toEqual({ tokens: old, rejected: undefined });
	});

	test('renews on demand, after the request under way, whatever is known', async () => {
		const [first, forced] = await Promise.all([get(), cache.renew('account', obtain)]);
		expect([first, forced.accessToken]).toEqual(['token-1', 'token-2']);
		expect(await get()).toBe('token-2');
	});

	test('goes on after a request that failed, if its error is not to be remembered', async () => {
		await expect(
			cache.get('account', async () => await Promise.reject(new Error('no'))),
		).rejects.toThrow('no');
		expect(await get()).toBe('token-1');
	});
});

describe('a refusal', () => {
	test('is one request for a hundred callers, at the same time or within its memory', async () => {
		for (let batch = 0; batch < 2; batch++) {
			const all = await Promise.allSettled(
				Array.from({ length: 50 }, async () => await cache.get('account', refuse)),
			);
			for (const { status } of all) expect(status).toBe('rejected');
		}
		expect(requests).toBe(1);
	});

	test('tells its age to later callers, and is over when its memory ends', async () => {
		await expect(cache.get('account', refuse)).rejects.toThrow(/^refused$/);
		now += 29_999;
		await expect(get()).rejects.toThrow('refused, 29999 ms ago');
		now += 1;
		expect(await get()).toBe('token-2');
	});

	test('holds for a forced renewal, too', async () => {
		await expect(cache.get('account', refuse)).rejects.toThrow();
		await expect(cache.renew('account', obtain)).rejects.toThrow('ago');
		expect(requests).toBe(1);
	});

	test('is over when the clock is set back, rather than to last for ever', async () => {
		await expect(cache.get('account', refuse)).rejects.toThrow();
		now -= DAY;
		expect(await get()).toBe('token-2');
	});

	test('concerns its own account only', async () => {
		await expect(cache.get('account', refuse)).rejects.toThrow();
		expect(await get('another')).toBe('token-2');
	});
});

describe('a rejected token', () => {
	test('is not used any more, and replaced by one request for all', async () => {
		await get();
		expect(cache.reject('account', 'token-1')).toBe(true);
		expect(cache.usable('account')).toBeUndefined();
		expect(await Promise.all([get(), get()])).toEqual(['token-2', 'token-2']);
	});

	test('may be reported by all who had it, without harm to its successor', async () => {
		await get();
		cache.reject('account', 'token-1');
		await get();
		expect(cache.reject('account', 'token-1')).toBe(true);
		expect(await get()).toBe('token-2');
		expect(requests).toBe(2);
	});

	test('stays in use if it has just replaced a rejected one: a third will not be better', async () => {
		await get();
		cache.reject('account', 'token-1');
		await get();
		now += MINUTE - 1;
		expect(cache.reject('account', 'token-2')).toBe(false);
		expect(await get()).toBe('token-2');
		now += 1;
		expect(cache.reject('account', 'token-2')).toBe(true);
		expect(await get()).toBe('token-3');
	});

	test('stays known when its successor has come: another process may have stored it', async () => {
		await get();
		cache.reject('account', 'token-1');
		await get();
		now += DAY;
		const known: unknown[] = [];
		await cache.get('account', async (what) => {
			known.push(what.rejected);
			return await obtain();
		});
		expect(known).toEqual(['token-1']);
	});

	test('that has expired meanwhile is only expired', async () => {
		await get();
		now += DAY;
		expect(cache.reject('account', 'token-1')).toBe(true);
		expect(cache.isRejected('account', 'token-1')).toBe(false);
	});

	test('is used again where the service issues the very same', async () => {
		const same = async () => await Promise.resolve(tokenSet('same'));
		await cache.get('account', same);
		cache.reject('account', 'same');
		await cache.get('account', same);
		expect(cache.usable('account')?.accessToken).toBe('same');
	});
});

describe('a check of a token', () => {
	let checks = 0;
	const isRejected = async () => {
		checks++;
		await new Promise(setImmediate);
		return true;
	};
	beforeEach(() => void (checks = 0));

	test('is made once for all who ask at the same time, or within 5 seconds', async () => {
		const all = await Promise.all(
			Array.from({ length: 50 }, async () => await cache.check('account', 'token', isRejected)),
		);
		expect(new Set(all)).toEqual(new Set([true]));
		now += 4_999;
		await cache.check('account', 'token', isRejected);
		expect(checks).toBe(1);
		now += 1;
		await cache.check('account', 'token', isRejected);
		expect(checks).toBe(2);
	});

	test('does not count for another token', async () => {
		await cache.check('account', 'token', isRejected);
		await cache.check('account', 'another', isRejected);
		expect(checks).toBe(2);
	});
});

describe('the bounded memory of a token cache:', () => {
	const capacity = 500;
	const fill = async (from: number, count: number) => {
		for (let index = from; index < from + count; index++) await get(`other-${index}`);
	};

	test('the account that was unused for longest is forgotten first', async () => {
		await get();
		await fill(0, capacity - 1);
		await get();
		expect(requests).toBe(capacity);
		await fill(capacity, capacity - 1);
		await get();
		expect(requests).toBe(2 * capacity - 1);
		await fill(2 * capacity, capacity);
		await get();
		expect(requests).toBe(3 * capacity);
	});

	test('a refusal that still counts is forgotten last', async () => {
		await expect(cache.get('account', refuse)).rejects.toThrow();
		await fill(0, 2 * capacity);
		await expect(get()).rejects.toThrow('ago');
		expect(requests).toBe(1 + 2 * capacity);
	});

	test('a refusal that no longer counts is as good as nothing', async () => {
		await expect(cache.get('account', refuse)).rejects.toThrow();
		now += 30_000;
		await fill(0, capacity);
		expect(await get()).toBe(`token-${capacity + 2}`);
	});

	test('a request under way is never forgotten', async () => {
		const slow = Promise.withResolvers<TokenSet>();
		const waiting = cache.get('account', async () => await slow.promise);
		await fill(0, capacity);
		const later = cache.get('account', obtain);
		slow.resolve(tokenSet('slow'));
		expect((await Promise.all([waiting, later])).map(({ accessToken }) => accessToken)).toEqual([
			'slow',
			'slow',
		]);
	});
});
