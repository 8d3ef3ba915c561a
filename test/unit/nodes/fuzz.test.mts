import { Readable } from 'node:stream';
import fc from 'fast-check';
import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeType,
} from 'n8n-workflow';
import { AnnyHttpRequest } from '../../../nodes/AnnyHttpRequest/AnnyHttpRequest.node.ts';
import { AnybillHttpRequest } from '../../../nodes/AnybillHttpRequest/AnybillHttpRequest.node.ts';

/**
 * Whatever the parameters hold and whatever is sent back: items, or one of n8n's own errors; requests
 * only to the allowed host, with headers that are nothing but headers; no prototype is touched.
 */
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

const BASE = 'http://127.0.0.1:1/prefix';
const nodes: Record<string, INodeType> = {
	annyHttpRequest: new AnnyHttpRequest(),
	anybillHttpRequest: new AnybillHttpRequest(),
};

const poison = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'valueOf',
	'constructor.prototype',
	'__proto__[polluted]',
	'{"__proto__": {"polluted": true}}',
	'{"constructor": {"prototype": {"polluted": true}}}',
	'[{"__proto__": {"polluted": true}}]',
	'x\r\nx-injected: yes',
	'x\nx-injected: yes',
	'\u0000',
	'\ud800',
	'https://evil.example/',
	'//evil.example/x',
	'/\\evil.example',
	'/../..//evil.example',
	'@evil.example',
	'http://127.0.0.1:1@evil.example/',
	'',
	'{',
];
/** As objects of JSON and of expressions are. */
const plain = { noNullPrototype: true } as const;

const nasty = fc.oneof(
	{ arbitrary: fc.constantFrom(...poison), weight: 3 },
	fc.string({ unit: 'binary', maxLength: 30 }),
	fc.webPath(),
	fc.json({ maxDepth: 3 }),
);
/** What an expression may give instead of what the field is for. */
const anything = fc.oneof(
	nasty,
	fc.double(),
	fc.boolean(),
	// An expression that finds nothing keeps a request from being sent.
	fc.constantFrom(null, null, null, undefined),
	fc.dictionary(nasty, nasty, { maxKeys: 4, noNullPrototype: true }),
	fc.array(nasty, { maxLength: 4 }),
	fc.array(fc.record({ name: nasty, value: nasty }, plain), { maxLength: 3 }),
);

type Values = fc.Arbitrary<unknown>;

const someOf = (properties: INodeProperties[]): Values =>
	fc.record(Object.fromEntries(properties.map((one) => [one.name, valuesOf(one)])), {
		requiredKeys: [],
		...plain,
	});

/** Values that the editor could save for a field, with nasty texts in them. */
function sensible({ type, options = [], typeOptions }: INodeProperties): Values {
	switch (type) {
		case 'boolean':
			return fc.boolean();
		case 'number':
			return fc.oneof(fc.integer({ min: -1, max: 50 }), fc.double());
		case 'options': {
			const values = (options as INodePropertyOptions[]).map(({ value }) => value);
			return values.length > 0 ? fc.constantFrom(...values) : nasty;
		}
		case 'collection':
			return someOf(options as INodeProperties[]);
		case 'fixedCollection': {
			const groups = (options as INodePropertyCollection[]).map(({ name, values }) => {
				const row: Values = someOf(values);
				return [name, typeOptions?.multipleValues ? fc.array(row, { maxLength: 3 }) : row];
			});
			return fc.record(Object.fromEntries(groups) as Record<string, Values>, {
				requiredKeys: [],
				...plain,
			});
		}
		case 'resourceLocator':
			return fc.record({ mode: fc.constantFrom('list', 'id'), value: nasty }, plain);
		default:
			return nasty;
	}
}

function valuesOf(property: INodeProperties): Values {
	return fc.oneof(
		{ arbitrary: sensible(property), weight: 6 },
		{ arbitrary: fc.constant(property.default), weight: 6 },
		{ arbitrary: anything, weight: 1 },
	);
}

/** One value for each name; fields that share a name share it. */
const parametersOf = ({ description }: INodeType) =>
	fc.record(
		Object.fromEntries(description.properties.map((one) => [one.name, valuesOf(one)])),
		plain,
	) as fc.Arbitrary<Record<string, unknown>>;

