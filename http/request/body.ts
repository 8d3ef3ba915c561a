import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { InputError } from '../errors/input-error';
import { parseJson, rowsToNestedObject, rowsToObject, setOwn } from './parameters';
import type { ReadParameter, ServiceProfile } from '../profile';

/** A body, ready to be sent as often as it takes. */
export interface RequestBody {
	/** Undefined where the user's own header or nothing decides. */
	contentType?: string;
	/** Only this Content-Type describes the bytes: multipart's boundary is in it. */
	isOwnType?: true;
	/** In bytes. */
	contentLength?: number;
	/** The bytes come as a stream, which serves one attempt only. */
	isStream?: true;
	/** The bytes for one attempt. */
	open(): Promise<string | Buffer | NodeJS.ReadableStream>;
	/** The value behind a JSON or form body, where n8n's pagination may change a part of it. */
	value?: unknown;
}

/** A multipart row of n8n's HTTP Request node. */
interface Part {
	parameterType?: 'formData' | 'formBinaryData';
	name: string;
	value?: unknown;
	inputDataFieldName?: string;
}

/**
 * Builds the body that the node's parameters describe.
 *
 * @returns undefined where there is none
 * @throws {InputError} for bad JSON, a missing binary field, …
 */
export async function buildBody(
	context: IExecuteFunctions,
	itemIndex: number,
	read: ReadParameter,
	profile: ServiceProfile,
): Promise<RequestBody | undefined> {
	if (!read('sendBody', false)) return undefined;
	const contentType = read<string>('contentType', 'json');
	switch (contentType) {
		case 'json':
			return jsonBody(jsonValue(read), profile.mediaTypes.json);
		case 'form-urlencoded':
			return formBody(formValue(read));
		case 'multipart-form-data':
			return await multipartBody(context, itemIndex, read('bodyParameters.parameters', []));
		case 'binaryData':
			return await binaryBody(context, itemIndex, read('inputDataFieldName', ''));
		case 'raw':
			return textBody(String(read('body', '') ?? ''), read('rawContentType', ''));
		default:
			return jsonBody(profile.body?.(read), profile.mediaTypes.json);
	}
}

function jsonValue(read: ReadParameter): unknown {
	if (read<string>('specifyBody', 'keypair') === 'keypair') {
		return rowsToNestedObject(read('bodyParameters.parameters', []));
	}
	const json = read<unknown>('jsonBody', '');
	return json === '' ? undefined : parseJson(json, 'JSON Body');
}

/**
 * A JSON body (RFC 8259).
 *
 * @param value undefined sends no body
 */
export function jsonBody(value: unknown, contentType: string): RequestBody | undefined {
	if (value === undefined) return undefined;
	const text = JSON.stringify(value);
	return { contentType, value, open: async () => text };
}

function formValue(read: ReadParameter): IDataObject | string {
	if (read<string>('specifyBody', 'keypair') === 'string') return String(read('body', '') ?? '');
	return rowsToObject(read('bodyParameters.parameters', []));
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
		open: async () => text,
	};
}

function formFields(name: string, value: unknown): string[][] {
	if (value === undefined) return [];
	if (typeof value !== 'object' || value === null || value instanceof Date) {
		return [[name, value instanceof Date ? value.toISOString() : asText(value)]];
	}
	return Object.entries(value).flatMap(([key, inner]) => formFields(`${name}[${key}]`, inner));
}

function asText(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function textBody(text: string, contentType: string): RequestBody {
	return { contentType: contentType || undefined, open: async () => text };
}

/**
 * `multipart/form-data` (RFC 7578), serialised to bytes: a stream could not be sent again after an
 * expired token.
 */
async function multipartBody(
	context: IExecuteFunctions,
	itemIndex: number,
	parts: Part[],
): Promise<RequestBody> {
	const form = new FormData();
	for (const { parameterType, name, value, inputDataFieldName } of parts) {
		if (!name) continue;
		if (parameterType !== 'formBinaryData') {
			form.append(name, asText(value));
			continue;
		}
		if (!inputDataFieldName) continue;
		const file = context.helpers.assertBinaryData(itemIndex, inputDataFieldName);
		const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, inputDataFieldName);
		const blob = new Blob([bytes as unknown as ArrayBuffer], { type: file.mimeType });
		form.append(name, blob, file.fileName ?? 'file');
	}
	const encoded = new Response(form);
	const bytes = Buffer.from(await encoded.arrayBuffer());
	return {
		contentType: encoded.headers.get('content-type') ?? undefined,
		isOwnType: true,
		contentLength: bytes.length,
		open: async () => bytes,
	};
}

async function binaryBody(
	context: IExecuteFunctions,
	itemIndex: number,
	fieldName: string,
): Promise<RequestBody> {
	if (!fieldName) {
		throw new InputError(
			'"Input Data Field Name" is empty',
			'Enter the name of the input field that holds the file, e.g. data.',
		);
	}
	const { id, mimeType } = context.helpers.assertBinaryData(itemIndex, fieldName);
	const contentType = mimeType || 'application/octet-stream';
	if (id) {
		// The file lies in n8n's binary store: it is streamed from there for each attempt.
		const { fileSize } = await context.helpers.getBinaryMetadata(id);
		return {
			contentType,
			contentLength: fileSize,
			isStream: true,
			open: async () => await context.helpers.getBinaryStream(id),
		};
	}
	const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, fieldName);
	return { contentType, contentLength: bytes.length, open: async () => bytes };
}

/**
 * The same body with other values, for n8n's pagination by a body parameter.
 *
 * @throws {InputError} where the body is none that has named values
 */
export function withValues(body: RequestBody | undefined, values: IDataObject, json: string) {
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
		: jsonBody(merged, json);
}
