import { Pace, type Window } from '../../../../http/transport/pace.ts';

/** A pace after a refusal that asked for 6 s, at the time 0. */
function refusedPace(): Pace {
	const pace = new Pace();
	pace.refuse(undefined, 0, 6000);
	return pace;
}

/** Sends a request, which the service takes. */
function accepted(pace: Pace, nowMs: number): Window {
	const window = pace.start(nowMs);
	pace.accept(window, nowMs);
	pace.end(window);
	return window;
}

/** Sends a request, which the service refuses. */
function refused(pace: Pace, nowMs: number, delayMs: number): void {
	const window = pace.start(nowMs);
	pace.refuse(window, nowMs, delayMs);
	pace.end(window);
}

/** Sends as many requests as may be sent at a time, which the service takes. */
function acceptedAtOnce(pace: Pace, nowMs: number, most: number): number {
	let sent = 0;
	while (sent < most && pace.startsAtMs(nowMs) <= nowMs) {
		accepted(pace, nowMs);
		sent++;
	}
	return sent;
}

/** Three requests were taken, the fourth was refused: from 12 s on, so much is known. */
function learnedPace(): Pace {
	const pace = refusedPace();
	for (let count = 0; count < 3; count++) accepted(pace, 6000);
	refused(pace, 6100, 5900);
	return pace;
}

test('A refusal makes all requests wait for as long as it asks', () => {
	const pace = refusedPace();
	expect(pace.startsAtMs(0)).toBe(6000);
	expect(pace.startsAtMs(6000)).toBe(6000);
});

test('Of two refusals the one that asks for more counts', () => {
	const pace = refusedPace();
	pace.refuse(undefined, 100, 1000);
	expect(pace.startsAtMs(100)).toBe(6000);
	pace.refuse(undefined, 200, 9000);
	expect(pace.startsAtMs(200)).toBe(9200);
});

test('After the first refusal one request goes ahead, and the next when it has ended', () => {
	const pace = refusedPace();
	const window = pace.start(6000);
	expect(pace.startsAtMs(6000)).toBe(12_000);
	pace.accept(window, 6050);
	pace.end(window);
	expect(pace.startsAtMs(6050)).toBe(6050);
});

test('A request of which nobody knows what became of it makes way for another', () => {
	const pace = refusedPace();
	pace.end(pace.start(6000));
	expect(pace.startsAtMs(6000)).toBe(6000);
});

test('The more requests the service takes beyond what is known, the more go at a time', () => {
	const pace = refusedPace();
	for (let count = 0; count < 30; count++) accepted(pace, 6000);
	const inFlight = () => {
		let count = 0;
		while (pace.startsAtMs(6000) <= 6000) {
			pace.start(6000);
			count++;
		}
		return count;
	};
	expect(inFlight()).toBe(4);
});

test('A window allows what the one before has taken, all at a time, and one as a probe', () => {
	const pace = learnedPace();
	for (let count = 0; count < 3; count++) {
		expect(pace.startsAtMs(12_000)).toBe(12_000);
		pace.start(12_000);
	}
	expect(pace.startsAtMs(12_000)).toBeGreaterThan(12_000);
});

test('A probe that is refused confirms what is known: the next windows do without', () => {
	const pace = learnedPace();
	const probed: boolean[] = [];
	for (let window = 0, atMs = 12_000; window < 20; window++, atMs += 6000) {
		expect(acceptedAtOnce(pace, atMs, 3)).toBe(3);
		const isProbed = pace.startsAtMs(atMs) <= atMs;
		probed.push(isProbed);
		if (isProbed) refused(pace, atMs, 6000);
	}
	const windows = probed.flatMap((isProbed, index) => (isProbed ? [index] : []));
	expect(windows).toEqual([0, 2, 5, 10, 19]);
});

test('Windows in which less was sent than is known do not hasten the next probe', () => {
	const pace = learnedPace();
	acceptedAtOnce(pace, 12_000, 3);
	refused(pace, 12_000, 6000);
	for (let atMs = 18_000; atMs < 60_000; atMs += 6000) accepted(pace, atMs);
	expect(acceptedAtOnce(pace, 60_000, 10)).toBe(3);
});

test('A probe that is taken shows that more is allowed, and the next window allows it', () => {
	const pace = learnedPace();
	expect(acceptedAtOnce(pace, 12_000, 7)).toBe(7);
	for (let count = 0; count < 7; count++) {
		expect(pace.startsAtMs(18_000)).toBe(18_000);
		pace.start(18_000);
	}
});

test('A refusal before all that is known was sent shows that less is allowed', () => {
	const pace = learnedPace();
	accepted(pace, 12_000);
	refused(pace, 12_000, 6000);
	expect(pace.startsAtMs(12_000)).toBe(18_000);
	pace.start(18_000);
	expect(pace.startsAtMs(18_000)).toBeGreaterThan(18_000);
});

test('A window lasts in whole seconds from its first response on, since Retry-After is rounded up', () => {
	const pace = refusedPace();
	const first = pace.start(6000);
	pace.accept(first, 6080);
	pace.end(first);
	// The window of the service has 5.3 s left by now.
	refused(pace, 6700, 6000);
	expect(acceptedAtOnce(pace, 12_700, 1)).toBe(1);
	refused(pace, 12_700, 6000);
	const last = pace.start(18_700);
	pace.accept(last, 18_750);
	expect(pace.startsAtMs(18_800)).toBe(24_750);
});

test('A response that comes when its window is over changes nothing any more', () => {
	const pace = learnedPace();
	const late = pace.start(12_000);
	pace.start(18_000);
	pace.accept(late, 18_000);
	pace.refuse(late, 18_000, 0);
	pace.end(late);
	expect(pace.startsAtMs(18_000)).toBe(18_000);
});
