import type { Load } from './load.mts';
import type { CaseResult } from './run.mts';

/** The most that a figure of a case may be. */
export interface Goals {
	/** Our time / that of the built-in node. */
	ratio?: number;
	/** Our time / that of the same requests without n8n, or the least that a limit allows. */
	perFloor?: number;
	/** Responses with status 429. */
	refusals?: number;
	/** Requests that never succeeded. */
	failed?: number;
	/** Our peak of memory / that of the built-in node. */
	memoryRatio?: number;
	/** Our peak of memory above what n8n took before / the size of the items as JSON. */
	memoryPerJson?: number;
}

/** One line for each goal: met or not. */
export interface GoalResult {
	title: string;
	value: number;
	most: number;
	isMet: boolean;
}

type Figures = Omit<CaseResult, 'goals'>;

const NAMES: Record<keyof Goals, string> = {
	ratio: 'time, of that of the built-in node',
	perFloor: 'time, of the least possible',
	refusals: 'responses with status 429',
	failed: 'requests that failed',
	memoryRatio: 'peak memory, of that of the built-in node',
	memoryPerJson: 'memory above idle, of the size of the items as JSON',
};

function figureOf(name: keyof Goals, { ours, ratio, floor, memory, counts }: Figures): number {
	switch (name) {
		case 'ratio':
			return ratio;
		case 'perFloor':
			return ours / (floor ?? NaN);
		case 'refusals':
			return counts.ours.status429 ?? NaN;
		case 'failed':
			return counts.ours.failed ?? NaN;
		case 'memoryRatio':
			return memory.ours / memory.builtIn;
		case 'memoryPerJson':
			return (memory.oursAboveIdle * 1024 * 1024) / (counts.ours.jsonBytes ?? NaN);
	}
}

export function goalResults(goals: Goals, figures: Figures): GoalResult[] {
	return Object.entries(goals).map(([name, most]: [string, number]) => {
		const key = name as keyof Goals;
		return result(`${figures.title}: ${NAMES[key]}`, figureOf(key, figures), most);
	});
}

export function loadGoals({ milliseconds, megabytes, tarballKilobytes }: Load): GoalResult[] {
	return [
		result('Loading the package: ms', milliseconds, 15),
		result('Loading the package: MB', megabytes, 2.5),
		result('The tarball: kB', tarballKilobytes, 110),
	];
}

function result(title: string, value: number, most: number): GoalResult {
	const rounded = Number(value.toFixed(3));
	return { title, value: rounded, most, isMet: rounded <= most };
}
