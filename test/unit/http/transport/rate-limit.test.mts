import { sleep } from 'n8n-workflow';
import { createLimiter } from '../../../../http/transport/concurrency.ts';
import { RateLimit, type Turn } from '../../../../http/transport/rate-limit.ts';

beforeEach(() => {
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
});

/** What comes of some work when time goes by as fast as it may. */
async function played<T>(work: Promise<T>): Promise<T> {
	const state = { isOver: false };
	const over = () => {
		state.isOver = true;
	};
	work.then(over, over);
	while (!state.isOver) await jest.advanceTimersByTimeAsync(1);
	return await work;
}

async function pause(rateLimit: RateLimit, key: string, ms: number): Promise<void> {
	const turn = await rateLimit.takeTurn(key, { maxWaitMs: 0 });
	rateLimit.refuse(turn, ms);
	rateLimit.end(turn);
}

const waitedMs = async (turn: Promise<Turn>) => (await played(turn)).waitedMs;

describe('A pause', () => {
	test('does not hold where the service has refused nothing', async () => {
		expect(await waitedMs(new RateLimit().takeTurn('a', { maxWaitMs: 1000 }))).toBe(0);
	});

	test('holds for all requests of its key, and for those of no other', async () => {
		const rateLimit = new RateLimit();
		await pause(rateLimit, 'a', 80);
		const first = rateLimit.takeTurn('a', { maxWaitMs: 1000 });
		const second = rateLimit.takeTurn('a', { maxWaitMs: 1000 });
		expect(await waitedMs(rateLimit.takeTurn('b', { maxWaitMs: 1000 }))).toBe(0);
		expect(await waitedMs(first)).toBe(80);
		rateLimit.end(await first);
		expect(await waitedMs(second)).toBe(80);
	});

	test('in one rate limit is none in another', async () => {
		await pause(new RateLimit(), 'a', 80);
		expect(await waitedMs(new RateLimit().takeTurn('a', { maxWaitMs: 1000 }))).toBe(0);
	});

	test('that becomes longer meanwhile is waited for as well', async () => {
		const rateLimit = new RateLimit();
		await pause(rateLimit, 'a', 30);
		const waiting = rateLimit.takeTurn('a', { maxWaitMs: 1000 });
		await pause(rateLimit, 'a', 90);
		expect(await waitedMs(waiting)).toBe(90);
	});

	test('is over once it was waited for', async () => {
		const rateLimit = new RateLimit();
		await pause(rateLimit, 'a', 30);
		const turn = await played(rateLimit.takeTurn('a', { maxWaitMs: 1000 }));
		rateLimit.accept(turn);
		rateLimit.end(turn);
		expect(await waitedMs(rateLimit.takeTurn('a', { maxWaitMs: 1000 }))).toBe(0);
	});

	test('that is longer than allowed is not waited for', async () => {
		const rateLimit = new RateLimit();
		await pause(rateLimit, 'a', 1001);
		const patient = rateLimit.takeTurn('a', { maxWaitMs: 1001 });
		expect(await waitedMs(rateLimit.takeTurn('a', { maxWaitMs: 1000 }))).toBe(0);
		expect(await waitedMs(patient)).toBe(1001);
	});

	test('is not waited for any longer when the execution is canceled', async () => {
		const rateLimit = new RateLimit();
		await pause(rateLimit, 'a', 3_000);
		const controller = new AbortController();
		const waiting = rateLimit.takeTurn('a', { maxWaitMs: 10_000, signal: controller.signal });
		controller.abort(new Error('canceled'));
		await expect(waiting).rejects.toThrow('canceled');
	});

	test('that others wait for, too, ends for them when one execution is canceled', async () => {
		const rateLimit = new RateLimit();
		await pause(rateLimit, 'a', 80);
		const controller = new AbortController();
		const canceled = rateLimit.takeTurn('a', { maxWaitMs: 1000, signal: controller.signal });
		const other = rateLimit.takeTurn('a', { maxWaitMs: 1000 });
		controller.abort(new Error('canceled'));
		await expect(canceled).rejects.toThrow('canceled');
		expect(await waitedMs(other)).toBe(80);
	});
});

/** A service that takes so many requests in each window; a window begins with its first request. */
class FakeService {
	readonly counts = { accepted: 0, refused: 0 };
	limit: number;
	private readonly windowMs: number;
	private endsAtMs = 0;
	private taken = 0;

