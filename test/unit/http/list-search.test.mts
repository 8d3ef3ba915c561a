import { Readable } from 'node:stream';
import fc from 'fast-check';
import { NodeApiError, type IHttpRequestOptions, type ILoadOptionsFunctions } from 'n8n-workflow';
import { listSearchMethod, type Picker } from '../../../http/list-search.ts';
import type { ServiceProfile } from '../../../http/profile.ts';
import { annyProfile } from '../../../services/anny/profile.ts';
import { anybillProfile } from '../../../services/anybill/profile.ts';

// Thousands of cases take a while on a busy machine.
jest.setTimeout(60_000);

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

const MIB = 1024 * 1024;

const rooms: Picker = {
	records: 'rooms',
	path: '/api/v1/rooms',
	searchParameter: 'filter[search]',
	label: ({ name }) => (typeof name === 'string' ? name : ''),
};
/** The service cannot search. */
const { searchParameter: _, ...unsearchable } = rooms;

interface Page {
	status?: number;
	headers?: Record<string, string>;
	body: string | Readable;
}

interface Search {
	profile?: ServiceProfile;
	picker?: Picker;
	filter?: string;
	token?: string;
}

/** Fills a list in the editor of an n8n whose requests get the responses that the test gives. */
async function search(
	respond: (asked: IHttpRequestOptions, index: number) => Page,
	given: Search = {},
) {
	const { profile = annyProfile, picker = rooms, filter, token } = given;
	const asked: IHttpRequestOptions[] = [];
	const n8n = {
		getNode: () => ({ name: 'Request', type: 'x', typeVersion: 1, credentials: {} }),
		getNodeParameter: () => null,
		getCredentials: async () => ({
			region: 'co',
			environment: 'production',
			accessToken: 'the-token-of-the-test',
			allowedDomains: 'b.anny.co, vendor.anybill.de',
		}),
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
				const { status = 200, headers = {}, body } = respond(options, asked.push(options) - 1);
				return {
					statusCode: status,
					headers: { 'content-type': 'application/json', ...headers },
					body: body instanceof Readable ? body : Readable.from([Buffer.from(body)]),
				};
			},
		},
	} as unknown as ILoadOptionsFunctions;
	const result = await listSearchMethod(profile, picker).call(n8n, filter, token);
	return { ...result, asked };
}

const failureOf = async (...args: Parameters<typeof search>): Promise<NodeApiError> => {
	const thrown: unknown = await search(...args).catch((error: unknown) => error);
	if (thrown instanceof NodeApiError) return thrown;
	throw new Error('The list should have failed with an error of n8n', { cause: thrown });
};

const page = (names: string[], { last = 1, at = 1 } = {}): Page => ({
	body: JSON.stringify({
		data: names.map((name) => ({ type: 'rooms', id: `id of ${name}`, attributes: { name } })),
		meta: { page: { 'current-page': at, 'last-page': last } },
	}),
});

test('A list shows each record by its label, and gives its ID', async () => {
	const { results } = await search(() => page(['Blue Room', 'Red Room']));
	expect(results).toEqual([
		{ name: 'Blue Room', value: 'id of Blue Room' },
		{ name: 'Red Room', value: 'id of Red Room' },
	]);
});

test('A record without a label is shown by its ID, one without an ID is left out', async () => {
	const data = [
		{ type: 'rooms', id: '7', attributes: {} },
		{ type: 'rooms', attributes: { name: 'Nobody' } },
		null,
		'text',
	];
	const { results } = await search(() => ({ body: JSON.stringify({ data }) }));
	expect(results).toEqual([{ name: '7', value: '7' }]);
});

test('A label from outside is one short line without characters that hide or turn text', async () => {
	const name = `Room\n\u202e${'x'.repeat(10_000)}\u0000<b>`;
	const { results } = await search(() => page([name]));
	expect(results[0]?.name).toMatch(/^Room x+…$/);
	expect(results[0]?.name.length).toBeLessThanOrEqual(500);
});

test('What is typed is searched by the service where it can search', async () => {
	const { asked } = await search(() => page([]), { filter: ' blue ' });
	expect(asked[0]?.qs).toMatchObject({ 'filter[search]': 'blue' });
});

test('What is typed is searched in the labels where the service cannot search, page by page', async () => {
	const { results, asked } = await search(
		(_asked, index) => page([index === 2 ? 'Blue Room' : 'Red Room'], { at: index + 1, last: 5 }),
		{ picker: unsearchable, filter: 'BLUE' },
	);
	expect(results.map(({ name }) => name)).toEqual(['Blue Room']);
	expect(asked).toHaveLength(3);
});

