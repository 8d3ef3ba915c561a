import type { IDataObject } from 'n8n-workflow';
import type { FieldValues, Operation, Target } from '../operation';
import { getOwn, isObject, setOwn } from '../json';
import { withFurtherFields } from './further-fields';
import type { Query } from './request';

/** A request before it is resolved against the credential's base URL. */
export interface RequestDraft {
	method: string;
	path: string;
	query: Query;
	headers: Record<string, string>;
	/** The JSON body; undefined where there is none. */
	body?: IDataObject;
}

/**
 * Builds the request of an operation from its checked values.
 *
 * @param values as `readFieldValues` gives them
 * @throws {InputError} where a free name is that of another field
 */
export function operationRequest(operation: Operation, values: FieldValues): RequestDraft {
	const query: Query = {};
	const headers: Record<string, string> = { ...operation.headers };
	let body: IDataObject | undefined = operation.body && structuredClone(operation.body);
	for (const field of operation.fields) {
		if (!Object.hasOwn(values, field.name)) continue;
		const value = values[field.name];
		for (const [target, sent] of placements(field.to, value, field.encode)) {
			if (target.in === 'query') addToQuery(query, target.name, sent);
			if (target.in === 'header') setOwn(headers, target.name, String(sent));
			if (target.in === 'body') {
				body = withFurtherFields(body ?? {}, nested(target.path, sent), field.label);
			}
		}
	}
	const parts = operation.compose?.(values);
	return {
		method: operation.method,
		path: fillPath(operation.path, values),
		query: { ...query, ...parts?.query },
		headers,
		...mergedBody(body, parts?.body),
	};
}

/** The values are checked IDs, in which nothing would have to be encoded; it is, all the same. */
function fillPath(path: string, values: FieldValues): string {
	return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function mergedBody(
	body: IDataObject | undefined,
	composed: IDataObject | undefined,
): { body?: IDataObject } {
	const merged = body ?? composed;
	if (body && composed) mergeDeep(body, composed);
	return merged ? { body: merged } : {};
}

function mergeDeep(target: IDataObject, source: IDataObject): void {
	for (const [key, value] of Object.entries(source)) {
		const before = getOwn(target, key);
		if (isObject(before) && isObject(value)) mergeDeep(before as IDataObject, value as IDataObject);
		else setOwn(target, key, value);
	}
}

/** Two fields may fill one list, e.g. known and other includes: both go in, separated by a comma. */
function addToQuery(query: Query, name: string, value: unknown): void {
	const before = getOwn(query, name);
	setOwn(query, name, before === undefined ? value : [before, value].join(','));
}

/** Each place that a value goes to; free names take the place of the `*`. */
function placements(
	to: Target | readonly Target[] | undefined,
	value: unknown,
	encode = (plain: unknown) => plain,
): Array<[Target, unknown]> {
	return [to ?? []].flat().flatMap((target): Array<[Target, unknown]> => {
		if (!hasFreeName(target)) return [[target, encode(value)]];
		return (value as Array<{ name: string; value: unknown }>).map((pair) => [
			withName(target, pair.name),
			encode(pair.value),
		]);
	});
}

function hasFreeName(target: Target): boolean {
	if (target.in === 'body') return target.path.includes('*');
	return target.in !== 'path' && target.name.includes('*');
}

function withName(target: Target, name: string): Target {
	if (target.in === 'path') return target;
	if (target.in === 'body') {
		return { in: 'body', path: target.path.map((key) => (key === '*' ? name : key)) };
	}
	// The name as the API's documents write it is understood as well: `filter[customer]`.
	const [before = '', after = ''] = target.name.split('*');
	const isWhole = before !== '' && name.startsWith(before) && name.endsWith(after);
	return { ...target, name: isWhole ? name : before + name + after };
}

/** A value at its place in a body. */
function nested(path: readonly string[], value: unknown): IDataObject {
	const [key, ...rest] = path;
	const object: IDataObject = {};
	if (key !== undefined) setOwn(object, key, rest.length === 0 ? value : nested(rest, value));
	return object;
}
