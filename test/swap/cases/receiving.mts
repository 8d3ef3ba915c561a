import { area, comparing, get, post, response, type Case } from '../support/case.mts';
import type { Reply } from '../support/playback.mts';

const reply = (body: unknown, contentType?: string, more: Reply = {}): Reply => ({
	...more,
	body,
	headers: { ...(contentType !== undefined && { 'content-type': contentType }), ...more.headers },
});
const gives = (
	body: unknown,
	contentType?: string,
	parameters: Record<string, unknown> = get(),
	more: Reply = {},
): Case => ({ parameters, script: reply(body, contentType, more) });
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const full = response({ fullResponse: true });
const as = (responseFormat: string, more: object = {}) =>
	get(response({ responseFormat, ...more }));
const disposition = (value: string): Reply => ({ headers: { 'content-disposition': value } });
const sentence = 'Grüße aus Köln, naïve café';
const pdf = '%PDF-1.4 bytes';

const forEachFormat = (name: string, body: unknown, contentType: string | undefined) =>
	Object.fromEntries(
		['autodetect', 'json', 'text', 'file'].flatMap((format) => [
			[`${name}, read as ${format}`, gives(body, contentType, as(format))],
			[
				`${name}, read as ${format}, with the full response`,
				gives(body, contentType, as(format, { fullResponse: true })),
			],
		]),
	);