test('A search without a hit ends after 10 pages, and can be continued', async () => {
	const { results, asked, paginationToken } = await search(
		(_asked, index) => page(['Red Room'], { at: index + 1, last: 1000 }),
		{ picker: unsearchable, filter: 'blue' },
	);
	expect(results).toEqual([]);
	expect(asked).toHaveLength(10);
	expect(JSON.parse(String(paginationToken))).toMatchObject({ 'page[number]': 11 });
});

test('The next page is the one that the list itself has named', async () => {
	const { paginationToken: token = '' } = await search(() => page(['A'], { last: 2 }));
	const { asked } = await search(() => page(['B'], { at: 2, last: 2 }), { token: token });
	expect(asked[0]?.qs).toMatchObject({ 'page[number]': 2 });
});

test('The next page is where the service links to, if it does not number them', async () => {
	const linked = (names: string[], next?: string): Page => ({
		body: JSON.stringify({
			data: names.map((name) => ({ type: 'rooms', id: `id of ${name}`, attributes: { name } })),
			links: { next },
		}),
	});
	const { paginationToken: token = '' } = await search(() =>
		linked(['A'], '/api/v1/rooms?page%5Bcursor%5D=abc'),
	);
	const { results, asked } = await search(
		(_asked, index) => (index === 0 ? linked([], '?page%5Bcursor%5D=def') : linked(['B'])),
		{ token },
	);
	expect(results.map(({ name }) => name)).toEqual(['B']);
	expect(asked.map(({ url, qs }) => ({ url, qs: qs as unknown }))).toEqual([
		{ url: 'https://b.anny.co/api/v1/rooms?page%5Bcursor%5D=abc', qs: {} },
		{ url: 'https://b.anny.co/api/v1/rooms?page%5Bcursor%5D=def', qs: {} },
	]);
});

test.each(['https://evil.example/rooms', '//evil.example/rooms', '/..%2frooms'])(
	'A link that the node itself would not follow, %s, is not followed by a list',
	async (link) => {
		const token = JSON.stringify(link);
		let requests = 0;
		const { message } = await failureOf(
			() => {
				requests++;
				return page(['A']);
			},
			{ token },
		);
		expect(message).toBe('The rooms could not be loaded');
		expect(requests).toBe(0);
	},
);

test('The organization of the node bounds a list, also where a link leaves it out', async () => {
	const bounded = { ...rooms, query: () => ({ o: '101' }) };
	const profile = { ...annyProfile, fixedQuery: () => ({ o: '101' }) };
	const token = JSON.stringify('/api/v1/rooms?page%5Bcursor%5D=abc');
	const { asked } = await search(() => page(['A']), { picker: bounded, profile, token });
	expect(asked[0]?.qs).toEqual({ o: '101' });
	const unbounded = await search(() => page(['A']), { profile });
	expect(unbounded.asked[0]?.qs).not.toHaveProperty('o');
});

test.each(['no JSON', '[1]', 'null', '7'])(
	'A token that no list has written, %s, is the first page',
	async (token) => {
		const { asked } = await search(() => page(['A']), { token });
		expect(asked[0]?.qs).toEqual({ 'page[size]': 50 });
	},
);

/** A body without end, of which it is counted how much was taken. */
function endless(piece: string) {
	const taken = { bytes: 0, isStopped: false };
	function* chunks() {
		const chunk = Buffer.from(piece.repeat(MIB / piece.length));
		try {
			for (;;) {
				taken.bytes += chunk.length;
				yield chunk;
			}
		} finally {
			taken.isStopped = true;
		}
	}
	return { taken, body: Readable.from(chunks()) };
}

test.each([
	['JSON', 200, 'application/json'],
	['a web page', 200, 'text/html'],
	['a file', 200, 'application/octet-stream'],
	['an error', 400, 'application/json'],
	['an error page', 400, 'text/html'],
])(
	'A list reads at most 20 MiB of %s without end, then hangs up and says so',
	async (_what, status, type) => {
		const { taken, body } = endless('[{"a":"');
		const headers = { 'content-type': type };
		const { message, description } = await failureOf(() => ({ status, headers, body }));
		expect(taken.isStopped).toBe(true);
		expect(taken.bytes).toBeLessThan(20 * MIB);
		expect(message).toBe('The rooms could not be loaded');
		expect(description).toMatch(/choose "By ID"\.$/);
	},
);

