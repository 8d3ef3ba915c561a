import { ESLint, type Linter } from 'eslint';
import type { Verdict } from './check.mts';

interface NodesBasePlugin {
	configs: Record<'community' | 'credentials' | 'nodes', { rules: Linter.RulesRecord }>;
}

// It has no types.
const module = 'eslint-plugin-n8n-nodes-base';

/** n8n's own tools switch these off, because newer rules of theirs ask the same question better. */
const replaced: Linter.RulesRecord = {
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
	'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
	'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
};

/** The three presets of eslint-plugin-n8n-nodes-base, without regard to comments that silence it. */
export async function nodesBasePresets(folder: string): Promise<Verdict> {
	const { default: plugin } = (await import(module)) as { default: NodesBasePlugin };
	const parser = (await import('@typescript-eslint/parser')) as Linter.Parser;
	const preset = (name: keyof NodesBasePlugin['configs'], files: string[]): Linter.Config => ({
		files,
		languageOptions: { parser },
		plugins: { 'n8n-nodes-base': plugin as unknown as ESLint.Plugin },
		rules: { ...plugin.configs[name].rules, ...replaced },
	});
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: [
			preset('community', ['package.json']),
			preset('credentials', ['credentials/**/*.ts']),
			preset('nodes', ['nodes/**/*.ts']),
		],
	});
	const results = await eslint.lintFiles(['package.json', 'credentials/**/*.ts', 'nodes/**/*.ts']);
	const text = await (await eslint.loadFormatter('stylish')).format(results);
	return { problems: text ? [text] : [], note: `${results.length} files` };
}
