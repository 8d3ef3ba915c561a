import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/errors';
import type { ItemContext } from '../item-context';
import { setOwn, textOf } from '../json';
import { rowsToNestedObject, rowsToObject, type ParameterReader } from './parameters';

/** A request body. `open()` gives the bytes anew for each attempt. */
export interface RequestBody {
	/** Undefined where the user's own header or nothing decides. */
	contentType?: string | undefined;
	/** Only this Content-Type describes the bytes: multipart's boundary is in it. */
	isOwnType?: true;
	contentLengthBytes?: number;
	/** The bytes come as a stream, which serves one attempt only. */
	isStream?: true;
	open(): Promise<string | Buffer | NodeJS.ReadableStream>;
	/** The value behind a JSON or form body, where n8n's pagination may change a part of it. */
	value?: unknown;
}

/** A multipart row of n8n's HTTP Request node. */
interface Part {
	parameterType?: 'formData' | 'formBinaryData';
	name?: string;
	value?: unknown;
	inputDataFieldName?: string;
}

/**
 * Builds the body that the node's parameters describe.
 *
 * @returns undefined where there is none
 * @throws {InputError} for bad JSON, a missing binary field, …
 */
export async function buildBody(item: ItemContext): Promise<RequestBody | undefined> {
	const { read, profile } = item;
	if (!read.flag('sendBody', false)) return undefined;
	const contentType = read.text('contentType', 'json');
	switch (contentType) {
		case 'json':
			return jsonBody(jsonValue(read), profile.mediaTypes.json);
		case 'form-urlencoded':
			return formBody(formValue(read));
		case 'multipart-form-data':
			return await multipartBody(item);
		case 'binaryData':
			return await binaryBody(item);
		case 'raw':
			return textBody(read.text('body'), read.text('rawContentType'));
		default:
			return jsonBody(profile.body?.(read), profile.mediaTypes.json);
	}
}

function jsonValue(read: ParameterReader): unknown {
	if (read.text('specifyBody', 'keypair') === 'keypair') {
		return rowsToNestedObject(read.rows('bodyParameters.parameters'));
	}
	return read.json('jsonBody', 'JSON Body');
}

/**
 * A JSON body (RFC 8259).
 *
 * @param value undefined sends no body
 */
export function jsonBody(value: unknown, contentType: string): RequestBody | undefined {
	if (value === undefined) return undefined;
	const text = JSON.stringify(value);
	return { contentType, value, open: () => Promise.resolve(text) };
}

function formValue(read: ParameterReader): IDataObject | string {
	if (read.text('specifyBody', 'keypair') === 'string') return read.text('body');
	return rowsToObject(read.rows('bodyParameters.parameters'));
}

/**
 * `application/x-www-form-urlencoded` (https://url.spec.whatwg.org/#urlencoded-serializing). Lists and
 * objects are written as n8n writes them, `a[0]=1&a[1]=2` and `a[b]=1`.
 */
export function formBody(value: IDataObject | string): RequestBody {
	const fields = new URLSearchParams(
		typeof value === 'string'
			? value
			: Object.entries(value).flatMap(([name, field]) => formFields(name, field)),
	);
	const text = fields.toString();
	return {
		contentType: 'application/x-www-form-urlencoded',
		value: typeof value === 'string' ? Object.fromEntries(fields) : value,
		open: () => Promise.resolve(text),
	};
}

function formFields(name: string, value: unknown): Array<[string, string]> {
	if (value === undefined) return [];
	if (typeof value !== 'object' || value === null || value instanceof Date) {
		return [[name, value instanceof Date ? value.toISOString() : fieldText(value)]];
	}
	return Object.entries(value).flatMap(([key, inner]) => formFields(`${name}[${key}]`, inner));
}

function fieldText(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'object' ? JSON.stringify(value) : textOf(value);
}

function textBody(text: string, contentType: string): RequestBody {
	return { contentType: contentType || undefined, open: () => Promise.resolve(text) };
}

/**
 * `multipart/form-data` (RFC 7578), serialised to bytes: a stream could not be sent again after an
 * expired token.
 */
async function multipartBody({ n8n, itemIndex, read }: ItemContext): Promise<RequestBody> {
	const form = new FormData();
	const parts = read.rows<Part>('bodyParameters.parameters');
	for (const { parameterType, name, value, inputDataFieldName } of parts) {
		if (!name) continue;
		if (parameterType !== 'formBinaryData') {
			form.append(name, fieldText(value));
			continue;
		}
		if (!inputDataFieldName) continue;
		const file = n8n.helpers.assertBinaryData(itemIndex, inputDataFieldName);
		const bytes = await n8n.helpers.getBinaryDataBuffer(itemIndex, inputDataFieldName);
		const blob = new Blob([bytes as unknown as ArrayBuffer], { type: file.mimeType });
		form.append(name, blob, file.fileName ?? 'file');
	}
	const encoded = new Response(form);
	const bytes = Buffer.from(await encoded.arrayBuffer());
	return {
		contentType: encoded.headers.get('content-type') ?? undefined,
		isOwnType: true,
		contentLengthBytes: bytes.length,
		open: () => Promise.resolve(bytes),
	};
}

async function binaryBody({ n8n, itemIndex, read }: ItemContext): Promise<RequestBody> {
	const fieldName = read.text('inputDataFieldName');
	if (!fieldName) {
		throw new InputError(
			'"Input Data Field Name" is empty',
			'Enter the name of the input field that holds the file, e.g. data.',
		);
	}
	const { id, mimeType } = n8n.helpers.assertBinaryData(itemIndex, fieldName);
	const contentType = mimeType || 'application/octet-stream';
	if (id) {
		// The file lies in n8n's binary store: it is streamed from there for each attempt.
		const { fileSize } = await n8n.helpers.getBinaryMetadata(id);
		return {
			contentType,
			contentLengthBytes: fileSize,
			isStream: true,
			open: async () => await n8n.helpers.getBinaryStream(id),
		};
	}
	const bytes = await n8n.helpers.getBinaryDataBuffer(itemIndex, fieldName);
	return { contentType, contentLengthBytes: bytes.length, open: () => Promise.resolve(bytes) };
}

/**
 * The same body with other values, for n8n's pagination by a body parameter.
 *
 * @param jsonType Content-Type of a JSON body
 * @throws {InputError} where the body is none that has named values
 */
export function withValues(
	body: RequestBody | undefined,
	values: IDataObject,
	jsonType: string,
): RequestBody | undefined {
	const base = body?.value ?? {};
	if (body && body.value === undefined) {
		throw new InputError(
			'Pagination can change a body parameter only in a JSON or form body',
			'Choose "JSON" or "Form URL Encoded" as Body Content Type, or change a query parameter instead.',
		);
	}
	const merged: IDataObject = {};
	for (const [key, value] of Object.entries({ ...(base as IDataObject), ...values })) {
		setOwn(merged, key, value);
	}
	return body?.contentType === 'application/x-www-form-urlencoded'
		? formBody(merged)
		: jsonBody(merged, jsonType);
}
