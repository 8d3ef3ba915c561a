import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { extract, list } from 'tar';
import { readManifest } from '../../harness/manifest.mts';
import { packAll, serviceFolders } from '../../harness/service-packages.mts';
import { runProgram } from '../support/run-program.mts';

/** What a user installs, and what n8n looks at before it verifies a package. */

const LARGEST_BYTES = 110_000;

let folder: string;
let tarballs: Map<string, string>;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-packed-'));
	// As in an n8n, n8n-workflow is found further up.
	await symlink(resolve('node_modules'), join(folder, 'node_modules'));
	tarballs = await packAll(join(folder, 'tarballs'));
	for (const [source, tarball] of tarballs) {
		const target = unpacked(source);
		await mkdir(target, { recursive: true });
		await extract({ file: tarball, cwd: target, strip: 1 });
	}
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const unpacked = (source: string) => join(folder, 'unpacked', source);
const tarballOf = (source: string) => tarballs.get(source) ?? '';

describe.each(['.', ...serviceFolders()])('the package of %s', (source) => {
	test('holds what a user needs and nothing else, in less than 110 kB', async () => {
		const files: string[] = [];
		const file = tarballOf(source);
		await list({
			file,
			onReadEntry: ({ path }) => void files.push(path.replace(/^package\//, '')),
		});
		const allowed = /^(dist\/.+\.(js|svg|json)|index\.js|README\.md|LICENSE|package\.json)$/;
		expect(files.filter((path) => !allowed.test(path))).toEqual([]);
		const required = ['index.js', 'README.md', 'LICENSE', 'package.json'];
		expect(files).toEqual(expect.arrayContaining(required));
		expect((await stat(file)).size).toBeLessThan(LARGEST_BYTES);
	});

	test('holds every node and credential that it announces, with icons and codex', async () => {
		const { n8n, name } = await readManifest(unpacked(source));
		const files = [...n8n.nodes, ...n8n.credentials];
		expect(files.filter((file) => !existsSync(join(unpacked(source), file)))).toEqual([]);
		for (const file of files) {
			const loaded = (await import(join(unpacked(source), file))) as Record<string, new () => Type>;
			const [Class] = Object.values(loaded);
			const type = Class && new Class();
			const { light = '', dark = '' } = type?.description?.icon ?? type?.icon ?? {};
			for (const icon of [light, dark]) {
				const path = join(unpacked(source), file, '..', icon.replace(/^file:/, ''));
				expect({ file, icon, exists: existsSync(path) }).toEqual({ file, icon, exists: true });
			}
			if (!type?.description) continue;
			const codex = join(unpacked(source), file.replace(/\.js$/, '.json'));
			const { node } = (await import(codex)) as { node: string };
			expect(node).toBe(`${name}.${type.description.name}`);
		}
	});

	test('has a manifest that npm and n8n accept', async () => {
		const manifest = await readManifest(unpacked(source));
		const { messages } = await publint({ pkgDir: unpacked(source), pack: false, strict: true });
		const complaints = messages
			// A CommonJS package without "exports" is what n8n loads: it reads the files named in "n8n".
			.filter(({ code }) => code !== 'USE_TYPE')
			.map((message) => formatMessage(message, manifest as never));
		expect(complaints).toEqual([]);
		expect(manifest).toMatchObject({
			name: expect.stringMatching(/^n8n-nodes-/),
			version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
			license: 'MIT',
			homepage: expect.any(String),
			repository: { url: expect.any(String) },
			author: { name: expect.any(String), email: expect.any(String) },
			keywords: expect.arrayContaining(['n8n-community-node-package']),
			files: ['dist'],
			// Not optional, npm would put a second n8n-workflow beside the package, whose classes are not n8n's.
			peerDependenciesMeta: { 'n8n-workflow': { optional: true } },
		});
	});

	test('has no runtime dependencies, which n8n does not allow', async () => {
		const manifest = await readManifest(unpacked(source));
		const { dependencies, optionalDependencies, bundledDependencies, bundleDependencies } =
			manifest;
		expect({ dependencies, optionalDependencies, bundledDependencies, bundleDependencies }).toEqual(
			{},
		);
	});

	test.each([
		["a published package's source", 'source', () => source],
		['the published tarball', 'tarball', () => unpacked(source)],
	])('passes the scan that n8n makes of %s', async (_, kind, folder) => {
		const args = ['test/support/scan-package.mts', kind, folder()];
		const { exitCode, output } = await runProgram('node', args);
		// It also passes a folder in which it finds nothing to read, and says so.
		expect({ exitCode, output }).toEqual({ exitCode: 0, output: '{"passed":true}' });
	});
});

test('a package of one service holds nothing of the other', () => {
	const named = serviceFolders().map((source) => {
		const code = globSync(`${unpacked(source)}/dist/**/*.js`).map((file) =>
			readFileSync(file, 'utf8'),
		);
		const hosts = code.join().match(/\b(anny\.co|anybill\.de)\b/g);
		return [source, [...new Set(hosts)]];
	});
	expect(Object.fromEntries(named)).toEqual({
		'packages/n8n-nodes-anny-http': ['anny.co'],
		'packages/n8n-nodes-anybill-http': ['anybill.de'],
	});
});

test('functions keep their names, so that a stack trace can be read', () => {
	const file = join(unpacked('.'), 'dist/shared/execute.js');
	expect(readFileSync(file, 'utf8')).toContain('async function executeRequests(');
});

interface Icon {
	light: string;
	dark: string;
}
interface Type {
	icon?: Icon;
	description?: { name: string; icon: Icon };
}