export const receivingCases = [
	...area('Response format', {
		'an object': gives({ a: 1, b: [null, { c: 'ä' }] }),
		'a text in JSON': gives('"abc"', 'application/json'),
		'a number in JSON': gives('7', 'application/json'),
		'zero in JSON': gives('0', 'application/json'),
		'true in JSON': gives('true', 'application/json'),
		'false in JSON': gives('false', 'application/json'),
		'null in JSON': gives('null', 'application/json'),
		'null in JSON with the full response': gives('null', 'application/json', get(full)),
		'a text in JSON with the full response': gives('"abc"', 'application/json', get(full)),
		'a list in JSON with the full response': gives([1, { a: 2 }], undefined, get(full)),
		'JSON that cannot be read': gives('{"a": ', 'application/json'),
		'JSON that cannot be read, with the full response': gives(
			'{"a": ',
			'application/json',
			get(full),
		),
		'JSON that cannot be read, never an error': gives(
			'{"a": ',
			'application/json',
			get(response({ neverError: true })),
		),
		'JSON with a charset': gives('{"a": "ä"}', 'application/json; charset=utf-8'),
		'JSON with a media type in upper case': gives('{"a": 1}', 'Application/JSON'),
		'JSON with a byte order mark': gives('\ufeff{"a": 1}', 'application/json'),
		'JSON without a content type': gives('{"a": 1}'),
		'JSON as text/plain': gives('{"a": 1}', 'text/plain'),
		'JSON as text/json': gives('{"a": 1}', 'text/json'),
		'JSON as application/problem+json': gives('{"a": 1}', 'application/problem+json'),
		'JSON as application/hal+json': gives('{"a": 1}', 'application/hal+json; charset=utf-8'),
		'JSON as application/vnd.api+json': gives('{"a": 1}', 'application/vnd.api+json'),
		'JSON as application/json-patch+json': gives('[{"op": "add"}]', 'application/json-patch+json'),
		'lines of JSON': gives('{"a":1}\n{"a":2}\n', 'application/x-ndjson'),
		'a large number in JSON': gives('{"a": 12345678901234567890}', 'application/json'),
		'a name called __proto__ in JSON': gives('{"__proto__": {"x": 1}, "a": 2}', 'application/json'),
		'an object with a field called data': gives({ data: { x: 1 }, ok: true }),
		'an object with a list called data': gives({ data: [1, 2], total: 2 }),
		'an object with a field called error': gives({ error: 'no', ok: false }),
		HTML: gives('<html><body>ä</body></html>', 'text/html; charset=utf-8'),
		XML: gives('<a>ä</a>', 'application/xml'),
		CSV: gives('a;b\n1;2\n', 'text/csv'),
		JavaScript: gives('alert(1)', 'application/javascript'),
		'a calendar': gives('BEGIN:VCALENDAR', 'text/calendar'),
		'an SVG image': gives('<svg/>', 'image/svg+xml'),
		'a PNG image': gives(latin1('\x89PNG\r\n'), 'image/png'),
		audio: gives('sound', 'audio/mpeg'),
		video: gives('film', 'video/mp4'),
		'a font': gives('font', 'font/woff2'),
		'a PDF': gives(pdf, 'application/pdf'),
		'a ZIP archive': gives('PK', 'application/zip'),
		'a spreadsheet': gives(
			'PK',
			'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		),
		'a document': gives(
			'PK',
			'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
		),
		'a presentation': gives(
			'PK',
			'application/vnd.openxmlformats-officedocument.presentationml.presentation',
		),
		'an OpenDocument text': gives('PK', 'application/vnd.oasis.opendocument.text'),
		bytes: gives(latin1('\x00\x01\x02'), 'application/octet-stream'),
		'bytes without a content type': gives(latin1('\x00\x01\xff\xfe')),
		'an unknown media type': gives('abc', 'application/x-unknown'),
		'a media type that is no media type': gives('abc', 'nonsense'),
		'text without a content type': gives('abc'),
		...forEachFormat('an object of JSON', '{"a": 1}', 'application/json'),
		...forEachFormat('a list of JSON', '[{"a": 1}, {"a": 2}]', 'application/json'),
		...forEachFormat('a plain text', 'abc\n', 'text/plain'),
		...forEachFormat('a text of JSON', '"abc"', 'application/json'),
		...forEachFormat('a file of bytes', latin1('\x00\x01\xff'), 'application/octet-stream'),
		...forEachFormat('a response of JSON:API', '{"a": 1}', 'application/vnd.api+json'),
		'text in a field of its own': gives(
			'abc',
			'text/plain',
			as('text', { outputPropertyName: 'page' }),
		),
		'text in a field of its own, autodetected': gives(
			'abc',
			'text/plain',
			get(response({ outputPropertyName: 'page' })),
		),
		'text in a field of its own, with the full response': gives(
			'abc',
			'text/plain',
			as('text', { outputPropertyName: 'page', fullResponse: true }),
		),
		'text in a field without a name': gives(
			'abc',
			'text/plain',
			as('text', { outputPropertyName: '' }),
		),
		'a file in a field of its own': gives(
			pdf,
			'application/pdf',
			as('file', { outputPropertyName: 'bill' }),
		),
		'a file in a field of its own, autodetected': gives(
			pdf,
			'application/pdf',
			get(response({ outputPropertyName: 'bill' })),
		),
		'a file beside the files of the item': {
			...gives(pdf, 'application/pdf', as('file', { outputPropertyName: 'bill' })),
			files: { data: { bytes: 'x', mimeType: 'text/plain', fileName: 'x.txt' } },
			items: [{ n: 1 }],
		},
		'a file in place of a file of the item': {
			...gives(pdf, 'application/pdf'),
			files: { data: { bytes: 'x', mimeType: 'text/plain', fileName: 'x.txt' } },
			items: [{ n: 1 }],
		},
		'JSON where a text has the fields of the item': {
			...gives({ a: 1 }),
			items: [{ n: 1 }],
			files: { data: { bytes: 'x', mimeType: 'text/plain' } },
		},
	}),
	...area('Charsets', {
		'text in UTF-8': gives(sentence, 'text/plain; charset=utf-8'),
		'text in Latin-1': gives(latin1(sentence), 'text/plain; charset=iso-8859-1'),
		'text in Windows-1252': gives(latin1(sentence), 'text/plain; charset=windows-1252'),
		'text in UTF-16': gives(Buffer.from(sentence, 'utf16le'), 'text/plain; charset=utf-16le'),
		'text in Shift JIS': gives(
			Buffer.from([0x93, 0xfa, 0x96, 0x7b]),
			'text/plain; charset=shift_jis',
		),
		'text in GBK': gives(Buffer.from([0xc4, 0xe3, 0xba, 0xc3]), 'text/html; charset=gbk'),
		'text with a charset in quotes': gives(latin1(sentence), 'text/plain; charset="ISO-8859-1"'),
		'text in an unknown charset': gives('abc', 'text/plain; charset=nonsense'),
		'text without a charset in UTF-8': gives(sentence, 'text/plain'),
		'text without a charset in Latin-1': gives(latin1(sentence), 'text/plain'),
		'text without a content type in Latin-1': gives(latin1(sentence)),
		'CSV without a charset in Latin-1': gives(latin1('Straße;Größe\n1;2\n'), 'text/csv'),
		'JSON in Latin-1': gives(latin1('{"a": "Grüße"}'), 'application/json; charset=iso-8859-1'),
		'JSON without a charset in Latin-1': gives(
			latin1('{"a": "Grüße aus Köln und naïve Straßencafés"}'),
			'application/json',
		),
		'text with a byte order mark': gives('\ufeffabc', 'text/plain; charset=utf-8'),
		'text in Latin-1, read as text': gives(
			latin1(sentence),
			'text/plain; charset=iso-8859-1',
			as('text'),
		),
		'text without a charset in Latin-1, read as text': gives(
			latin1(sentence),
			'text/plain',
			as('text'),
		),
		'an emoji': gives('😀', 'text/plain'),
	}),
	...area('Lists', {
		'a list of objects': gives([{ id: 1 }, { id: 2 }]),
		'a list of one object': gives([{ id: 1 }]),
		'an empty list': gives([]),
		'an empty list with the full response': gives([], undefined, get(full)),
		'a list of texts': gives(['a', 'b']),
		'a list of numbers': gives([1, 0, 2]),
		'a list of lists': gives([[1], [2, 3]]),
		'a list with null': gives([null, { id: 1 }]),
		'a list of true and false': gives([true, false]),
		'a list inside an object': gives({ items: [{ id: 1 }, { id: 2 }], total: 2 }),
		'an empty list, read as JSON': gives([], undefined, as('json')),
		'an empty object': gives({}),
		"a list of anny's": {
			service: 'anny',
			...gives('{"data": [{"type": "a", "id": "1"}]}', 'application/vnd.api+json'),
		},
		"a record of anny's": {
			service: 'anny',
			...gives('{"data": {"type": "a", "id": "1"}}', 'application/vnd.api+json'),
		},
		"an empty list of anny's": {
			service: 'anny',
			...gives('{"data": [], "meta": {"total": 0}}', 'application/vnd.api+json'),
		},
		"a plain object of anny's with a field called data": {
			service: 'anny',
			...gives({ data: { x: 1 }, ok: true }),
		},
		"a plain object of anny's with a list called data": {
			service: 'anny',
			...gives({ data: [1, 2], total: 2 }),
		},
		"a plain object of anny's": { service: 'anny', ...gives({ a: 1 }) },
		"a plain list of anny's": { service: 'anny', ...gives([{ a: 1 }]) },
		"anny's response with the full response": {
			service: 'anny',
			...gives('{"data": {"type": "a", "id": "1"}}', 'application/vnd.api+json', get(full)),
		},
	}),
	...area('Empty responses', {
		'204': gives('', undefined, get(), { status: 204 }),
		'204 to a POST': gives('', undefined, post(), { status: 204 }),
		'204 to a DELETE': gives('', undefined, { ...get(), method: 'DELETE' }, { status: 204 }),
		'204 with the full response': gives('', undefined, get(full), { status: 204 }),
		'204 of JSON': gives('', 'application/json', get(), { status: 204 }),
		'204, read as JSON': gives('', undefined, as('json'), { status: 204 }),
		'204, read as text': gives('', undefined, as('text'), { status: 204 }),
		'204, read as file': gives('', undefined, as('file'), { status: 204 }),
		'200 without a body': gives(''),
		'200 of JSON without a body': gives('', 'application/json'),
		'200 of JSON without a body, with the full response': gives('', 'application/json', get(full)),
		'200 of text without a body': gives('', 'text/plain'),
		'200 of text without a body, with the full response': gives('', 'text/plain', get(full)),
		'200 of a PDF without a body': gives('', 'application/pdf'),
		'200 without a body, read as file': gives('', 'text/plain', as('file')),
		'spaces as JSON': gives('  \n', 'application/json'),
		'spaces as text': gives('  \n', 'text/plain'),
		'spaces as text with the full response': gives('  \n', 'text/plain', get(full)),
		'spaces as text, read as text': gives(' \n', 'text/plain', as('text')),
		'a line break as CSV': gives('\n', 'text/csv'),
		'HEAD with the full response': gives(
			'',
			'application/json',
			{ ...get(full), method: 'HEAD' },
			{ headers: { 'x-total': '7' } },
		),
		'an empty text in JSON': gives('""', 'application/json'),
	}),
	...area('File name', {
		'a file name in the response': gives(
			pdf,
			'application/pdf',
			get(),
			disposition('attachment; filename="bill 1.pdf"'),
		),
		'a file name without quotes': gives(
			pdf,
			'application/pdf',
			get(),
			disposition('attachment; filename=bill.pdf'),
		),
		'a file name in UTF-8': gives(
			pdf,
			'application/pdf',
			get(),
			disposition("attachment; filename*=UTF-8''Rechnung%20%C3%A4.pdf"),
		),
		'a file name in both forms': gives(
			pdf,
			'application/pdf',
			get(),
			disposition('attachment; filename="a.pdf"; filename*=UTF-8\'\'%C3%A4.pdf'),
		),
		'a file name inline': gives(
			pdf,
			'application/pdf',
			get(),
			disposition('inline; filename="bill.pdf"'),
		),
		'a file name with folders': gives(
			pdf,
			'application/pdf',
			get(),
			disposition('attachment; filename="../../etc/bill.pdf"'),
		),
		'a file name without an extension': gives(
			pdf,
			'application/pdf',
			get(),
			disposition('attachment; filename="bill"'),
		),
		'a file name that gives the type': gives(
			latin1('\xff\xd8\xff'),
			undefined,
			as('file'),
			disposition('attachment; filename="testing.jpg"'),
		),
		'a file name that gives the type, autodetected': gives(
			'a;b',
			undefined,
			get(),
			disposition('attachment; filename="table.csv"'),
		),
		'bytes with a file name that tells more': gives(
			'PK',
			'application/octet-stream',
			get(),
			disposition('attachment; filename="x.xlsx"'),
		),
		'an attachment without a name': gives(pdf, 'application/pdf', get(), disposition('attachment')),
		'an empty file name': gives(
			pdf,
			'application/pdf',
			get(),
			disposition('attachment; filename=""'),
		),
		'a file name that cannot be read': gives(
			pdf,
			'application/pdf',
			get(),
			disposition("attachment; filename*=UTF-8''%E4.pdf"),
		),
		'a file without a name': gives(pdf, 'application/pdf'),
		'a file without a name, with the full response': gives(pdf, 'application/pdf', get(full)),
		'a file named by its URL': {
			parameters: { url: '{server}/files/report.pdf' },
			script: reply(pdf, 'application/pdf'),
		},
		'a file of no type named by its URL': {
			parameters: { ...as('file'), url: '{server}/files/x.pdf' },
			script: reply(pdf),
		},
		'bytes named by their URL': {
			parameters: { url: '{server}/files/x.xlsx' },
			script: reply('PK', 'application/octet-stream'),
		},
		'a file named by its URL before a query': {
			parameters: { url: '{server}/files/report.pdf?a=1' },
			script: reply(pdf, 'application/pdf'),
		},
		'a file of no type without a name': gives(pdf, undefined, as('file')),
		'an image without a name': gives(latin1('\x89PNG\r\n\x1a\n'), 'image/png'),
		'a text as a file': gives('abc', 'text/plain', as('file')),
		'JSON as a file': gives({ a: 1 }, undefined, as('file')),
		'a file below a path of a type': {
			parameters: { url: '{server}/bill/4711/pdf' },
			script: reply(pdf, 'application/pdf'),
		},
	}),
	...comparing(
		'directory',
		area('File name', {
			'the address of a file': {
				parameters: { url: '{server}/files/report.pdf?signature=1' },
				script: reply(pdf, 'application/pdf'),
			},
		}),
	),
	...area('Full response', {
		'the full response of JSON': gives({ a: 1 }, undefined, get(full), {
			status: 201,
			headers: { 'x-total': '7' },
		}),
		'the full response with a reason of its own': gives({ a: 1 }, undefined, get(full), {
			statusMessage: 'Fine',
		}),
		'the full response of text': gives('abc', 'text/plain', get(full)),
		'the full response of a file': {
			...gives(pdf, 'application/pdf', get(full)),
			items: [{ n: 1 }],
		},
		'the full response with cookies': gives({ a: 1 }, undefined, get(full), {
			headers: { 'set-cookie': ['a=1; Path=/', 'b=2'] },
		}),
		'the full response with one cookie': gives({ a: 1 }, undefined, get(full), {
			headers: { 'set-cookie': 'a=1' },
		}),
		'the full response with a repeated header': gives({ a: 1 }, undefined, get(full), {
			headers: { 'x-list': ['1', '2'] },
		}),
		'the full response with a link': gives({ a: 1 }, undefined, get(full), {
			headers: { link: '</next>; rel="next"' },
		}),
		'the full response of text with cookies, read as text': gives(
			'abc',
			'text/plain',
			as('text', { fullResponse: true }),
			{ headers: { 'set-cookie': ['a=1', 'b=2'] } },
		),
		'the full response, read as JSON': gives(
			{ a: 1 },
			undefined,
			as('json', { fullResponse: true }),
		),
		'the full response for each item': {
			parameters: get(full),
			items: [{ n: 1 }, { n: 2 }],
			script: [reply({ a: 1 }), reply([1])],
		},
	}),
];
