import type { IDataObject } from 'n8n-workflow';
import type { FieldValues, Operation, Target } from '../operation';
import type { Query } from './request';
import { setOwn, textOf } from '../json';
import { fillPath } from './endpoints';

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
			if (target.in === 'body') setDeep((body ??= {}), target.path, sent);
		}
	}
	const parts = operation.compose?.(values);
	return {
		method: operation.method,
		path: fillPath(operation.path, (placeholder) => textOf(values[placeholder])),
		query: { ...query, ...parts?.query },
		headers,
		...mergedBody(body, parts?.body),
	};
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
		const before = Object.hasOwn(target, key) ? target[key] : undefined;
		if (isObject(before) && isObject(value)) mergeDeep(before, value);
		else setOwn(target, key, value);
	}
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Two fields may fill one list, e.g. known and other includes: both go in, separated by a comma. */
function addToQuery(query: Query, name: string, value: unknown): void {
	const before = Object.hasOwn(query, name) ? query[name] : undefined;
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
	return { ...target, name: target.name.replace('*', () => name) };
}

function setDeep(target: IDataObject, [key, ...rest]: readonly string[], value: unknown): void {
	if (key === undefined) return;
	if (rest.length === 0) {
		setOwn(target, key, value);
		return;
	}
	const before = Object.hasOwn(target, key) ? target[key] : undefined;
	const inner = isObject(before) ? before : {};
	setOwn(target, key, inner);
	setDeep(inner, rest, value);
}
