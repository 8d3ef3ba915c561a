import fc from 'fast-check';
import { nextLink } from '../../../../http/pagination/link-header.ts';
import { HeaderMap } from '../../../../http/request/headers.ts';
import { fileName } from '../../../../http/response/file-name.ts';
import { parseLinks, parseParameters } from '../../../../http/response/header-values.ts';
import { decodeText, detectKind, mediaType } from '../../../../http/response/media-type.ts';
import { nextHop } from '../../../../http/transport/redirects.ts';
import { parseRetryAfter, serverTime } from '../../../../http/transport/retry-after.ts';

// Thousands of cases take a while on a busy machine.
jest.setTimeout(60_000);

/** Headers as anybody may send them, who is in the place of the service or between. */
const piece = fc.constantFrom(
	...['<', '>', ';', ',', '=', '"', '\\', ' ', '\t', "'", '*', '/', '..', '%', '%2F', '%00', '\0'],
	...['filename', 'filename*', 'rel', 'next', 'charset', 'utf-8', "UTF-8''", 'https://a.example/'],
	...['\u202e', '\ud800', 'ä', '__proto__', 'constructor', '-', '9', 'Wed, 21 Oct', 'application/'],
);
const header = fc.oneof(
	fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
	fc.string({ unit: 'binary', maxLength: 200 }),
);
const url = new URL('https://a.example/files/4711');

/** A text that counts how often one of its characters is looked at. */
function counted(text: string): { text: string; looks: () => number } {
	let looks = 0;
	const proxy = new Proxy(Object(text) as object, {
		get(target, key) {
			if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
			const value: unknown = Reflect.get(target, key);
			return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
		},
	});
	return { text: proxy as unknown as string, looks: () => looks };
}

test.each([
	['parseParameters', parseParameters],
	['parseLinks', parseLinks],
])('%s looks at each character of a header a few times, whatever the header holds', (_, parse) => {
	const repeated = fc
		.tuple(fc.array(piece, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 300 }))
		.map(([pieces, times]) => pieces.join('').repeat(times));
	fc.assert(
		fc.property(fc.oneof(header, repeated), (value) => {
			const { text, looks } = counted(value);
			parse(text);
			expect(looks()).toBeLessThanOrEqual(8 * value.length + 8);
		}),
		{ numRuns: 2000 },
	);
});

test('What is read of a header is no longer than the header', () => {
	fc.assert(
		fc.property(header, (value) => {
			const { value: first, parameters } = parseParameters(value);
			const links = parseLinks(value);
			const lengthOf = (texts: Iterable<string>) =>
				[...texts].reduce((sum, { length }) => sum + length, 0);
			expect(first.length + lengthOf(parameters.values())).toBeLessThanOrEqual(value.length);
			expect(lengthOf(links.map(({ target }) => target))).toBeLessThanOrEqual(value.length);
			expect((nextLink(value) ?? '').length).toBeLessThanOrEqual(value.length);
			expect(mediaType(value).length).toBeLessThanOrEqual(2 * value.length);
		}),
		{ numRuns: 2000 },
	);
});

test('Whatever Content-Type a body comes with, it is read in one of three ways, and text is decoded', () => {
	fc.assert(
		fc.property(header, fc.uint8Array({ maxLength: 100 }), (contentType, bytes) => {
			expect(['json', 'text', 'file']).toContain(detectKind(contentType));
			expect(decodeText(bytes, contentType).length).toBeLessThanOrEqual(2 * bytes.length + 2);
		}),
		{ numRuns: 1000 },
	);
});

test('Whatever Content-Disposition and path a file comes with, its name is a short one in a folder', () => {
	fc.assert(
		fc.property(header, fc.option(header), header, (disposition, extension, path) => {
			const at = new URL(url);
			at.pathname = path;
			const name = fileName(disposition, at, extension ?? undefined);
			expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
			expect(name).not.toMatch(/^\.|[/\\\0\r\n\u202e]|^$/);
		}),
		{ numRuns: 2000 },
	);
});

test('Whatever Retry-After and Date a response has, it is a delay that is not negative, or none', () => {
	fc.assert(
		fc.property(header, header, (retryAfter, date) => {
			const delayMs = parseRetryAfter(retryAfter, serverTime(date, Date.now()));
			if (delayMs !== undefined) expect(delayMs).toBeGreaterThanOrEqual(0);
		}),
		{ numRuns: 2000 },
	);
});

test('Whatever Location a redirect has, the next request is one to a URL, without a body that was not meant', () => {
	const headers = new HeaderMap();
	headers.set('cookie', 'of-this-host=1');
	const request = {
		method: 'POST',
		url,
		query: {},
		headers,
		body: { open: async () => 'a body', contentType: 'text/plain' },
		isRepeatable: false,
	};
	const status = fc.constantFrom(200, 300, 301, 302, 303, 304, 307, 308, 399);
	const location = fc.oneof(header, fc.array(header, { maxLength: 3 }), fc.webUrl());
	fc.assert(
		fc.property(status, location, (statusCode, to) => {
			const next = nextHop({ statusCode, headers: { location: to } }, request);
			if (!next) return;
			expect([301, 302, 303, 307, 308]).toContain(statusCode);
			expect(next.url.hash).toBe('');
			expect(next.body === undefined).toBe(statusCode < 307);
			expect(next.method).toBe(statusCode < 307 ? 'GET' : 'POST');
			if (next.url.host !== url.host) expect(next.headers.toObject().cookie).toBeUndefined();
		}),
		{ numRuns: 2000 },
	);
});
