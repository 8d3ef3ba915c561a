import type { IDataObject, INode, INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import { InputError } from '../errors/errors';
import { isObject, textOf, type PlainObject } from '../json';
import { parseJson } from './json-field';
import { labelOf } from './labels';
import { plainOf } from './locator';
import { nodeVersion } from './node-version';
import { assertRowsFound, foundNothing, wrongType } from './problems';
import type { Row } from './rows';
import { expressionAt, isExpression, isFromModel } from './saved-expression';

/** What n8n gives every kind of function of a node to read parameters with. */
export interface ParameterSource {
	getNode(): INode;
	getNodeParameter(name: string, itemIndex: number, fallback: null): unknown;
}

/** Bounds of a number; a value beyond them is moved to the nearer one. */
export interface NumberOptions {
	fallback: number;
	min?: number;
	max?: number;
}

/**
 * Reads the node's parameters for one item, each in the type that is needed. An expression may give
 * anything: what cannot be read as that type is an error that names the field.
 */
export class ParameterReader {
	private readonly resolve: (name: string) => unknown;
	private readonly origin: ParameterOrigin;

	/** @param resolve the parameter as n8n resolves it; null where the node has none of that name */
	constructor(resolve: (name: string) => unknown, origin: ParameterOrigin = TYPED) {
		this.resolve = resolve;
		this.origin = origin;
	}

	/** The value as n8n resolves it: null where it is absent, undefined where an expression finds nothing. */
	value(name: string): unknown {
		return this.resolve(name);
	}

	/**
	 * The same where the request would be another one without it; what a locator holds.
	 *
	 * @throws {InputError} where an expression finds nothing, or null
	 */
	found(name: string): unknown {
		const value = plainOf(this.get(name));
		if (value === undefined && !this.origin.isLenient) throw foundNothing(labelOf(name));
		if (value === null) this.assertTyped(name);
		return value;
	}

	/**
	 * The same where an empty text is no value either.
	 *
	 * @returns undefined for a field that was left empty
	 */
	private given(name: string): unknown {
		const value = this.get(name);
		if (value !== undefined && value !== null && value !== '') return value;
		this.assertTyped(name);
		return undefined;
	}

	/** @throws {InputError} where an expression gave what is not there */
	private assertTyped(name: string): void {
		const expression = this.expressionOf(name);
		if (expression !== undefined && !isFromModel(expression)) throw foundNothing(labelOf(name));
	}

	/**
	 * The expression that a parameter is saved as, e.g. `=/bookings/{{ $json.id }}`; undefined where it is
	 * none, or may find nothing.
	 */
	expressionOf(name: string): string | undefined {
		return this.origin.isLenient ? undefined : this.origin.expressionOf(name);
	}

	/** @throws {InputError} where an expression finds nothing: what is not there must not go unnoticed */
	private get(name: string): unknown {
		const value = this.resolve(name);
		if (value === undefined && !this.origin.isLenient) throw foundNothing(labelOf(name));
		return value;
	}

	/** @throws {InputError} for an object or a list */
	text(name: string, fallback = ''): string {
		const value = this.get(name);
		if (value === undefined || value === null) return fallback;
		if (typeof value === 'object') throw wrongType(name, 'text', value);
		return textOf(value);
	}

	/** @throws {InputError} for anything but a number, or a text that is one */
	number(name: string, { fallback, min = -Infinity, max = Infinity }: NumberOptions): number {
		const value = this.given(name);
		if (value === undefined) return fallback;
		const number = typeof value === 'object' ? NaN : Number(value);
		if (Number.isNaN(number)) throw wrongType(name, 'a number', value);
		return Math.min(max, Math.max(min, number));
	}

	/** @throws {InputError} for anything but true and false, or a text that says so */
	flag(name: string, fallback: boolean): boolean {
		const value = this.given(name);
		if (value === undefined) return fallback;
		if (value === true || value === 'true') return true;
		if (value === false || value === 'false') return false;
		throw wrongType(name, 'true or false', value);
	}

	/** @throws {InputError} for a value that is not among the choices */
	choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
		const value = this.given(name);
		if (value === undefined) return fallback;
		const choice = choices.find((one) => one === value);
		if (choice !== undefined) return choice;
		throw wrongType(name, `one of ${choices.join(', ')}`, value);
	}

	/**
	 * The rows of a list of fields; those that are no objects are left out.
	 *
	 * @throws {InputError} for anything but a list, and for a row in which an expression finds nothing
	 */
	rows<T extends object = Row>(name: string): T[] {
		const value = this.get(name);
		if (value === undefined || value === null) return [];
		if (!Array.isArray(value)) throw wrongType(name, 'a list', value);
		const rows = value.filter(isObject);
		if (!this.origin.isLenient) assertRowsFound(rows, labelOf(name.split('.')[0] ?? name));
		return rows as T[];
	}

	/**
	 * A collection of fields; an empty one where it is absent.
	 *
	 * @throws {InputError} where an expression in it finds nothing
	 */
	collection(name: string): PlainObject {
		const value = this.get(name);
		if (!isObject(value)) return {};
		for (const [field, inner] of Object.entries(value)) {
			if (inner === undefined && !this.origin.isLenient) throw foundNothing(labelOf(field));
		}
		return value;
	}

	/**
	 * @param label the field's label, for the message
	 * @returns undefined for an empty field
	 * @throws {InputError} for a text that is not JSON, and for an expression that gives nothing
	 */
	json(name: string, label: string): unknown {
		const value = this.resolve(name);
		if (value !== undefined && value !== null && value !== '') return parseJson(value, label);
		const isExpression = value === undefined || this.origin.expressionOf(name) !== undefined;
		if (isExpression && !this.origin.isLenient) throw foundNothing(label);
		return undefined;
	}

	/**
	 * The same, where an object is needed (query, headers).
	 *
	 * @returns an empty object for an empty field
	 */
	jsonObject(name: string, label: string): IDataObject {
		const value = this.json(name, label) ?? {};
		if (isObject(value)) return value as IDataObject;
		throw new InputError(
			`The value in the field "${label}" must be a JSON object`,
			'Write it as {"name": "value"}.',
		);
	}
}

