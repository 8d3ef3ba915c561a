// The second linter: rules that need types, for every .ts and .mts file. n8n's own rules stand in
// eslint.config.mjs, which n8n prescribes to the letter.
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist/**', 'build/**'] },
	{
		files: ['**/*.ts', '**/*.mts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: {
			parserOptions: {
				project: ['./tsconfig.json', './tsconfig.tools.json'],
				tsconfigRootDir: import.meta.dirname,
			},
		},
		linterOptions: { reportUnusedDisableDirectives: 'off' },
		rules: {
			'max-params': ['error', 4],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// n8n's interfaces are asynchronous throughout, whatever an implementation awaits.
			'@typescript-eslint/require-await': 'off',
			// `() => doIt()` is how a callback is written that returns nothing.
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			// What a destructuring has to name only to leave it out.
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
			],
			// `return await` keeps the caller in the stack trace; n8n's own code does so throughout.
			'@typescript-eslint/return-await': ['error', 'always'],
		},
	},
	{
		files: ['test/**/*.mts'],
		rules: {
			// Jest's matchers are `any`, and so is the JSON of a response: there, a wrong type makes the
			// test fail, which is what tests are for.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			'@typescript-eslint/no-non-null-assertion': 'off',
			// What `beforeAll` fills in is missing in `afterAll` when it failed.
			'@typescript-eslint/no-unnecessary-condition': 'off',
		},
	},
);
