/** Thrown into a producer whose consumer wants no more. */
export class Finished extends Error {}

/**
 * Hands values from a loop that calls us (n8n's) to one that we write (`for await`): `put` returns
 * only when the consumer asks for the next value.
 *
 * @param produce calls `put` for each value, and may end by letting its `Finished` through
 */
export async function* handOver<T>(
	produce: (put: (value: T) => Promise<void>) => Promise<void>,
): AsyncGenerator<T, void, undefined> {
	let isStopped = false;
	let resume = () => {};
	let deliver: (value: { value: T } | undefined) => void = () => {};
	let delivery = nextDelivery();

	function nextDelivery() {
		return new Promise<{ value: T } | undefined>((resolve) => {
			deliver = resolve;
		});
	}
	const put = async (value: T): Promise<void> => {
		const resumed = new Promise<void>((resolve) => {
			resume = resolve;
		});
		deliver({ value });
		await resumed;
		if (isStopped) throw new Finished();
	};
	const production = produce(put).finally(() => {
		deliver(undefined);
	});
	production.catch(() => undefined);
	try {
		for (let next = await delivery; next; next = await delivery) {
			delivery = nextDelivery();
			yield next.value;
			resume();
		}
		await production;
	} finally {
		isStopped = true;
		resume();
		await production.catch((error: unknown) => {
			if (!(error instanceof Finished)) throw error;
		});
	}
}
