import { Readable } from 'node:stream';
import { Watches } from '../../../../http/response/silence.ts';

/** A clock that a test moves, in place of the timers and of the time that has passed. */
class FakeClock {
	private nowMs = 0;
	private timers: Array<{ atMs: number; controller: AbortController }> = [];

	constructor() {
		jest.spyOn(performance, 'now').mockImplementation(() => this.nowMs);
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((delayMs) => {
			const controller = new AbortController();
			this.timers.push({ atMs: this.nowMs + delayMs, controller });
			return controller.signal;
		});
	}

	/** Lets time pass, and rings each timer at its own time. */
	advance(byMs: number): void {
		const endMs = this.nowMs + byMs;
		for (;;) {
			const [next] = this.timers.sort((a, b) => a.atMs - b.atMs);
			if (!next || next.atMs > endMs) break;
			this.timers.shift();
			this.nowMs = next.atMs;
			next.controller.abort();
		}
		this.nowMs = endMs;
	}

	get timerCount(): number {
		return this.timers.length;
	}
}

let clock: FakeClock;
let watches: Watches;
beforeEach(() => {
	clock = new FakeClock();
	watches = new Watches();
});
afterEach(() => jest.restoreAllMocks());

/** What became of a watch so far: the message of its error, or that it goes on. */
const stateOf = async ({ expired }: { expired: Promise<never> }) =>
	await Promise.race([
		expired.catch((error: unknown) => (error as Error).message),
		new Promise((resolve) => setImmediate(resolve, 'goes on')),
	]);

const silentStream = () => new Readable({ read: () => {} });

test('A deadline expires when its time is over, and says after how long', async () => {
	const watch = watches.deadline(1000);
	clock.advance(999);
	expect(await stateOf(watch)).toBe('goes on');
	clock.advance(1);
	expect(await stateOf(watch)).toBe('it was not complete after 1000 ms');
});

test('A watch of silence expires where a stream brings nothing for its time', async () => {
	const watch = watches.silence(silentStream(), 1000);
	clock.advance(999);
	expect(await stateOf(watch)).toBe('goes on');
	clock.advance(1);
	expect(await stateOf(watch)).toBe('no more data came for 1000 ms');
});

test('A watch of silence goes on for as long as a stream brings something in time', async () => {
	const body = silentStream();
	const watch = watches.silence(body, 1000);
	for (let count = 0; count < 20; count++) {
		clock.advance(900);
		body.emit('readable');
	}
	expect(await stateOf(watch)).toBe('goes on');
	clock.advance(1000);
	expect(await stateOf(watch)).toBe('no more data came for 1000 ms');
});

test('A watch of silence needs one timer at a time, however much a stream brings', () => {
	const body = silentStream();
	watches.silence(body, 1000);
	clock.advance(500);
	for (let count = 0; count < 1000; count++) body.emit('readable');
	expect(clock.timerCount).toBe(1);
	clock.advance(700);
	expect(clock.timerCount).toBe(1);
});

test('A watch of silence takes nothing from the consumer of the stream', async () => {
	const body = Readable.from(['a', 'b', 'c']);
	watches.silence(body, 1000);
	const chunks: unknown[] = [];
	for await (const chunk of body) chunks.push(chunk);
	expect(chunks).toEqual(['a', 'b', 'c']);
});

test('Watches that run at a time share one timer, and expire each at its own time', async () => {
	const long = watches.deadline(2000);
	const others = Array.from({ length: 1000 }, () => watches.deadline(2000));
	expect(clock.timerCount).toBe(1);
	for (const other of others) other.end();
	clock.advance(500);
	const short = watches.deadline(1000);
	const late = watches.deadline(2000);
	clock.advance(1000);
	expect(await stateOf(short)).toBe('it was not complete after 1000 ms');
	expect(await stateOf(long)).toBe('goes on');
	clock.advance(500);
	expect(await stateOf(long)).toBe('it was not complete after 2000 ms');
	expect(await stateOf(late)).toBe('goes on');
	clock.advance(500);
	expect(await stateOf(late)).toBe('it was not complete after 2000 ms');
	expect(clock.timerCount).toBe(0);
});

test('A watch that has ended never expires, and sets no further timer', async () => {
	const watch = watches.deadline(1000);
	watch.end();
	clock.advance(5000);
	expect(await stateOf(watch)).toBe('goes on');
	expect(clock.timerCount).toBe(0);
});

test('A watch that expires while nobody waits for it causes no unhandled rejection', async () => {
	const seen: unknown[] = [];
	const note = (reason: unknown) => seen.push(reason);
	process.on('unhandledRejection', note);
	watches.deadline(10);
	clock.advance(10);
	await new Promise((resolve) => setImmediate(resolve));
	process.off('unhandledRejection', note);
	expect(seen).toEqual([]);
});
