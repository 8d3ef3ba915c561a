import { ParameterReader } from '../../../http/request/parameters.ts';

/**
 * Reads from an object as n8n reads from a node's parameters: null where there is no such name.
 *
 * @param expression what every parameter is saved as; none is an expression unless given
 */
export function readerOf(parameters: object, expression?: string): ParameterReader {
	const origin = { expressionOf: () => expression, isLenient: false };
	return new ParameterReader((name) => valueAt(parameters, name), origin);
}

/** The value at a path such as `options.retry.retry.maxAttempts`. */
function valueAt(parameters: object, path: string): unknown {
	let value: unknown = parameters;
	for (const name of path.split('.')) {
		if (typeof value !== 'object' || value === null || !(name in value)) return null;
		value = (value as Record<string, unknown>)[name];
	}
	return value;
}
