import { stat } from 'node:fs/promises';
import { list } from 'tar';
import type { Verdict } from './check.mts';

const allowed = /^package\/(dist\/.+\.(js|svg|json)|index\.js|README\.md|LICENSE|package\.json)$/;
const required = ['index.js', 'README.md', 'LICENSE', 'package.json'].map((f) => `package/${f}`);
const largest = 200_000;

/** Whether the tarball holds what a user needs and nothing else, in less than 200 kB. */
export async function tarballContents(tarball: string): Promise<Verdict> {
	const files: string[] = [];
	await list({ file: tarball, onReadEntry: ({ path }) => void files.push(path) });
	const { size } = await stat(tarball);
	const problems = [
		...files.filter((file) => !allowed.test(file)).map((file) => `${file} does not belong there`),
		...required.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
		...(size < largest ? [] : [`It has ${size} bytes; at most ${largest} are allowed`]),
	];
	return { problems, note: `${files.length} files, ${Math.round(size / 1000)} kB` };
}
