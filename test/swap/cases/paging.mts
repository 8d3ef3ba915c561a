import {
	area,
	below,
	fields,
	form,
	get,
	headers,
	jsonBody,
	multipart,
	options,
	pageBy,
	pageByUrl,
	paging,
	post,
	query,
	raw,
	until,
	untilStatus,
	type Case,
	type Version,
} from '../support/case.mts';
import type { Asked, Reply, Script } from '../support/playback.mts';

const three = [[{ id: 1 }, { id: 2 }], [{ id: 3 }], [{ id: 4 }]];
/** Three pages by number, then empty ones. */
const numbered =
	(wrap: (page: object[]) => unknown = (page) => page, parameter = 'page'): Script =>
	({ url }: Asked): Reply => ({
		body: wrap(three[Number(url.searchParams.get(parameter) ?? 1) - 1] ?? []),
	});
/** A page of records. */
const ids = (...numbers: number[]) => numbers.map((id) => ({ id }));
/** Pages in the order in which they are asked for; nothing comes after the last one. */
const inOrder = (...pages: unknown[]): Script => pages.map((body) => ({ body }) satisfies Reply);
const linked: Script = ({ url }) => {
	const page = Number(url.searchParams.get('page') ?? 1);
	const next = page < 3 ? `${url.origin}/list?page=${String(page + 1)}` : null;
	return { body: { items: three[page - 1], next } };
};
/** n8n's node hangs from here on; waiting for it once is enough. */
const hangs: Version[] = [4.2];
const count = '={{ $pageCount + 1 }}';
const byPage = pageBy('page', count);
const nextUrl = '={{ $response.body.next }}';
const limited = (maxRequests: unknown) => ({ limitPagesFetched: true, maxRequests });

const pages = (pagination: object, script: Script, more: object = {}, response = {}): Case => ({
	parameters: { ...get(more, paging(pagination, response)), url: '{server}/list' },
	script,
});