	constructor(limit: number, windowMs: number) {
		this.limit = limit;
		this.windowMs = windowMs;
	}

	/** @returns Retry-After in ms, where the request is refused */
	request(): number | undefined {
		const nowMs = performance.now();
		if (nowMs >= this.endsAtMs) {
			this.endsAtMs = nowMs + this.windowMs;
			this.taken = 0;
		}
		if (this.taken >= this.limit) {
			this.counts.refused++;
			return Math.ceil((this.endsAtMs - nowMs) / 1000) * 1000;
		}
		this.taken++;
		this.counts.accepted++;
		return undefined;
	}

	/** The least time for so many requests. */
	leastMs(count: number): number {
		return (Math.ceil(count / this.limit) - 1) * this.windowMs;
	}
}

/** Numbers that look random, the same in each run. */
function randomNumbers(): () => number {
	let state = 1;
	return () => {
		state = (state * 48_271) % 2_147_483_647;
		return state / 2_147_483_647;
	};
}

interface Workload {
	count: number;
	latencyMs?: number;
	maxWaitMs?: number;
	key?: string;
}

/** Sends requests as the node does: 20 at a time, each again when it was refused. */
async function sendAll(
	rateLimit: RateLimit,
	service: FakeService,
	{ count, latencyMs = 20, maxWaitMs = 600_000, key = 'a' }: Workload,
): Promise<{ ms: number; failed: number; longestWaitMs: number }> {
	const startMs = performance.now();
	const result = { ms: 0, failed: 0, longestWaitMs: 0 };
	const limit = createLimiter(20);
	const random = randomNumbers();
	const travel = async () => await sleep((latencyMs / 2) * (0.5 + random()));
	const send = async (waitedBeforeMs: number): Promise<number | undefined> => {
		const turn = await rateLimit.takeTurn(key, { maxWaitMs: maxWaitMs - waitedBeforeMs });
		const waitedMs = waitedBeforeMs + turn.waitedMs;
		result.longestWaitMs = Math.max(result.longestWaitMs, waitedMs);
		try {
			await travel();
			const retryAfterMs = service.request();
			await travel();
			if (retryAfterMs === undefined) {
				rateLimit.accept(turn);
				return undefined;
			}
			if (waitedMs + retryAfterMs > maxWaitMs) {
				result.failed++;
				return undefined;
			}
			rateLimit.refuse(turn, retryAfterMs);
			return waitedMs;
		} finally {
			rateLimit.end(turn);
		}
	};
	const one = async () => {
		let waitedMs: number | undefined = 0;
		while (waitedMs !== undefined) {
			const beforeMs: number = waitedMs;
			waitedMs = await limit(async () => await send(beforeMs));
		}
	};
	await Promise.all(Array.from({ length: count }, one));
	return { ...result, ms: performance.now() - startMs };
}

