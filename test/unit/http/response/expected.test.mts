import { complaintAbout, unexpected, type Expected } from '../../../../http/response/expected.ts';
import { HeaderMap } from '../../../../http/request/headers.ts';
import type { ApiRequest } from '../../../../http/request/request.ts';
import type { ApiResponse } from '../../../../http/response/response.ts';
import { annyProfile } from '../../../../services/anny/profile.ts';
import { anybillProfile } from '../../../../services/anybill/profile.ts';

const head = { statusCode: 200, statusMessage: 'OK', headers: {} };
const json = (body: unknown): ApiResponse => ({ ...head, kind: 'json', body });
const text: ApiResponse = { ...head, kind: 'text', body: '<html>' };
const nothing = (statusCode: number): ApiResponse => ({ ...head, statusCode, kind: 'empty' });
const file = (fileSize: string): ApiResponse => ({
	...head,
	kind: 'file',
	body: { data: '', mimeType: 'application/pdf', fileSize },
});

const booking = { data: { type: 'bookings', id: '7', attributes: { number: 'B-1' } } };
const errors = { errors: [{ detail: 'Too late' }] };
const problem = { title: 'Conflict', status: 409 };

const REFUSED = 'anny refused the request';
const NO_RECORD = 'anny sent no record';
const TEXT = 'anny responded with text instead of JSON';
const NO_LIST = 'anny did not respond with a list';

test.each<[string, ApiResponse, Record<Expected, string | undefined>]>([
	[
		'a record',
		json(booking),
		{
			record: undefined,
			done: undefined,
			list: NO_LIST,
			document: 'anny responded with JSON instead of the document',
		},
	],
	['errors', json(errors), { record: REFUSED, done: REFUSED, list: REFUSED, document: REFUSED }],
	[
		'a web page',
		text,
		{
			record: TEXT,
			done: TEXT,
			list: NO_LIST,
			document: 'anny responded with text instead of the document',
		},
	],
	[
		'a text in JSON',
		json('Store does not exist'),
		{ record: TEXT, done: TEXT, list: NO_LIST, document: expect.any(String) as string },
	],
	[
		'204',
		nothing(204),
		{ record: NO_RECORD, done: undefined, list: undefined, document: 'anny sent no document' },
	],
	[
		'nothing with status 200',
		nothing(200),
		{ record: NO_RECORD, done: undefined, list: NO_LIST, document: 'anny sent no document' },
	],
	[
		'no data',
		json({ data: null }),
		{ record: NO_RECORD, done: undefined, list: NO_LIST, document: expect.any(String) as string },
	],
	[
		'null',
		json(null),
		{ record: NO_RECORD, done: undefined, list: undefined, document: expect.any(String) as string },
	],
	[
		'an empty object',
		json({}),
		{ record: NO_RECORD, done: undefined, list: NO_LIST, document: expect.any(String) as string },
	],
	[
		'an empty list',
		json([]),
		{ record: NO_RECORD, done: undefined, list: undefined, document: expect.any(String) as string },
	],
	[
		'a file',
		file('3 B'),
		{
			record: 'anny responded with a file instead of JSON',
			done: 'anny responded with a file instead of JSON',
			list: NO_LIST,
			document: undefined,
		},
	],
])('With a success status, %s is or is not what was asked for', (_, response, complaints) => {
	const found = Object.keys(complaints).map((expected) => [
		expected,
		complaintAbout(response, expected as Expected, annyProfile),
	]);
	expect(Object.fromEntries(found)).toEqual(complaints);
});

test('An empty file is no document', () => {
	expect(complaintAbout(file('0 B'), 'document', annyProfile)).toBe('anny sent an empty document');
});

test('A problem document of anybill with an error status is a refusal, whatever its own status', () => {
	for (const expected of ['record', 'done', 'list', 'document'] as const) {
		expect(complaintAbout(json(problem), expected, anybillProfile)).toBe(
			'anybill refused the request',
		);
	}
});

test('Only a write is said to have taken effect perhaps, and only a read to be run again', () => {
	const request = (isRepeatable: boolean): ApiRequest => ({
		method: 'GET',
		url: new URL('https://b.anny.co/api/v1/bookings/7/cancel'),
		query: {},
		headers: new HeaderMap(),
		isRepeatable,
	});
	const adviceFor = (isRepeatable: boolean) =>
		unexpected('No', text, { request: request(isRepeatable), profile: annyProfile }).description;
	expect(adviceFor(false)).toMatch(/status 200\. The request may have taken effect/);
	expect(adviceFor(false)).not.toContain('Run the node again');
	expect(adviceFor(true)).toMatch(/status 200\. Run the node again/);
	expect(adviceFor(true)).not.toContain('taken effect');
});
