import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { defineConfig } from 'rolldown';

/**
 * What n8n loads: a file for each node and credential, and beside them what they share. A file for each
 * source, as the compiler would write them, costs n8n half as much time again at every start.
 */
const { nodes, credentials } = JSON.parse(readFileSync('package.json', 'utf8')).n8n;

/** `dist/nodes/A/A.node.js` is made of `nodes/A/A.node.ts`. */
const entryOf = (file) => file.replace(/^dist\//, '').replace(/\.js$/, '');

/** What is loaded at the start, as few files; what is imported on demand, rolldown puts into its own. */
const atStart = (name, sources, priority) => ({
	name,
	test: (file) => sources.test(relative('.', file).replaceAll(sep, '/')),
	tags: ['$initial'],
	priority,
});

export default defineConfig({
	input: Object.fromEntries(
		[...nodes, ...credentials].map(entryOf).map((name) => [name, `${name}.ts`]),
	),
	platform: 'node',
	external: ['n8n-workflow'],
	resolve: { extensionAlias: { '.js': ['.ts'] } },
	tsconfig: 'tsconfig.json',
	transform: { target: 'es2022' },
	output: {
		dir: 'dist',
		format: 'cjs',
		exports: 'named',
		chunkFileNames: 'shared/[name].js',
		codeSplitting: {
			groups: [
				// First of all: a service's group would take along what it imports of this.
				atStart('common', /^(http\/|services\/[^/]+$)/, 1),
				// Apart: a package of one service holds nothing of the other.
				atStart('anny', /^services\/anny\//, 0),
				atStart('anybill', /^services\/anybill\//, 0),
			],
		},
		comments: false,
		// Functions and classes keep their names: a stack trace is to be read.
		minify: { compress: true, mangle: { toplevel: false, keepNames: true }, codegen: true },
	},
});
