import { readFileSync } from 'node:fs';
import { newestN8n, n8nVersions, oldestN8n } from '../../harness/n8n-versions.mts';

/** What is installed to build, test and run n8n comes as the lock files say. */

interface Locked {
	version?: string;
	resolved?: string;
	integrity?: string;
	optionalDependencies?: Record<string, string>;
}

const readLock = (file: string): Record<string, Locked> =>
	(JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Locked> }).packages;

const lockOf = (n8nVersion: string) => `harness/n8n/${n8nVersion}/package-lock.json`;

/** Whether a package that is asked for at `path` is locked there or further up. */
function isLocked(packages: Record<string, Locked>, path: string, name: string): boolean {
	const parts = path.split('/node_modules/');
	return parts.some((_, index) => {
		const parent = parts.slice(0, parts.length - index).join('/node_modules/');
		return `${parent}/node_modules/${name}` in packages || `node_modules/${name}` in packages;
	});
}

const locks = ['package-lock.json', 'harness/node/package-lock.json', ...n8nVersions.map(lockOf)];

describe.each(locks)('%s', (file) => {
	const packages = Object.entries(readLock(file)).filter(([path]) => path !== '');

	test('names every package by its checksum', () => {
		expect(packages.length).toBeGreaterThan(2);
		const weak = packages.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'));
		expect(weak.map(([path]) => path)).toEqual([]);
	});

	test('installs from any registry: it holds no addresses', () => {
		expect(packages.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
	});

	test('has the optional packages of every platform, which npm ci insists on', () => {
		const missing = packages.flatMap(([path, { optionalDependencies = {} }]) =>
			Object.keys(optionalDependencies).filter(
				(name) => !isLocked(Object.fromEntries(packages), path, name),
			),
		);
		expect(missing).toEqual([]);
	});
});

const versionOf = (file: string, path: string) => readLock(file)[path]?.version;

test.each(['n8n-core', 'n8n-workflow'])('the tests use the %s of the newest n8n', (name) => {
	const path = `node_modules/${name}`;
	expect(versionOf('package-lock.json', path)).toBe(versionOf(lockOf(newestN8n), path));
});

test('the oldest types that the code is compiled with are those of the oldest n8n', () => {
	const compiledWith = versionOf('package-lock.json', 'node_modules/n8n-workflow-oldest');
	expect(compiledWith).toBe(versionOf(lockOf(oldestN8n), 'node_modules/n8n-workflow'));
});

test.each(['.npmrc', 'harness/n8n/.npmrc'])('%s lets no package run scripts of its own', (file) => {
	const settings = readFileSync(file, 'utf8').trim().split('\n');
	expect(settings).toContain('ignore-scripts=true');
	expect(settings).not.toContain('yes=true');
});

test.each(['scripts/run.mjs', 'harness/n8n-install.mts'])('%s installs by lock files', (file) => {
	const code = readFileSync(file, 'utf8');
	expect(code).toContain("'ci'");
	expect(code).not.toContain("'install'");
});
