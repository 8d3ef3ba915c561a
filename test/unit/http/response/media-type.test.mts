import { decodeText, detectKind, mediaType } from '../../../../http/response/media-type.ts';

test.each([
	['application/json', 'json'],
	['APPLICATION/JSON; charset=utf-8', 'json'],
	['application/vnd.api+json', 'json'],
	['application/vnd.api+json; ext="https://a.example/json"', 'json'],
	['application/problem+json', 'json'],
	['application/vnd.acme.v2+json;version=2', 'json'],
	['text/json', 'json'],
	['application/jsonp', 'text'],
	['application/x-ndjson', 'text'],
	['application/json-seq', 'text'],
	['text/plain; note="application/json"', 'text'],
	['text/html', 'text'],
	['application/xml', 'text'],
	['', 'text'],
	['application/pdf', 'file'],
	['image/svg+xml', 'file'],
	['application/octet-stream', 'file'],
	['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'file'],
	['application/zip; x=y', 'file'],
])('The content type "%s" is read as %s', (contentType, kind) => {
	expect(detectKind(contentType)).toBe(kind);
});

test('The media type is what comes before the parameters', () => {
	expect(mediaType(' Text/HTML ; charset=x')).toBe('text/html');
	expect(mediaType('')).toBe('');
});

test.each([
	['text/plain', Buffer.from('ä'), 'ä'],
	['text/plain; charset=ISO-8859-1', Buffer.from([0xe4]), 'ä'],
	['text/plain; Charset="windows-1252"', Buffer.from([0x80]), '€'],
	['text/plain;charset=utf-16le', Buffer.from('ä', 'utf16le'), 'ä'],
	['text/plain; charset=klingon', Buffer.from('ä'), 'ä'],
	['application/json', Buffer.from('\ufeff{}'), '{}'],
	['text/plain', Buffer.from([0xff]), 'ÿ'],
	['text/plain; charset=utf-8', Buffer.from([0xff]), '\ufffd'],
])('With the content type %s, the bytes %o are the text "%s"', (contentType, bytes, text) => {
	expect(decodeText(bytes, contentType)).toBe(text);
});
