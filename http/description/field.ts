import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyMode,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Choice, Field } from '../operation';
import { byName } from './order';
import type { Show } from './shown';

/** A field as n8n shows it. */
export function toProperty(field: Field): INodeProperties {
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
		case 'texts':
			return { ...common, type: 'string', default: '' };
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

/** The condition of a field; one inside a collection looks at the panel's root. */
function showWhen(field: Field): Show {
	const prefix = field.group ? '/' : '';
	return Object.fromEntries(
		Object.entries(field.showWhen ?? {}).map(([name, values]) => [prefix + name, [...values]]),
	);
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
