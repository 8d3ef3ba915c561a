import type { INodeProperties } from 'n8n-workflow';

/** One option with fields of its own, as n8n's HTTP Request node nests them. */
export function nested(
	displayName: string,
	name: string,
	inner: string,
	values: INodeProperties[],
): INodeProperties {
	return {
		displayName,
		name,
		placeholder: `Add ${displayName}`,
		type: 'fixedCollection',
		typeOptions: { multipleValues: false },
		default: { [inner]: {} },
		options: [{ displayName, name: inner, values }],
	};
}