describe('Against a limit', () => {
	test.each([1, 20, 50])(
		'400 reads take hardly more than the least time, and few are refused, at a latency of %i ms',
		async (latencyMs) => {
			const service = new FakeService(40, 6000);
			const { ms } = await played(sendAll(new RateLimit(), service, { count: 400, latencyMs }));
			expect(service.counts.accepted).toBe(400);
			expect(service.counts.refused).toBeLessThanOrEqual(30);
			expect(ms / service.leastMs(400)).toBeLessThanOrEqual(1.05);
		},
	);

	test('of 400 a minute, 2,000 reads take hardly more than the least time', async () => {
		const service = new FakeService(400, 60_000);
		const { ms } = await played(sendAll(new RateLimit(), service, { count: 2000 }));
		expect(service.counts.refused).toBeLessThanOrEqual(45);
		expect(ms / service.leastMs(2000)).toBeLessThanOrEqual(1.02);
	});

	test('several workflows together learn it once', async () => {
		const service = new FakeService(40, 6000);
		const rateLimit = new RateLimit();
		const workflows = [1, 2, 3, 4].map(
			async () => await sendAll(rateLimit, service, { count: 100 }),
		);
		const ends = await played(Promise.all(workflows));
		// All of the first window's requests left before the first refusal came.
		expect(service.counts.refused).toBeLessThanOrEqual(80);
		const lastMs = Math.max(...ends.map(({ ms }) => ms));
		expect(lastMs / service.leastMs(400)).toBeLessThanOrEqual(1.05);
	});

	test('requests of another key are not held up', async () => {
		const rateLimit = new RateLimit();
		const reads = sendAll(rateLimit, new FakeService(40, 6000), { count: 200, key: 'reads' });
		const writes = new FakeService(1000, 6000);
		const { ms } = await played(sendAll(rateLimit, writes, { count: 100, key: 'writes' }));
		expect(ms).toBeLessThan(300);
		await played(reads);
	});

	test('that is known, the next burst is not refused more than once', async () => {
		const service = new FakeService(40, 6000);
		const rateLimit = new RateLimit();
		await played(sendAll(rateLimit, service, { count: 120 }));
		await jest.advanceTimersByTimeAsync(60_000);
		service.counts.refused = 0;
		await played(sendAll(rateLimit, service, { count: 80 }));
		expect(service.counts.refused).toBeLessThanOrEqual(1);
	});

	test('that becomes lower on the way, requests adapt to it within a window', async () => {
		const service = new FakeService(40, 6000);
		const rateLimit = new RateLimit();
		await played(sendAll(rateLimit, service, { count: 200 }));
		service.limit = 10;
		service.counts.refused = 0;
		const { ms } = await played(sendAll(rateLimit, service, { count: 200 }));
		expect(service.counts.refused).toBeLessThanOrEqual(40);
		expect(ms / service.leastMs(200)).toBeLessThanOrEqual(1.1);
	});

	test('that becomes higher on the way, requests make use of it after some windows', async () => {
		const service = new FakeService(10, 6000);
		const rateLimit = new RateLimit();
		await played(sendAll(rateLimit, service, { count: 200 }));
		service.limit = 100;
		service.counts.refused = 0;
		const { ms } = await played(sendAll(rateLimit, service, { count: 2000 }));
		expect(service.counts.refused).toBeLessThanOrEqual(40);
		// It may take eight windows until the next probe.
		expect(ms).toBeLessThanOrEqual(service.leastMs(2000) * 1.05 + 9 * 6000);
	});

	test('that others use up a part of, all requests succeed, and few are refused', async () => {
		const service = new FakeService(40, 6000);
		const fleet = [1, 2, 3, 4].map(
			async () => await sendAll(new RateLimit(), service, { count: 400 }),
		);
		const workers = await played(Promise.all(fleet));
		expect(workers.map(({ failed }) => failed)).toEqual([0, 0, 0, 0]);
		expect(service.counts.refused).toBeLessThan(1600 / 5);
		const lastMs = Math.max(...workers.map(({ ms }) => ms));
		expect(lastMs / service.leastMs(1600)).toBeLessThanOrEqual(1.1);
	});

	test('no request waits for longer than it may', async () => {
		const service = new FakeService(4, 6000);
		const workload = { count: 40, maxWaitMs: 7000 };
		const { longestWaitMs, failed } = await played(sendAll(new RateLimit(), service, workload));
		expect(longestWaitMs).toBeLessThanOrEqual(7000);
		expect(failed).toBeGreaterThan(0);
		expect(failed).toBe(40 - service.counts.accepted);
	});

	test('that held once only, requests are soon as fast as before', async () => {
		const service = new FakeService(10, 1000);
		const rateLimit = new RateLimit();
		await played(sendAll(rateLimit, service, { count: 20 }));
		service.limit = Infinity;
		await played(sendAll(rateLimit, service, { count: 1000 }));
		const { ms } = await played(sendAll(rateLimit, service, { count: 1000 }));
		const { ms: unlimitedMs } = await played(sendAll(new RateLimit(), service, { count: 1000 }));
		expect(ms / unlimitedMs).toBeLessThanOrEqual(1.1);
	});
});

test('What was learned of a key is forgotten when it was not used for long', async () => {
	const rateLimit = new RateLimit();
	await pause(rateLimit, 'a', 1000);
	const learned = await played(rateLimit.takeTurn('a', { maxWaitMs: 1000 }));
	expect(learned.window).toBeDefined();
	rateLimit.end(learned);
	await jest.advanceTimersByTimeAsync(11 * 60_000);
	await pause(rateLimit, 'b', 1000);
	expect((await rateLimit.takeTurn('a', { maxWaitMs: 1000 })).window).toBeUndefined();
});
