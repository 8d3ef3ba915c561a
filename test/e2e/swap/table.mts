/**
 * Workflows written for n8n's HTTP Request node. Each is run as it is, and again with nothing changed
 * but the type of that node.
 */
export interface Row {
	/** What the workflow does. */
	name: string;
	credential?: 'annyTokenApi' | 'annyCustomOAuth2Api' | 'anybillRopcApi';
	/** Parameters of the node; `{base}` stands for the address of the service's test routes. */
	parameters: Record<string, unknown>;
	/** Input items; one empty item unless given. */
	items?: object[];
	/** The input items' text as a file in the field "data". */
	asFile?: true;
	/** The response is a file: its name, type and size are compared. */
	givesFile?: true;
	onError?: 'continueRegularOutput';
	/** Before the run: faults or settings of the sandbox. */
	fault?: { code: number; times: number; retryAfter?: number };
	limits?: { reads: number; windowSeconds: number };
	/** Where our items differ, and why that is better. */
	difference?: { why: string; ours: unknown };
}

const pairs = (...rows: Array<[string, unknown]>) => ({
	parameters: rows.map(([name, value]) => ({ name, value })),
});
const query = (...rows: Array<[string, unknown]>) => ({
	sendQuery: true,
	queryParameters: pairs(...rows),
});
const headers = (...rows: Array<[string, unknown]>) => ({
	sendHeaders: true,
	headerParameters: pairs(...rows),
});
const response = (response: object) => ({ options: { response: { response } } });
const pagination = (pagination: object) => ({ options: { pagination: { pagination } } });
const echo = { url: '{base}/echo' };
const post = { method: 'POST', ...echo, sendBody: true };
const three = [{ n: 1 }, { n: 2 }, { n: 3 }];
const text = [{ text: 'Gr\u00fc\u00dfe;1\n' }];
const anny = 'annyTokenApi';

