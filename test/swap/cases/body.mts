import {
	area,
	fields,
	fileBody,
	from,
	form,
	formText,
	headers,
	jsonBody,
	multipart,
	post,
	raw,
	response,
	type Case,
} from '../support/case.mts';

const csv = { data: { bytes: 'Grüße;1\n', mimeType: 'text/csv', fileName: 'a.csv' } };
const file = (more: object = {}) => ({ data: { bytes: 'bytes', ...more } });
const upload = (files: Case['files'], ...rows: Parameters<typeof multipart>): Case => ({
	parameters: post(
		multipart(
			...(rows.length ? rows : [['upload', { file: 'data' }] as const]).map(
				([name, value]): [string, unknown] => [name, value],
			),
		),
	),
	...(files && { files }),
});

export const bodyCases = [
	...area('JSON body', {
		'a JSON body from fields': { parameters: post(fields(['a', '1'], ['b', 'x'])) },
		'a JSON body from a number, true and null': {
			parameters: post(fields(['a', '={{ 1 }}'], ['b', '={{ true }}'], ['c', '={{ null }}'])),
		},
		'a JSON body from a list and an object': {
			parameters: post(fields(['a', '={{ [1, {b: 2}] }}'], ['c', '={{ {d: []} }}'])),
		},
		'a JSON body with undefined': {
			parameters: post(fields(['a', '={{ undefined }}'], ['b', '1'])),
		},
		'a JSON body with an empty value': { parameters: post(fields(['a', ''])) },
		'a JSON body from a field without a name': { parameters: post(fields(['', 'x'], ['b', '1'])) },
		'a JSON body without fields': { parameters: post(fields()) },
		'a JSON body from one empty field': { parameters: post(fields(['', ''])) },
		'a JSON body with a date': {
			parameters: post(fields(['a', '={{ new Date("2026-01-02T03:04:05Z") }}'])),
		},
		'a path in a field name': { parameters: post(fields(['data.type', 'x'])) },
		'a deep path in a field name': { parameters: post(fields(['a.b.c.d', 'x'], ['a.b.e', 'y'])) },
		'an index in a field name': { parameters: post(fields(['tags[0]', 'x'], ['tags[1]', 'y'])) },
		'an index after a dot': { parameters: post(fields(['tags.0', 'x'], ['tags.1.a', 'y'])) },
		'a path below an index': { parameters: post(fields(['list[0].a.b', 'x'])) },
		'an index that is left out': { parameters: post(fields(['a[2]', 'x'])) },
		'a quoted name in a path': { parameters: post(fields(['data["first.name"]', 'x'])) },
		'a name quoted with apostrophes in a path': {
			parameters: post(fields(["data['first.name'].b", 'x'])),
		},
		'a name in brackets without quotes': { parameters: post(fields(['data[first]', 'x'])) },
		'a name that begins with a number': { parameters: post(fields(['d.01', 'x'])) },
		'a name of a large number': { parameters: post(fields(['d.12345', 'x'])) },
		'a name with a dash': { parameters: post(fields(['d.first-name', 'x'])) },
		'a name with a space': { parameters: post(fields(['first name', 'x'])) },
		'a name with a dot at its end': { parameters: post(fields(['a.', 'x'])) },
		'a name with a dot at its start': { parameters: post(fields(['.a', 'x'])) },
		'a name with two dots': { parameters: post(fields(['a..b', 'x'])) },
		'a name with an open bracket': { parameters: post(fields(['a[b', 'x'])) },
		'a name with empty brackets': { parameters: post(fields(['a[]', 'x'])) },
		'a name that is only a dot': { parameters: post(fields(['.', 'x'])) },
		'a field name that is a number': { parameters: post(fields(['={{ 7 }}', 'x'])) },
		'a field name that is null': { parameters: post(fields(['={{ null }}', 'x'], ['b', 'y'])) },
		'a field name from an expression': {
			parameters: post(fields(['={{ $json.name }}', 'x'])),
			items: [{ name: 'a.b' }],
		},
		'a path into a value that is not an object': {
			parameters: post(fields(['a', 'x'], ['a.b', 'y'])),
		},
		'a path into a list from an expression': {
			parameters: post(fields(['a', '={{ [1, 2] }}'], ['a[2]', '={{ 3 }}'])),
		},
		'a path into an object from an expression': {
			parameters: post(fields(['a', '={{ {b: 1} }}'], ['a.c', '={{ 2 }}'])),
		},
		'a repeated field name': { parameters: post(fields(['a', '1'], ['a', '2'])) },
		'a repeated path': { parameters: post(fields(['a.b', '1'], ['a.b', '2'])) },
		'a field called __proto__': { parameters: post(fields(['__proto__.x', '1'], ['b', '2'])) },
		'a field called constructor': {
			parameters: post(fields(['constructor.prototype.x', '1'], ['b', '2'])),
		},
		'a field for each item': {
			parameters: post(fields(['n', '={{ $json.n }}'])),
			items: [{ n: 1 }, { n: 2 }],
		},
		'a JSON body from JSON': { parameters: post(jsonBody('{"a": [1, null, {"b": "ä"}]}')) },
		'a JSON body from an expression in JSON': {
			parameters: post(jsonBody('={"n": {{ $json.n }}, "t": "{{ $json.t }}"}')),
			items: [{ n: 1, t: 'x' }],
		},
		'an object as JSON body': {
			parameters: post(jsonBody('={{ { n: $json.n, list: [null] } }}')),
			items: [{ n: 1 }, { n: 2 }],
		},
		'the whole item as JSON body': {
			parameters: post(jsonBody('={{ $json }}')),
			items: [{ n: 1, deep: { a: [] } }],
		},
		'a list as JSON body': { parameters: post(jsonBody('={{ [1, {a: 2}] }}')) },
		'a list in JSON as JSON body': { parameters: post(jsonBody('[1, 2]')) },
		'an empty list as JSON body': { parameters: post(jsonBody('[]')) },
		'an empty object as JSON body': { parameters: post(jsonBody('{}')) },
		'null as JSON body': { parameters: post(jsonBody('null')) },
		'null from an expression as JSON body': { parameters: post(jsonBody('={{ null }}')) },
		'a number as JSON body': { parameters: post(jsonBody('7')) },
		'a number from an expression as JSON body': { parameters: post(jsonBody('={{ 7 }}')) },
		'zero as JSON body': { parameters: post(jsonBody('0')) },
		'true as JSON body': { parameters: post(jsonBody('true')) },
		'false as JSON body': { parameters: post(jsonBody('false')) },
		'a text as JSON body': { parameters: post(jsonBody('"abc"')) },
		'an empty text as JSON body': { parameters: post(jsonBody('""')) },
		'an empty JSON body': { parameters: post(jsonBody('')) },
		'a JSON body that is no JSON': { parameters: post(jsonBody('{"a": ')) },
		'a JSON body with a comma too many': { parameters: post(jsonBody('{"a": 1,}')) },
		'a JSON body with spaces': { parameters: post(jsonBody(' { "a" : 1 } ')) },
		'a JSON body with a large number': {
			parameters: post(jsonBody('{"a": 12345678901234567890}')),
		},
		'a JSON body with a repeated name': { parameters: post(jsonBody('{"a": 1, "a": 2}')) },
		'a JSON body with an emoji': { parameters: post(jsonBody('{"a": "😀\\u20ac"}')) },
		'a JSON body, read as JSON': {
			parameters: post(jsonBody('{"a": 1}'), response({ responseFormat: 'json' })),
		},
		'a text as JSON body, read as JSON': {
			parameters: post(jsonBody('"abc"'), response({ responseFormat: 'json' })),
		},
		'a list as JSON body, read as text': {
			parameters: post(jsonBody('[1]'), response({ responseFormat: 'text' })),
		},
		'a JSON body that is switched off': {
			parameters: { ...post(jsonBody('{"a": 1}')), sendBody: false },
		},
	}),
	...area('Form', {
		'a form from fields': { parameters: post(form(['a', '1'], ['b c', 'ä&'])) },
		'a form with reserved characters': {
			parameters: post(form(['a+b', "1 + 2 = 3 & ' ( ) * ! ~ / ? %"])),
		},
		'a form with a line break': { parameters: post(form(['a', 'x\r\ny\nz'])) },
		'a form with an emoji': { parameters: post(form(['a', '😀€'])) },
		'a form with a number and a boolean': {
			parameters: post(form(['a', '={{ 1.5 }}'], ['b', '={{ false }}'])),
		},
		'a form with null': { parameters: post(form(['a', '={{ null }}'], ['b', '1'])) },
		'a form with undefined': { parameters: post(form(['a', '={{ undefined }}'], ['b', '1'])) },
		'a form with an empty value': { parameters: post(form(['a', ''], ['b', '1'])) },
		'a form field without a name': { parameters: post(form(['', 'x'], ['b', '1'])) },
		'a form with a list': { parameters: post(form(['list', '={{ [1, "b c"] }}'])) },
		'a form with an empty list': { parameters: post(form(['list', '={{ [] }}'], ['b', '1'])) },
		'a form with an object': { parameters: post(form(['o', '={{ {a: 1, b: {c: [2, 3]}} }}'])) },
		'a form with a date': {
			parameters: post(form(['a', '={{ new Date("2026-01-02T03:04:05Z") }}'])),
		},
		'a repeated form field': { parameters: post(form(['a', '1'], ['a', '2'])) },
		'a form field three times': { parameters: post(form(['a', '1'], ['a', '2'], ['a', '3'])) },
		'a repeated form field name that ends in []': {
			parameters: post(form(['z[]', '1'], ['z[]', '2'])),
		},
		'a form field name that ends in []': { parameters: post(form(['z[]', '1'])) },
		'a list in a form field name that ends in []': {
			parameters: post(form(['z[]', '={{ [1, 2] }}'])),
		},
		'a form field name with a path': { parameters: post(form(['a.b', '1'], ['c[d]', '2'])) },
		'a form without fields': { parameters: post(form()) },
		'a form for each item': {
			parameters: post(form(['n', '={{ $json.n }}'])),
			items: [{ n: 1 }, { n: 2 }],
		},
		'a form with a content type of its own': {
			parameters: post(
				headers(['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8']),
				form(['a', 'ä']),
			),
		},
		'a form with the content type written out': {
			parameters: post(
				headers(['Content-Type', 'application/x-www-form-urlencoded']),
				form(['a', 'x y']),
			),
		},
		'a form with another content type': {
			parameters: post(headers(['Content-Type', 'text/plain']), form(['a', 'x y'])),
		},
		'a form from one text': { parameters: post(formText('a=1&b=%C3%A4')) },
		'a form from one text with a plus and a %20': {
			parameters: post(formText('a=1+2&b=3%204')),
		},
		'a form from one text with letters beyond ASCII': { parameters: post(formText('a=ä&b=ö ü')) },
		'a form from one text with repeated names': { parameters: post(formText('a=1&a=2')) },
		'a form from one text with brackets': { parameters: post(formText('a[b]=1&c[]=2')) },
		'a form from one text without a value': { parameters: post(formText('a&b=')) },
		'a form from one text without names': { parameters: post(formText('abc')) },
		'a form from one empty text': { parameters: post(formText('')) },
		'a form from one text that begins with ?': { parameters: post(formText('?a=1')) },
		'a form from one field with an object': {
			parameters: post(formText('={{ $json }}')),
			items: [{ a: 'ä', c: 'd e' }],
		},
		'a form from one field with a nested object': {
			parameters: post(formText('={{ $json }}')),
			items: [{ a: { b: 1 }, c: [1, 2] }],
		},
		'a form from one field with a list of pairs': {
			parameters: post(formText('={{ [["a", "1"], ["b", "2"]] }}')),
		},
		'a form from one field with null': { parameters: post(formText('={{ null }}')) },
		'a form from one field with a number': { parameters: post(formText('={{ 7 }}')) },
		'a form from one field with an expression inside': {
			parameters: post(formText('=n={{ $json.n }}&t=x')),
			items: [{ n: 1 }],
		},
	}),
	...area('Multipart', {
		'a multipart text': { parameters: post(multipart(['a', 'ä'])) },
		'several multipart texts': { parameters: post(multipart(['a', '1'], ['b', 'x y'])) },
		'a multipart text with a line break': { parameters: post(multipart(['a', 'x\r\ny'])) },
		'a multipart name with quotes and letters beyond ASCII': {
			parameters: post(multipart(['a "b" ä', '1'])),
		},
		'a multipart text with a number': { parameters: post(multipart(['a', '={{ 1 }}'])) },
		'a multipart text with true': { parameters: post(multipart(['a', '={{ true }}'])) },
		'a multipart text with null': { parameters: post(multipart(['a', '={{ null }}'])) },
		'a multipart text with undefined': { parameters: post(multipart(['a', '={{ undefined }}'])) },
		'an empty multipart text': { parameters: post(multipart(['a', ''])) },
		'a multipart text with a list': { parameters: post(multipart(['a', '={{ ["1", "2"] }}'])) },
		'a multipart text with an object': { parameters: post(multipart(['a', '={{ {b: 1} }}'])) },
		'a multipart text without a name': { parameters: post(multipart(['', 'x'], ['b', '1'])) },
		'a repeated multipart text': { parameters: post(multipart(['a', '1'], ['a', '2'])) },
		'a multipart text three times': {
			parameters: post(multipart(['a', '1'], ['a', '2'], ['a', '3'])),
		},
		'a multipart body without parts': {
			// In version 3, n8n's node waits for ever.
			versions: from(4),
			parameters: post(multipart()),
		},
		'a multipart file': upload(csv),
		'a multipart file and a text': upload(csv, ['title', 'ä'], ['upload', { file: 'data' }]),
		'two multipart files under one name': upload(
			{ ...csv, other: { bytes: 'x', mimeType: 'text/plain', fileName: 'b.txt' } },
			['files', { file: 'data' }],
			['files', { file: 'other' }],
		),
		'a text and a file under one multipart name': upload(csv, ['a', '1'], ['a', { file: 'data' }]),
		'a multipart file without a name': upload(file({ mimeType: 'text/csv' })),
		'a multipart file without a MIME type': upload(file({ fileName: 'a.pdf' })),
		'a multipart file without name and MIME type': upload(file()),
		'a multipart file with an unknown extension': upload(file({ fileName: 'a.zzz' })),
		'a multipart file name with folders': upload(
			file({ fileName: 'a/b/c.txt', mimeType: 'text/plain' }),
		),
		'a multipart file name with backslashes': upload(
			file({ fileName: 'a\\b\\c.txt', mimeType: 'text/plain' }),
		),
		'a multipart file name with quotes': upload(
			file({ fileName: 'a "b".txt', mimeType: 'text/plain' }),
		),
		'a multipart file name with letters beyond ASCII': upload(
			file({ fileName: 'Grüße €.txt', mimeType: 'text/plain' }),
		),
		'a multipart file that the item does not have': upload(csv, ['a', { file: 'missing' }]),
		'a multipart file without an input field': upload(csv, ['a', { file: '' }], ['b', '1']),
		'an empty multipart file': upload({ data: { bytes: '', mimeType: 'a/b', fileName: 'a' } }),
		'a multipart body with a content type of its own': {
			parameters: post(headers(['Content-Type', 'multipart/form-data']), multipart(['a', '1'])),
		},
		'a multipart body with another content type': {
			parameters: post(headers(['Content-Type', 'text/plain']), multipart(['a', '1'])),
		},
		'a multipart body for each item': {
			parameters: post(multipart(['n', '={{ $json.n }}'], ['upload', { file: 'data' }])),
			items: [{ n: 1 }, { n: 2 }],
			files: csv,
		},
		'a multipart PUT': {
			parameters: { ...post(multipart(['a', '1'])), method: 'PUT' },
		},
	}),
	...area('File body', {
		'a file as the body': { parameters: post(fileBody('data')), files: csv },
		'a file as the body, read as JSON': {
			parameters: post(fileBody('data'), response({ responseFormat: 'json' })),
			files: csv,
		},
		'a file as the body of a PUT': {
			parameters: { ...post(fileBody('data')), method: 'PUT' },
			files: csv,
		},
		'a file without a MIME type as the body': {
			parameters: post(fileBody('data')),
			files: file({ fileName: 'a.pdf' }),
		},
		'a file without name and MIME type as the body': {
			parameters: post(fileBody('data')),
			files: file(),
		},
		'an empty file as the body': {
			parameters: post(fileBody('data')),
			files: { data: { bytes: '', mimeType: 'text/plain' } },
		},
		'a file as the body with a content type of its own': {
			parameters: post(headers(['Content-Type', 'application/x.a']), fileBody('data')),
			files: csv,
		},
		'a file as the body that the item does not have': {
			parameters: post(fileBody('missing')),
			files: csv,
		},
		'a file as the body without a field name': { parameters: post(fileBody('')), files: csv },
	}),
	...area('Raw body', {
		'a raw body': { parameters: post(raw('a;b\n', 'text/csv')) },
		'a raw body with letters beyond ASCII': { parameters: post(raw('äöü €', 'text/plain')) },
		'a raw body of JSON': { parameters: post(raw('{"a":1}', 'application/json')) },
		'a raw body of XML': { parameters: post(raw('<a>ä</a>', 'application/xml')) },
		'a raw body without a content type': { parameters: post(raw('abc')) },
		'a raw body without a content type that looks like JSON': { parameters: post(raw('{"a": 1}')) },
		'a raw body with a content type in the headers': {
			parameters: post(headers(['Content-Type', 'text/csv']), raw('a;b')),
		},
		'a raw body with a content type in both places': {
			parameters: post(headers(['Content-Type', 'text/csv']), raw('a;b', 'text/plain')),
		},
		'a raw form': {
			parameters: post(raw('a=1&b=x+y&a=2', 'application/x-www-form-urlencoded')),
		},
		'an empty raw body': { parameters: post(raw('', 'text/plain')) },
		'a raw body from an expression': {
			parameters: post(raw('=n: {{ $json.n }}', 'text/plain')),
			items: [{ n: 1 }, { n: 2 }],
		},
		'an object as a raw body': {
			parameters: post(raw('={{ $json }}', 'application/json')),
			items: [{ a: 1, b: ['ä'] }],
		},
		'an object as a raw body without a content type': {
			parameters: post(raw('={{ $json }}')),
			items: [{ a: 1 }],
		},
		'an object as a raw body of text': {
			parameters: post(raw('={{ $json }}', 'text/plain')),
			items: [{ a: 1 }],
		},
		'an object as a raw form': {
			parameters: post(raw('={{ $json }}', 'application/x-www-form-urlencoded')),
			items: [{ a: '1', b: 'x y' }],
		},
		'a list as a raw body': { parameters: post(raw('={{ [1, 2] }}', 'application/json')) },
		'a number as a raw body': { parameters: post(raw('={{ 7 }}', 'text/plain')) },
		'true as a raw body': { parameters: post(raw('={{ true }}', 'text/plain')) },
		'null as a raw body': { parameters: post(raw('={{ null }}', 'text/plain')) },
		'a raw body, read as JSON': {
			parameters: post(raw('abc', 'text/plain'), response({ responseFormat: 'json' })),
		},
		'a raw body, read as text': {
			parameters: post(raw('abc', 'text/plain'), response({ responseFormat: 'text' })),
		},
		'a raw PUT': { parameters: { ...post(raw('abc', 'text/plain')), method: 'PUT' } },
	}),
];
