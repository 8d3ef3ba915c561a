import { readFile } from 'node:fs/promises';

/**
 * The test files that SECURITY.md names as proof of its promises, by the kind that runs them. The
 * document is the only list: what it does not name is not promised.
 */
export async function promisedTests(): Promise<Map<string, string[]>> {
	const text = await readFile('SECURITY.md', 'utf8');
	const files = new Map<string, string[]>();
	for (const [, file = '', kind = ''] of text.matchAll(/`(test\/(\w+)\/[^`\s]+\.mts)`/g)) {
		files.set(kind, [...new Set([...(files.get(kind) ?? []), file])]);
	}
	return files;
}
