/** Lets one task at a time run for a key; others of the same key wait for it, in order. */
export class KeyedLock {
	private readonly tails = new Map<string, Promise<unknown>>();

	async run<T>(key: string, task: () => Promise<T>): Promise<T> {
		const before = this.tails.get(key) ?? Promise.resolve();
		// A task that failed does not keep the next one from its turn.
		const result = before.then(task, task);
		this.tails.set(key, result);
		try {
			return await result;
		} finally {
			if (this.tails.get(key) === result) this.tails.delete(key);
		}
	}
}
