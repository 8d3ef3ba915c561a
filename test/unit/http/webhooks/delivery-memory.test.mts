import { DeliveryMemories, DeliveryMemory } from '../../../../http/webhooks/delivery-memory.ts';

/** A delivery starts an execution. @returns what is stored then */
async function started(
	memory: DeliveryMemory,
	keys: string[],
	stored: string[] = [],
): Promise<string[] | undefined> {
	const claim = await memory.claim(keys, stored);
	const known = claim?.start();
	claim?.release();
	return known;
}

test('a delivery that started an execution is not claimed again', async () => {
	const memory = new DeliveryMemory();
	await started(memory, ['a']);
	expect(await memory.claim(['a'], [])).toBeUndefined();
	expect(await memory.claim(['b'], [])).toBeDefined();
});

test('a delivery whose execution could not be started may be claimed again', async () => {
	const memory = new DeliveryMemory();
	(await memory.claim(['a'], []))?.release();
	expect(await memory.claim(['a'], [])).toBeDefined();
});

test('of deliveries that come at the same time one is claimed, and the others wait for its outcome', async () => {
	const memory = new DeliveryMemory();
	const first = await memory.claim(['a'], []);
	let isSecondDone = false;
	const second = memory.claim(['a'], []).finally(() => (isSecondDone = true));
	const third = memory.claim(['a'], []);
	await Promise.resolve();
	expect(isSecondDone).toBe(false);
	first?.release();
	const claim = await second;
	expect(claim).toBeDefined();
	expect(await Promise.race([third, Promise.resolve('waiting')])).toBe('waiting');
	claim?.start();
	claim?.release();
	expect(await third).toBeUndefined();
});

test('one key of several that is known is enough to know a delivery', async () => {
	const memory = new DeliveryMemory();
	await started(memory, ['event 1', 'booking 7']);
	expect(await memory.claim(['event 2', 'booking 7'], [])).toBeUndefined();
	expect(await memory.claim(['event 2'], [])).toBeDefined();
});

test('what was stored before a restart is known', async () => {
	const memory = new DeliveryMemory();
	expect(await memory.claim(['a'], ['a'])).toBeUndefined();
});

test('what is to be stored is all that has started an execution, in this process or before, and no more', async () => {
	const memory = new DeliveryMemory();
	await started(memory, ['b']);
	await memory.claim(['c'], []);
	expect(await started(memory, ['d'], ['a'])).toEqual(['a', 'b', 'd']);
});

test('of deliveries that are worked on side by side, whichever starts last stores both', async () => {
	const memory = new DeliveryMemory();
	const first = await memory.claim(['a'], []);
	const second = await memory.claim(['b'], []);
	expect(first?.start()).toEqual(['a']);
	expect(second?.start()).toEqual(['a', 'b']);
});

test('no more is remembered than there is room for, the oldest are forgotten', async () => {
	const memory = new DeliveryMemory(3);
	for (const key of ['a', 'b', 'c']) await started(memory, [key]);
	expect(await started(memory, ['d'])).toEqual(['b', 'c', 'd']);
	expect(await memory.claim(['d'], [])).toBeUndefined();
	expect(await memory.claim(['a'], [])).toBeDefined();
});

test('of the memories of many webhooks those that were not used for long are dropped', () => {
	const memories = new DeliveryMemories();
	const [used, unused] = [memories.of('used'), memories.of('unused')];
	for (let webhook = 0; webhook < 1000; webhook++) {
		memories.of(String(webhook));
		memories.of('used');
	}
	expect(memories.of('used')).toBe(used);
	expect(memories.of('unused')).not.toBe(unused);
});