export const rows: Row[] = [
	{ name: 'a GET', parameters: { method: 'GET', ...echo } },
	{ name: 'a GET with an API token', credential: anny, parameters: { ...echo } },
	{ name: 'a GET with OAuth2', credential: 'annyCustomOAuth2Api', parameters: { ...echo } },
	{ name: 'a list of stores', parameters: { url: '{base}/../store' } },
	{
		name: 'query parameters',
		parameters: { ...echo, ...query(['a', '1 & 2'], ['b[c]', '\u00e4']) },
	},
	{
		name: 'query parameters in JSON, beside those in the URL',
		parameters: {
			url: '{base}/echo?x=1',
			sendQuery: true,
			specifyQuery: 'json',
			jsonQuery: '{"a": [1, 2], "b": {"c": true}}',
		},
	},
	...['brackets', 'indices', 'repeat'].map((queryParameterArrays) => ({
		name: `a list in the query, written with ${queryParameterArrays}`,
		parameters: {
			...echo,
			...query(['ids', '={{ [1, 2] }}']),
			options: { queryParameterArrays },
		},
	})),
	{ name: 'headers', parameters: { ...echo, ...headers(['X-One', 'a'], ['X-TWO', 'b']) } },
	{
		name: 'headers in JSON, as they are written',
		parameters: {
			...echo,
			sendHeaders: true,
			specifyHeaders: 'json',
			jsonHeaders: '{"X-Three": "c"}',
			options: { lowercaseHeaders: false },
		},
	},
	{
		name: 'a JSON body from pairs, names as paths',
		parameters: { ...post, bodyParameters: pairs(['data.type', 'x'], ['tags[0]', 'y']) },
	},
	{
		name: 'a JSON body from JSON',
		parameters: { ...post, specifyBody: 'json', jsonBody: '={{ { n: $json.n, list: [null] } }}' },
		items: three,
	},
	{
		name: 'a form from pairs',
		parameters: {
			...post,
			contentType: 'form-urlencoded',
			bodyParameters: pairs(['a', '1'], ['b c', '\u00e4&'], ['list', '={{ [1, 2] }}']),
		},
	},
	{
		name: 'a form from one text',
		parameters: {
			...post,
			contentType: 'form-urlencoded',
			specifyBody: 'string',
			body: 'a=1&b=%C3%A4',
		},
	},
	{
		name: 'a multipart form with a file',
		parameters: {
			...post,
			contentType: 'multipart-form-data',
			bodyParameters: {
				parameters: [
					{ parameterType: 'formData', name: 'title', value: '\u00e4' },
					{ parameterType: 'formBinaryData', name: 'upload', inputDataFieldName: 'data' },
				],
			},
		},
		items: text,
		asFile: true,
	},
	{
		name: 'a file as the body',
		parameters: { ...post, contentType: 'binaryData', inputDataFieldName: 'data' },
		items: text,
		asFile: true,
	},
	{
		name: 'a raw body',
		parameters: { ...post, contentType: 'raw', rawContentType: 'text/csv', body: 'a;b' },
	},
	{ name: 'PUT', parameters: { ...post, method: 'PUT', bodyParameters: pairs(['a', 'b']) } },
	{ name: 'PATCH', parameters: { ...post, method: 'PATCH', bodyParameters: pairs(['a', 'b']) } },
	{
		name: 'a body on GET',
		parameters: { ...echo, sendBody: true, bodyParameters: pairs(['storeId', '7']) },
	},
	{ name: 'DELETE', parameters: { method: 'DELETE', ...echo } },
	{
		name: 'an expression for each item',
		parameters: { url: '={base}/echo?n={{ $json.n }}' },
		items: three,
	},
	{
		name: 'batches',
		parameters: {
			url: '={base}/echo?n={{ $json.n }}',
			options: { batching: { batch: { batchSize: 2, batchInterval: 100 } } },
		},
		items: three,
	},
	{ name: 'a text in another charset', parameters: { url: '{base}/text?charset=iso-8859-1' } },
	{
		name: 'a text in a field of its own',
		parameters: {
			url: '{base}/text',
			...response({ responseFormat: 'text', outputPropertyName: 'page' }),
		},
	},
	{
		name: 'JSON as text',
		parameters: { url: '{base}/json/200', ...response({ responseFormat: 'text' }) },
	},
	{ name: 'a file, by its type', parameters: { url: '{base}/bytes/5000' }, givesFile: true },
	{
		name: 'a file, by choice',
		parameters: { url: '{base}/bytes/5000', ...response({ responseFormat: 'file' }) },
		givesFile: true,
	},
	{
		name: 'the full response',
		parameters: { url: '{base}/json/200', ...response({ fullResponse: true }) },
	},
	{
		name: 'an error as an item',
		parameters: { url: '{base}/status/404?shape=message', ...response({ neverError: true }) },
	},
	{
		name: 'an error with its status',
		parameters: {
			url: '{base}/status/404?shape=message',
			...response({ neverError: true, fullResponse: true }),
		},
	},
	{ name: 'a redirect', parameters: { url: '{base}/redirect?to=echo' } },
	{
		name: 'a redirect that is not followed',
		parameters: {
			url: '{base}/redirect?to=echo',
			...headers(['Accept', 'text/html']),
			options: {
				redirect: { redirect: { followRedirects: false } },
				response: { response: { neverError: true, fullResponse: true } },
			},
		},
	},
	{
		name: 'pages by the next URL',
		parameters: {
			url: '{base}/next-pages',
			...pagination({
				paginationMode: 'responseContainsNextURL',
				nextURL: '={{ $response.body.next }}',
				paginationCompleteWhen: 'other',
				completeExpression: '={{ !$response.body.next }}',
			}),
		},
	},
	{
		name: 'pages by a counted parameter, a few of them',
		parameters: {
			url: '{base}/link-pages',
			...pagination({
				paginationMode: 'updateAParameterInEachRequest',
				parameters: { parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }] },
				limitPagesFetched: true,
				maxRequests: 2,
			}),
		},
	},
	{
		name: 'pages by a counted parameter, until one is empty',
		parameters: {
			url: '{base}/link-pages',
			...pagination({
				parameters: { parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }] },
			}),
		},
	},
	{
		name: 'a list of bookings',
		credential: anny,
		parameters: { url: '{base}/../bookings', ...query(['page[size]', '1']) },
		difference: {
			why: 'JSON:API is understood: a list gives one item for each record, not one item for the page.',
			ours: [{ type: 'bookings', id: expect.any(String), attributes: expect.any(Object) }],
		},
	},
	{
		name: "anny's own media type",
		credential: anny,
		parameters: { url: '{base}/../user', ...headers(['Accept', 'application/vnd.api+json']) },
		difference: {
			why: "JSON is JSON whatever its media type's first part; the other node gives one long text.",
			ours: [{ id: expect.any(String), attributes: expect.any(Object) }],
		},
	},
	{
		name: "a write in anny's media type",
		credential: anny,
		parameters: {
			method: 'POST',
			url: '{base}/../customers',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '{"data":{"type":"customers","attributes":{"email":"a@example.com"}}}',
			...response({ neverError: true }),
		},
		difference: {
			why: 'anny refuses application/json with 415; the right media type is sent without being asked.',
			ours: [{ type: 'customers', id: expect.any(String) }],
		},
	},
	{
		name: 'a response without a body',
		parameters: { url: '{base}/status/204?shape=empty' },
		difference: {
			why: 'The item says that it worked, where the other node gives an empty text.',
			ours: [{ success: true, statusCode: 204 }],
		},
	},
	{
		name: 'HEAD',
		parameters: { method: 'HEAD', ...echo },
		difference: {
			why: 'The item says that it worked, where the other node gives an empty one.',
			ours: [{ success: true, statusCode: 200 }],
		},
	},
	{
		name: 'a repeated name in the query',
		parameters: { ...echo, ...query(['a', '1'], ['a', '2']) },
	},
	{
		name: 'a repeated name in a form text',
		parameters: { ...post, contentType: 'form-urlencoded', specifyBody: 'string', body: 'a=1&a=2' },
		difference: {
			why: 'The text is sent as it is written; the other node drops repeated names.',
			ours: [{ text: 'a=1&a=2' }],
		},
	},
	{
		name: 'a failed item among others',
		parameters: { url: '={base}/status/{{ $json.n === 2 ? 404 : 200 }}?shape=message' },
		items: three,
		onError: 'continueRegularOutput',
		difference: {
			why: "The service's own words come first, and what to do; error and details hold nothing of the request.",
			ours: [
				{},
				{
					error: { message: 'The sandbox was asked to respond with 404.', httpCode: '404' },
					details: { context: { itemIndex: 1 } },
				},
				{},
			],
		},
	},
	{
		name: 'a service that is busy for a moment',
		parameters: { ...echo },
		credential: anny,
		fault: { code: 429, times: 2, retryAfter: 1 },
		onError: 'continueRegularOutput',
		difference: {
			why: 'A 429 is waited for as long as the service says.',
			ours: [{ method: 'GET' }],
		},
	},
	{
		name: 'more items than a rate limit allows',
		credential: anny,
		parameters: { url: '={base}/echo?n={{ $json.n }}' },
		items: Array.from({ length: 12 }, (_, n) => ({ n })),
		limits: { reads: 5, windowSeconds: 1 },
		onError: 'continueRegularOutput',
		difference: {
			why: 'Every item succeeds, in the time that the limit allows.',
			ours: Array.from({ length: 12 }, (_, n) => ({ rawQuery: `n=${n}` })),
		},
	},
];
