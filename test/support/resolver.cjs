/**
 * Jest looks packages up as `require` would; some offer themselves to `import` only.
 * Those that offer both stay CommonJS, so that n8n's modules exist once. And a module that is imported
 * on demand is named as it will be compiled (https://www.typescriptlang.org/docs/handbook/modules/theory.html).
 */
module.exports = (request, options) => {
	try {
		return options.defaultResolver(request, options);
	} catch (error) {
		const source = request.startsWith('.') ? request.replace(/\.js$/, '.ts') : request;
		const conditions = [...options.conditions, 'import'];
		try {
			return options.defaultResolver(source, { ...options, conditions });
		} catch {
			throw error;
		}
	}
};
