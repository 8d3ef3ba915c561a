import {
	area,
	fields,
	fileBody,
	get,
	headers,
	jsonBody,
	multipart,
	options,
	post,
	raw,
	redirect,
	response,
	type Case,
} from '../support/case.mts';
import type { Script } from '../support/playback.mts';

const moved = (status: number, location: string): Script => [
	{ status, headers: { location } },
	{ body: { ok: true } },
];
const codes = [301, 302, 303, 307, 308];
const following = redirect({ followRedirects: true });
const sameOrigin = '{server}/other?x=1';
const otherOrigin = '{elsewhere}/other';
const send = (sendCredentialsOnCrossOriginRedirect: boolean) =>
	options({ sendCredentialsOnCrossOriginRedirect });

const byCode = (name: (code: number) => string, build: (code: number) => Case) =>
	Object.fromEntries(codes.map((code) => [name(code), build(code)]));

export const transportCases = [
	...area('Redirects', {
		...byCode(
			(code) => `a GET that is redirected by ${String(code)}`,
			(code) => ({ parameters: get(), script: moved(code, sameOrigin) }),
		),
		...byCode(
			(code) => `a GET that is redirected by ${String(code)} and says to follow`,
			(code) => ({ parameters: get(following), script: moved(code, sameOrigin) }),
		),
		...byCode(
			(code) => `a POST of JSON that is redirected by ${String(code)}`,
			(code) => ({
				parameters: post(jsonBody('{"a": 1}'), following),
				script: moved(code, sameOrigin),
			}),
		),
		...byCode(
			(code) => `a PUT that is redirected by ${String(code)}`,
			(code) => ({
				parameters: { ...post(jsonBody('{"a": 1}'), following), method: 'PUT' },
				script: moved(code, sameOrigin),
			}),
		),
		'a POST that is redirected without an option': {
			parameters: post(fields(['a', '1'])),
			script: moved(302, sameOrigin),
		},
		'a DELETE that is redirected': {
			parameters: { ...get(following), method: 'DELETE' },
			script: moved(302, sameOrigin),
		},
		'a HEAD that is redirected': {
			parameters: { ...get(following, response({ fullResponse: true })), method: 'HEAD' },
			script: moved(302, sameOrigin),
		},
		'a file that is redirected by 307': {
			parameters: post(fileBody('data'), following),
			files: { data: { bytes: 'bytes', mimeType: 'text/plain', fileName: 'a.txt' } },
			script: moved(307, sameOrigin),
		},
		'a multipart body that is redirected by 307': {
			parameters: post(multipart(['a', '1']), following),
			script: moved(307, sameOrigin),
		},
		'a raw body that is redirected by 302': {
			parameters: post(raw('abc', 'text/plain'), following),
			script: moved(302, sameOrigin),
		},
		'a redirect to a path': { parameters: get(following), script: moved(302, '/other') },
		'a redirect to a relative path': {
			parameters: { ...get(following), url: '{server}/a/b' },
			script: moved(302, 'c?d=1'),
		},
		'a redirect with a fragment': {
			parameters: get(following),
			script: moved(302, '{server}/other#top'),
		},
		'a redirect of a request with a query': {
			parameters: {
				...get(following),
				sendQuery: true,
				queryParameters: { parameters: [{ name: 'a', value: '1' }] },
			},
			script: moved(302, sameOrigin),
		},
		'a redirect with headers of its own': {
			parameters: get(headers(['X-One', 'a'], ['Accept', 'a/b']), following),
			script: moved(302, sameOrigin),
		},
		'a redirect with a cookie': {
			parameters: get(following),
			script: [
				{ status: 302, headers: { location: sameOrigin, 'set-cookie': 'a=1' } },
				{ body: { ok: true } },
			],
		},
		'a redirect without a location': {
			parameters: get(following),
			script: { status: 302, body: 'nowhere' },
		},
		'300, which is no redirect to follow': {
			parameters: get(following),
			script: { status: 300, body: 'choose' },
		},
		'304 without a location': { parameters: get(following), script: { status: 304 } },
		'a redirect that is not followed': {
			parameters: get(redirect({ followRedirects: false })),
			script: moved(302, sameOrigin),
		},
		'a redirect that is not followed and no error': {
			parameters: get(
				redirect({ followRedirects: false }),
				response({ neverError: true, fullResponse: true }),
			),
			script: moved(302, sameOrigin),
		},
		'an empty redirect option': { parameters: get(redirect({})), script: moved(302, sameOrigin) },
		'two redirects': {
			parameters: get(following),
			script: [
				{ status: 302, headers: { location: '/b' } },
				{ status: 301, headers: { location: '/c' } },
				{ body: { ok: true } },
			],
		},
		'as many redirects as are allowed': {
			parameters: get(redirect({ followRedirects: true, maxRedirects: 2 })),
			script: [
				{ status: 302, headers: { location: '/b' } },
				{ status: 301, headers: { location: '/c' } },
				{ body: { ok: true } },
			],
		},
		'more redirects than are allowed': {
			parameters: get(redirect({ followRedirects: true, maxRedirects: 2 })),
			script: { status: 302, headers: { location: '/again' } },
		},
		'a redirect in a circle': {
			parameters: get(following),
			script: { status: 302, headers: { location: '/again' } },
		},
		'no redirects allowed': {
			parameters: get(redirect({ followRedirects: true, maxRedirects: 0 })),
			script: moved(302, sameOrigin),
		},
		'an empty number of redirects': {
			parameters: get(redirect({ followRedirects: true, maxRedirects: '' })),
			script: moved(302, sameOrigin),
		},
		'a number of redirects from an expression that is null': {
			parameters: get(redirect({ followRedirects: true, maxRedirects: '={{ null }}' })),
			script: moved(302, sameOrigin),
		},
		'a redirect to another origin': {
			parameters: get(following),
			script: moved(302, otherOrigin),
		},
		'a redirect to another origin, credentials sent': {
			parameters: get(following, send(true)),
			script: moved(302, otherOrigin),
		},
		'a redirect to another origin, credentials not sent': {
			parameters: get(following, send(false)),
			script: moved(302, otherOrigin),
		},
		'a redirect to the same origin, credentials not sent elsewhere': {
			parameters: get(following, send(false)),
			script: moved(302, sameOrigin),
		},
		'a redirect to another origin and back': {
			parameters: get(following),
			script: [
				{ status: 302, headers: { location: '{elsewhere}/b' } },
				{ status: 302, headers: { location: '{server}/c' } },
				{ body: { ok: true } },
			],
		},
		'a redirect to another origin and back, credentials not sent elsewhere': {
			parameters: get(following, send(false)),
			script: [
				{ status: 302, headers: { location: '{elsewhere}/b' } },
				{ status: 302, headers: { location: '{server}/c' } },
				{ body: { ok: true } },
			],
		},
		'a cookie on a redirect to another origin': {
			parameters: get(headers(['Cookie', 'a=1'], ['X-One', 'b']), following),
			script: moved(302, otherOrigin),
		},
		'a POST that is redirected to another origin by 307': {
			parameters: post(jsonBody('{"a": 1}'), following),
			script: moved(307, otherOrigin),
		},
		'a redirect to a host that the credential does not allow': {
			parameters: get(following),
			script: moved(302, 'http://localhost:9/other'),
		},
		'an error after a redirect': {
			parameters: get(following),
			script: [
				{ status: 302, headers: { location: '/b' } },
				{ status: 404, body: { message: 'no' } },
			],
		},
		'a file after a redirect': {
			parameters: get(following),
			script: [
				{ status: 302, headers: { location: '/files/report.pdf' } },
				{ headers: { 'content-type': 'application/pdf' }, body: '%PDF-' },
			],
		},
	}),
	...area('Timeout', {
		'a response in time': { parameters: get(options({ timeout: 5_000 })) },
		'no response to a GET in time': {
			versions: [4.2],
			parameters: get(options({ timeout: 1500 })),
			script: { hangs: true },
		},
		'no response to a POST in time': {
			versions: [4.2],
			parameters: post(jsonBody('{}'), options({ timeout: 1500 })),
			script: { hangs: true },
		},
		'a timeout from an expression': { parameters: get(options({ timeout: '={{ 5000 }}' })) },
		'a timeout of 0': { parameters: get(options({ timeout: 0 })) },
		'an empty timeout': { parameters: get(options({ timeout: '' })) },
	}),
	...area('Batching', {
		'batches with a pause': {
			parameters: get(options({ batching: { batch: { batchSize: 2, batchInterval: 5 } } })),
			items: [{}, {}, {}, {}, {}],
		},
		'batches without a pause': {
			parameters: get(options({ batching: { batch: { batchSize: 2, batchInterval: 0 } } })),
			items: [{}, {}, {}],
		},
		'batches of 0': {
			parameters: get(options({ batching: { batch: { batchSize: 0, batchInterval: 5 } } })),
			items: [{}, {}],
		},
		'batches of -1 with a pause': {
			parameters: get(options({ batching: { batch: { batchSize: -1, batchInterval: 5 } } })),
			items: [{}, {}],
		},
		'an empty batching option': {
			parameters: get(options({ batching: { batch: {} } })),
			items: [{}, {}],
		},
	}),
	...area('Items', {
		'thirty items': {
			parameters: { url: '={server}/path?n={{ $json.n }}' },
			items: Array.from({ length: 30 }, (_, n) => ({ n })),
		},
		'the items after one that failed': {
			// One at a time: otherwise those under way are awaited.
			parameters: { url: '={server}/path?n={{ $json.n }}', options: { concurrency: 1 } },
			items: [{ n: 1 }, { n: 2 }, { n: 3 }],
			script: ({ before }) => (before === 0 ? { status: 404, body: {} } : { body: {} }),
		},
		'no items': { parameters: get(), items: [] },
		'an expression that looks at the item index': {
			parameters: { url: '={server}/path?n={{ $itemIndex }}' },
			items: [{}, {}],
		},
		'an expression that fails': {
			parameters: { url: '={server}/path?n={{ $json.a.b.c }}' },
			items: [{ a: 1 }],
		},
		'an expression that throws': {
			parameters: { url: '={{ (() => { throw new Error("no") })() }}' },
		},
		'responses for each item': {
			parameters: { url: '={server}/path?n={{ $json.n }}' },
			items: [{ n: 1 }, { n: 2 }, { n: 3 }],
			script: ({ url }) => ({ body: { n: url.searchParams.get('n') } }),
		},
		'lists for each item': {
			parameters: { url: '={server}/path?n={{ $json.n }}' },
			items: [{ n: 1 }, { n: 2 }, { n: 0 }],
			script: ({ url }) => ({
				body: Array.from({ length: Number(url.searchParams.get('n')) }, (_, id) => ({ id })),
			}),
		},
		'an option from an expression for each item': {
			parameters: {
				url: '={server}/path?n={{ $json.n }}',
				options: { response: { response: { fullResponse: '={{ $json.n === 1 }}' } } },
			},
			items: [{ n: 1 }, { n: 2 }],
		},
	}),
];
