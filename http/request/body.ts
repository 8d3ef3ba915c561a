import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../errors/errors';
import type { ItemContext } from '../item-context';
import { isObject, setOwn, textOf, toList } from '../json';
import { mediaTypeOfFile } from '../response/media-type';
import { encodePairs, fieldPairs } from './form-encoding';
import { rowName, rowsToNestedObject, rowsToObject, type Row } from './rows';

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
	/** The value behind a JSON or form body, for `$request.body` in n8n's pagination. */
	value?: unknown;
	/** The same body with other values, for n8n's pagination by a body parameter. */
	withValues?: (values: IDataObject) => Promise<RequestBody | undefined>;
}

/** A multipart row of n8n's HTTP Request node. */
interface PartRow extends Row {
	parameterType?: 'formData' | 'formBinaryData';
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
			return jsonBody(jsonValue(item), profile.mediaTypes.json);
		case 'form-urlencoded':
			return formBody(formValue(item));
		case 'multipart-form-data':
			return await multipartBody(await readParts(item));
		case 'binaryData':
			return await binaryBody(item);
		case 'raw':
			return rawBody(read.value('body'), read.text('rawContentType'), profile.mediaTypes.json);
		default:
			return jsonBody(profile.body?.(read), profile.mediaTypes.json);
	}
}

function jsonValue({ read, version }: ItemContext): unknown {
	if (read.text('specifyBody', 'keypair') !== 'keypair') return read.json('jsonBody', 'JSON Body');
	const rows = read.rows('bodyParameters.parameters');
	return version.nestsFieldNames ? rowsToNestedObject(rows) : rowsToObject(rows, false);
}

/**
 * A JSON body (RFC 8259).
 *
 * @param value undefined sends no body
 */
export function jsonBody(value: unknown, contentType: string): RequestBody | undefined {
	if (value === undefined) return undefined;
	return {
		...bytesBody(JSON.stringify(value), contentType),
		value,
		...(isObject(value) && {
			withValues: (values) => Promise.resolve(jsonBody(merge(value, values), contentType)),
		}),
	};
}

/** As bytes: n8n's client puts texts of JSON into quotes, and parses them first to find out. */
function bytesBody(text: string, contentType: string): RequestBody {
	const bytes = Buffer.from(text);
	return { contentType, contentLengthBytes: bytes.length, open: () => Promise.resolve(bytes) };
}

function formValue({ read, version }: ItemContext): unknown {
	if (read.text('specifyBody', 'keypair') === 'string') return read.value('body') ?? '';
	return rowsToObject(read.rows('bodyParameters.parameters'), version.listsEqualNames);
}

const FORM = 'application/x-www-form-urlencoded';

/**
 * `application/x-www-form-urlencoded` (https://url.spec.whatwg.org/#urlencoded-serializing).
 *
 * @param value an object of fields, or a form as one text
 * @throws {InputError} for a list
 */
export function formBody(value: unknown): RequestBody {
	if (Array.isArray(value)) {
		throw new InputError(
			'The form is a list',
			'Give the field "Body" an object, or text such as a=1&b=2.',
		);
	}
	const pairs = isObject(value)
		? Object.entries(value).flatMap(([name, field]) => fieldPairs(name, field))
		: [...new URLSearchParams(textOf(value))];
	const text = encodePairs(pairs);
	const fields = isObject(value) ? value : Object.fromEntries(pairs);
	return {
		contentType: FORM,
		value: fields,
		open: () => Promise.resolve(text),
		withValues: (values) => Promise.resolve(formBody(merge(fields, values))),
	};
}

/** An object is written as its content type says: as a form, or as JSON. */
function rawBody(value: unknown, contentType: string, jsonType: string): RequestBody {
	// n8n's own field wins over a header.
	const own = contentType && ({ contentType, isOwnType: true } as const);
	if (contentType === FORM) {
		return {
			...(typeof value === 'object' && value !== null ? formBody(value) : rawForm(value)),
			isOwnType: true,
		};
	}
	if (typeof value === 'object' && value !== null) {
		return { ...bytesBody(JSON.stringify(value), jsonType), ...own };
	}
	return { ...bytesBody(textOf(value), 'text/plain'), ...own };
}

/** One text, as it is written. */
function rawForm(value: unknown): RequestBody {
	const text = textOf(value);
	return { contentType: FORM, open: () => Promise.resolve(text) };
}

/** A part of a multipart body: a text, or a file. */
type Part = { name: string } & ({ text: string } | { file: Blob; fileName: string });

