import { DeliveryMemory } from '../../../../http/webhooks/delivery-memory.ts';

test('a delivery that started an execution is not claimed again', async () => {
	const memory = new DeliveryMemory();
	(await memory.claim(['a'], []))?.settle(true);
	expect(await memory.claim(['a'], [])).toBeUndefined();
	expect(await memory.claim(['b'], [])).toBeDefined();
});

test('a delivery whose execution could not be started may be claimed again', async () => {
	const memory = new DeliveryMemory();
	(await memory.claim(['a'], []))?.settle(false);
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
	first?.settle(false);
	const claim = await second;
	expect(claim).toBeDefined();
	expect(await Promise.race([third, Promise.resolve('waiting')])).toBe('waiting');
	claim?.settle(true);
	expect(await third).toBeUndefined();
});

test('one key of several that is known is enough to know a delivery', async () => {
	const memory = new DeliveryMemory();
	(await memory.claim(['event 1', 'booking 7'], []))?.settle(true);
	expect(await memory.claim(['event 2', 'booking 7'], [])).toBeUndefined();
	expect(await memory.claim(['event 2'], [])).toBeDefined();
});

test('what was stored before a restart is known', async () => {
	const memory = new DeliveryMemory();
	expect(await memory.claim(['a'], ['a'])).toBeUndefined();
});

test('what is to be stored is all that has started an execution, in this process or before, and no more', async () => {
	const memory = new DeliveryMemory();
	(await memory.claim(['b'], []))?.settle(true);
	const underWay = await memory.claim(['c'], []);
	expect((await memory.claim(['d'], ['a']))?.keys).toEqual(['a', 'b', 'd']);
	underWay?.settle(true);
});

test('no more is remembered than there is room for, the oldest are forgotten', async () => {
	const memory = new DeliveryMemory(3);
	for (const key of ['a', 'b', 'c', 'd']) {
		const claim = await memory.claim([key], []);
		expect(claim?.keys.length).toBeLessThanOrEqual(3);
		claim?.settle(true);
	}
	expect((await memory.claim(['e'], []))?.keys).toEqual(['c', 'd', 'e']);
	expect(await memory.claim(['d'], [])).toBeUndefined();
	expect(await memory.claim(['a'], [])).toBeDefined();
});
