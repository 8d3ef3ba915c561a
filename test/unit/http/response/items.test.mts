import { InputError, NetworkError } from '../../../../http/errors/errors.ts';
import { toNodeError } from '../../../../http/errors/node-error.ts';
import { toList } from '../../../../http/json.ts';
import { nodeVersion } from '../../../../http/request/node-version.ts';
import { listIn, recordsIn, toErrorItem, toItems } from '../../../../http/response/items.ts';
import type { ApiResponse } from '../../../../http/response/response.ts';
import { annyProfile } from '../../../../services/anny/profile.ts';
import { itemOf, type ItemParts } from '../../support/item.mts';

const head = { statusCode: 200, statusMessage: 'OK', headers: { 'x-one': '1' } };
const json = (body: unknown): ApiResponse => ({ ...head, kind: 'json', body });
const file: ApiResponse = {
	...head,
	kind: 'file',
	body: { data: 'bytes', mimeType: 'image/png', fileName: 'a.png', fileSize: '5 B' },
};
const full = { options: { response: { response: { fullResponse: true } } } };

const jsonOf = (response: ApiResponse, parts: ItemParts = {}) =>
	toItems(response, itemOf(parts)).map((item) => item.json);

test('A list becomes one item for each record, all paired with their input item', () => {
	const items = toItems(json({ data: [{ id: '1' }, { id: '2' }] }), itemOf());
	expect(items).toEqual([
		{ json: { id: '1' }, pairedItem: { item: 0 } },
		{ json: { id: '2' }, pairedItem: { item: 0 } },
	]);
});

test('An empty list becomes no item', () => {
	expect(jsonOf(json({ data: [] }))).toEqual([]);
});

test('A record that is no object goes into the output field', () => {
	const options = { response: { response: { outputPropertyName: 'word' } } };
	expect(jsonOf(json(['a', ['b']]))).toEqual([{ data: 'a' }, { data: ['b'] }]);
	expect(jsonOf(json(['a']), { parameters: { options } })).toEqual([{ word: 'a' }]);
});

test('Records come out flat where the node simplifies', () => {
	const body = { data: { type: 'bookings', id: '1', attributes: { status: 'open' } } };
	const flat = { id: '1', type: 'bookings', status: 'open' };
	expect(jsonOf(json(body), { simplify: true })).toEqual([flat]);
	expect(jsonOf(json(body))).toEqual([body.data]);
	expect(jsonOf(json(body), { simplify: true, parameters: full })[0]?.body).toEqual(flat);
});

test('A response without a body says that the request went well', () => {
	const empty: ApiResponse = { ...head, kind: 'empty', statusCode: 204 };
	expect(jsonOf(empty)).toEqual([{ success: true, statusCode: 204 }]);
});

test('A text goes into the output field', () => {
	expect(jsonOf({ ...head, kind: 'text', body: 'hello' })).toEqual([{ data: 'hello' }]);
});

test.each<[string, ApiResponse, object]>([
	['JSON', json({ a: 1 }), { body: { a: 1 } }],
	['a text', { ...head, kind: 'text', body: 'hello' }, { data: 'hello' }],
	['nothing', { ...head, kind: 'empty' }, { body: {} }],
])('The full response to a request that gave %s has headers and status', (_, response, body) => {
	expect(jsonOf(response, { parameters: full })).toEqual([{ ...body, ...head }]);
});

test('A file comes beside what the input item holds', () => {
	const input = { json: { order: 7 }, binary: { other: { data: '', mimeType: '' } } };
	const n8n = { getInputData: () => [input] };
	const [item] = toItems(file, itemOf({ n8n }));
	expect(item?.json).toEqual({ order: 7 });
	expect(item?.binary).toEqual({ ...input.binary, data: file.body });
});

test('A model, which cannot open a file, is told what file it is', () => {
	const n8n = { getInputData: () => [{ json: { order: 7 } }] };
	expect(jsonOf(file, { n8n, isTool: true })).toEqual([
		{ file: { fileName: 'a.png', mimeType: 'image/png', fileSize: '5 B' } },
	]);
});

test('A file in a full response has headers and status', () => {
	const n8n = { getInputData: () => [{ json: { order: 7 } }] };
	expect(jsonOf(file, { n8n, parameters: full })).toEqual([head]);
});

test.each([
	[
		[1, 2],
		[1, 2],
	],
	[{ items: [], total: 0 }, []],
	[{ a: [1], b: [2] }, undefined],
	[{ a: 1 }, undefined],
	['text', undefined],
	[null, undefined],
])('The list in %j is %j', (records, list) => {
	expect(listIn(records)).toEqual(list);
});

test('One record is a list of one', () => {
	expect(toList({ a: 1 })).toEqual([{ a: 1 }]);
	expect(toList([1])).toEqual([1]);
});

test('The item of a failure has exactly the keys that n8n looks for', () => {
	const node = {
		id: '1',
		name: 'Request',
		type: 'annyHttpRequest',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	};
	const told = (error: InputError | NetworkError) =>
		toNodeError(error, { node, itemIndex: 3, profile: annyProfile, credential: undefined });
	const failed = (typeVersion: number) => ({
		itemIndex: 3,
		version: nodeVersion(typeVersion),
		body: undefined,
	});
	const item = toErrorItem(told(new InputError('what', 'to do')), failed(1));
	expect(Object.keys(item.json)).toEqual(['error', 'details']);
	expect(item.json.error).toBe('what');
	expect(item.pairedItem).toEqual({ item: 3 });
	// A swapped node tells what was not sent as a text, and what got no response as an object.
	expect(toErrorItem(told(new InputError('what')), failed(4.2)).json.error).toBe('what');
	const unanswered = told(new NetworkError('closed', 'ECONNRESET'));
	expect(toErrorItem(unanswered, failed(4.2)).json.error).toMatchObject({
		name: 'NodeApiError',
		httpCode: 'ECONNRESET',
	});
});

test.each([
	['a list', [1, 2], [1, 2]],
	['the only list of an object', { intervals: [1], page_end_date: 'x' }, [1]],
	['null, which is an empty list', null, []],
	['an object with several lists, as one record', { a: [1], b: [2] }, [{ a: [1], b: [2] }]],
	['an object without a list: none', { message: 'Busy' }, undefined],
	['an empty object: none', {}, undefined],
	['a record with lists: none', { id: '1', tags: [] }, undefined],
	['a text: none', 'Busy', undefined],
	['nothing: none', undefined, undefined],
])('The records of a list in plain JSON are those of %s', (_, body, records) => {
	expect(recordsIn(body)).toEqual(records);
});
