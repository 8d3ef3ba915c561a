import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { InputError } from '../errors/errors';
import { getOwn, isObject, setOwn } from '../json';
import type { ParameterReader } from '../request/parameters';

const OUTPUTS = ['simplified', 'raw', 'selectedFields'] as const;

/** What a model gets to read. */
export type ToolOutput = (typeof OUTPUTS)[number];

/** A model does better without JSON:API's envelope. */
export function readToolOutput(read: ParameterReader): ToolOutput {
	return read.choice('output', OUTPUTS, 'simplified');
}

/** The items as a model reads them: it takes no items for a failure, and one word for a result. */
export function toolItems(
	items: INodeExecutionData[],
	{ output, read, itemIndex }: { output: ToolOutput; read: ParameterReader; itemIndex: number },
): INodeExecutionData[] {
	if (items.length === 0) {
		return [{ json: { message: 'Nothing was found.' }, pairedItem: { item: itemIndex } }];
	}
	if (output !== 'selectedFields') return items;
	const paths = read
		.text('outputFields')
		.split(',')
		.map((path) => path.trim())
		.filter((path) => path !== '');
	if (paths.length === 0) {
		throw new InputError('"Fields to Return" is empty', 'Name at least one field, e.g. id.');
	}
	return items.map((item) => ({ ...item, json: pickFields(item.json, paths) }));
}

/** Only these fields; a dot goes deeper, and into each element of a list. */
export function pickFields(record: IDataObject, paths: readonly string[]): IDataObject {
	const picked: IDataObject = {};
	for (const path of paths) {
		const value = valueAt(record, path.split('.'));
		if (value !== undefined) setOwn(picked, path, value);
	}
	return picked;
}

function valueAt(value: unknown, [key, ...rest]: string[]): unknown {
	if (key === undefined) return value;
	if (Array.isArray(value)) return value.map((element) => valueAt(element, [key, ...rest]));
	return isObject(value) ? valueAt(getOwn(value, key), rest) : undefined;
}