export const pagingCases = [
	...area('Paging: requests', {
		'pages by a query parameter': pages(byPage, numbered()),
		'pages by a query parameter beside another one': pages(byPage, numbered(), query(['a', '1'])),
		'pages by a query parameter that the query has already': pages(
			byPage,
			numbered(),
			query(['page', '9'], ['a', '1']),
		),
		'pages by a query parameter that the URL has already': {
			parameters: { ...get(paging(byPage)), url: '{server}/list?page=1&a=2' },
			script: inOrder(ids(1), ids(2), []),
		},
		'pages by an offset': pages(
			pageBy('offset', '={{ $pageCount * 2 }}'),
			inOrder(ids(1, 2), ids(3, 4), []),
		),
		'pages by a cursor of the response': pages(
			pageBy('cursor', '={{ $response.body.cursor }}', until('!$response.body.cursor')),
			inOrder({ items: [1], cursor: 'a' }, { items: [2], cursor: 'b' }, { items: [3] }),
		),
		'pages by a header of the request': pages(
			pageBy('X-Page', count, {}, 'headers'),
			inOrder(ids(1), ids(2), []),
		),
		'pages by a header of the request beside others': pages(
			pageBy('x-page', count, {}, 'headers'),
			inOrder(ids(1), []),
			headers(['X-One', 'a'], ['X-Page', '9']),
		),
		'pages by a field of the JSON body': {
			parameters: post(fields(['a', '1']), paging(pageBy('page', count, {}, 'body'))),
			script: inOrder(ids(1), ids(2), []),
		},
		'pages by a field that the JSON body has already': {
			parameters: post(
				jsonBody('{"page": 0, "filter": {"a": [1]}}'),
				paging(pageBy('page', count, {}, 'body')),
			),
			script: inOrder(ids(1), []),
		},
		'pages by a path in the JSON body': {
			parameters: post(fields(['a', '1']), paging(pageBy('page.number', count, {}, 'body'))),
			script: inOrder(ids(1), []),
		},
		'pages by a field of a POST without a body': {
			parameters: post(paging(pageBy('page', count, {}, 'body'))),
			script: inOrder(ids(1), []),
		},
		'pages by a field of the form': {
			parameters: post(form(['a', 'x y']), paging(pageBy('page', count, {}, 'body'))),
			script: inOrder(ids(1), ids(2), []),
		},
		'pages by a field of the multipart body': {
			versions: below(4.2),
			parameters: post(
				multipart(['limit', '3']),
				paging(pageBy('skip', '={{ $pageCount * 3 }}', limited(3), 'body')),
			),
			script: inOrder(ids(1), ids(2), ids(3)),
		},
		'pages by a field of the multipart body, from 4.2 on': {
			versions: hangs,
			parameters: post(
				multipart(['limit', '3']),
				options({ timeout: 1500 }),
				paging(pageBy('skip', '={{ $pageCount * 3 }}', limited(3), 'body')),
			),
			script: inOrder(ids(1), ids(2), ids(3)),
		},
		'pages by a field of a raw body': {
			parameters: post(
				raw('abc', 'text/plain'),
				paging(pageBy('skip', '={{ $pageCount }}', limited(2), 'body')),
			),
			script: inOrder(ids(1), ids(2)),
		},
		'pages of a raw body by a query parameter': {
			parameters: post(raw('abc', 'text/plain'), paging(pageBy('page', count, limited(2)))),
			script: inOrder(ids(1), ids(2)),
		},
		'pages of a multipart body by a query parameter': {
			versions: below(4.2),
			parameters: post(multipart(['a', '1']), paging(pageBy('page', count, limited(2)))),
			script: inOrder(ids(1), ids(2)),
		},
		'pages of a multipart body by a query parameter, from 4.2 on': {
			versions: hangs,
			parameters: post(
				multipart(['a', '1']),
				options({ timeout: 1500 }),
				paging(pageBy('page', count, limited(2))),
			),
			script: inOrder(ids(1), ids(2)),
		},
		'pages by two parameters': pages(
			{
				paginationMode: 'updateAParameterInEachRequest',
				parameters: {
					parameters: [
						{ type: 'qs', name: 'page', value: count },
						{ type: 'headers', name: 'x-page', value: '={{ $pageCount }}' },
					],
				},
			},
			numbered(),
		),
		'pages by a list as a parameter': pages(
			pageBy('ids', '={{ [$pageCount, 7] }}', limited(2)),
			inOrder(ids(1), ids(2)),
		),
		'pages by a fixed parameter': pages(pageBy('page', '1', limited(2)), inOrder(ids(1), ids(2))),
		'pages by a parameter without a type': pages(
			{
				paginationMode: 'updateAParameterInEachRequest',
				parameters: { parameters: [{ name: 'page', value: count }] },
			},
			numbered(),
		),
		'pages without a mode, by a parameter': pages(
			{ parameters: { parameters: [{ type: 'qs', name: 'page', value: count }] } },
			numbered(),
		),
		'pages by a parameter without a name': pages(pageBy('', count), numbered()),
		'pages by a parameter without a value': pages(pageBy('page', ''), numbered()),
		'pages by a parameter without name and value': pages(pageBy('', ''), numbered()),
		'pages by what the request holds': pages(
			pageBy('page', '={{ Number($request.qs.page) + $pageCount }}'),
			numbered(),
			query(['page', '1']),
		),
		'pages by the headers of the response': pages(
			pageBy('cursor', '={{ $response.headers["x-next"] }}', until('!$response.headers["x-next"]')),
			[
				{ headers: { 'x-next': 'b' }, body: ids(1) },
				{ headers: { 'x-next': 'c' }, body: ids(2) },
				{ body: ids(3) },
			],
		),
		'pages by the next URL': pages(pageByUrl(nextUrl, until('!$response.body.next')), linked),
		'pages by the next URL until it is missing': pages(pageByUrl(nextUrl), linked),
		'pages by the next URL in a header': pages(
			pageByUrl('={{ $response.headers["next-url"] }}', untilStatus('404')),
			({ before, url }) =>
				before < 2
					? { headers: { 'next-url': `${url.origin}/list?n=${String(before)}` }, body: ids(before) }
					: { status: 404, body: [] },
		),
		'pages by a next URL with a query, beside a query': pages(
			pageByUrl(nextUrl, until('!$response.body.next')),
			linked,
			query(['page', '1'], ['a', 'b']),
		),
		'pages by a relative next URL': pages(
			pageByUrl(nextUrl, until('!$response.body.next')),
			inOrder({ next: '/list?page=2' }, { next: null }),
		),
		'pages by a next URL on another host': pages(
			pageByUrl(nextUrl, until('!$response.body.next')),
			inOrder({ next: 'https://example.com/list' }, { next: null }),
		),
		'pages by a next URL that is no expression': pages(pageByUrl('', limited(2)), numbered()),
		'pages by a next URL made of text and an expression': pages(
			pageByUrl(
				'={server}/list?cursor={{ $response.body.cursor }}',
				until('!$response.body.cursor'),
			),
			inOrder({ id: 1, cursor: 'a' }, { id: 2 }),
		),
		'pages of each item': {
			parameters: {
				...get(paging(byPage)),
				url: '={server}/list?item={{ $json.n }}',
			},
			items: [{ n: 1 }, { n: 2 }],
			script: numbered(),
		},
		'pages with an expression that looks at the item': {
			parameters: {
				...get(paging(pageBy('page', '={{ $pageCount + $json.first }}'))),
				url: '{server}/list',
			},
			items: [{ first: 2 }],
			script: numbered(),
		},
		'pages that are switched off': pages({ ...byPage, paginationMode: 'off' }, numbered()),
		'an empty paging option': pages({}, numbered()),
	}),
	...area('Paging: the end', {
		'pages until one is an empty list': pages(byPage, inOrder(ids(1), ids(2), [])),
		'pages until one is an empty object': pages(byPage, inOrder({ id: 1 }, {}, [])),
		'pages until one has no body': pages(byPage, [{ body: ids(1) }, { body: '' }]),
		'pages until 204': pages(byPage, [{ body: ids(1) }, { status: 204 }]),
		'pages until one is null': pages(byPage, [
			{ body: ids(1) },
			{ headers: { 'content-type': 'application/json' }, body: 'null' },
		]),
		'pages until one is an empty text': pages(
			byPage,
			[{ body: 'a' }, { body: '' }],
			{},
			{ responseFormat: 'text' },
		),
		'pages until an object holds an empty list': pages(
			pageBy('page', count, limited(4)),
			inOrder({ items: [1] }, { items: [2] }, { items: [] }, { items: [3] }),
		),
		'a first page that is empty': pages(byPage, inOrder([])),
		'pages that a list in between interrupts': pages(
			pageBy('cursor', '={{ $response.body.cursor }}', until('!$response.body.cursor')),
			inOrder({ id: 1, cursor: 1 }, { items: [], cursor: 2 }, { id: 3 }),
		),
		'an empty list in the middle of pages that end by an expression': pages(
			pageBy('page', count, until('$pageCount >= 3')),
			inOrder(ids(1), [], ids(3)),
		),
		'an empty body in the middle of pages that end by an expression': pages(
			pageBy('page', count, until('$pageCount >= 3')),
			[{ body: ids(1) }, { body: '' }, { body: ids(3) }],
		),
		'an empty object in the middle of pages that end by an expression': pages(
			pageBy('page', count, until('$pageCount >= 3')),
			inOrder({ id: 1 }, {}, { id: 3 }),
		),
		'a record with an empty list, in pages that end by an expression': pages(
			pageBy('page', count, until('$pageCount >= 3')),
			inOrder({ id: 1, tags: [], name: 'x' }, { id: 2, tags: [], name: 'y' }, { id: 3 }),
		),
		'pages that end by an expression at once': pages(
			pageBy('page', count, until('true')),
			inOrder(ids(1), ids(2)),
		),
		'pages that end by an expression on a field': pages(
			pageBy('page', count, until('!$response.body.hasMore')),
			inOrder({ id: 1, hasMore: true }, { id: 2, hasMore: true }, { id: 3, hasMore: false }),
		),
		'pages that end by an expression on the length': pages(
			pageBy('page', count, until('$response.body.length < 2')),
			inOrder(ids(1, 2), ids(3, 4), ids(5)),
		),
		'pages that end by an expression on a text': pages(
			pageBy('page', count, until('!$response.body.hasMore')),
			inOrder({ id: 1, hasMore: true }, { id: 2, hasMore: true }, { id: 3, hasMore: false }),
			{},
			{ responseFormat: 'text' },
		),
		'pages that end by an expression on a text that is parsed': pages(
			pageBy('page', count, until('!JSON.parse($response.body).hasMore')),
			[
				{ headers: { 'content-type': 'text/plain' }, body: '{"hasMore": true}' },
				{ headers: { 'content-type': 'text/plain' }, body: '{"hasMore": false}' },
			],
		),
		'pages of JSON:API that end by an expression that parses a text': pages(
			pageBy('page', count, until('!JSON.parse($response.body).hasMore')),
			[
				{ headers: { 'content-type': 'application/vnd.api+json' }, body: '{"hasMore": true}' },
				{ headers: { 'content-type': 'application/vnd.api+json' }, body: '{"hasMore": false}' },
			],
		),
		'pages of JSON:API that end by an expression on a text': pages(
			pageBy('page', count, until('$response.body.includes("last")')),
			[
				{ headers: { 'content-type': 'application/vnd.api+json' }, body: '{"page": "first"}' },
				{ headers: { 'content-type': 'application/vnd.api+json' }, body: '{"page": "last"}' },
			],
		),
		'pages that end by an expression on the status': pages(
			pageBy('page', count, until('$response.statusCode === 404')),
			[{ body: ids(1) }, { body: ids(2) }, { status: 404, body: { message: 'no' } }],
			{},
			{ neverError: true },
		),
		'pages that end by an expression on an error status': pages(
			pageBy('page', count, until('$response.statusCode === 404')),
			[{ body: ids(1) }, { body: ids(2) }, { status: 404, body: { message: 'no' } }],
		),
		'pages that end by an expression on several lines': pages(
			pageBy('page', count, until('\n\t$pageCount >= 2\n')),
			inOrder(ids(1), ids(2)),
		),
		'pages that end by an empty expression': pages(
			pageBy('page', count, { paginationCompleteWhen: 'other', completeExpression: '' }),
			inOrder(ids(1), []),
		),
		'pages that end by a text in place of an expression': pages(
			pageBy('page', count, { paginationCompleteWhen: 'other', completeExpression: 'true' }),
			inOrder(ids(1), []),
		),
		'pages that end by an expression with text around it': pages(
			pageBy('page', count, {
				paginationCompleteWhen: 'other',
				completeExpression: '={{ $pageCount >= 2 }} ',
			}),
			inOrder(ids(1), ids(2)),
		),
		'pages that end by a status': pages(pageBy('page', count, untilStatus('404')), [
			{ body: ids(1) },
			{ body: ids(2) },
			{ status: 404, body: { message: 'no' } },
		]),
		'pages that end by one of several statuses': pages(
			pageBy('page', count, untilStatus('404, 410')),
			[{ body: ids(1) }, { status: 410, body: { message: 'gone' } }],
		),
		'pages that end by a status, never an error': pages(
			pageBy('page', count, untilStatus('404')),
			[{ body: ids(1) }, { status: 404, body: { message: 'no' } }],
			{},
			{ neverError: true },
		),
		'pages that end by a status, with the full response': pages(
			pageBy('page', count, untilStatus('404')),
			[{ body: ids(1) }, { status: 404, body: { message: 'no' } }],
			{},
			{ fullResponse: true },
		),
		'pages that end by a status of success': pages(pageBy('page', count, untilStatus('200')), [
			{ status: 202, body: { id: 1 } },
			{ status: 202, body: { id: 2 } },
			{ status: 200, body: { id: 3 } },
		]),
		'pages that end by 204': pages(pageBy('page', count, untilStatus('204')), [
			{ body: ids(1) },
			{ status: 204 },
		]),
		'pages that end by a status on the first page': pages(
			pageBy('page', count, untilStatus('404')),
			{ status: 404, body: { message: 'no' } },
		),
		'an empty list in pages that end by a status': pages(
			pageBy('page', count, untilStatus('404')),
			[{ body: ids(1) }, { body: [] }, { body: ids(3) }, { status: 404, body: {} }],
		),
		'pages that end by a status, stopped by another one': pages(
			pageBy('page', count, untilStatus('404')),
			[{ body: ids(1) }, { status: 400, body: { message: 'bad' } }],
		),
		'an error page, never an error, until a page is empty': pages(
			byPage,
			[{ body: ids(1) }, { status: 400, body: [{ message: 'bad' }] }, { body: [] }],
			{},
			{ neverError: true },
		),
		'an error on the second page': pages(byPage, [
			{ body: ids(1) },
			{ status: 400, body: { message: 'bad' } },
		]),
		'an error on the second page, where the node goes on': {
			...pages(byPage, [{ body: ids(1) }, { status: 400, body: { message: 'bad' } }]),
			onError: 'continueRegularOutput',
		},
		'an error on the second page of pages that end by an expression': pages(
			pageBy('page', count, until('$pageCount >= 3')),
			[{ body: ids(1) }, { status: 400, body: { message: 'bad' } }, { body: ids(3) }],
		),
		'no status to end pages by': pages(pageBy('page', count, untilStatus('')), [
			{ body: ids(1) },
			{ body: [] },
			{ status: 404, body: {} },
		]),
		'the same page again and again': pages(pageBy('nothing', '0'), { body: ids(1) }),
		'the same page twice, then others': pages(
			pageBy('page', count, limited(4)),
			inOrder(ids(1), ids(1), ids(2), ids(3)),
		),
		'the same next URL again and again': pages(
			pageByUrl(nextUrl, until('!$response.body.next')),
			({ url }) => ({ body: { next: `${url.origin}/list?page=2` } }),
		),
	}),
	...area('Paging: limits and responses', {
		'no more pages than allowed': pages(pageBy('page', count, limited(2)), numbered()),
		'one page allowed': pages(pageBy('page', count, limited(1)), numbered()),
		'a limit of pages that is not reached': pages(pageBy('page', count, limited(50)), numbered()),
		'a limit of 0 pages': pages(pageBy('page', count, limited(0)), numbered()),
		'an empty limit of pages': pages(pageBy('page', count, limited('')), numbered()),
		'a limit of pages from an expression': pages(
			pageBy('page', count, limited('={{ 1 + 1 }}')),
			numbered(),
		),
		'a limit of pages that the response tells': pages(
			pageBy('page', count, { ...limited('={{ $response.body.last }}'), ...until('false') }),
			inOrder({ id: 1, last: 3 }, { id: 2, last: 3 }, { id: 3, last: 3 }, { id: 4, last: 3 }),
		),
		'a limit of pages from the item': {
			...pages(pageBy('page', count, limited('={{ $json.most }}')), numbered()),
			items: [{ most: 2 }],
		},
		'a limit that is switched off': pages(
			pageBy('page', count, { limitPagesFetched: false, maxRequests: 1 }),
			numbered(),
		),
		'a limit without a number': pages(
			pageBy('page', count, { limitPagesFetched: true }),
			numbered(),
		),
		'a pause between pages': pages(pageBy('page', count, { requestInterval: 2 }), numbered()),
		'a pause between pages from an expression': pages(
			pageBy('page', count, { requestInterval: '={{ 1 + 1 }}' }),
			numbered(),
		),
		'pages of objects': pages(pageBy('page', count, limited(2)), inOrder({ id: 1 }, { id: 2 })),
		'pages of lists inside objects': pages(
			pageBy('page', count, limited(2)),
			inOrder({ items: [1] }, { items: [2] }),
		),
		'pages of texts': pages(pageBy('page', count, limited(2)), [{ body: 'a' }, { body: 'b' }]),
		'pages of numbers in JSON': pages(pageBy('page', count, limited(2)), [
			{ headers: { 'content-type': 'application/json' }, body: '1' },
			{ headers: { 'content-type': 'application/json' }, body: '2' },
		]),
		'pages with the full response': pages(
			pageBy('page', count, limited(2)),
			numbered(),
			{},
			{ fullResponse: true },
		),
		'pages, read as JSON': pages(byPage, numbered(), {}, { responseFormat: 'json' }),
		'pages, read as text': pages(
			pageBy('page', count, limited(2)),
			numbered(),
			{},
			{ responseFormat: 'text' },
		),
		'pages, read as text, with the full response': pages(
			pageBy('page', count, limited(2)),
			numbered(),
			{},
			{ responseFormat: 'text', fullResponse: true },
		),
		'pages, read as files': pages(
			pageBy('page', count, limited(2)),
			inOrder(ids(1), ids(2)),
			{},
			{ responseFormat: 'file' },
		),
		'pages of files': pages(pageBy('page', count, limited(2)), [
			{ headers: { 'content-type': 'application/pdf' }, body: 'a' },
			{ headers: { 'content-type': 'application/pdf' }, body: 'b' },
		]),
		'pages of JSON that cannot be read': pages(pageBy('page', count, limited(2)), [
			{ headers: { 'content-type': 'application/json' }, body: '{"a"' },
			{ body: ids(1) },
		]),
		"pages of anny's": {
			...pages(
				pageByUrl('={{ $response.body.links.next }}', until('!$response.body.links.next')),
				({ url, before }) => ({
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({
						data: [{ type: 'a', id: String(before) }],
						links: { next: before < 2 ? `${url.origin}/list?n=${String(before)}` : null },
					}),
				}),
			),
			service: 'anny',
		},
	}),
];
