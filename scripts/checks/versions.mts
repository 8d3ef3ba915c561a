import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { serviceFolders } from '../../harness/service-packages.mts';
import type { Verdict } from './check.mts';
import { readManifest, type Manifest } from './manifest.mts';

/** What the packages of one service have in common with the main one. */
const common = [
	'version',
	'license',
	'author',
	'bugs',
	'main',
	'files',
	'engines',
	'peerDependencies',
	'peerDependenciesMeta',
] as const;

/** Whether the changelog knows this version, and the manifests in `packages/` follow the main one. */
export async function versions(): Promise<Verdict> {
	const main = await readManifest('.');
	const folders = serviceFolders();
	const services = await Promise.all(folders.map(readManifest));
	const problems = services.flatMap((service) => differences(main, service));

	for (const kind of ['nodes', 'credentials'] as const) {
		const together = services.flatMap(({ n8n }) => n8n[kind]).sort();
		if (!isDeepStrictEqual(together, [...main.n8n[kind]].sort())) {
			problems.push(`The packages in packages/ together do not have the ${kind} of package.json`);
		}
	}
	const changelog = await readFile('CHANGELOG.md', 'utf8').catch(() => '');
	if (!changelog.includes(`## [${main.version}]`)) {
		problems.push(`CHANGELOG.md has no section "## [${main.version}]"`);
	}
	return { problems, note: `${main.version}, ${services.length + 1} packages` };
}

function differences(main: Manifest, service: Manifest): string[] {
	const different = common.filter(
		(field) =>
			!isDeepStrictEqual(
				(main as unknown as Record<string, unknown>)[field],
				(service as unknown as Record<string, unknown>)[field],
			),
	);
	return different.map((field) => `"${field}" of ${service.name} differs from package.json`);
}
