import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** Choices in the order of the alphabet. */
export function byName(one: INodePropertyOptions, other: INodePropertyOptions): number {
	return one.name.localeCompare(other.name, 'en');
}

/** Fields in the order of the alphabet. */
export function byDisplayName(one: INodeProperties, other: INodeProperties): number {
	return one.displayName.localeCompare(other.displayName, 'en');
}
