import { KeyedLock } from '../../../../http/transport/keyed-lock.ts';

/** A task that ends when the test says so, and a list of what has begun and ended. */
function tasks() {
	const events: string[] = [];
	const endings = new Map<string, (error?: Error) => void>();
	const task = (name: string) => async () => {
		events.push(`${name} begins`);
		await new Promise<void>((resolve, reject) => {
			endings.set(name, (error) => {
				if (error) reject(error);
				else resolve();
			});
		});
		events.push(`${name} ends`);
		return name;
	};
	/** Lets all happen that can, before and after: it takes no longer than a turn of the event loop. */
	const end = async (name: string, error?: Error) => {
		await new Promise(setImmediate);
		endings.get(name)?.(error);
		await new Promise(setImmediate);
	};
	return { events, task, end };
}

test('Tasks of one key run one after the other, in the order in which they came', async () => {
	const lock = new KeyedLock();
	const { events, task, end } = tasks();
	const results = ['a', 'b', 'c'].map((name) => lock.run('key', task(name)));
	for (const name of ['a', 'b', 'c']) await end(name);
	expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
	expect(events).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test('Tasks of different keys do not wait for each other', async () => {
	const lock = new KeyedLock();
	const { events, task, end } = tasks();
	const results = [lock.run('one', task('a')), lock.run('other', task('b'))];
	await end('');
	expect(events).toEqual(['a begins', 'b begins']);
	await end('b');
	await end('a');
	expect(await Promise.all(results)).toEqual(['a', 'b']);
});

test('A task that fails tells its own caller only, and the next one has its turn', async () => {
	const lock = new KeyedLock();
	const { task, end } = tasks();
	const failed = lock.run('key', task('a'));
	const next = lock.run('key', task('b'));
	const failure = expect(failed).rejects.toThrow('no');
	await end('a', new Error('no'));
	await failure;
	await end('b');
	expect(await next).toBe('b');
});

test('A task that comes when all others have ended runs at once', async () => {
	const lock = new KeyedLock();
	await lock.run('key', async () => 'a');
	const { events, task, end } = tasks();
	const result = lock.run('key', task('b'));
	await end('');
	expect(events).toEqual(['b begins']);
	await end('b');
	await result;
});

test('A task that comes while the second one runs waits for it, though the first has ended', async () => {
	const lock = new KeyedLock();
	const { events, task, end } = tasks();
	const results = ['a', 'b'].map((name) => lock.run('key', task(name)));
	await end('a');
	results.push(lock.run('key', task('c')));
	await end('');
	expect(events).toEqual(['a begins', 'a ends', 'b begins']);
	await end('b');
	await end('c');
	expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
});

test('A key is forgotten with its last task, however many there were', async () => {
	const lock = new KeyedLock();
	await Promise.all(
		Array.from({ length: 100 }, (_, n) => lock.run(`key ${n % 10}`, async () => undefined)),
	);
	expect((lock as unknown as { tails: Map<string, unknown> }).tails.size).toBe(0);
});
