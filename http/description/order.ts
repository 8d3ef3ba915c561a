import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** Choices in the order of the alphabet. */
export function byName(one: INodePropertyOptions, other: INodePropertyOptions): number {
	return inAlphabet(one.name, other.name);
}

/** Fields in the order of the alphabet. */
export function byDisplayName(one: INodeProperties, other: INodeProperties): number {
	return inAlphabet(one.displayName, other.displayName);
}

/** Without `localeCompare`: its first call costs n8n 8 ms at the start. */
function inAlphabet(one: string, other: string): number {
	const [first, second] = [one.toLowerCase(), other.toLowerCase()];
	return first < second ? -1 : Number(first > second);
}
