import { RecentEntries } from '../recent-entries';

/** Keys that a webhook remembers. An entry takes 16 characters in n8n's database. */
const CAPACITY = 1000;
/** Webhooks whose deliveries a process remembers; what it forgets, n8n has stored. */
const MAX_WEBHOOKS = 1000;

/** Keys of one delivery, taken for the execution that is about to be started. */
export interface Claim {
	/**
	 * The execution was started.
	 *
	 * @returns all keys that have started one by now, the newest last: to be stored
	 */
	start(): string[];
	/** To be called once, when it is known whether n8n started the execution. */
	release: () => void;
}

/**
 * Which deliveries of a webhook have started an execution, for one n8n process. A sender repeats a
 * delivery whose response it did not get, at times while the first is still being worked on.
 */
export class DeliveryMemory {
	/** In the order in which they came. */
	private readonly started = new Set<string>();

	private readonly pending = new Map<string, Promise<void>>();

	private readonly capacity: number;

	/** @param capacity keys to remember; the oldest are forgotten first */
	constructor(capacity = CAPACITY) {
		this.capacity = capacity;
	}

	/** Whether a delivery is being worked on. */
	get isWorking(): boolean {
		return this.pending.size > 0;
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
			if (!pending) return this.take(keys, stored);
			await pending;
		}
	}

	private take(keys: string[], stored: readonly string[]): Claim {
		let resolve: () => void = () => {};
		const outcome = new Promise<void>((done) => {
			resolve = done;
		});
		for (const key of keys) this.pending.set(key, outcome);
		return {
			start: () => {
				for (const key of keys) this.started.add(key);
				for (const oldest of this.started) {
					if (this.started.size <= this.capacity) break;
					this.started.delete(oldest);
				}
				// Others may have started theirs since this one was claimed.
				return [...new Set([...stored, ...this.started])].slice(-this.capacity);
			},
			release: () => {
				for (const key of keys) this.pending.delete(key);
				resolve();
			},
		};
	}
}

/** The memories of all webhooks that this n8n process serves, by what identifies a webhook. */
export class DeliveryMemories {
	private readonly memories = new RecentEntries(
		MAX_WEBHOOKS,
		() => new DeliveryMemory(),
		({ isWorking }) => (isWorking ? 'inUse' : 'none'),
	);

	of(webhook: string): DeliveryMemory {
		return this.memories.use(webhook);
	}
}
