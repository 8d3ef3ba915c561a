import Table from 'cli-table3';
import type { GoalResult } from './goals.mts';
import type { CaseResult } from './run.mts';

const seconds = (milliseconds: number | undefined) =>
	milliseconds === undefined ? '' : `${(milliseconds / 1000).toFixed(2)} s`;

const figures = (counts: Record<string, number>) =>
	Object.entries(counts)
		.filter(([name, value]) => name !== 'failedExecutions' || value > 0)
		.map(([name, value]) => `${name} ${value}`)
		.join(', ');

/** The results for a person. */
export function asTable(results: CaseResult[]): string {
	const table = new Table({
		head: ['Case', 'Built-in', 'Ours', 'Ratio', 'Goal', 'Floor', 'Idle', 'Peak MB', 'Counts'],
		colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
	});
	for (const one of results) {
		const { builtIn, ours } = one.counts;
		table.push([
			one.title,
			seconds(one.builtIn),
			seconds(one.ours),
			one.ratio.toFixed(2),
			one.goal === undefined ? '' : `≤ ${one.goal}`,
			seconds(one.floor),
			seconds(one.idle),
			`${one.memory.builtIn} / ${one.memory.ours}`,
			[
				figures(builtIn) && `built-in: ${figures(builtIn)}`,
				figures(ours) && `ours: ${figures(ours)}`,
			]
				.filter(Boolean)
				.join('\n'),
		]);
	}
	return table.toString();
}

/** The results for the README. */
export function asMarkdown(results: CaseResult[]): string {
	const rows = results.map((one) =>
		[
			one.title,
			seconds(one.builtIn),
			seconds(one.ours),
			`**${one.ratio.toFixed(2)}**`,
			one.goal === undefined ? '' : `≤ ${one.goal}`,
			seconds(one.floor),
			`${one.memory.builtIn} / ${one.memory.ours}`,
		].join(' | '),
	);
	return [
		'| Case | Built-in | Ours | Ratio | Goal | Floor | Peak memory (MB) |',
		'| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
		...rows.map((row) => `| ${row} |`),
	].join('\n');
}

/** One line for each goal. */
export function asGoals(goals: GoalResult[]): string {
	return goals
		.map(
			({ title, value, most, isMet }) =>
				`${isMet ? '✔' : '✘'} ${title}: ${value}, at most ${most}`,
		)
		.join('\n');
}
