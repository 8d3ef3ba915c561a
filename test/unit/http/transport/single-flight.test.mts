import { SingleFlight, type Memorable } from '../../../../http/transport/single-flight.ts';

let now: number;
let runs: number;
let flight: SingleFlight<string>;

beforeEach(() => {
	now = 1_000_000;
	runs = 0;
	flight = new SingleFlight(() => now);
});

const task = async () => {
	runs++;
	const result = `result ${runs}`;
	await new Promise(setImmediate);
	return result;
};

class Remembered extends Error implements Memorable {
	readonly memoryMs = 1_000;

	aged(ageMs: number) {
		return new Error(`${this.message}, ${ageMs} ms ago`);
	}
}

const failing = async () => {
	await task();
	throw new Remembered('failed');
};

test('A task runs once for all who want its result meanwhile, and anew for who comes later', async () => {
	expect(await Promise.all([1, 2, 3].map(() => flight.run(task)))).toEqual(
		Array.from({ length: 3 }, () => 'result 1'),
	);
	expect(await flight.run(task)).toBe('result 2');
});

test('A run that has to begin after the call waits for the one under way', async () => {
	const results = await Promise.all([flight.run(task), flight.runAnew(task), flight.runAnew(task)]);
	expect(results).toEqual(['result 1', 'result 2', 'result 3']);
});

test('A failure to remember reaches all who wait, and with its age those who come while it counts', async () => {
	const waiting = await Promise.allSettled([flight.run(failing), flight.run(failing)]);
	expect(waiting).toMatchObject([1, 2].map(() => ({ reason: { message: 'failed' } })));
	now += 999;
	expect(flight.isRefusing).toBe(true);
	await expect(flight.run(task)).rejects.toThrow('failed, 999 ms ago');
	await expect(flight.runAnew(task)).rejects.toThrow('failed, 999 ms ago');
	expect(runs).toBe(1);
	now += 1;
	expect(flight.isRefusing).toBe(false);
	expect(await flight.run(task)).toBe('result 2');
});

test('A failure that is not to be remembered concerns only those who wait for it', async () => {
	const broken = async () => await Promise.reject(new Error('broken'));
	await expect(flight.run(broken)).rejects.toThrow('broken');
	expect(await flight.run(task)).toBe('result 1');
});

test('A run that is given up keeps nobody waiting: later ones get the failure, then run anew', async () => {
	const endless = flight.run(async () => await new Promise<string>(() => {}));
	flight.giveUp(endless, new Remembered('too slow'));
	expect(flight.isRunning).toBe(false);
	await expect(flight.run(task)).rejects.toThrow('too slow, 0 ms ago');
	now += 1_000;
	expect(await flight.run(task)).toBe('result 1');
});

test('A run that was given up and ends late does not end the one that took its place', async () => {
	const late = Promise.withResolvers<string>();
	const first = flight.run(async () => await late.promise);
	flight.giveUp(first, new Remembered('too slow'));
	now += 1_000;
	const second = flight.run(task);
	late.resolve('late');
	await first;
	expect(flight.isRunning).toBe(true);
	expect(await second).toBe('result 1');
});