/** Where a node's parameters come from. */
export interface ParameterOrigin {
	/** The expression that a parameter is saved as; undefined where it was typed, or chosen. */
	expressionOf(name: string): string | undefined;
	/** Whether an expression may find nothing, as in the nodes of n8n that were changed into this one. */
	isLenient: boolean;
}

const TYPED: ParameterOrigin = { expressionOf: () => undefined, isLenient: false };

/**
 * Reads parameters for one item after the other. What holds no expression is the same for all
 * items and is read once: an expression costs about 1 ms, and so does every look at n8n's
 * parameter tree on 10,000 items.
 *
 * @returns a reader for the given item
 */
export function parameterReaders(source: ParameterSource): (itemIndex: number) => ParameterReader {
	const node = source.getNode();
	const dynamicNames = new Set(
		Object.entries(node.parameters)
			.filter(([, value]) => holdsExpression(value))
			.map(([name]) => name),
	);
	const fixedValues = new Map<string, unknown>();
	const isDynamic = (name: string) => dynamicNames.has(name.split('.', 1)[0] ?? name);
	const saved = originOf(node);
	const origin: ParameterOrigin = {
		...saved,
		expressionOf: (name) => (isDynamic(name) ? saved.expressionOf(name) : undefined),
	};
	return (itemIndex) =>
		new ParameterReader((name) => {
			if (isDynamic(name)) return source.getNodeParameter(name, itemIndex, null);
			if (!fixedValues.has(name)) fixedValues.set(name, source.getNodeParameter(name, 0, null));
			return fixedValues.get(name);
		}, origin);
}

/** A reader where there are no items: in hooks, and in lists of the editor. */
export function parameterReader(
	source: Pick<ParameterSource, 'getNode'> & {
		getNodeParameter(name: string, fallback: null): unknown;
	},
): ParameterReader {
	const origin = originOf(source.getNode());
	return new ParameterReader((name) => source.getNodeParameter(name, null), origin);
}

/** @param node of which n8n makes a copy at each look */
function originOf({ parameters, typeVersion }: INode): ParameterOrigin {
	return {
		expressionOf: (name) => expressionAt(parameters, name),
		isLenient: nodeVersion(typeVersion).isSwapped,
	};
}

function holdsExpression(value: NodeParameterValueType | INodeParameters): boolean {
	if (isExpression(value)) return true;
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value).some((inner) => holdsExpression(inner as NodeParameterValueType));
}
