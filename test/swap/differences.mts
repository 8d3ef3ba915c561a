import { below, from, VERSIONS, type NamedCase, type Version } from './support/case.mts';

/** What our node does instead, matched against what was observed. */
export interface Expected {
	/** All versions of the case unless given. */
	at?: readonly Version[];
	items?: unknown;
	errorItems?: unknown;
	error?: unknown;
	requests?: unknown;
}

/** Something that a swapped workflow does otherwise, on purpose. */
export interface Difference {
	/** With `builtIn` and `ours` a row of docs/parity.md. */
	area: string;
	/** What n8n's own node does. */
	builtIn: string;
	ours: string;
	/** The cases in which it shows, by name. */
	cases: Record<string, Expected | Expected[]>;
}

const at = (versions: readonly Version[], expected: Expected): Expected => ({
	...expected,
	at: versions,
});
/** Three requests, the last without the credential, which the comparison with n8n's own shows. */
const THIRD_IS_OPEN: Expected = {
	requests: [{ target: '/path' }, { target: '/b' }, { target: '/c' }],
};
const refused: Expected = { error: {}, items: [], requests: [] };
const named = (fileName: string): Expected => ({ items: [{ binary: { data: { fileName } } }] });

const accepting = (accept: string): Expected => ({ requests: [{ headers: { accept } }] });
const withBody = (body: unknown): Expected =>
	at(from(4.5), { items: [{ json: { details: { body } } }] });
const message = { message: 'The name is wrong', code: 'E1' };

