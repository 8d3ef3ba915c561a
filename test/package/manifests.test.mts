import { readFileSync } from 'node:fs';
import type { Manifest } from '../../harness/manifest.mts';
import { serviceFolders } from '../../harness/service-packages.mts';

/** The manifests agree with each other and with the changelog. */

const read = (folder: string) =>
	JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest & Record<string, unknown>;
const main = read('.');
const services = serviceFolders().map(read);

test.each(services.map((service) => [service.name, service] as const))(
	'%s has the version, licence, author and peers of the main package',
	(_, service) => {
		const common = ({ version, license, author, bugs, files, engines, ...more }: typeof main) => {
			const { peerDependencies, peerDependenciesMeta } = more;
			return {
				version,
				license,
				author,
				bugs,
				main: more.main,
				files,
				engines,
				peerDependencies,
				peerDependenciesMeta,
			};
		};
		expect(common(service)).toEqual(common(main));
	},
);

test.each(['nodes', 'credentials'] as const)(
	'the packages of one service have, between them, the %s of the main package',
	(kind) => {
		const together = services.flatMap(({ n8n }) => n8n[kind]);
		expect(together.sort()).toEqual([...main.n8n[kind]].sort());
	},
);

test('the changelog has a section on this version', () => {
	expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`## [${main.version}]`);
});

// Placeholders stand there until the owner of the npm names fills them in: RELEASING.md.
const { RELEASE, GITHUB_REPOSITORY = '' } = process.env;
(RELEASE === 'true' ? describe : describe.skip)('for a release', () => {
	test('author and repository are those of the owner', () => {
		expect(main.author?.email).not.toBe('maintainers@users.noreply.github.com');
		const placeholder = 'n8n-nodes-anny-anybill/n8n-nodes-anny-anybill';
		if (GITHUB_REPOSITORY !== placeholder) expect(main.repository?.url).not.toContain(placeholder);
	});

	test('the repository is the one that the workflow runs in, as provenance demands', () => {
		expect(main.repository?.url).toContain(GITHUB_REPOSITORY && `/${GITHUB_REPOSITORY}.git`);
	});
});
