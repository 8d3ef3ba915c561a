/**
 * For `node --import`: lets a process of its own run the package's sources, which are written for
 * CommonJS: an import without an extension, or on demand with the one that it will have, means a
 * TypeScript file, or the index.ts of a folder. (Of n8n-workflow only the CommonJS form can be loaded by
 * Node.)
 */
import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const n8nWorkflow = pathToFileURL(createRequire(import.meta.url).resolve('n8n-workflow')).href;

registerHooks({
	resolve(specifier, context, next) {
		const isImported = context.conditions.includes('import');
		if (specifier === 'n8n-workflow' && isImported) return next(n8nWorkflow, context);
		const isRelative = specifier.startsWith('.') && context.parentURL?.startsWith('file:');
		if (!isRelative || context.parentURL.includes('/node_modules/'))
			return next(specifier, context);
		const name = specifier.replace(/\.js$/, '');
		const file = [`${name}.ts`, `${name}/index.ts`]
			.map((path) => new URL(path, context.parentURL))
			.find((url) => existsSync(fileURLToPath(url)));
		return next(file?.href ?? specifier, context);
	},
});