const responses: fc.Arbitrary<ApiResponse[]> = fc.array(
	fc.record({
		// 429 and 503 make the engine wait, which is not what is looked for here.
		status: fc.constantFrom(200, 200, 200, 201, 204, 301, 302, 307, 400, 401, 404, 422, 500),
		headers: fc.record(
			{
				'content-type': fc.oneof(
					fc.constantFrom(
						...['application/json', 'application/vnd.api+json', 'application/problem+json'],
						...['text/html; charset=x', 'text/csv; charset=utf-16', 'text/event-stream'],
						...['image/png', 'application/pdf', 'application/octet-stream', 'multipart/mixed'],
					),
					nasty,
				),
				'retry-after': nasty,
				date: nasty,
				'set-cookie': fc.array(nasty, { maxLength: 3 }),
				location: nasty,
				link: nasty.map((text) => `<${text}>; rel="next"`),
				'content-disposition': nasty,
			},
			{ requiredKeys: [] },
		),
		body: fc.oneof(
			nasty,
			fc.json({ maxDepth: 4 }),
			fc.integer({ min: 400, max: 9000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
			fc
				.record({
					data: fc.array(fc.record({ type: nasty, id: nasty, attributes: anything })),
					included: anything,
					links: fc.record({ next: anything }),
					meta: anything,
				})
				.map((document) => JSON.stringify(document)),
		),
	}),
	{ minLength: 1, maxLength: 5 },
);

interface ApiResponse {
	status: number;
	headers: Record<string, string | string[]>;
	body: string;
}

const credentials = {
	region: 'custom',
	environment: 'custom',
	baseUrl: BASE,
	accessToken: 'the-token',
	allowedHttpRequestDomains: 'domains',
	allowedDomains: '127.0.0.1:1',
};

/** As lodash's `get`, which n8n reads parameters with. */
function pick(parameters: unknown, path: string, fallback: unknown): unknown {
	let value = parameters;
	for (const name of path.split('.')) {
		value = (value as Record<string, unknown> | null | undefined)?.[name];
	}
	return value === undefined ? fallback : value;
}

/** n8n without a network: every request is kept, and gets one response after the other. */
function context(parameters: Record<string, unknown>, script: ApiResponse[], node: INodeType) {
	const sent: IHttpRequestOptions[] = [];
	const helpers = {
		httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
			sent.push(options);
			// A list that never ends is not the engine's fault, so it ends here.
			const next = sent.length > 20 ? undefined : script[sent.length % script.length];
			const { status, headers, body } = next ?? { status: 204, headers: {}, body: '' };
			const bytes = Readable.from(body === '' ? [] : [Buffer.from(body)]);
			return { statusCode: status, statusMessage: '', headers, body: bytes };
		},
		async requestWithAuthenticationPaginated(this: IExecuteFunctions, request: { uri: string }) {
			for (const { headers } of script) {
				// What an expression may make of a response.
				const [name = 'x', value = ''] = Object.values(headers).flat();
				const changed = { ...request, headers: { [name]: value, 'x-page': value } };
				// n8n's own loop calls this one, and no other.
				// eslint-disable-next-line @typescript-eslint/no-deprecated
				await this.helpers.requestWithAuthentication.call(this, '', changed);
			}
		},
		prepareBinaryData: async (body: Readable) => {
			await body.forEach(() => undefined);
			return { data: '', mimeType: '' };
		},
		getBinaryDataBuffer: async () => Buffer.from('file'),
	};
	const full = {
		getNode: () => ({ name: 'Request', type: node.description.name, parameters, credentials: {} }),
		getInputData: () => [{ json: {}, binary: { data: { data: '', mimeType: 'text/plain' } } }],
		getNodeParameter: (name: string, _item: number, fallback?: unknown) =>
			pick(parameters, name, fallback),
		getCredentials: async () => ({ ...credentials }),
		continueOnFail: () => false,
		helpers,
	} as unknown as IExecuteFunctions;
	return { full, sent };
}

/** All that a parser, a merge or a path could have added to. */
const prototypes = () =>
	[Object.prototype, Array.prototype, Function.prototype, String.prototype].map((one) =>
		Object.getOwnPropertyNames(one).join(),
	);

function expectHarmless({ url, headers }: IHttpRequestOptions): void {
	expect(new URL(url).host).toBe('127.0.0.1:1');
	expect(url).not.toMatch(/[\r\n\0]/);
	for (const [name, value] of Object.entries(headers ?? {})) {
		expect(name).toMatch(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/);
		// A list is sent as several headers of the same name.
		for (const one of [value].flat()) {
			expect(one).toEqual(expect.any(String));
			expect(one).not.toMatch(/[\r\n\0]/);
		}
		expect(name.toLowerCase()).not.toMatch(/^(authorization|host|transfer-encoding)$/);
	}
}

test.each(Object.entries(nodes))(
	'The node %s gives items or an error of n8n and stays on its host, whatever it is given',
	async (_name, node) => {
		const before = prototypes();
		let requests = 0;
		await fc.assert(
			fc.asyncProperty(parametersOf(node), responses, async (parameters, script) => {
				const { full, sent } = context(parameters, script, node);
				try {
					const [items] = (await node.execute?.call(full)) as INodeExecutionData[][];
					for (const { json } of items ?? []) {
						expect(typeof json).toBe('object');
						// n8n copies and stores items, whatever they hold.
						expect(() => structuredClone(json)).not.toThrow();
					}
				} catch (error) {
					const isOurs = error instanceof NodeApiError || error instanceof NodeOperationError;
					if (!isOurs) throw error;
					expect(error.message).not.toContain('the-token');
				}
				requests += sent.length;
				sent.forEach(expectHarmless);
				expect(prototypes()).toEqual(before);
				expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
			}),
			{ numRuns: 6000 },
		);
		// Parameters that never get as far as a request would prove little.
		expect(requests).toBeGreaterThan(100);
	},
	120_000,
);
