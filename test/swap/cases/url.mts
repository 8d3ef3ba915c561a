import { area, fields, get, jsonBody, options, post } from '../support/case.mts';

const to = (url: unknown) => ({ parameters: { url } });

export const urlCases = [
	...area('URL', {
		'a full URL': to('{server}/api/v3/store'),
		'a URL without a path': to('{server}'),
		'a URL with a slash at its end': to('{server}/path/'),
		'a URL with spaces around it': to('  {server}/path  '),
		'a URL from an expression': {
			parameters: { url: '={server}/bill/{{ $json.id }}' },
			items: [{ id: 7 }, { id: 8 }],
		},
		'a URL with letters beyond ASCII': to('{server}/straße/ä?ö=ü'),
		'a URL that is encoded already': to('{server}/a%20b/%C3%A4?x=%26&y=a%2Bb'),
		'a URL with a space in the path': to('{server}/a b'),
		'a URL with a plus': to('{server}/a+b?c+d'),
		'a URL with brackets in the query': to('{server}/path?page[size]=1&filter[a,b]=2'),
		'a URL with quotes': to('{server}/path?a=\'b\'&c="d"'),
		'a URL with two slashes in the path': to('{server}/a//b'),
		'a URL with an encoded slash': to('{server}/a%2Fb'),
		'a URL with a semicolon and an at sign in the path': to('{server}/a;b=1/c@d'),
		'a URL with a fragment': to('{server}/path?a=1#part'),
		'a URL with a pipe and braces': to('{server}/a|b/{c}'),
		'a URL with a bare question mark': to('{server}/path?'),
		'a URL with upper case in the path': to('{server}/Path/ABC'),
		'a scheme in upper case': {
			parameters: { url: '={{ "{server}/path".replace("http", "HTTP") }}' },
		},
		'a URL with a dot segment': to('{server}/a/./b'),
		'a URL with two dots': to('{server}/a/../b'),
		'a URL with a backslash': to('{server}/a\\b'),
		'a URL with a line break at its end': to('{server}/path\n'),
		'a URL with a line break inside': to('{server}/a\nb'),
		'a URL with a tab inside': to('{server}/a\tb'),
		'a URL with a user name': to('={{ "{server}/path".replace("//", "//user:pass@") }}'),
		'an empty URL': to(''),
		'a URL of spaces': to('   '),
		'a URL that is a number': to('={{ 42 }}'),
		'a URL that is null': to('={{ null }}'),
		'a URL that is undefined': to('={{ undefined }}'),
		'a URL that is an object': to('={{ { a: 1 } }}'),
		'a URL that is a path': to('/path'),
		'a URL without a scheme': to('127.0.0.1/path'),
		'a URL with another scheme': to('ftp://127.0.0.1/path'),
		'a URL that cannot be parsed': to('http://'),
		'a URL on a host that the credential does not allow': to('https://example.com/path'),
	}),
	...area('Method', {
		...Object.fromEntries(
			['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'].map((method) => [
				method,
				{ parameters: { ...get(), method } },
			]),
		),
		'no method': { parameters: get() },
		'a method from an expression': {
			parameters: { ...get(), method: '={{ $json.method }}' },
			items: [{ method: 'PUT' }],
		},
		'a method in lower case': { parameters: { ...get(), method: '={{ "delete" }}' } },
		'a method that HTTP does not know': { parameters: { ...get(), method: '={{ "BREW" }}' } },
		...Object.fromEntries(
			['COPY', 'MKCOL', 'MOVE', 'PROPFIND', 'REPORT'].map((method) => [
				`${method}, of WebDAV`,
				{ parameters: { ...get(options({ webdavMethods: true })), method } },
			]),
		),
		'PROPFIND with a body': {
			parameters: {
				...post(options({ webdavMethods: true })),
				method: 'PROPFIND',
				sendBody: true,
				contentType: 'raw',
				rawContentType: 'application/xml',
				body: '<propfind/>',
			},
		},
	}),
	...area('Body by method', {
		'a JSON body on GET': { parameters: get(fields(['a', '1'])) },
		'an empty JSON body on GET': { parameters: get(fields()) },
		'a form on GET': {
			parameters: get({ ...fields(['a', '1']), contentType: 'form-urlencoded' }),
		},
		'a raw body on GET': {
			parameters: get({ sendBody: true, contentType: 'raw', rawContentType: 'a/b', body: 'x' }),
		},
		...Object.fromEntries(
			['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'].map((method) => [
				`a JSON body on ${method}`,
				{ parameters: { ...post(jsonBody('{"a": 1}')), method } },
			]),
		),
		'a form on DELETE': {
			parameters: {
				...post({ ...fields(['a', '1']), contentType: 'form-urlencoded' }),
				method: 'DELETE',
			},
		},
	}),
];
