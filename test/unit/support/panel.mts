import type { INodeProperties } from 'n8n-workflow';
import type { FieldSource } from '../../../http/request/field-values.ts';
import { type Field, type Operation } from '../../../http/operation.ts';
import { defaultOf, readFieldValues } from '../../../http/request/field-values.ts';
import { operationRequest, type RequestDraft } from '../../../http/request/operation.ts';

type Parameters = Record<string, unknown>;

interface PanelOptions {
	/** Paths of the parameters that are expressions. */
	expressions?: string[];
	/** The expression that they are, where a model gives their values. */
	fromModel?: string;
	timeZone?: string;
}

/** Parameters as n8n hands them over: defaults where nothing was entered. */
export function parameterSource(
	fields: readonly Field[],
	parameters: Parameters,
	{ expressions = [], fromModel, timeZone = 'Europe/Berlin' }: PanelOptions = {},
): FieldSource {
	const defaults = Object.fromEntries(
		fields.filter(({ group }) => !group).map((field) => [field.name, defaultOf(field)]),
	);
	const all: Parameters = { filters: {}, additionalFields: {}, ...defaults, ...parameters };
	return {
		value: (name) => all[name],
		expressionOf: (path) =>
			expressions.includes(path) ? (fromModel ?? '={{ $json.value }}') : undefined,
		timeZone,
	};
}

/** The request that an operation makes of parameters. */
export function requestOf(
	operation: Operation,
	parameters: Parameters,
	options?: PanelOptions,
): RequestDraft {
	const source = parameterSource(operation.fields, parameters, options);
	return operationRequest(operation, readFieldValues(operation, source));
}

/** One operation of a table. */
export function find(
	operations: readonly Operation[],
	resource: string,
	operation: string,
): Operation {
	const found = operations.find((one) => one.resource === resource && one.operation === operation);
	if (!found) throw new Error(`There is no ${resource}: ${operation}`);
	return found;
}

/** The properties that the panel shows for an operation, in order. */
export function shownFor(
	properties: INodeProperties[],
	{ resource, operation }: Operation,
): INodeProperties[] {
	return properties.filter(({ displayOptions }) => {
		const { resource: resources, operation: operations } = displayOptions?.show ?? {};
		return (resources?.includes(resource) ?? false) && (operations?.includes(operation) ?? false);
	});
}
