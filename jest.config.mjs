import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where tests find their support, whatever the kind. */
const common = {
	testEnvironment: 'node',
	moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'mts', 'json', 'node'],
	// dist holds a second copy of everything; the recipes of n8n are no modules.
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/harness/n8n/'],
	transform: {
		'\\.m?ts$': ['@swc/jest', swc('typescript')],
		'\\.m?js$': ['@swc/jest', swc('ecmascript')],
	},
	transformIgnorePatterns: [allButEsModules()],
	resolver: '<rootDir>/test/support/resolver.cjs',
};

/** Jest runs CommonJS; swc turns ES modules, ours and those of packages, into that. */
function swc(syntax) {
	return { jsc: { parser: { syntax }, target: 'es2024' }, module: { type: 'commonjs' } };
}

/** Matches files of packages, except of those that are published as ES modules. */
function allButEsModules() {
	const { packages } = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8'));
	const isEsModule = (folder) => {
		try {
			const { type, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
			return type === 'module' || JSON.stringify(exports ?? '').includes('.mjs"');
		} catch {
			return false;
		}
	};
	const names = Object.keys(packages)
		.filter(isEsModule)
		.map((folder) => folder.split('node_modules/').at(-1).replaceAll('.', '\\.'));
	return `/node_modules/(?!(${[...new Set(names)].join('|')})/)(?!.*/node_modules/)`;
}

/** What ships. */
const collectCoverageFrom = ['{http,services,nodes,credentials}/**/*.ts'];

const kind = (name, extra = {}) => ({
	...common,
	collectCoverageFrom,
	displayName: name,
	testMatch: [`<rootDir>/test/${name}/**/*.test.mts`],
	...extra,
});

/** These share one n8n and one sandbox, started before them and stopped after them. */
const inRealN8n = {
	globalSetup: '<rootDir>/test/support/global-setup.mts',
	globalTeardown: '<rootDir>/test/support/global-teardown.mts',
	setupFilesAfterEnv: ['<rootDir>/test/support/long-timeout.mts'],
};

/** n8n's own node comes from the n8n in the user's cache; n8n's classes must exist once all the same. */
const inSwap = {
	moduleNameMapper: { '^n8n-workflow$': '<rootDir>/node_modules/n8n-workflow' },
	setupFilesAfterEnv: ['<rootDir>/test/support/long-timeout.mts'],
};

export default {
	projects: [
		kind('package', {
			setupFilesAfterEnv: ['<rootDir>/test/support/long-timeout.mts'],
		}),
		kind('unit'),
		kind('sandbox'),
		kind('integration', { setupFilesAfterEnv: inRealN8n.setupFilesAfterEnv }),
		kind('swap', inSwap),
		kind('e2e', inRealN8n),
		kind('browser', inRealN8n),
		// Each file starts an n8n of its own, in surroundings of its own.
		kind('field', { setupFilesAfterEnv: inRealN8n.setupFilesAfterEnv }),
	],
	// Asked for by `npm test` and `npm run coverage`, of the kinds unit and integration together.
	collectCoverageFrom,
	coverageReporters: ['html', 'json-summary'],
	coverageThreshold: { global: { lines: 95, branches: 90 } },
	// The shared n8n has one database and the sandbox one set of counters: one test file at a time.
	// scripts/test.mts raises it for the kinds that share nothing.
	maxWorkers: 1,
};
