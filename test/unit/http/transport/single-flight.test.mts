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

/** A task that never ends, or when the test says so. */
function slow() {
	const end = Promise.withResolvers<string>();
	return { end, task: async () => await end.promise };
}

const tooLate = new Remembered('too late');
const HOUR_MS = 3_600_000;

test('Who waits for a shorter time gives up alone: who waits for longer gets the result', async () => {
	const { task: endsLate, end } = slow();
	const patient = flight.runWithin(endsLate, HOUR_MS, tooLate);
	await expect(flight.runWithin(endsLate, 1, tooLate)).rejects.toThrow('too late');
	const later = flight.runWithin(task, HOUR_MS, tooLate);
	end.resolve('late result');
	expect(await Promise.all([patient, later])).toEqual(['late result', 'late result']);
	expect(runs).toBe(0);
	expect(await flight.runWithin(task, 1_000, tooLate)).toBe('result 1');
});

test('Who comes later and would wait no longer fails at once while that counts, without another run', async () => {
	const { task: endless } = slow();
	await expect(flight.runWithin(endless, 20, tooLate)).rejects.toThrow('too late');
	now += 999;
	await expect(flight.runWithin(task, 20, tooLate)).rejects.toThrow('too late, 999 ms ago');
	expect(runs).toBe(0);
});

test('A run that nobody waits for any more is given up when its lateness counts no more', async () => {
	const { task: endless } = slow();
	await expect(flight.runWithin(endless, 20, tooLate)).rejects.toThrow('too late');
	now += 1_000;
	expect(await flight.runWithin(task, 1_000, tooLate)).toBe('result 1');
});

test('A run that somebody still waits for is not doubled by one who waits for a shorter time', async () => {
	const { task: endsLate, end } = slow();
	const patient = flight.runWithin(endsLate, HOUR_MS, tooLate);
	await expect(flight.runWithin(task, 1, tooLate)).rejects.toThrow('too late');
	now += 1_000;
	await expect(flight.runWithin(task, 1, tooLate)).rejects.toThrow('too late');
	expect(runs).toBe(0);
	end.resolve('late result');
	expect(await patient).toBe('late result');
});

test('All who wait equally long give up together, whenever they came, so that no run lives for ever', async () => {
	const { task: endless } = slow();
	const first = flight.runWithin(endless, 50, tooLate);
	const second = new Promise(setImmediate).then(
		async () => await flight.runWithin(endless, 50, tooLate),
	);
	await expect(first).rejects.toThrow('too late');
	await expect(second).rejects.toThrow('too late');
	now += 1_000;
	expect(await flight.runWithin(task, 1_000, tooLate)).toBe('result 1');
});

test('A run that was given up and ends late changes nothing for the one that took its place', async () => {
	const { task: endsLate, end } = slow();
	await expect(flight.runWithin(endsLate, 1, tooLate)).rejects.toThrow('too late');
	now += 1_000;
	const other = slow();
	const second = flight.runWithin(other.task, HOUR_MS, tooLate);
	end.reject(new Remembered('failed late'));
	await new Promise(setImmediate);
	expect(flight.isRunning).toBe(true);
	expect(flight.isRefusing).toBe(false);
	other.end.resolve('result');
	expect(await second).toBe('result');
});
