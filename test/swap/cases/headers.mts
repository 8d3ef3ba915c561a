import {
	area,
	comparing,
	fields,
	get,
	headers,
	jsonBody,
	jsonHeaders,
	options,
	post,
	response,
} from '../support/case.mts';

const asWritten = options({ lowercaseHeaders: false });

export const headerCases = [
	...area('Headers', {
		'a header': { parameters: get(headers(['X-One', 'a'])) },
		'several headers': { parameters: get(headers(['X-One', 'a'], ['X-TWO', 'b'])) },
		'headers as they are written': {
			parameters: get(headers(['X-One', 'a'], ['X-TWO', 'b']), asWritten),
		},
		'headers that are explicitly lower case': {
			parameters: get(headers(['X-One', 'a']), options({ lowercaseHeaders: true })),
		},
		'a header for each item': {
			parameters: get(headers(['X-One', '={{ $json.n }}'])),
			items: [{ n: 1 }, { n: 2 }],
		},
		'a header with a number': { parameters: get(headers(['X-One', '={{ 7 }}'])) },
		'a header with true': { parameters: get(headers(['X-One', '={{ true }}'])) },
		'a header with null': { parameters: get(headers(['X-One', '={{ null }}'], ['X-Two', 'b'])) },
		'a header with undefined': {
			parameters: get(headers(['X-One', '={{ undefined }}'], ['X-Two', 'b'])),
		},
		'an empty header': { parameters: get(headers(['X-One', ''], ['X-Two', 'b'])) },
		'a header without a name': { parameters: get(headers(['', 'a'], ['X-Two', 'b'])) },
		'a header with a list': { parameters: get(headers(['X-One', '={{ ["a", "b"] }}'])) },
		'a header with an object': { parameters: get(headers(['X-One', '={{ {a: 1} }}'])) },
		'a header with spaces around its value': { parameters: get(headers(['X-One', '  a  b  '])) },
		'a header with punctuation': {
			parameters: get(headers(['X-One', 'a,b;c="d" (e) <f> {g} [h] \\ / @ = ? :'])),
		},
		'a header with Latin-1 letters': { parameters: get(headers(['X-One', 'Grüße'])) },
		'a header with letters beyond Latin-1': { parameters: get(headers(['X-One', 'a€😀b'])) },
		'a header with a line break': { parameters: get(headers(['X-One', 'a\r\nX-Two: b'])) },
		'a header that ends in a line break': { parameters: get(headers(['X-One', 'a\n'])) },
		'a header with a tab': { parameters: get(headers(['X-One', 'a\tb'])) },
		'a header with a bad name': { parameters: get(headers(['X One', 'a'])) },
		'a header name with spaces around it': { parameters: get(headers([' X-One ', 'a'])) },
		'a repeated header': { parameters: get(headers(['X-One', '1'], ['X-One', '2'])) },
		'a header three times': {
			parameters: get(headers(['X-One', '1'], ['X-One', '2'], ['X-One', '3'])),
		},
		'a repeated header in different cases': {
			parameters: get(headers(['X-One', '1'], ['x-one', '2'])),
		},
		'a cookie': { parameters: get(headers(['Cookie', 'a=1; b=2'])) },
		'a user agent': { parameters: get(headers(['User-Agent', 'mine/1.0'])) },
		'an accept language': { parameters: get(headers(['Accept-Language', 'de-DE'])) },
		'an idempotency key': { parameters: post(headers(['Idempotency-Key', 'k']), jsonBody('{}')) },
		'a conditional request': {
			parameters: get(headers(['If-None-Match', '"abc"'])),
			script: { headers: { etag: '"abc"' }, body: { ok: 1 } },
		},
		'headers in JSON': { parameters: get(jsonHeaders('{"X-Three": "c", "x-four": "4"}')) },
		'headers in JSON, as they are written': {
			parameters: get(jsonHeaders('{"X-Three": "c"}'), asWritten),
		},
		'a number in JSON headers': { parameters: get(jsonHeaders('{"X-Three": 3}')) },
		'null in JSON headers': { parameters: get(jsonHeaders('{"X-Three": null, "X-Four": "4"}')) },
		'a list in JSON headers': { parameters: get(jsonHeaders('{"X-Three": ["a", "b"]}')) },
		'JSON headers from an expression': {
			parameters: get(jsonHeaders('={{ JSON.stringify({ "X-N": String($json.n) }) }}')),
			items: [{ n: 1 }],
		},
		'an object as JSON headers': {
			parameters: get(jsonHeaders('={{ { "X-N": String($json.n) } }}')),
			items: [{ n: 1 }],
		},
		'JSON headers that are no JSON': { parameters: get(jsonHeaders('X-One: a')) },
		'empty JSON headers': { parameters: get(jsonHeaders('')) },
		'JSON headers that are a list': { parameters: get(jsonHeaders('["a"]')) },
		'headers that are switched off': {
			parameters: { ...get(headers(['X-One', 'a'])), sendHeaders: false },
		},
		'a host header': { parameters: get(headers(['Host', 'other.example'])) },
		'a content length header': {
			parameters: post(headers(['Content-Length', '3']), jsonBody('{}'), options({ timeout: 100 })),
		},
		'an authorization header': { parameters: get(headers(['Authorization', 'Basic abc'])) },
		'a header called __proto__': { parameters: get(headers(['__proto__', 'a'], ['X-Two', 'b'])) },
	}),
	...comparing(
		'accept',
		area('Accept and Content-Type', {
			'no accept header': { parameters: get() },
			'no accept header, for JSON': { parameters: get(response({ responseFormat: 'json' })) },
			'no accept header, for text': { parameters: get(response({ responseFormat: 'text' })) },
			'no accept header, for a file': { parameters: get(response({ responseFormat: 'file' })) },
			'an accept header': { parameters: get(headers(['Accept', 'text/csv'])) },
			'an accept header as it is written': {
				parameters: get(headers(['ACCEPT', 'text/csv']), asWritten),
			},
			'an accept header with null': { parameters: get(headers(['Accept', '={{ null }}'])) },
			'an accept header with undefined': {
				parameters: get(headers(['Accept', '={{ undefined }}'])),
			},
			'an empty accept header': { parameters: get(headers(['Accept', ''])) },
			"anny's media type": { service: 'anny', parameters: get() },
		}),
	),
	...area('Accept and Content-Type', {
		'a content type on a GET': { parameters: get(headers(['Content-Type', 'text/plain'])) },
		'a content type with null': {
			parameters: post(headers(['Content-Type', '={{ null }}']), fields(['a', '1'])),
		},
		'a content type with undefined': {
			parameters: post(headers(['Content-Type', '={{ undefined }}']), fields(['a', '1'])),
		},
		'a POST without a body': { parameters: post() },
		'a PUT without a body': { parameters: { ...post(), method: 'PUT' } },
		'a DELETE without a body': { parameters: { ...post(), method: 'DELETE' } },
		'a media type of its own for JSON': {
			parameters: post(headers(['Content-Type', 'application/vnd.x+json']), fields(['a', '1'])),
		},
		'a media type with a charset for JSON': {
			parameters: post(
				headers(['content-type', 'application/json; charset=utf-8']),
				jsonBody('{"a": "ä"}'),
			),
		},
		'a content type as it is written': {
			parameters: post(headers(['Content-TYPE', 'application/x.a']), asWritten, fields(['a', '1'])),
		},
		"a JSON body in anny's media type": {
			service: 'anny',
			parameters: post(jsonBody('{"data": {"type": "customers"}}')),
		},
		'a JSON body for anny in application/json': {
			service: 'anny',
			parameters: post(
				headers(['Content-Type', 'application/json'], ['Accept', 'application/json']),
				jsonBody('{"data": {"type": "customers"}}'),
			),
		},
		'a form for anny': {
			service: 'anny',
			parameters: post(headers(['Accept', 'application/json']), {
				...fields(['a', '1']),
				contentType: 'form-urlencoded',
			}),
		},
	}),
];
