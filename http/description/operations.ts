import type { INodeProperties } from 'n8n-workflow';
import { CUSTOM, type Operation } from '../operation';
import { labelOf } from '../request/labels';
import { fieldProperties } from './operation-fields';
import { byName } from './order';

/** What differs between the nodes in these fields. */
export interface OperationFields {
	operations: readonly Operation[];
	/** Whether the service's records are nested so deep that a flat form is worth a toggle. */
	canSimplify: boolean;
	/** Where the service documents its API. */
	documentationUrl: string;
	/** What every operation is about, e.g. the organization: after the operation, before its fields. */
	scope?: INodeProperties[];
}

/** The whole panel above the options: resource, operation, and the fields of each operation. */
export function operationProperties(fields: OperationFields): INodeProperties[] {
	const { operations } = fields;
	return [
		resourceProperty(fields),
		...resourcesOf(operations).map((resource) => operationProperty(resource, operations)),
		customOperationProperty,
		...(fields.scope ?? []),
		...fieldProperties(operations, fields),
	];
}

/** Resources in the order of their labels. */
export function resourcesOf(operations: readonly Operation[]): string[] {
	return [...new Set(operations.map(({ resource }) => resource))].sort();
}

function resourceProperty({ operations, documentationUrl }: OperationFields): INodeProperties {
	const resources = resourcesOf(operations).map((value) => ({ name: labelOf(value), value }));
	const custom = {
		name: 'Custom API Request',
		value: CUSTOM,
		description: 'Any path of the API, set up as in the HTTP Request node',
	};
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [...resources, custom].sort(byName),
		// n8n leaves defaults out of saved workflows: another one would change those that are swapped.
		default: CUSTOM,
		description: `What to work with. <a href="${documentationUrl}" target="_blank">API documentation</a>.`,
	};
}

function operationProperty(resource: string, operations: readonly Operation[]): INodeProperties {
	const options = operations
		.filter((operation) => operation.resource === resource)
		.map(({ name, operation, action, description }) => ({
			name,
			value: operation,
			action,
			description,
		}))
		.sort(byName);
	const many = options.find(({ value }) => value === 'getAll') ?? options[0];
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options,
		default: many?.value ?? '',
		displayOptions: { show: { resource: [resource] } },
	};
}

/** Never shown: it only puts the generic request among the actions of the node creator. */
const customOperationProperty: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'hidden',
	options: [{ name: 'Send', value: 'send', action: 'Send a custom API request' }],
	default: 'send',
	displayOptions: { show: { resource: [CUSTOM] } },
};

/** What the node shows under its name in a workflow. */
export const SUBTITLE = `={{ $parameter["resource"] && $parameter["resource"] !== "${CUSTOM}" ? $parameter["operation"] + ": " + $parameter["resource"] : $parameter["method"] + " " + $parameter["url"] }}`;
