import Table from 'cli-table3';
import { visibly } from '../../harness/steps.mts';

/** A question about the package that has a yes-or-no answer. */
export interface Check {
	name: string;
	run(): Promise<Verdict>;
}

export type Verdict =
	/** Passed if there is no problem. `note` is what was looked at, for the table. */
	{ problems: string[]; note?: string } | { skipped: string };

/** Runs all checks, even after one failed, and prints a table. Resolves with whether all passed. */
export async function runChecks(checks: Check[]): Promise<boolean> {
	const table = new Table({ head: ['', 'Check', ''], style: { head: [], border: [] } });
	const failures: string[] = [];
	for (const { name, run } of checks) {
		const verdict = await visibly(name, () => run().catch(asProblem));
		if ('skipped' in verdict) {
			table.push(['–', name, `skipped: ${verdict.skipped}`]);
		} else if (verdict.problems.length) {
			table.push(['✖', name, `${verdict.problems.length} to fix`]);
			failures.push(`✖ ${name}\n${verdict.problems.join('\n')}`);
		} else {
			table.push(['✔', name, verdict.note ?? '']);
		}
	}
	console.log(table.toString());
	for (const failure of failures) console.error(`\n${failure}`);
	return failures.length === 0;
}

/** A check that breaks has not passed. */
const asProblem = (error: unknown): Verdict => ({
	problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
});
