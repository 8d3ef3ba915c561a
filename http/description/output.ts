import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation } from '../operation';
import { withShow, type Show } from './shown';

/** Whether what comes out are records of the service, which may be nested. */
export function givesRecords({ output }: Operation): boolean {
	return output === undefined || output.kind === 'record' || output.kind === 'list';
}

export function limitProperties({ output }: Operation): INodeProperties[] {
	if (output?.kind !== 'list' || output.paging === 'none') return [];
	const isEndless = output.paging !== 'service';
	const returnAll: INodeProperties = {
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	};
	const limit: INodeProperties = {
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	};
	return isEndless ? [limit] : [returnAll, withShow(limit, { returnAll: [false] })];
}

export function outputFieldProperties({ output }: Operation): INodeProperties[] {
	if (output?.kind !== 'file' && output?.kind !== 'download') return [];
	const property: INodeProperties = {
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the output field to put the file in',
	};
	return [property];
}

/** On in a node that a user adds. As a tool, "Output" takes its place. */
export const simplifyProperty: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
	displayOptions: { hide: { '@tool': [true] } },
};

/** What a model reads: as little as it needs. */
export function toolOutputProperties(canSimplify: boolean): INodeProperties[] {
	const forTools: Show = { '@tool': [true] };
	const choices: INodePropertyOptions[] = [
		{ name: 'Raw', value: 'raw', description: 'Everything, as the service sends it' },
		{
			name: 'Selected Fields',
			value: 'selectedFields',
			description: 'Only the fields that you name',
		},
	];
	const simplified: INodePropertyOptions = {
		name: 'Simplified',
		value: 'simplified',
		description: 'Flat records without the envelope of the API',
	};
	return [
		{
			displayName:
				'A model fills in the fields that you leave to it (✨), and these are checked like what you type. Resource, operation and credential stay as you choose them.',
			name: 'toolNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: forTools },
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			options: canSimplify ? [simplified, ...choices] : choices,
			default: canSimplify ? 'simplified' : 'raw',
			description: 'What the model gets to read. Less costs less and distracts less.',
			displayOptions: { show: forTools },
		},
		{
			displayName: 'Fields to Return',
			name: 'outputFields',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. id, number, start_date, customer.email',
			description: 'Names of fields, separated by commas; a dot goes deeper',
			displayOptions: { show: { ...forTools, output: ['selectedFields'] } },
		},
	];
}

/** The toggle of the generic request: off in a node whose type was changed from n8n's own. */
export const customSimplifyProperties: INodeProperties[] = [
	withShow(simplifyProperty, { '@version': [1] }),
	withShow({ ...simplifyProperty, default: false }, { '@version': [{ _cnd: { gte: 3 } }] }),
];
