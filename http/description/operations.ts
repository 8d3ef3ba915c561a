import type {
	DisplayCondition,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyMode,
	INodePropertyOptions,
	NodeParameterValue,
} from 'n8n-workflow';
import { CUSTOM, type Choice, type Field, type FieldGroup, type Operation } from '../operation';
import { labelOf } from '../request/parameters';

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

type Show = Record<string, Array<NodeParameterValue | DisplayCondition>>;

const GROUPS: Record<FieldGroup, { label: string; item: string }> = {
	filters: { label: 'Filters', item: 'Add Filter' },
	additionalFields: { label: 'Additional Fields', item: 'Add Field' },
};

/** The whole panel above the options: resource, operation, and the fields of each operation. */
export function operationProperties(fields: OperationFields): INodeProperties[] {
	const { operations } = fields;
	return [
		resourceProperty(fields),
		...resourcesOf(operations).map((resource) => operationProperty(resource, operations)),
		customOperationProperty,
		...(fields.scope ?? []),
		...inOrder(operations.flatMap((operation) => propertiesOf(operation, fields))),
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

function byName(one: INodePropertyOptions, other: INodePropertyOptions): number {
	return one.name.localeCompare(other.name, 'en');
}

/** Where a property stands in the panel, whichever operations show it. */
const RANKS = {
	notice: 0,
	identifies: 1,
	required: 2,
	optional: 3,
	amount: 4,
	output: 5,
	filters: 6,
	additionalFields: 7,
} as const;

type Rank = keyof typeof RANKS;

interface Ranked {
	rank: Rank;
	property: INodeProperties;
}

/** The fields of one operation. */
function propertiesOf(operation: Operation, { canSimplify }: OperationFields): Ranked[] {
	const show: Show = { resource: [operation.resource], operation: [operation.operation] };
	const ranked = (rank: Rank, properties: INodeProperties[]): Ranked[] =>
		properties.map((property) => ({
			rank,
			property: withShow(property, {
				...show,
				...(property.displayOptions?.show as Show | undefined),
			}),
		}));
	const own = operation.fields.filter(({ group }) => !group);
	const simplify = canSimplify && givesRecords(operation) ? [simplifyProperty] : [];
	return [
		...ranked('notice', operation.sideEffect ? [sideEffectNotice] : []),
		...own.flatMap((field) => ranked(rankOf(field), [toProperty(field)])),
		...ranked('amount', limitProperties(operation)),
		...ranked('output', outputFieldProperties(operation)),
		...ranked('output', simplify),
		...ranked('filters', collectionProperty(operation, 'filters')),
		...ranked('additionalFields', collectionProperty(operation, 'additionalFields')),
	];
}

function rankOf({ type, optional }: Field): Rank {
	if (optional) return 'optional';
	return type === 'id' ? 'identifies' : 'required';
}

function withShow(property: INodeProperties, show: Show): INodeProperties {
	return { ...property, displayOptions: { ...property.displayOptions, show } };
}

/** The condition of a field; one inside a collection looks at the panel's root. */
function showWhen(field: Field): Show {
	const prefix = field.group ? '/' : '';
	return Object.fromEntries(
		Object.entries(field.showWhen ?? {}).map(([name, values]) => [prefix + name, [...values]]),
	);
}

const sideEffectNotice: INodeProperties = {
	displayName:
		'This takes effect at once, for each input item. It is never repeated automatically.',
	name: 'sideEffectNotice',
	type: 'notice',
	default: '',
};

/** Whether what comes out are records of the service, which may be nested. */
export function givesRecords({ output }: Operation): boolean {
	return output === undefined || output.kind === 'record' || output.kind === 'list';
}

function limitProperties({ output }: Operation): INodeProperties[] {
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

function outputFieldProperties({ output }: Operation): INodeProperties[] {
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
const simplifyProperty: INodeProperties = {
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

function collectionProperty({ fields }: Operation, group: FieldGroup): INodeProperties[] {
	const own = fields.filter((field) => field.group === group);
	if (own.length === 0) return [];
	const options = own.map(toProperty).sort(byDisplayName);
	const { label, item } = GROUPS[group];
	return [
		{
			displayName: label,
			name: group,
			type: 'collection',
			placeholder: item,
			default: {},
			options,
		},
	];
}

function byDisplayName(one: INodeProperties, other: INodeProperties): number {
	return one.displayName.localeCompare(other.displayName, 'en');
}

/** A field as n8n shows it. */
function toProperty(field: Field): INodeProperties {
	const { name, label, description, example, hint } = field;
	const isRequired = !field.optional && !field.group && field.type !== 'flag';
	const common = {
		displayName: label,
		name,
		description,
		...(hint && { hint }),
		...(example && { placeholder: `e.g. ${example}` }),
		...(isRequired && { required: true }),
		...(field.showWhen && { displayOptions: { show: showWhen(field) } }),
	};
	switch (field.type) {
		case 'text':
			return {
				...common,
				type: 'string',
				default: field.default ?? '',
				...(field.multiline && { typeOptions: { rows: 3 } }),
			};
		case 'email':
			return { ...common, type: 'string', default: '', placeholder: 'e.g. jane@example.com' };
		case 'number':
			return { ...common, type: 'number', default: field.default ?? 0, typeOptions: bounds(field) };
		case 'flag':
			return { ...common, type: 'boolean', default: field.default };
		case 'date':
			return { ...common, type: 'dateTime', default: '', typeOptions: { dateOnly: true } };
		case 'dateTime':
			return { ...common, type: 'dateTime', default: field.default ?? '' };
		case 'timeZone':
			return {
				...common,
				required: false,
				type: 'string',
				default: '',
				placeholder: 'e.g. Europe/Berlin',
			};
		case 'choice':
			return {
				...common,
				type: 'options',
				options: toOptions(field.choices),
				default: field.default,
			};
		case 'choices':
			return { ...common, type: 'multiOptions', options: toOptions(field.choices), default: [] };
		case 'id':
			return {
				...common,
				type: 'resourceLocator',
				default: { mode: field.search ? 'list' : 'id', value: '' },
				modes: locatorModes(field),
			};
		case 'json':
			return { ...common, type: 'json', default: field.default ?? '' };
		case 'pairs':
			return { ...common, ...multiple(field.item), options: [pairs(field.item)] };
		case 'rows':
			return {
				...common,
				...multiple(field.item),
				// One row to begin with, where at least one is needed.
				default: isRequired ? { rows: [{}] } : {},
				options: [{ name: 'rows', displayName: field.item, values: field.fields.map(toProperty) }],
			};
	}
}

function bounds({ min, max, decimals }: Extract<Field, { type: 'number' }>) {
	return {
		...(min !== undefined && { minValue: min }),
		...(max !== undefined && { maxValue: max }),
		// More decimals would be shown as 1.00000.
		...(decimals === 0 && { numberPrecision: 0 }),
	};
}

function toOptions(choices: readonly Choice[]): INodePropertyOptions[] {
	return choices.map((choice) => ({ ...choice })).sort(byName);
}

function multiple(item: string) {
	return {
		type: 'fixedCollection' as const,
		typeOptions: { multipleValues: true },
		placeholder: `Add ${item}`,
		default: {},
	};
}

function pairs(item: string): INodePropertyCollection {
	return {
		name: 'pairs',
		displayName: item,
		values: [
			{ displayName: 'Name', name: 'name', type: 'string', default: '' },
			{ displayName: 'Value', name: 'value', type: 'string', default: '' },
		],
	};
}

function locatorModes(field: Extract<Field, { type: 'id' }>): INodePropertyMode[] {
	const byId: INodePropertyMode = {
		displayName: 'By ID',
		name: 'id',
		type: 'string',
		placeholder: `e.g. ${field.example ?? '4711'}`,
	};
	if (!field.search) return [byId];
	const fromList: INodePropertyMode = {
		displayName: 'From List',
		name: 'list',
		type: 'list',
		placeholder: `Choose ${withArticle(field.record)}`,
		typeOptions: { searchListMethod: field.search, searchable: true },
	};
	return [fromList, byId];
}

function withArticle(noun: string): string {
	return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/**
 * Puts properties that differ only in where they show into one: first those of one resource, then
 * those of several resources that show for the same operations.
 */
function inOrder(properties: Ranked[]): INodeProperties[] {
	return mergeBy('resource', mergeBy('operation', properties))
		.sort((one, other) => RANKS[one.rank] - RANKS[other.rank])
		.map(({ property }) => property);
}

function mergeBy(key: 'resource' | 'operation', properties: Ranked[]): Ranked[] {
	const merged = new Map<string, Ranked>();
	for (const { rank, property } of properties) {
		const { [key]: shown = [], ...others } = (property.displayOptions?.show ?? {}) as Show;
		const identity = JSON.stringify([{ ...property, displayOptions: null }, others, rank]);
		const before = merged.get(identity)?.property;
		const already = (before?.displayOptions?.show as Show | undefined)?.[key] ?? [];
		const show = { ...others, [key]: [...new Set([...already, ...shown])] };
		merged.set(identity, { rank, property: withShow(before ?? property, show) });
	}
	return [...merged.values()];
}

/** Properties that show for the generic request only. */
export function onlyForCustom(properties: INodeProperties[]): INodeProperties[] {
	return properties.map((property) =>
		withShow(property, {
			resource: [CUSTOM],
			...(property.displayOptions?.show as Show | undefined),
		}),
	);
}

/** The same for options, which stand in a collection. */
export function onlyInCustom(option: INodeProperties): INodeProperties {
	return withShow(option, {
		'/resource': [CUSTOM],
		...(option.displayOptions?.show as Show | undefined),
	});
}

/** The toggle of the generic request: off in a node whose type was changed from n8n's own. */
export const customSimplifyProperties: INodeProperties[] = [
	withShow(simplifyProperty, { '@version': [1] }),
	withShow({ ...simplifyProperty, default: false }, { '@version': [{ _cnd: { gte: 3 } }] }),
];

/** What the node shows under its name in a workflow. */
export const SUBTITLE = `={{ $parameter["resource"] && $parameter["resource"] !== "${CUSTOM}" ? $parameter["operation"] + ": " + $parameter["resource"] : $parameter["method"] + " " + $parameter["url"] }}`;