/** @throws {InputError} for a file that the item does not have */
async function readParts({ n8n, itemIndex, read, version }: ItemContext): Promise<Part[]> {
	const rows = read.rows<PartRow>('bodyParameters.parameters').filter(isSent);
	const parts: Part[] = [];
	for (const row of version.sendsAllParts ? rows : lastOfEachName(rows)) {
		const name = rowName(row);
		const { parameterType, value, inputDataFieldName = '' } = row;
		if (parameterType !== 'formBinaryData') {
			parts.push(...textParts(name, value));
			continue;
		}
		const { mimeType, fileName } = n8n.helpers.assertBinaryData(itemIndex, inputDataFieldName);
		const bytes = await n8n.helpers.getBinaryDataBuffer(itemIndex, inputDataFieldName);
		const type = mimeType || mediaTypeOfFile(fileName);
		const file = new Blob([bytes as unknown as ArrayBuffer], { ...(type && { type }) });
		parts.push({ name, file, fileName: withoutFolders(fileName) || 'file' });
	}
	return parts;
}

function isSent(row: PartRow): boolean {
	const isFile = row.parameterType === 'formBinaryData';
	return rowName(row) !== '' && !(isFile && !row.inputDataFieldName);
}

function lastOfEachName(rows: PartRow[]): PartRow[] {
	return [...new Map(rows.map((row) => [rowName(row), row])).values()];
}

/** One part for each value of a list. */
function textParts(name: string, value: unknown): Part[] {
	return toList(value).map((one) => ({ name, text: partText(one) }));
}

function partText(value: unknown): string {
	if (value instanceof Date) return value.toISOString();
	return typeof value === 'object' && value !== null ? JSON.stringify(value) : textOf(value);
}

/**
 * `multipart/form-data` (RFC 7578), serialised to bytes: a stream could not be sent again after an
 * expired token.
 */
async function multipartBody(parts: Part[]): Promise<RequestBody> {
	const form = new FormData();
	for (const part of parts) {
		if ('text' in part) form.append(part.name, part.text);
		else form.append(part.name, part.file, part.fileName);
	}
	const encoded = new Response(form);
	const bytes = Buffer.from(await encoded.arrayBuffer());
	return {
		contentType: encoded.headers.get('content-type') ?? undefined,
		isOwnType: true,
		contentLengthBytes: bytes.length,
		open: () => Promise.resolve(bytes),
		withValues: async (values) => await multipartBody(changeParts(parts, values)),
	};
}

/** The parts with other values: in place of those of the same name, or at the end. */
function changeParts(parts: Part[], values: IDataObject): Part[] {
	const isChanged = ({ name }: Part) => Object.hasOwn(values, name);
	const kept = parts.flatMap((part, index) => {
		if (!isChanged(part)) return [part];
		const isFirst = parts.findIndex(({ name }) => name === part.name) === index;
		return isFirst ? textParts(part.name, values[part.name]) : [];
	});
	const added = Object.entries(values).filter(
		([name]) => !parts.some((part) => part.name === name),
	);
	return [...kept, ...added.flatMap(([name, value]) => textParts(name, value))];
}

async function binaryBody({ n8n, itemIndex, read }: ItemContext): Promise<RequestBody> {
	const fieldName = read.text('inputDataFieldName');
	if (!fieldName) {
		throw new InputError(
			'"Input Data Field Name" is empty',
			'Enter the name of the input field that holds the file, e.g. data.',
		);
	}
	const { id, mimeType, fileName } = n8n.helpers.assertBinaryData(itemIndex, fieldName);
	const contentType = mimeType || mediaTypeOfFile(fileName) || 'application/octet-stream';
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

/** A file name is sent without its folders. */
function withoutFolders(fileName: string | undefined): string | undefined {
	return fileName?.split('/').at(-1);
}

function merge(base: object, values: IDataObject): IDataObject {
	const merged: IDataObject = {};
	for (const [key, value] of Object.entries({ ...base, ...values })) setOwn(merged, key, value);
	return merged;
}

/**
 * The same body with other values, for n8n's pagination by a body parameter.
 *
 * @param jsonType Content-Type of a JSON body, where there is none yet
 * @throws {InputError} where the body is none that has named values
 */
export async function withValues(
	body: RequestBody | undefined,
	values: IDataObject,
	jsonType: string,
): Promise<RequestBody | undefined> {
	if (!body) return jsonBody(values, jsonType);
	if (body.withValues) return await body.withValues(values);
	throw new InputError(
		'Pagination can change a body parameter only in a body of JSON fields, a form or form data',
		'Choose one of these as Body Content Type, or change a query parameter instead.',
	);
}
