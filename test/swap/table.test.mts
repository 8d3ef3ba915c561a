import { readFileSync } from 'node:fs';
import { allCases } from './cases/all.mts';
import { differences, expectedAt } from './differences.mts';
import { VERSIONS, versionsOf } from './support/case.mts';

describe('The side-by-side table', () => {
	test('has at least 300 cases at each version, most of them identical', () => {
		for (const version of VERSIONS) {
			const cases = allCases.filter((one) => versionsOf(one).includes(version));
			const listed = cases.filter((one) => expectedAt(one, version));
			expect(cases.length).toBeGreaterThanOrEqual(300);
			expect(listed.length).toBeLessThan(cases.length / 2);
		}
	});

	test('has no two cases of the same name', () => {
		const names = allCases.map(({ name }) => name);
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
	});

	test('lists no difference for a case or a version that it does not have', () => {
		for (const { cases } of differences) {
			for (const [name, expected] of Object.entries(cases)) {
				const one = allCases.find((other) => other.name === name);
				if (!one) throw new Error(`There is no case called "${name}"`);
				const versions = [expected].flat().flatMap(({ at = versionsOf(one) }) => at);
				expect(versionsOf(one)).toEqual(expect.arrayContaining(versions));
			}
		}
	});

	test('lists no difference without a case that shows it', () => {
		expect(differences.filter(({ cases }) => Object.keys(cases).length === 0)).toEqual([]);
	});
});

describe('docs/parity.md', () => {
	const document = readFileSync('docs/parity.md', 'utf8');
	/** The rows of the table below a heading, without its head. */
	const rowsBelow = (heading: string) =>
		(document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
			.split('\n')
			.filter((line) => line.startsWith('|'))
			.slice(2)
			.map((line) =>
				line
					.split('|')
					.slice(1, -1)
					.map((cell) => cell.trim()),
			);

	test('tells how many workflows are compared', () => {
		expect(document).toContain(`runs ${String(allCases.length)} such workflows`);
	});

	test('has a row for each difference, in the same words, and no other', () => {
		const listed = differences.map(({ area, builtIn: theirs, ours }) => [area, theirs, ours]);
		expect(rowsBelow('Different on purpose')).toEqual(listed);
	});

	test('calls the same only what an identical case shows, and leaves no area out', () => {
		const identical = allCases.filter((one) =>
			versionsOf(one).some((version) => !expectedAt(one, version)),
		);
		const areas = [...new Set(identical.map(({ area }) => area))];
		expect(rowsBelow('The same').map(([area]) => area)).toEqual(areas);
	});
});
