import type { Verdict } from './check.mts';

interface Scanner {
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
	SOURCE_FILE_PATTERNS: string[];
}

// It has no types, and what it exports is not in its documentation.
const module = '@n8n/scan-community-package/scanner/scanner.mjs';
const { analyzePackage, SOURCE_FILE_PATTERNS } = (await import(module)) as Scanner;

/** What the scanner reads of the published tarball, see `analyzePackageByName` in its source. */
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

/** The scan that n8n makes of the tagged source before it verifies a package. */
export const scanSource = async (folder: string): Promise<Verdict> =>
	await scan(folder, SOURCE_FILE_PATTERNS);

/** The scan that n8n makes of the published tarball. */
export const scanTarball = async (folder: string): Promise<Verdict> =>
	await scan(folder, TARBALL_FILE_PATTERNS);

async function scan(folder: string, patterns: string[]): Promise<Verdict> {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	// It also passes a folder in which it finds nothing to read, and says so.
	const problems = passed && !message ? [] : [details ?? message ?? 'It failed without a word'];
	return { problems, note: `passed: ${passed}` };
}
