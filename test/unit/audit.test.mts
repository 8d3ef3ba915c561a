import { readdirSync, readFileSync } from 'node:fs';

/** What ships has no dependency, and what is installed to build it comes as the lock file says. */
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

test('the package has no dependencies of its own', () => {
	const { dependencies, optionalDependencies, bundleDependencies, scripts, files } =
		json('package.json');
	expect({ dependencies, optionalDependencies, bundleDependencies }).toEqual({});
	expect(Object.keys(scripts)).not.toContain('postinstall');
	expect(files).toEqual(['dist']);
});

const sources = ['credentials', 'http', 'nodes', 'services'].flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => `${folder}/${name}`),
);

test('its code needs n8n-workflow, node:crypto and itself, and nothing that is loaded by name', () => {
	expect(sources.length).toBeGreaterThan(30);
	const imported = new Set<string>();
	for (const source of sources) {
		const text = readFileSync(source, 'utf8');
		for (const [, name] of text.matchAll(/\bfrom '([^']+)'/g)) imported.add(name);
		expect(text).not.toMatch(/\b(require|import|eval|Function)\(/);
		expect(text).not.toMatch(/^import ['"]/m);
	}
	const foreign = [...imported].filter((name) => !name.startsWith('.'));
	expect(foreign.sort()).toEqual(['n8n-workflow', 'node:crypto']);
});

const locks = ['package-lock.json'].concat(
	readdirSync('harness/n8n', { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => `harness/n8n/${name}/package-lock.json`),
);

test.each(locks)('%s: every package by its checksum, none by an address', (file) => {
	const packages = Object.entries<Record<string, unknown>>(json(file).packages);
	expect(packages.length).toBeGreaterThan(1000);
	const installed = packages.filter(([path, { link }]) => path !== '' && !link);
	expect(installed.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
	const weak = installed.filter(([, { integrity }]) => !/^sha512-/.test(String(integrity)));
	expect(weak.map(([path]) => path)).toEqual([]);
});
