import type { INodeParameters } from 'n8n-workflow';
import { getOwn } from '../json';
import { plainOf } from './locator';

/** n8n marks an expression by a leading "=". */
export function isExpression(value: unknown): value is string {
	return typeof value === 'string' && value.startsWith('=');
}

/**
 * The expression that gives a parameter as it is saved: its own, that of the locator around it, or of
 * the collection that it is in.
 *
 * @param path e.g. `filters.start`, `bookings.rows[0].start`
 * @returns undefined where it was typed or chosen
 */
export function expressionAt(parameters: INodeParameters, path: string): string | undefined {
	let saved: unknown = parameters;
	for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
		if (isExpression(saved)) return saved;
		saved = typeof saved === 'object' && saved !== null ? getOwn(saved, key) : undefined;
	}
	const own = plainOf(saved);
	return isExpression(own) ? own : undefined;
}

/**
 * Whether a model gives the value of an expression: it leaves a field empty that it does not need.
 *
 * @see https://docs.n8n.io/advanced-ai/examples/using-the-fromai-function/
 */
export function isFromModel(expression: string): boolean {
	return /\$fromAI\(/i.test(expression);
}
