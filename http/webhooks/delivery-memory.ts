/** Deliveries that a webhook remembers. An entry takes 16 characters in n8n's database. */
const CAPACITY = 1000;

/** Keys of one delivery, taken for the execution that is about to be started. */
export interface Claim {
	/** All keys that have started an execution once this one has, the newest last. */
	keys: string[];
	/** To be called once, when it is known whether n8n started the execution. */
	settle(isStarted: boolean): void;
}

/**
 * Which deliveries of a webhook have started an execution, for one n8n process. A sender repeats a
 * delivery whose response it did not get, at times while the first is still being worked on.
 */
export class DeliveryMemory {
	/** In the order in which they came. */
	private readonly started = new Set<string>();

	private readonly pending = new Map<string, Promise<boolean>>();

	private readonly capacity: number;

	/** @param capacity keys to remember; the oldest are forgotten first */
	constructor(capacity = CAPACITY) {
		this.capacity = capacity;
	}

	/**
	 * Claims a delivery. One that is being worked on at the moment is waited for: if n8n cannot start
	 * its execution, the next delivery of the same may.
	 *
	 * @param keys what makes the delivery itself: all have to be new
	 * @param stored what was stored before this process, or by another one
	 * @returns undefined where a key has started an execution already
	 */
	async claim(keys: string[], stored: readonly string[]): Promise<Claim | undefined> {
		for (;;) {
			const known = new Set([...stored, ...this.started]);
			if (keys.some((key) => known.has(key))) return undefined;
			const pending = keys
				.map((key) => this.pending.get(key))
				.find((outcome) => outcome !== undefined);
			if (!pending) return this.take(keys, known);
			await pending;
		}
	}

	private take(keys: string[], known: ReadonlySet<string>): Claim {
		let resolve: (isStarted: boolean) => void = () => {};
		const outcome = new Promise<boolean>((done) => {
			resolve = done;
		});
		for (const key of keys) this.pending.set(key, outcome);
		return {
			keys: [...known, ...keys].slice(-this.capacity),
			settle: (isStarted) => {
				for (const key of keys) {
					this.pending.delete(key);
					if (isStarted) this.started.add(key);
				}
				for (const oldest of this.started) {
					if (this.started.size <= this.capacity) break;
					this.started.delete(oldest);
				}
				resolve(isStarted);
			},
		};
	}
}

/** The memories of all webhooks that this n8n process serves, by what identifies a webhook. */
export class DeliveryMemories {
	private readonly memories = new Map<string, DeliveryMemory>();

	of(webhook: string): DeliveryMemory {
		const memory = this.memories.get(webhook) ?? new DeliveryMemory();
		this.memories.set(webhook, memory);
		return memory;
	}
}
