/**
 * `node test/support/scan-package.mts <source | tarball> <folder>`: prints the result of the scan that
 * n8n makes before it verifies a package. A program, for ESLint's plugins do not load inside jest.
 */
import { resolve } from 'node:path';

interface Scanner {
	analyzePackage(folder: string, patterns: string[]): Promise<unknown>;
	SOURCE_FILE_PATTERNS: string[];
}

// It has no types, and what it exports is not in its documentation.
const module = '@n8n/scan-community-package/scanner/scanner.mjs';
const scanner = (await import(module)) as Scanner;

/** What the scanner reads of the published tarball, see `analyzePackageByName` in its source. */
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

const [kind, folder = ''] = process.argv.slice(2);
const patterns = kind === 'source' ? scanner.SOURCE_FILE_PATTERNS : TARBALL_FILE_PATTERNS;
console.log(JSON.stringify(await scanner.analyzePackage(resolve(folder), patterns)));
