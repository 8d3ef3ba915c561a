import type { INodeProperties } from 'n8n-workflow';
import type { Field, FieldGroup, Operation } from '../operation';
import { toProperty } from './field';
import { byDisplayName } from './order';
import { givesRecords, limitProperties, outputFieldProperties, simplifyProperty } from './output';
import { showOf, withShow, type Show } from './shown';

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
	/** All of it but where it shows. */
	looks: string;
	show: Show;
}

/** The fields of all operations, each field once for all operations that have the same. */
export function fieldProperties(
	operations: readonly Operation[],
	options: { canSimplify: boolean },
): INodeProperties[] {
	return inOrder(operations.flatMap((operation) => propertiesOf(operation, options)));
}

const GROUPS: Record<FieldGroup, { label: string; item: string }> = {
	filters: { label: 'Filters', item: 'Add Filter' },
	additionalFields: { label: 'Additional Fields', item: 'Add Field' },
};

/** The fields of one operation. */
function propertiesOf(operation: Operation, { canSimplify }: { canSimplify: boolean }): Ranked[] {
	const show: Show = { resource: [operation.resource], operation: [operation.operation] };
	const ranked = (rank: Rank, properties: INodeProperties[]): Ranked[] =>
		properties.map((property) => ({
			rank,
			property,
			looks: JSON.stringify({ ...property, displayOptions: undefined }),
			show: { ...show, ...showOf(property) },
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

const sideEffectNotice: INodeProperties = {
	displayName:
		'This takes effect at once, for each input item. It is never repeated automatically.',
	name: 'sideEffectNotice',
	type: 'notice',
	default: '',
};

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

/**
 * Puts properties that differ only in where they show into one: first those of one resource, then
 * those of several resources that show for the same operations.
 */
function inOrder(properties: Ranked[]): INodeProperties[] {
	return mergeBy('resource', mergeBy('operation', properties))
		.sort((one, other) => RANKS[one.rank] - RANKS[other.rank])
		.map(({ property, show }) => withShow(property, show));
}

function mergeBy(key: 'resource' | 'operation', properties: Ranked[]): Ranked[] {
	const merged = new Map<string, Ranked>();
	for (const one of properties) {
		const { [key]: shown = [], ...others } = one.show;
		const identity = `${one.rank} ${JSON.stringify(others)} ${one.looks}`;
		const already = merged.get(identity)?.show[key] ?? [];
		const show = { ...others, [key]: [...new Set([...already, ...shown])] };
		merged.set(identity, { ...one, show });
	}
	return [...merged.values()];
}
