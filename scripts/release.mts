/**
 * `npm run release -- <version | patch | minor | major>`: writes the version into all manifests and
 * the changelog, verifies, commits and tags. Pushing the tag publishes: see RELEASING.md.
 * (`n8n-node release` would do the like by release-it, for one package and with a generated changelog.)
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { runMain } from '../harness/cleanup.mts';
import { readManifest } from '../harness/manifest.mts';
import { serviceFolders } from '../harness/service-packages.mts';

const git = async (...args: string[]) => (await execa('git', args)).stdout;

/** The version after `current`, by Semantic Versioning. */
function next(current: string, step: string): string {
	if (/^\d+\.\d+\.\d+$/.test(step)) return step;
	const [major = 0, minor = 0, patch = 0] = current.split('.').map(Number);
	switch (step) {
		case 'major':
			return `${major + 1}.0.0`;
		case 'minor':
			return `${major}.${minor + 1}.0`;
		case 'patch':
			return `${major}.${minor}.${patch + 1}`;
		default:
			throw new Error('Usage: npm run release -- <version | patch | minor | major>');
	}
}

/** Replaces the first `search` in a file; its absence is an error. */
async function replace(file: string, search: string, by: string): Promise<void> {
	const text = await readFile(file, 'utf8');
	if (!text.includes(search)) throw new Error(`${file} has no ${search}`);
	await writeFile(file, text.replace(search, by));
}

await runMain(async ([step = '']) => {
	const { version: current } = await readManifest('.');
	const version = next(current, step);
	if (await git('status', '--porcelain')) throw new Error('There are uncommitted changes');
	const changelog = await readFile('CHANGELOG.md', 'utf8');
	const isListed = changelog.includes(`## [${version}]`);
	if (!isListed && !/## \[Unreleased\]\n+(?!## \[)\S/.test(changelog)) {
		throw new Error('CHANGELOG.md has nothing under "## [Unreleased]"');
	}

	const files = ['package.json', ...serviceFolders().map((folder) => join(folder, 'package.json'))];
	if (version !== current) {
		for (const file of [...files, 'package-lock.json']) {
			await replace(file, `"version": "${current}"`, `"version": "${version}"`);
		}
		// The lock file names the version of the root a second time.
		await replace('package-lock.json', `"version": "${current}"`, `"version": "${version}"`);
	}
	if (!isListed) {
		const today = new Date().toISOString().slice(0, 10);
		const heading = `## [Unreleased]\n\n## [${version}] - ${today}`;
		await replace('CHANGELOG.md', '## [Unreleased]', heading);
	}
	const env = { RELEASE: 'true' };
	await execa(process.execPath, ['scripts/test.mts', 'package'], { stdio: 'inherit', env });
	if (await git('status', '--porcelain')) {
		await execa('git', ['commit', '--all', '--message', `Release ${version}`], {
			stdio: 'inherit',
		});
	}
	await git('tag', `v${version}`);
	console.log(`\nTagged v${version}. To publish it:  git push && git push origin v${version}`);
	return true;
});
