import type { IDataObject } from 'n8n-workflow';
import type { PlainObject } from './json';
import type { Paging } from './profile';
import type { Query } from './request/request';

/** The value of the parameter "Resource" that stands for the generic request. */
export const CUSTOM = 'custom';

/**
 * One thing that a service can do, e.g. "Cancel a booking". The node's panel, the request, the retry
 * rules, the documents and the tests are made from it: there is no second place to edit.
 */
export interface Operation {
	/** Value of the parameter "Resource", e.g. `planSubscription`; its label is made from it. */
	resource: string;
	/** Value of the parameter "Operation": n8n's own words where they fit, e.g. `getAll`. */
	operation: string;
	/** Label of the operation in Title Case, e.g. "Get Many". */
	name: string;
	/** What the node creator lists and searches, in sentence case, e.g. "Get many bookings". */
	action: string;
	/** One sentence for people and models: what it does, and what it changes. */
	description: string;
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** Path with a placeholder for each field that goes there, e.g. `/api/v1/bookings/{bookingId}`. */
	path: string;
	source: Source;
	fields: readonly Field[];
	/** A constant part of the body, e.g. JSON:API's resource type. */
	body?: IDataObject;
	/** What no single field can say, made from all values together. */
	compose?: (values: FieldValues) => RequestParts;
	/** The record is looked for first: where there is one, it is updated instead of created. */
	upsert?: Upsert;
	/** The GET changes something on the server: it is never repeated on a guess. */
	sideEffect?: true;
	/** What a response becomes; one record where nothing is said. */
	output?: Output;
	/** Headers that this endpoint wants, e.g. another `Accept`. */
	headers?: Readonly<Record<string, string>>;
}

/** How an operation finds out whether to create or to update. */
export interface Upsert {
	/** What identifies the record, in words for messages, e.g. "this email address". */
	words: string;
	/** One run at a time looks for, and then writes, a record of the same key. */
	key: (values: FieldValues) => string;
	/** Narrows the list at the operation's path; `matches` decides. */
	query: (values: FieldValues) => Query;
	/** Whether a record, in its flat form, is the one. */
	matches: (record: PlainObject, values: FieldValues) => boolean;
	/** What is done where there is one; its ID field gets the ID of the record. */
	update: Operation;
}

/** Where a fact about the service comes from, and how far it can be trusted. */
export interface Source {
	/**
	 * `documented`: the service's documentation. `official`: the service's own published code.
	 * `archived`: documentation that was taken down. `observed`: others' code that uses the live API.
	 */
	grade: 'documented' | 'official' | 'archived' | 'observed';
	/** Missing where it was only observed. */
	url?: string;
}

/** What the response of an operation becomes. */
export type Output =
	/** One item. */
	| { kind: 'record' }
	/** One item a record; page by page where `paging` says how. */
	| { kind: 'list'; paging: 'service' | 'none' | EndlessPaging }
	/** `{ "deleted": true, "id": … }`. */
	| { kind: 'deleted' }
	/** The response is the file itself. */
	| { kind: 'file'; fileName: (values: FieldValues) => string }
	/** The response names an address outside the API that carries its own token. */
	| { kind: 'download'; link: (body: unknown, values: FieldValues) => DownloadLink | undefined };

/** A list without an end, e.g. free time: "Return All" is not offered. */
export interface EndlessPaging {
	endless: Paging;
}

export interface DownloadLink {
	url: string;
	fileName: string;
}

/** What is added to a request besides the fields' own places. */
export interface RequestParts {
	query?: Query;
	/** Merged into what the fields gave. */
	body?: IDataObject;
}

/** The checked values of an operation's fields, by name. */
export type FieldValues = Readonly<Record<string, unknown>>;

/** Where a field's value goes. A `*` stands for the name in a list of free names and values. */
export type Target =
	| { in: 'path' }
	| { in: 'query'; name: string }
	| { in: 'header'; name: string }
	| { in: 'body'; path: readonly string[] };

interface FieldBase {
	/** Name of the parameter: saved workflows depend on it. */
	name: string;
	/** Label in the panel, in Title Case; messages name the field by it. */
	label: string;
	/** Sentence case. A boolean's begins with "Whether". */
	description: string;
	/** Shown in the empty field after "e.g.". */
	example?: string;
	hint?: string;
	/** Where the value goes; without it only `compose` uses the value. */
	to?: Target | readonly Target[];
	/** Turns the checked value into what is sent. */
	encode?: (value: unknown) => unknown;
	/** Shown on its own; required unless `optional`. */
	group?: FieldGroup;
	optional?: true;
	/** Shown only where other fields of the same operation have these values. */
	showWhen?: Readonly<Record<string, ReadonlyArray<string | boolean>>>;
}

/** The collection that a field is offered in. */
export type FieldGroup = 'filters' | 'additionalFields';

export interface Choice {
	name: string;
	value: string;
	description?: string;
}

/** A field by the kind of its value. */
export type Field =
	| (FieldBase & {
			type: 'text';
			default?: string;
			multiline?: true;
			pattern?: Pattern;
			/** Something is checked against it: an expression in it has to give a value. */
			isSafeguard?: true;
	  })
	/** Several texts, separated by commas; a list of them as well. */
	| (FieldBase & { type: 'texts' })
	/** An email address. */
	| (FieldBase & { type: 'email' })
	| (FieldBase & {
			type: 'number';
			default?: number;
			min?: number;
			/** The minimum itself is too little. */
			moreThanMin?: true;
			max?: number;
			decimals?: number;
	  })
	| (FieldBase & { type: 'flag'; default: boolean })
	/** A day, sent as YYYY-MM-DD. */
	| (FieldBase & { type: 'date' })
	/** A moment, sent with its offset. `after` names the field that must be earlier. */
	| (FieldBase & { type: 'dateTime'; after?: string; default?: string })
	/** An IANA name. Empty is the workflow's own. */
	| (FieldBase & { type: 'timeZone' })
	| (FieldBase & { type: 'choice'; choices: readonly Choice[]; default: string })
	| (FieldBase & { type: 'choices'; choices: readonly Choice[] })
	/** A record of the service: from a list, or by its ID. */
	| (FieldBase & { type: 'id'; record: string; search?: string })
	| (FieldBase & { type: 'json'; default?: string; schema?: 'object' | 'array' })
	/** Names and values that the table does not know. */
	| (FieldBase & { type: 'pairs'; item: string })
	| (FieldBase & { type: 'rows'; item: string; fields: readonly Field[] });

/** A rule for a text, and how the message states it, e.g. "at most 10 characters". */
export interface Pattern {
	regex: RegExp;
	words: string;
}

/** The target of a path's placeholder, which has the field's own name. */
export const inPath: Target = { in: 'path' };

export function inQuery(name: string): Target {
	return { in: 'query', name };
}

export function inHeader(name: string): Target {
	return { in: 'header', name };
}

export function inBody(...path: string[]): Target {
	return { in: 'body', path };
}
