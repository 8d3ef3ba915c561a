// The second linter: rules that need types, for every .ts and .mts file. n8n's own rules stand in
// eslint.config.mjs, which n8n prescribes to the letter.
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist/**', 'packages/**', 'coverage/**'] },
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
			// `return await` keeps the caller in the stack trace; n8n's own code does so throughout.
			'@typescript-eslint/return-await': ['error', 'always'],
		},
	},
);
