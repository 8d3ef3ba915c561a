/**
 * Jest looks packages up as `require` would; some offer themselves to `import` only.
 * Those that offer both stay CommonJS, so that n8n's modules exist once.
 */
module.exports = (request, options) => {
	try {
		return options.defaultResolver(request, options);
	} catch (error) {
		const conditions = [...options.conditions, 'import'];
		try {
			return options.defaultResolver(request, { ...options, conditions });
		} catch {
			throw error;
		}
	}
};
