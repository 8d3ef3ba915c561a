import type { Verdict } from './check.mts';
import { readManifest } from './manifest.mts';

const placeholderEmail = 'maintainers@users.noreply.github.com';
const placeholderRepository = 'n8n-nodes-anny-anybill/n8n-nodes-anny-anybill';

/** What stands in package.json until the owner of the npm name fills it in: RELEASING.md. */
export async function owner(): Promise<Verdict> {
	const { author, repository } = await readManifest('.');
	const { GITHUB_REPOSITORY = '' } = process.env;
	const problems = [
		author?.email === placeholderEmail ? '"author" in package.json is a placeholder' : '',
		repository?.url.includes(placeholderRepository) && GITHUB_REPOSITORY !== placeholderRepository
			? '"repository" in package.json is a placeholder'
			: '',
		// npm refuses provenance for another repository than the one that the workflow runs in.
		GITHUB_REPOSITORY && !repository?.url.includes(`/${GITHUB_REPOSITORY}.git`)
			? `"repository" in package.json is not ${GITHUB_REPOSITORY}`
			: '',
	];
	return { problems: problems.filter(Boolean), note: repository?.url };
}
