/** The value at a path such as `options.retry.retry.maxTries`. */
export function get(parameters: object, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(value, key) => (value as Record<string, unknown> | undefined)?.[key],
			parameters,
		);
}