export const differences: Difference[] = [
	{
		area: 'URL',
		builtIn: 'Wants a full URL that begins with `http://` or `https://`',
		ours: 'Takes a path as well, below the base URL of the credential, and a scheme in capitals',
		cases: {
			'a scheme in upper case': {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/path' }],
			},
			'a URL that is a path': { items: [{ json: { ok: true } }], requests: [{ target: '/path' }] },
			'a URL without a scheme': {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/127.0.0.1/path' }],
			},
		},
	},
	{
		area: 'URL',
		builtIn:
			'Sends a URL with `.` or `..` segments, encoded slashes, backslashes or control characters, after the URL parser has rewritten it',
		ours: 'Refuses it, for it leads to another endpoint or host than the one written',
		cases: {
			'a URL with a dot segment': refused,
			'a URL with an encoded slash': refused,
			'a URL with two dots': refused,
			'a URL with a backslash': refused,
			'a URL with a line break inside': refused,
			'a URL with a tab inside': refused,
		},
	},
	{
		area: 'Method',
		builtIn: 'Takes any method, those of WebDAV too (option `webdavMethods`)',
		ours: 'DELETE, GET, HEAD, OPTIONS, PATCH, POST and PUT; neither service has others',
		cases: {
			'a method that HTTP does not know': { error: { httpCode: null } },
			'COPY, of WebDAV': refused,
			'MKCOL, of WebDAV': refused,
			'MOVE, of WebDAV': refused,
			'PROPFIND, of WebDAV': refused,
			'REPORT, of WebDAV': refused,
			'PROPFIND with a body': refused,
		},
	},
	{
		area: 'Rows',
		builtIn: 'Sends rows without a name (`=1`)',
		ours: 'Leaves them out',
		cases: {
			'a query parameter without a name': { requests: [{ target: '/path?b=2' }] },
			'a query switched on and left empty': { requests: [{ target: '/path' }] },
			'a JSON body from a field without a name': { requests: [{ body: '{"b":"1"}' }] },
			'a JSON body from one empty field': { requests: [{ body: '{}' }] },
			'a field name that is null': { requests: [{ body: '{"b":"y"}' }] },
			'a form field without a name': { requests: [{ body: 'b=1' }] },
			'a multipart text without a name': {
				requests: [{ body: [{ disposition: 'form-data; name="b"', bytes: '1' }] }],
			},
		},
	},
	{
		area: 'Query',
		builtIn: 'Wants JSON as text',
		ours: 'Takes an object from an expression, too, and an empty field as none; what is no object is refused',
		cases: {
			'an object as a JSON query': {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/path?n=5' }],
			},
			'an empty JSON query': { items: [{ json: { ok: true } }], requests: [{ target: '/path' }] },
			'a JSON query that is a list': refused,
			'a JSON query that is a text': refused,
			'an object as JSON headers': {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/path' }],
			},
			'empty JSON headers': { items: [{ json: { ok: true } }], requests: [{ target: '/path' }] },
			'JSON headers that are a list': refused,
		},
	},
	{
		area: 'Query',
		builtIn: 'Writes a list under the name `z[]` as `z[][0]`',
		ours: 'Writes it as it is named: `z[]=1&z[]=2`, in forms too',
		cases: {
			'a repeated query parameter name that ends in []': at(from(4.3), {
				requests: [{ target: '/path?z%5B%5D=1&z%5B%5D=2' }],
			}),
			'a repeated form field name that ends in []': at(from(4.3), {
				requests: [{ body: 'z%5B%5D=1&z%5B%5D=2' }],
			}),
			'a list in a form field name that ends in []': {
				requests: [{ body: 'z%5B%5D=1&z%5B%5D=2' }],
			},
		},
	},
	{
		area: 'Headers',
		builtIn: 'Takes `Authorization`, `Host`, `Content-Length`, and ignores or breaks on them',
		ours: 'Refuses them: they follow from credential, URL and body',
		cases: {
			'a host header': refused,
			'a content length header': { error: { httpCode: null } },
			'an authorization header': refused,
		},
	},
	{
		area: 'Headers',
		builtIn:
			'Drops line breaks and characters beyond Latin-1 from values (`a€b` arrives as `ab`), writes objects as `[object Object]`, and fails on a bad name after sending',
		ours: 'Refuses such a header with a reason',
		cases: {
			'a header with an object': refused,
			'a header with letters beyond Latin-1': refused,
			'a header with a line break': refused,
			'a header that ends in a line break': refused,
			'a header with a bad name': { error: { httpCode: null } },
		},
	},
	{
		area: 'Accept and Content-Type',
		builtIn: 'Sends a POST, PATCH or PUT without a body without a content type',
		ours: 'Sends it with the JSON type of the service: anny refuses it otherwise with 415',
		cases: {
			PATCH: { requests: [{ headers: { 'content-type': 'application/json' } }] },
			POST: { requests: [{ headers: { 'content-type': 'application/json' } }] },
			PUT: { requests: [{ headers: { 'content-type': 'application/json' } }] },
			'a method from an expression': {
				requests: [{ headers: { 'content-type': 'application/json' } }],
			},
			'a POST without a body': {
				requests: [
					{
						headers: { 'content-type': 'application/json' },
					},
				],
			},
			'a PUT without a body': {
				requests: [
					{
						headers: { 'content-type': 'application/json' },
					},
				],
			},
			'a JSON body that is switched off': {
				requests: [{ headers: { 'content-type': 'application/json' } }],
			},
		},
	},
	{
		area: 'Accept and Content-Type',
		builtIn: "Sends a browser's `Accept`",
		ours: 'Sends the one of the service, if you set none; an `Accept` of yours wins in whichever case it is written',
		cases: {
			'no accept header': accepting('application/json, */*;q=0.5'),
			'no accept header, for JSON': accepting('application/json, */*;q=0.5'),
			'no accept header, for text': accepting('application/json, */*;q=0.5'),
			'no accept header, for a file': {
				items: [{ binary: { data: { fileName: 'path.json' } } }],
				requests: [{ headers: { accept: '*/*' } }],
			},
			'an accept header as it is written': accepting('text/csv'),
			'an accept header with null': accepting('application/json, */*;q=0.5'),
			'an accept header with undefined': accepting('application/json, */*;q=0.5'),
			"anny's media type": {
				requests: [
					{ headers: { accept: 'application/vnd.api+json, application/json;q=0.9, */*;q=0.1' } },
				],
			},
		},
	},
	{
		area: 'Accept and Content-Type',
		builtIn: 'Gives a JSON body whose `Content-Type` is null the type of a form',
		ours: 'Gives it the JSON type of the service',
		cases: {
			'a content type with null': {
				requests: [
					{
						headers: { 'content-type': 'application/json' },
					},
				],
			},
		},
	},
	{
		area: 'Accept and Content-Type',
		builtIn: 'Sends JSON as `application/json`',
		ours: 'Sends it to anny as `application/vnd.api+json`, unless you name another type',
		cases: {
			"a JSON body in anny's media type": {
				requests: [
					{
						headers: {
							'content-type': 'application/vnd.api+json',
						},
					},
				],
			},
		},
	},
	{
		area: 'JSON body',
		builtIn: 'Makes a list with thousands of gaps of an index such as `d.12345`',
		ours: 'Makes a key of an index above 9999',
		cases: {
			'a name of a large number': at(from(4), { requests: [{ body: '{"d":{"12345":"x"}}' }] }),
		},
	},
	{
		area: 'JSON body',
		builtIn: 'Loses fields called `__proto__` or `constructor`',
		ours: 'Sends them as they are',
		cases: {
			'a field called __proto__': at(from(4), {
				requests: [{ body: '{"__proto__":{"x":"1"},"b":"2"}' }],
			}),
			'a field called constructor': at(from(4), {
				requests: [{ body: '{"constructor":{"prototype":{"x":"1"}},"b":"2"}' }],
			}),
		},
	},
	{
		area: 'JSON body',
		builtIn: 'Sends null, texts, numbers and booleans as an empty form or a bare text, or fails',
		ours: 'Sends them as JSON',
		cases: {
			'null as JSON body': {
				requests: [{ headers: { 'content-type': 'application/json' }, body: 'null' }],
			},
			'null from an expression as JSON body': {
				requests: [{ headers: { 'content-type': 'application/json' } }],
			},
			'a number as JSON body': {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/path', body: '7' }],
			},
			'a number from an expression as JSON body': {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/path', body: '7' }],
			},
			'zero as JSON body': {
				requests: [{ headers: { 'content-type': 'application/json' }, body: '0' }],
			},
			'true as JSON body': {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/path', body: 'true' }],
			},
			'false as JSON body': {
				requests: [{ headers: { 'content-type': 'application/json' }, body: 'false' }],
			},
			'a text as JSON body': {
				requests: [{ headers: { 'content-type': 'application/json' }, body: '"abc"' }],
			},
			'an empty text as JSON body': {
				requests: [{ headers: { 'content-type': 'application/json' }, body: '""' }],
			},
		},
	},
	{
		area: 'JSON body',
		builtIn: 'Fails on an empty JSON field',
		ours: 'Sends no body',
		cases: {
			'an empty JSON body': { items: [{ json: { ok: true } }], requests: [{ target: '/path' }] },
		},
	},
	{
		area: 'Form',
		builtIn: "Replaces a form's `Content-Type` of yours",
		ours: 'Keeps it',
		cases: {
			'a form with a content type of its own': {
				requests: [
					{ headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } },
				],
			},
			'a form with another content type': {
				requests: [{ headers: { 'content-type': 'text/plain' } }],
			},
		},
	},
	{
		area: 'Form',
		builtIn:
			'A form from one text loses repeated names, and writes nested objects as `[object Object]`',
		ours: 'Keeps repeated names in their order and writes nested objects as `a[b]=1`',
		cases: {
			'a form from one text with repeated names': { requests: [{ body: 'a=1&a=2' }] },
			'a form from one field with a nested object': {
				requests: [{ body: 'a%5Bb%5D=1&c%5B0%5D=1&c%5B1%5D=2' }],
			},
		},
	},
	{
		area: 'Form',
		builtIn: 'Takes a list of pairs as a form, and sends null as the name `null`',
		ours: 'Refuses a list; null is an empty form',
		cases: {
			'a form from one field with a list of pairs': refused,
			'a form from one field with null': { requests: [{ body: '' }] },
		},
	},
	{
		area: 'Multipart',
		builtIn:
			'Fails on booleans, objects, from 4.2 on on lists and files without an input field; sends the words `null` and `undefined`',
		ours: 'Sends them as text or JSON, a list as one part each, null as an empty text, and leaves a file without an input field out',
		cases: {
			'a multipart text with true': {
				items: [{ json: { ok: true } }],
				requests: [
					{ target: '/path', body: [{ disposition: 'form-data; name="a"', bytes: 'true' }] },
				],
			},
			'a multipart text with null': { requests: [{ body: [{ bytes: '' }] }] },
			'a multipart text with undefined': { requests: [{ body: [{ bytes: '' }] }] },
			'a multipart text with a list': at(from(4.2), {
				items: [{ json: { ok: true } }],
				requests: [
					{
						target: '/path',
						body: [
							{ disposition: 'form-data; name="a"', bytes: '1' },
							{ disposition: 'form-data; name="a"', bytes: '2' },
						],
					},
				],
			}),
			'a multipart text with an object': {
				items: [{ json: { ok: true } }],
				requests: [
					{ target: '/path', body: [{ disposition: 'form-data; name="a"', bytes: '{"b":1}' }] },
				],
			},
			'a multipart file without an input field': at(from(4.2), {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/path', body: [{ disposition: 'form-data; name="b"', bytes: '1' }] }],
			}),
		},
	},
	{
		area: 'File body',
		builtIn: 'Sends a file without a MIME type as `application/octet-stream`',
		ours: "Takes the type from the file's name where it tells one",
		cases: {
			'a file without a MIME type as the body': {
				requests: [{ headers: { 'content-type': 'application/pdf' } }],
			},
		},
	},
	{
		area: 'Raw body',
		builtIn: 'Sends an empty `Content-Type` where the field is empty, even over yours',
		ours: 'Sends yours, else `text/plain`, for an object the JSON type of the service',
		cases: {
			'a raw body without a content type': {
				requests: [{ headers: { 'content-type': 'text/plain' } }],
			},
			'a raw body without a content type that looks like JSON': {
				requests: [{ headers: { 'content-type': 'text/plain' } }],
			},
			'a raw body with a content type in the headers': {
				requests: [{ headers: { 'content-type': 'text/csv' } }],
			},
			'an object as a raw body without a content type': {
				requests: [{ headers: { 'content-type': 'application/json' } }],
			},
		},
	},
	{
		area: 'Raw body',
		builtIn:
			"Fails on numbers and booleans, and gives the response's stream instead of JSON or text",
		ours: 'Sends them as text, and reads the response',
		cases: {
			'a number as a raw body': {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/path', body: '7' }],
			},
			'true as a raw body': {
				items: [{ json: { ok: true } }],
				requests: [{ target: '/path', body: 'true' }],
			},
			'a raw body, read as JSON': { items: [{ json: { ok: true } }] },
			'a raw body, read as text': { items: [{ json: { data: '{"ok":true}' } }] },
		},
	},
	{
		area: 'Redirects',
		builtIn: 'Sends the credential again where another origin redirects back',
		ours: 'Leaves it out from the first foreign origin on: that chose what is requested',
		cases: {
			'a redirect to another origin and back': at(from(4.4), THIRD_IS_OPEN),
			'a redirect to another origin and back, credentials not sent elsewhere': THIRD_IS_OPEN,
		},
	},
	{
		area: 'Redirects',
		builtIn: 'Fails with a code of its redirect library',
		ours: 'Fails with a message that says how many redirects, or to which host',
		cases: {
			'more redirects than are allowed': { error: { httpCode: null } },
			'a redirect in a circle': { error: { httpCode: null } },
			'a redirect to a host that the credential does not allow': { error: { httpCode: null } },
		},
	},
	{
		area: 'Retries',
		builtIn: 'Sends a GET once',
		ours: 'Sends a GET again that gets no response, or 502, 503 or 504; writes are sent once',
		cases: {
			'no response to a GET in time': {
				requests: [{ target: '/path' }, { target: '/path' }, { target: '/path' }],
			},
		},
	},
	{
		area: 'Items',
		builtIn: 'Sends the requests of all items, whichever fails',
		ours: 'After a failure that stops the workflow, starts no more; those under way are awaited',
		cases: {
			'the items after one that failed': { requests: [{ target: '/path?n=1' }] },
		},
	},
	{
		area: 'Items',
		builtIn: 'Reads some options of the first item for all',
		ours: 'Reads every option for each item',
		cases: {
			'an option from an expression for each item': { items: [{}, { json: { ok: true } }] },
		},
	},
	{
		area: 'Response format',
		builtIn: 'Gives every type but `application/json` as one text',
		ours: 'Every `+json` type and `text/json` is JSON, in whichever case it is written',
		cases: {
			'JSON with a media type in upper case': { items: [{ json: { a: 1 } }] },
			'JSON as text/json': { items: [{ json: { a: 1 } }] },
			'JSON as application/problem+json': { items: [{ json: { a: 1 } }] },
			'JSON as application/hal+json': { items: [{ json: { a: 1 } }] },
			'JSON as application/vnd.api+json': { items: [{ json: { a: 1 } }] },
			'a response of JSON:API, read as autodetect': { items: [{ json: { a: 1 } }] },
			'a response of JSON:API, read as autodetect, with the full response': {
				items: [{ json: { body: { a: 1 } } }],
			},
			'pages of JSON:API that end by an expression that parses a text': {
				items: [{ json: { hasMore: true } }, { json: { hasMore: false } }],
			},
			'pages of JSON:API that end by an expression on a text': {
				items: [{ json: { page: 'first' } }, { json: { page: 'last' } }],
			},
		},
	},
	{
		area: 'Response format',
		builtIn: 'Gives fonts, presentations and OpenDocument texts as text',
		ours: 'Gives them as files',
		cases: {
			'a font': {
				items: [{ binary: { data: { fileName: 'path.woff2', mimeType: 'font/woff2' } } }],
			},
			'a presentation': {
				items: [
					{
						binary: {
							data: {
								fileName: 'path.pptx',
								mimeType:
									'application/vnd.openxmlformats-officedocument.presentationml.presentation',
							},
						},
					},
				],
			},
			'an OpenDocument text': {
				items: [
					{
						binary: {
							data: { fileName: 'path.odt', mimeType: 'application/vnd.oasis.opendocument.text' },
						},
					},
				],
			},
		},
	},
	{
		area: 'Response format',
		builtIn: 'JSON as text is written anew, without its spaces',
		ours: 'JSON as text is the text that was sent',
		cases: {
			'an object of JSON, read as text': { items: [{ json: { data: '{"a": 1}' } }] },
			'an object of JSON, read as text, with the full response': {
				items: [{ json: { data: '{"a": 1}' } }],
			},
			'a list of JSON, read as text': { items: [{ json: { data: '[{"a": 1}, {"a": 2}]' } }] },
			'a list of JSON, read as text, with the full response': {
				items: [{ json: { data: '[{"a": 1}, {"a": 2}]' } }],
			},
			'a text of JSON, read as text': { items: [{ json: { data: '"abc"' } }] },
			'a text of JSON, read as text, with the full response': {
				items: [{ json: { data: '"abc"' } }],
			},
			'a response of JSON:API, read as text': { items: [{ json: { data: '{"a": 1}' } }] },
			'a response of JSON:API, read as text, with the full response': {
				items: [{ json: { data: '{"a": 1}' } }],
			},
		},
	},
	{
		area: 'Response format',
		builtIn: 'Puts the text into a field without a name',
		ours: 'Puts it into `data`',
		cases: {
			'text in a field without a name': { items: [{ json: { data: 'abc' } }] },
		},
	},
	{
		area: 'Charsets',
		builtIn:
			'Fails on an unknown charset, guesses one where none is named, and reads "Text" always as UTF-8',
		ours: 'UTF-8 where the bytes are that, else Windows-1252; a named charset holds for "Text" as well',
		cases: {
			'bytes without a content type': { items: [{ json: { data: '\u0000\u0001ÿþ' } }] },
			'a file of bytes, read as text': { items: [{ json: { data: '\u0000\u0001ÿ' } }] },
			'a file of bytes, read as text, with the full response': {
				items: [{ json: { data: '\u0000\u0001ÿ' } }],
			},
			'text in an unknown charset': { items: [{ json: { data: 'abc' } }] },
			'CSV without a charset in Latin-1': { items: [{ json: { data: 'Straße;Größe\n1;2\n' } }] },
			'text in Latin-1, read as text': {
				items: [{ json: { data: 'Grüße aus Köln, naïve café' } }],
			},
			'text without a charset in Latin-1, read as text': {
				items: [{ json: { data: 'Grüße aus Köln, naïve café' } }],
			},
		},
	},
	{
		area: 'Lists',
		builtIn:
			'Gives texts, numbers and lists as items that are no objects; fails on a text; loses null',
		ours: 'Puts them into the field `data`',
		cases: {
			'a text in JSON': { items: [{ json: { data: 'abc' } }] },
			'a number in JSON': { items: [{ json: { data: 7 } }] },
			'zero in JSON': { items: [{ json: { data: 0 } }] },
			'true in JSON': { items: [{ json: { data: true } }] },
			'false in JSON': { items: [{ json: { data: false } }] },
			'null in JSON': {},
			'a text in JSON with the full response': { items: [{ json: { body: 'abc' } }] },
			'a text of JSON, read as autodetect': { items: [{ json: { data: 'abc' } }] },
			'a text of JSON, read as autodetect, with the full response': {
				items: [{ json: { body: 'abc' } }],
			},
			'a text of JSON, read as json': { items: [{ json: { data: 'abc' } }] },
			'a text of JSON, read as json, with the full response': {
				items: [{ json: { body: 'abc' } }],
			},
			'a list of texts': { items: [{ json: { data: 'a' } }, { json: { data: 'b' } }] },
			'a list of numbers': {
				items: [{ json: { data: 1 } }, { json: { data: 0 } }, { json: { data: 2 } }],
			},
			'a list of lists': { items: [{ json: { data: [1] } }, { json: { data: [2, 3] } }] },
			'a list with null': {},
			'a list of true and false': { items: [{ json: { data: true } }, { json: { data: false } }] },
			'an empty text in JSON': { items: [{ json: { data: '' } }] },
			'pages of numbers in JSON': { items: [{ json: { data: 1 } }, { json: { data: 2 } }] },
		},
	},
	{
		area: 'Lists',
		builtIn: 'Gives a JSON:API document as one item or text',
		ours: 'One item for each record of `data`; the whole document is in the full response. JSON with other fields beside `data` stays one item',
		cases: {
			"a list of anny's": { items: [{ json: { type: 'a', id: '1' } }] },
			"a record of anny's": { items: [{ json: { type: 'a', id: '1' } }] },
			"an empty list of anny's": { items: [] },
			"anny's response with the full response": {
				items: [{ json: { body: { data: { type: 'a', id: '1' } } } }],
			},
			"pages of anny's": {
				items: [
					{ json: { type: 'a', id: '0' } },
					{ json: { type: 'a', id: '1' } },
					{ json: { type: 'a', id: '2' } },
				],
			},
		},
	},
	{
		area: 'Empty responses',
		builtIn: 'Gives an empty text or object; fails where JSON is asked for',
		ours: 'Gives `{ success: true, statusCode }`; with the full response an empty object as the body',
		cases: {
			HEAD: { items: [{ json: { success: true, statusCode: 200 } }] },
			'a JSON body on HEAD': { items: [{ json: { success: true, statusCode: 200 } }] },
			'a redirect that is not followed and no error': { items: [{ json: { body: {} } }] },
			'204': { items: [{ json: { success: true, statusCode: 204 } }] },
			'204 to a POST': {
				items: [{ json: { success: true, statusCode: 204 } }],
				requests: [{ headers: { 'content-type': 'application/json' } }],
			},
			'204 to a DELETE': { items: [{ json: { success: true, statusCode: 204 } }] },
			'204 with the full response': { items: [{ json: { body: {} } }] },
			'204 of JSON': { items: [{ json: { success: true, statusCode: 204 } }] },
			'204, read as JSON': { items: [{ json: { success: true, statusCode: 204 } }] },
			'204, read as text': { items: [{ json: { success: true, statusCode: 204 } }] },
			'204, read as file': { items: [{ json: { success: true, statusCode: 204 } }] },
			'200 without a body': { items: [{ json: { success: true, statusCode: 200 } }] },
			'200 of JSON without a body': { items: [{ json: { success: true, statusCode: 200 } }] },
			'200 of text without a body': { items: [{ json: { success: true, statusCode: 200 } }] },
			'200 of text without a body, with the full response': { items: [{ json: { body: {} } }] },
			'spaces as JSON': { items: [{ json: { success: true, statusCode: 200 } }] },
			'an empty body in the middle of pages that end by an expression': {
				items: [{}, { json: { success: true, statusCode: 200 } }, {}],
			},
			'pages that end by 204': { items: [{}, { json: { success: true, statusCode: 204 } }] },
			'an error without a body as an item': {
				items: [{ json: { success: true, statusCode: 404 } }],
			},
		},
	},
	{
		area: 'File name',
		builtIn: 'A file is called as the end of the URL, without an extension, or `data`',
		ours: 'The extension of its type is added: `/bill/4711/pdf` gives `4711.pdf`',
		cases: {
			'an SVG image': named('path.svg'),
			'a PNG image': named('path.png'),
			audio: named('path.mpga'),
			video: named('path.mp4'),
			'a PDF': named('path.pdf'),
			'a ZIP archive': named('path.zip'),
			'a spreadsheet': named('path.xlsx'),
			'a document': named('path.docx'),
			bytes: named('path.bin'),
			'an object of JSON, read as file': named('path.json'),
			'an object of JSON, read as file, with the full response': named('path.json'),
			'a list of JSON, read as file': named('path.json'),
			'a list of JSON, read as file, with the full response': named('path.json'),
			'a plain text, read as file': named('path.txt'),
			'a plain text, read as file, with the full response': named('path.txt'),
			'a text of JSON, read as file': named('path.json'),
			'a text of JSON, read as file, with the full response': named('path.json'),
			'a file of bytes, read as autodetect': named('path.bin'),
			'a file of bytes, read as autodetect, with the full response': named('path.bin'),
			'a file of bytes, read as file': named('path.bin'),
			'a file of bytes, read as file, with the full response': named('path.bin'),
			'a file in a field of its own': { items: [{ binary: { bill: { fileName: 'path.pdf' } } }] },
			'a file in a field of its own, autodetected': named('path.pdf'),
			'a file beside the files of the item': {
				items: [{ binary: { bill: { fileName: 'path.pdf' } } }],
			},
			'a file in place of a file of the item': named('path.pdf'),
			'200 of a PDF without a body': named('path.pdf'),
			'200 without a body, read as file': named('path.txt'),
			'an attachment without a name': named('path.pdf'),
			'an empty file name': named('path.pdf'),
			'a file without a name': named('path.pdf'),
			'a file without a name, with the full response': named('path.pdf'),
			'a file named by its URL before a query': at(below(4), {
				items: [{ binary: { data: { fileExtension: 'pdf', fileName: 'report.pdf' } } }],
			}),
			'an image without a name': named('path.png'),
			'a text as a file': named('path.txt'),
			'JSON as a file': named('path.json'),
			'a file below a path of a type': named('4711.pdf'),
			'the full response of a file': named('path.pdf'),
			'pages, read as files': {
				items: [
					{ binary: { data: { fileName: 'list.json' } } },
					{ binary: { data: { fileName: 'list.json' } } },
				],
			},
			'an error as an item, read as file': named('path.json'),
		},
	},
	{
		area: 'File name',
		builtIn: 'A file knows the URL that it came from (`directory`)',
		ours: 'Left out: a URL may hold a signature',
		cases: {
			'the address of a file': {
				items: [{ binary: { data: { fileExtension: 'pdf', fileName: 'report.pdf' } } }],
			},
		},
	},
	{
		area: 'Paging: requests',
		builtIn: 'From 4.2 on, hangs on pages of a multipart body',
		ours: 'Sends them',
		cases: {
			'pages by a field of the multipart body, from 4.2 on': {
				items: [{ json: { id: 1 } }, { json: { id: 2 } }, { json: { id: 3 } }],
				requests: [
					{
						target: '/path',
						body: [
							{ disposition: 'form-data; name="limit"', bytes: '3' },
							{ disposition: 'form-data; name="skip"', bytes: '0' },
						],
					},
					{
						target: '/path',
						body: [
							{ disposition: 'form-data; name="limit"', bytes: '3' },
							{ disposition: 'form-data; name="skip"', bytes: '3' },
						],
					},
					{
						target: '/path',
						body: [
							{ disposition: 'form-data; name="limit"', bytes: '3' },
							{ disposition: 'form-data; name="skip"', bytes: '6' },
						],
					},
				],
			},
			'pages of a multipart body by a query parameter, from 4.2 on': {
				items: [{ json: { id: 1 } }, { json: { id: 2 } }],
				requests: [
					{ target: '/path?page=1', body: [{ disposition: 'form-data; name="a"', bytes: '1' }] },
					{ target: '/path?page=2', body: [{ disposition: 'form-data; name="a"', bytes: '1' }] },
				],
			},
		},
	},
	{
		area: 'Paging: requests',
		builtIn: 'Replaces a raw body by the parameter that changes',
		ours: 'Refuses to change a parameter of a raw body',
		cases: {
			'pages by a field of a raw body': refused,
		},
	},
	{
		area: 'Paging: requests',
		builtIn: 'Fails where the next URL is missing or empty',
		ours: 'Takes it as the end',
		cases: {
			'pages by the next URL until it is missing': {
				items: [
					{ json: { items: [{ id: 1 }, { id: 2 }], next: '{server}/list?page=2' } },
					{ json: { items: [{ id: 3 }], next: '{server}/list?page=3' } },
					{ json: { items: [{ id: 4 }], next: null } },
				],
			},
		},
	},
	{
		area: 'Paging: the end',
		builtIn: 'The page that ends the list is an item: an error status, an empty page',
		ours: 'It is none, unless its status is a success',
		cases: {
			'pages until one has no body': { items: [{ json: { id: 1 } }] },
			'pages until 204': { items: [{ json: { id: 1 } }] },
			'pages until one is null': { items: [{ json: { id: 1 } }] },
			'pages until one is an empty text': { items: [{ json: { data: 'a' } }] },
			'pages that end by a status': { items: [{ json: { id: 1 } }, { json: { id: 2 } }] },
			'pages that end by one of several statuses': { items: [{ json: { id: 1 } }] },
			'pages that end by a status, never an error': { items: [{ json: { id: 1 } }] },
			'pages that end by a status, with the full response': {
				items: [{ json: { body: [{ id: 1 }] } }],
			},
			'pages that end by a status on the first page': { items: [] },
			'an empty list in pages that end by a status': {
				items: [{ json: { id: 1 } }, { json: { id: 3 } }],
			},
		},
	},
	{
		area: 'Paging: the end',
		builtIn: 'An object with an empty list is a page like others',
		ours: 'It ends the list ("Response Is Empty"), unless it has an `id`',
		cases: {
			'pages until an object holds an empty list': {
				items: [{ json: { items: [1] } }, { json: { items: [2] } }],
				requests: [
					{ target: '/list?page=1' },
					{ target: '/list?page=2' },
					{ target: '/list?page=3' },
				],
			},
		},
	},
	{
		area: 'Paging: the end',
		builtIn: 'Follows the same next URL again, until the response was the same five times',
		ours: 'A next URL that was followed before is an error at once',
		cases: {
			'the same next URL again and again': {
				error: {},
				requests: [{ target: '/list' }, { target: '/list?page=2' }, { target: '/list?page=2' }],
			},
		},
	},
	{
		area: 'Paging: limits and responses',
		builtIn: 'Fails on files that are detected',
		ours: 'Gives them',
		cases: {
			'pages of files': {
				items: [
					{ json: {}, binary: { data: { fileName: 'list.pdf' } } },
					{ json: {}, binary: { data: { fileName: 'list.pdf' } } },
				],
			},
		},
	},
	{
		area: 'Paging: limits and responses',
		builtIn: 'Gives an empty item for a page whose JSON cannot be read',
		ours: 'Fails with a reason',
		cases: {
			'pages of JSON that cannot be read': {
				error: {},
				items: [],
				requests: [{ target: '/list?page=1' }],
			},
		},
	},
	{
		area: 'Never error',
		builtIn: 'Gives an empty object for JSON that cannot be read, or fails',
		ours: 'Gives its text',
		cases: {
			'JSON that cannot be read, never an error': { items: [{ json: { data: '{"a": ' } }] },
			'an error of text as an item, read as JSON': { items: [{ json: { data: 'no' } }] },
		},
	},
	{
		area: 'Continue on error',
		builtIn: 'From 4.5 on, `details.body` is null with a predefined credential',
		ours: "`details.body` is the response's body, parsed",
		cases: {
			'a POST that fails with 400, where the node goes on': withBody(message),
			'a GET that fails with 401, where the node goes on': withBody(message),
			'a POST that fails with 403, where the node goes on': withBody(message),
			'a POST that fails with 404, where the node goes on': withBody(message),
			'a POST that fails with 405, where the node goes on': withBody(message),
			'a POST that fails with 409, where the node goes on': withBody(message),
			'a POST that fails with 410, where the node goes on': withBody(message),
			'a POST that fails with 413, where the node goes on': withBody(message),
			'a POST that fails with 415, where the node goes on': withBody(message),
			'a POST that fails with 422, where the node goes on': withBody(message),
			'a POST that fails with 418, where the node goes on': withBody(message),
			'a POST that fails with 500, where the node goes on': withBody(message),
			'a POST that fails with 501, where the node goes on': withBody(message),
			'a failed item among others, where the node goes on': at(from(4.5), {
				items: [{}, { json: { details: { body: message } } }, {}],
			}),
			'a failed item among others, with an error output': at(from(4.5), {
				errorItems: [{ json: { details: { body: message } } }],
			}),
			'every item failed, where the node goes on': at(from(4.5), {
				items: [
					{ json: { details: { body: message } } },
					{ json: { details: { body: message } } },
					{ json: { details: { body: message } } },
				],
			}),
			'an error of text, where the node goes on': withBody('no'),
			'an error of a list, where the node goes on': withBody([{ message: 'a' }]),
			'an error of JSON called text, where the node goes on': withBody({ message: 'no' }),
			'an error of JSON:API, where the node goes on': withBody({ errors: [{ detail: 'no' }] }),
			'an error where JSON is asked for, where the node goes on': withBody(message),
		},
	},
	{
		area: 'Continue on error',
		builtIn: 'A page that fails gives an error without a status',
		ours: '`httpCode` is the status',
		cases: {
			'an error on the second page, where the node goes on': {
				items: [{ json: { error: { name: 'NodeApiError', httpCode: '400' } } }],
			},
		},
	},
	{
		area: 'Continue on error',
		builtIn: 'A host that the credential does not allow gives an object as `error`',
		ours: '`error` is a text, as for everything that is not sent',
		cases: {
			'a host that the credential does not allow, where the node goes on': {
				items: [{ json: { error: 'string' } }],
			},
		},
	},
];

/** What our node does instead in a case; undefined where it does the same. */
export function expectedAt({ name }: NamedCase, version: Version): Expected | undefined {
	const expected = differences.flatMap(({ cases }) => cases[name] ?? []);
	return expected.find(({ at: versions = VERSIONS }) => versions.includes(version));
}
