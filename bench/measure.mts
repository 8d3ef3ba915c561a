import pidusage from 'pidusage';

/** What one run of one node gave. */
export interface Run {
	/** From calling the webhook to its response, in ms. */
	milliseconds: number;
	/** Memory of the n8n process before the run, and the most during it, in bytes. */
	memoryBefore: number;
	peakMemory: number;
	/** Figures of the case itself, e.g. failed items or token requests. */
	counts: Record<string, number>;
}

/** Runs of both nodes, made in turn. */
export interface Pairs {
	builtIn: Run[];
	ours: Run[];
}

/**
 * Runs both contenders in turn, A B A B …, so that a slow minute of the machine meets both.
 *
 * @param warmUps pairs that are not counted
 */
export async function inTurn(
	pairs: number,
	warmUps: number,
	run: (contender: 'builtIn' | 'ours') => Promise<Run>,
	progress: (done: number) => void,
): Promise<Pairs> {
	const result: Pairs = { builtIn: [], ours: [] };
	for (let pair = -warmUps; pair < pairs; pair++) {
		// Whoever goes first alternates: the second one finds warmer caches.
		const order = pair % 2 === 0 ? (['builtIn', 'ours'] as const) : (['ours', 'builtIn'] as const);
		for (const contender of order) {
			const one = await run(contender);
			if (pair >= 0) result[contender].push(one);
		}
		progress(Math.max(0, pair + 1));
	}
	return result;
}

/** Times some work and watches the memory of a process meanwhile. */
export async function watched(
	pid: number,
	work: () => Promise<Record<string, number>>,
): Promise<Run> {
	const memoryNow = async () => (await pidusage(pid)).memory;
	const { first, highest, result } = await highestDuring(memoryNow, async () => {
		const start = performance.now();
		const counts = await work();
		return { milliseconds: performance.now() - start, counts };
	});
	return { ...result, memoryBefore: first, peakMemory: highest };
}

/** Looks at a figure before some work, and again and again while it is done. */
export async function highestDuring<T>(
	look: () => Promise<number>,
	work: () => Promise<T>,
): Promise<{ first: number; highest: number; result: T }> {
	const first = await look();
	let highest = first;
	let isRunning = true;
	const sample = async () => {
		while (isRunning) {
			highest = Math.max(highest, await look());
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	};
	const sampling = sample();
	let result: T;
	try {
		result = await work();
	} finally {
		isRunning = false;
		await sampling;
	}
	return { first, highest, result };
}
