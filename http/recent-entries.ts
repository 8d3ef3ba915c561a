/** How much an entry is needed: one in use is never forgotten, one worth keeping only where all are. */
export type Need = 'none' | 'worthKeeping' | 'inUse';

/** Entries by key: those that were used last, so that the memory of a process does not grow with its life. */
export class RecentEntries<T> {
	private readonly entries = new Map<string, T>();

	private readonly capacity: number;
	private readonly create: () => T;
	private readonly needOf: (entry: T) => Need;

	constructor(capacity: number, create: () => T, needOf: (entry: T) => Need) {
		this.capacity = capacity;
		this.create = create;
		this.needOf = needOf;
	}

	get(key: string): T | undefined {
		return this.entries.get(key);
	}

	/** The entry of a key, a new one where there is none: now the one that was used last. */
	use(key: string): T {
		const entry = this.entries.get(key) ?? this.create();
		this.entries.delete(key);
		if (this.entries.size >= this.capacity) this.makeRoom();
		this.entries.set(key, entry);
		return entry;
	}

	/** Forgets what was longest unused, of those that are needed least. */
	private makeRoom(): void {
		const oldest = (need: Need) =>
			[...this.entries].find(([, entry]) => this.needOf(entry) === need)?.[0];
		const key = oldest('none') ?? oldest('worthKeeping');
		if (key !== undefined) this.entries.delete(key);
	}
}