test('A search through many pages reads at most 20 MiB in all', async () => {
	let sent = 0;
	const filler = 'x'.repeat(4 * MIB);
	const { description } = await failureOf(
		(_asked, index) => {
			sent++;
			return page(['Red Room', filler], { at: index + 1, last: 1000 });
		},
		{ picker: unsearchable, filter: 'blue' },
	);
	expect(description).toMatch(/more than 16 MiB of JSON together/);
	expect(sent).toBeLessThanOrEqual(5);
});

test.each([
	['a web page', 'text/html', '<!doctype html><title>Sign in</title>', /should be JSON/],
	['JSON that was cut off', 'application/json', '{"data": [', /should be JSON/],
	['bytes', 'image/png', '\u0089PNG\u0000', /should be JSON/],
])(
	'%s instead of a list is an error of n8n with words, not an empty list',
	async (_what, type, body, words) => {
		const headers = { 'content-type': type };
		const { message, description } = await failureOf(() => ({ headers, body }));
		expect(message).toBe('The rooms could not be loaded');
		expect(description).toMatch(words);
	},
);

test('An error of the service is told in its words, and the token that it echoes is not', async () => {
	const errors = [{ status: '403', title: 'Forbidden for the-token-of-the-test' }];
	const { description } = await failureOf(() => ({
		status: 403,
		body: JSON.stringify({ errors }),
	}));
	expect(description).toMatch(/Forbidden/);
	expect(description).not.toContain('the-token-of-the-test');
});

test('An error of the service comes with the advice and the request ID of any other request', async () => {
	const errors = [{ status: '403', title: 'Forbidden' }];
	const headers = { 'x-request-id': 'request-4711' };
	const { description } = await failureOf(() => ({
		status: 403,
		headers,
		body: JSON.stringify({ errors }),
	}));
	expect(description).toMatch(/^Forbidden\. .*scope.*anny's request ID: request-4711.*"By ID"\.$/s);
});

test.each([
	['anny', annyProfile],
	['anybill', anybillProfile],
])(
	'Whatever %s sends as a list, it comes as names and IDs that are texts, or as an error of n8n',
	async (_name, profile) => {
		const anything = fc.anything({ maxDepth: 3 });
		const record = fc.record(
			{
				type: anything,
				id: anything,
				attributes: anything,
				relationships: anything,
				name: anything,
			},
			{ requiredKeys: [] },
		);
		const body = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.json(),
			anything.map((value) => JSON.stringify(value) ?? ''),
			fc
				.record(
					{
						data: fc.oneof(anything, fc.array(record)),
						included: fc.oneof(anything, fc.array(record)),
						meta: fc.oneof(anything, fc.record({ page: anything })),
						links: fc.record({ next: anything }),
					},
					{ requiredKeys: [] },
				)
				.map((document) => JSON.stringify(document)),
		);
		const status = fc.constantFrom(200, 200, 200, 204, 302, 400, 404, 500);
		let lists = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(body, { minLength: 1 }), status, async (bodies, given) => {
				let requests = 0;
				const respond = (_asked: unknown, index: number): Page => {
					requests++;
					return { status: given, body: bodies[index % bodies.length] ?? '' };
				};
				try {
					const { results } = await search(respond, { profile });
					lists++;
					for (const { name, value } of results) {
						expect([typeof name, typeof value]).toEqual(['string', 'string']);
						expect(name).not.toBe('');
					}
				} catch (error) {
					if (!(error instanceof NodeApiError)) throw error;
				}
				expect(requests).toBeLessThanOrEqual(10);
				expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
			}),
			{ numRuns: 1000 },
		);
		expect(lists).toBeGreaterThan(20);
	},
);

test.each([
	{ errors: [{ detail: 'Server busy' }] },
	{ message: 'Server busy' },
	{ data: { type: 'rooms', id: '7' } },
	null,
])('The response %j is told to be no list, rather than shown as an empty one', async (body) => {
	const { description } = await failureOf(() => ({ body: JSON.stringify(body) }));
	expect(description).toContain('anny did not respond with a list');
});

test('A list of plain JSON with more beside it is listed', async () => {
	const body = JSON.stringify({ data: [{ id: 7, name: 'Blue Room' }], total: 1 });
	const { results } = await search(() => ({ body }));
	expect(results).toEqual([{ name: 'Blue Room', value: '7' }]);
});
