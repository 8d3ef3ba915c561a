import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisedTests } from '../../harness/promised-tests.mts';

/** The rows of the tables of promises: the promise, and the cell that names its tests. */
const promises = readFileSync('SECURITY.md', 'utf8')
	.split('\n')
	.filter(
		(line) => line.startsWith('| ') && !line.startsWith('| Promise') && line.includes('test/'),
	)
	.map((line) => {
		const cells = line.split('|').map((cell) => cell.trim());
		return [cells[1] ?? '', cells.at(-2) ?? ''] as const;
	});

test('SECURITY.md makes promises', () => {
	expect(promises.length).toBeGreaterThan(10);
});

test('Every row of the table of promises in SECURITY.md names its tests', () => {
	const [, table = ''] = readFileSync('SECURITY.md', 'utf8').split('| Promise |');
	const rows = (table.split('\n\n')[0] ?? '').split('\n').slice(2);
	expect(rows).toHaveLength(promises.length);
});

test.each(promises)(
	'The promise "%s" names tests that exist, each by a path that test:security runs',
	async (_, cell) => {
		const named = cell.match(/test\/[\w./-]+/g) ?? [];
		const run = [...(await promisedTests()).values()].flat();
		expect(named).not.toEqual([]);
		expect(named.filter((file) => !existsSync(file))).toEqual([]);
		expect(named.filter((file) => !run.includes(file))).toEqual([]);
	},
);

test('The tests that SECURITY.md names are of kinds that jest knows', async () => {
	const kinds = readdirSync('test');
	expect([...(await promisedTests()).keys()].filter((kind) => !kinds.includes(kind))).toEqual([]);
});

test('Every test file that is called security… stands behind a promise', async () => {
	const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
		.filter((file) => /(^|\/)security[\w-]*\.test\.mts$/.test(file))
		.map((file) => `test/${file}`)
		.filter((file) => file !== 'test/unit/security.test.mts');
	const run = [...(await promisedTests()).values()].flat();
	expect(files.filter((file) => !run.includes(file))).toEqual([]);
});

test('npm run test:security runs the tests that SECURITY.md names', () => {
	const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
		scripts: Record<string, string>;
	};
	expect(scripts['test:security']).toBe('node scripts/run.mjs test security');
});
