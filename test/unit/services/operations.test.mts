import type { INodeProperties } from 'n8n-workflow';
import { operationProperties } from '../../../http/description/operations.ts';
import { type Field } from '../../../http/operation.ts';
import { labelOf } from '../../../http/request/labels.ts';
import { annyOperations } from '../../../services/anny/operations/index.ts';
import { anybillOperations } from '../../../services/anybill/operations/index.ts';
import { shownFor } from '../support/panel.mts';

const tables = {
	anny: annyOperations,
	anybill: anybillOperations,
};

const panels = Object.fromEntries(
	Object.entries(tables).map(([service, operations]) => [
		service,
		operationProperties({
			operations,
			canSimplify: service === 'anny',
			documentationUrl: 'https://example.com',
		}),
	]),
);

const named = Object.entries(tables).flatMap(([service, operations]) =>
	operations.map((operation) => ({
		...operation,
		service,
		name: `${service} ${operation.resource}: ${operation.operation}`,
		label: operation.name,
	})),
);

/** Every field, those of rows as well. */
const allFields = (fields: readonly Field[]): Field[] =>
	fields.flatMap((field) => [field, ...(field.type === 'rows' ? allFields(field.fields) : [])]);

test('no operation is listed twice', () => {
	const keys = named.map(({ name }) => name);
	expect(new Set(keys).size).toBe(keys.length);
});

test.each(named)('$name has texts that a user can read', (operation) => {
	const { label, action, description, source } = operation;
	expect(label).toMatch(/^[A-Z][A-Za-z]*( [A-Za-z]+){0,3}$/);
	expect(action).toMatch(/^[A-Z][A-Za-z -]{5,60}$/);
	expect(description).toMatch(/^[A-Z].{15,140}$/);
	// One sentence has no full stop at its end; several have.
	expect(description.endsWith('.')).toBe(/[.] [A-Z]/.test(description));
	if (source.grade !== 'observed') expect(source.url).toMatch(/^https:\/\//);
});

test.each(named)('$name fills its path from required fields', ({ path, fields, service }) => {
	expect(path).toMatch(service === 'anny' ? /^\/api\/v1\// : /^(\/api)?\/v3\//);
	const inPath = fields.filter(({ to }) => [to].flat().some((target) => target?.in === 'path'));
	const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, placeholder]) => placeholder);
	expect(inPath.map(({ name }) => name)).toEqual(placeholders);
	for (const field of inPath) {
		expect(field).toMatchObject({ type: 'id' });
		expect(field.optional ?? field.group).toBeUndefined();
	}
});

test.each(named)('$name has fields that say what to enter', ({ fields }) => {
	for (const field of allFields(fields)) {
		expect(field.label).toMatch(/^[A-Z]/);
		expect(field.description.length).toBeGreaterThan(field.name === 'number' ? 5 : 8);
		expect(field.description).not.toMatch(/answer/i);
		if (field.type === 'flag') expect(field.description).toMatch(/^Whether /);
		if (field.type === 'dateTime' && field.after) {
			expect(fields.concat(allFields(fields)).some(({ name }) => name === field.after)).toBe(true);
		}
	}
	const names = fields.map(({ name, group }) => `${group ?? ''}.${name}`);
	expect(new Set(names).size).toBe(names.length);
});

test.each(named)(
	'$name lists only with GET, and only GETs are marked as having a side effect',
	(o) => {
		if (o.output?.kind === 'list' || o.sideEffect) expect(o.method).toBe('GET');
		if (o.output?.kind === 'deleted') expect(o.method).toBe('DELETE');
	},
);

test('the GETs that change something are marked, and no others', () => {
	expect(named.filter(({ sideEffect }) => sideEffect).map(({ name }) => name)).toEqual([
		'anny booking: cancel',
		'anny order: sendNotification',
		'anybill bill: createUrl',
	]);
});

test('fields of the operations never take the place of those of the generic request', () => {
	const taken = new Set(
		['method', 'url', 'sendQuery', 'queryParameters', 'sendHeaders', 'sendBody', 'body', 'options']
			.concat([
				'contentType',
				'jsonBody',
				'authentication',
				'organization',
				'resource',
				'operation',
			])
			.concat(['resourceType', 'resourceId', 'attributes', 'relationships', 'queryHelpers']),
	);
	const names = named.flatMap(({ fields }) => fields.map(({ name }) => name));
	expect(names.filter((name) => taken.has(name))).toEqual([]);
});

describe.each(Object.entries(panels))('the panel of %s', (service, properties) => {
	const operations = tables[service as keyof typeof tables];

	test('begins with the resource, whose default is the generic request', () => {
		const [resource] = properties;
		expect(resource).toMatchObject({ name: 'resource', default: 'custom' });
		const values = (resource?.options ?? []).map((option) => (option as { value: string }).value);
		expect(values).toContain('custom');
		expect(new Set(values)).toEqual(
			new Set(['custom', ...operations.map((operation) => operation.resource)]),
		);
	});

	test('offers each operation with the action that the node creator lists', () => {
		const offered = properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options }) => options as Array<{ action: string; name: string }>);
		const actions = operations.map(({ action }) => action);
		expect(offered.map(({ action }) => action).sort()).toEqual(
			[...actions, 'Send a custom API request'].sort(),
		);
		expect(new Set(offered.map(({ action }) => action)).size).toBe(offered.length);
	});

	test.each(
		operations.map(
			(operation) => [`${operation.resource}: ${operation.operation}`, operation] as const,
		),
	)(
		'%s shows its own fields only, in order: what identifies, what is required, what is optional',
		(_, operation) => {
			const shown = shownFor(properties, operation);
			const own = new Set(operation.fields.filter(({ group }) => !group).map(({ name }) => name));
			const others = new Set(['operation', 'returnAll', 'limit', 'simplify', 'binaryPropertyName'])
				.add('filters')
				.add('additionalFields')
				.add('sideEffectNotice');
			expect(
				shown.map(({ name }) => name).filter((name) => !own.has(name) && !others.has(name)),
			).toEqual([]);
			expect([...own].filter((name) => !shown.some((property) => property.name === name))).toEqual(
				[],
			);
			expect(shown.map(rank)).toEqual(shown.map(rank).sort((one, other) => one - other));
		},
	);

	test('lets a person choose every record from a list first', () => {
		const locators = properties.filter(({ type }) => type === 'resourceLocator');
		const without = locators.filter(({ modes }) => modes?.[0]?.name !== 'list');
		// Neither service lists these.
		expect([...new Set(without.map(({ name }) => name))]).toEqual(
			service === 'anny' ? ['webhookSubscriptionId'] : ['billId'],
		);
	});
});

/** Where a property belongs in the panel. */
function rank({ name, type, required }: INodeProperties): number {
	if (name === 'operation') return 0;
	if (type === 'notice') return 1;
	if (name === 'filters' || name === 'additionalFields') return 6;
	if (['returnAll', 'limit', 'binaryPropertyName', 'simplify'].includes(name)) return 5;
	if (type === 'resourceLocator' && required) return 2;
	return 3;
}

test('labels of resources and IDs are words', () => {
	expect(labelOf('planSubscription')).toBe('Plan Subscription');
	expect(labelOf('bookingId')).toBe('Booking ID');
});
