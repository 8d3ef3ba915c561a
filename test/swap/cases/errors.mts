import {
	area,
	fields,
	get,
	jsonBody,
	multipart,
	options,
	post,
	response,
	type Case,
} from '../support/case.mts';
import type { Reply, Script } from '../support/playback.mts';

const on = { onError: 'continueRegularOutput' } as const;
const message = { message: 'The name is wrong', code: 'E1' };
const fails = (status: number, body: unknown = message, more: Reply = {}): Script => ({
	status,
	body,
	...more,
});
const statuses = [400, 403, 404, 405, 409, 410, 413, 415, 422, 418, 500, 501];
const oneOfThree: Case = {
	parameters: { url: '={server}/path?n={{ $json.n }}' },
	items: [{ n: 1 }, { n: 2 }, { n: 3 }],
	script: ({ url }) =>
		url.searchParams.get('n') === '2' ? { status: 404, body: message } : { body: { ok: true } },
};

export const errorCases = [
	...area('Errors', {
		...Object.fromEntries(
			statuses.map((status) => [
				`a POST that fails with ${String(status)}`,
				{ parameters: post(jsonBody('{}')), script: fails(status) },
			]),
		),
		// anybill's token would be renewed first.
		'a GET that fails with 401': { service: 'anny', parameters: get(), script: fails(401) },
		'a GET that fails with 404': { parameters: get(), script: fails(404) },
		'a GET that fails with 500': { parameters: get(), script: fails(500) },
		'a POST that fails with 503': { parameters: post(jsonBody('{}')), script: fails(503) },
		'an error of text': {
			parameters: get(),
			script: fails(400, 'no', { headers: { 'content-type': 'text/plain' } }),
		},
		'an error without a body': { parameters: get(), script: fails(404, '') },
		'an error of HTML': {
			parameters: get(),
			script: fails(500, '<html><title>No</title></html>', {
				headers: { 'content-type': 'text/html' },
			}),
		},
		'an error of JSON that cannot be read': {
			parameters: get(),
			script: fails(400, '{"a"', { headers: { 'content-type': 'application/json' } }),
		},
		'an error where JSON is asked for': {
			parameters: get(response({ responseFormat: 'json' })),
			script: fails(400),
		},
		'an error where text is asked for': {
			parameters: get(response({ responseFormat: 'text' })),
			script: fails(400),
		},
		'an error where a file is asked for': {
			parameters: get(response({ responseFormat: 'file' })),
			script: fails(400),
		},
		'a connection that is closed before the response': {
			parameters: post(jsonBody('{}')),
			script: { cut: 'before' },
		},
		'a connection that is refused': {
			parameters: { url: 'http://127.0.0.1:9/path', method: 'POST' },
		},
		'a failed item among others': oneOfThree,
		'a multipart POST that fails': {
			parameters: post(multipart(['a', '1'])),
			script: fails(422),
		},
	}),
	...area('Never error', {
		...Object.fromEntries(
			[400, 404, 500].flatMap((status) => [
				[
					`${String(status)} as an item`,
					{
						parameters: post(jsonBody('{}'), response({ neverError: true })),
						script: fails(status),
					} satisfies Case,
				],
				[
					`${String(status)} as an item with the full response`,
					{
						parameters: post(jsonBody('{}'), response({ neverError: true, fullResponse: true })),
						script: fails(status),
					} satisfies Case,
				],
			]),
		),
		'an error of text as an item': {
			parameters: get(response({ neverError: true })),
			script: fails(400, 'no', { headers: { 'content-type': 'text/plain' } }),
		},
		'an error without a body as an item': {
			parameters: get(response({ neverError: true })),
			script: fails(404, ''),
		},
		'an error of HTML as an item': {
			parameters: get(response({ neverError: true })),
			script: fails(500, '<html></html>', { headers: { 'content-type': 'text/html' } }),
		},
		'an error of a list as items': {
			parameters: get(response({ neverError: true })),
			script: fails(400, [{ a: 1 }, { a: 2 }]),
		},
		'an error as an item, read as JSON': {
			parameters: get(response({ neverError: true, responseFormat: 'json' })),
			script: fails(400),
		},
		'an error as an item, read as text': {
			parameters: get(response({ neverError: true, responseFormat: 'text' })),
			script: fails(400),
		},
		'an error as an item, read as file': {
			parameters: get(response({ neverError: true, responseFormat: 'file' })),
			script: fails(400),
		},
		'an error of text as an item, read as JSON': {
			parameters: get(response({ neverError: true, responseFormat: 'json' })),
			script: fails(400, 'no', { headers: { 'content-type': 'text/plain' } }),
		},
		'no error where none is an error': { parameters: get(response({ neverError: true })) },
		'a refused connection where no status is an error': {
			parameters: {
				...post(response({ neverError: true })),
				url: 'http://127.0.0.1:9/path',
			},
		},
	}),
	...area('Continue on error', {
		...Object.fromEntries(
			statuses.map((status) => [
				`a POST that fails with ${String(status)}, where the node goes on`,
				{ parameters: post(jsonBody('{}')), script: fails(status), ...on },
			]),
		),
		'a GET that fails with 401, where the node goes on': {
			service: 'anny',
			parameters: get(),
			script: fails(401),
			...on,
		},
		'a failed item among others, where the node goes on': { ...oneOfThree, ...on },
		'a failed item among others, with an error output': {
			...oneOfThree,
			onError: 'continueErrorOutput',
		},
		'every item failed, where the node goes on': {
			...oneOfThree,
			script: fails(404),
			...on,
		},
		'an error of text, where the node goes on': {
			parameters: get(),
			script: fails(400, 'no', { headers: { 'content-type': 'text/plain' } }),
			...on,
		},
		'an error without a body, where the node goes on': {
			parameters: get(),
			script: fails(404, ''),
			...on,
		},
		'an error of a list, where the node goes on': {
			parameters: get(),
			script: fails(400, [{ message: 'a' }]),
			...on,
		},
		'an error of JSON called text, where the node goes on': {
			parameters: get(),
			script: fails(400, '{"message":"no"}', { headers: { 'content-type': 'text/plain' } }),
			...on,
		},
		'an error of JSON:API, where the node goes on': {
			parameters: get(),
			script: fails(422, '{"errors":[{"detail":"no"}]}', {
				headers: { 'content-type': 'application/vnd.api+json' },
			}),
			...on,
		},
		'an error where JSON is asked for, where the node goes on': {
			parameters: get(response({ responseFormat: 'json' })),
			script: fails(400),
			...on,
		},
		'a connection that is refused, where the node goes on': {
			parameters: { url: 'http://127.0.0.1:9/path', method: 'POST' },
			...on,
		},
		'a connection that is closed, where the node goes on': {
			parameters: post(jsonBody('{}')),
			script: { cut: 'before' },
			...on,
		},
		'a timeout, where the node goes on': {
			versions: [4.5],
			parameters: post(jsonBody('{}'), options({ timeout: 1500 })),
			script: { hangs: true },
			...on,
		},
		'JSON that cannot be read, where the node goes on': {
			parameters: get(),
			script: { headers: { 'content-type': 'application/json' }, body: '{"a"' },
			...on,
		},
		'an empty URL, where the node goes on': {
			parameters: { url: '={{ $json.url }}' },
			items: [{ url: '{server}/path' }, { url: '' }],
			...on,
		},
		'a URL that is a number, where the node goes on': {
			parameters: { url: '={{ 42 }}' },
			...on,
		},
		'a JSON body that is no JSON, where the node goes on': {
			parameters: post(jsonBody('{"a": ')),
			...on,
		},
		'a missing file, where the node goes on': {
			parameters: post(multipart(['a', { file: 'missing' }])),
			...on,
		},
		'a host that the credential does not allow, where the node goes on': {
			parameters: { url: 'https://example.com/' },
			...on,
		},
		'an expression that fails, where the node goes on': {
			parameters: post(fields(['a', '={{ (() => { throw new Error("no") })() }}'])),
			...on,
		},
		'an error before anything is sent, with an error output': {
			parameters: { url: '={{ $json.url }}' },
			items: [{ url: '{server}/path' }, { url: '' }],
			onError: 'continueErrorOutput',
		},
	}),
];
