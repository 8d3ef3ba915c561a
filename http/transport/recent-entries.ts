import type { SingleFlight } from './single-flight';

/** What is kept of one account or credential. */
interface Entry {
	flight: Pick<SingleFlight<unknown>, 'isRunning' | 'isRefusing'>;
}

/** Entries by key: those that were used last, so that the memory of a process does not grow with its life. */
export class RecentEntries<T extends Entry> {
	private readonly entries = new Map<string, T>();

	private readonly capacity: number;
	private readonly create: () => T;

	constructor(capacity: number, create: () => T) {
		this.capacity = capacity;
		this.create = create;
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

	/** Forgets what was longest unused; a refusal that still counts only where there is nothing else. */
	private makeRoom(): void {
		const idle = [...this.entries].filter(([, { flight }]) => !flight.isRunning);
		const [key] = idle.find(([, { flight }]) => !flight.isRefusing) ?? idle[0] ?? [];
		if (key !== undefined) this.entries.delete(key);
	}
}
