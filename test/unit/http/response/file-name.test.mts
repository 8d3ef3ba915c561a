import fc from 'fast-check';
import { fileName, safeFileName } from '../../../../http/response/file-name.ts';

const url = new URL('https://a.example/bill/4711/pdf?x=1');

test.each([
	['attachment; filename="a b.pdf"', 'a b.pdf'],
	['attachment; filename=a.pdf; size=3', 'a.pdf'],
	['attachment; filename="say \\"hi\\".pdf"', 'say "hi".pdf'],
	["attachment; filename=x.pdf; filename*=UTF-8''gr%C3%BC%C3%9Fe.pdf", 'grüße.pdf'],
	["attachment; filename*=UTF-8''bad%.pdf", 'bad%.pdf'],
	['attachment; filename="../../etc/passwd"', 'passwd'],
	["attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", 'passwd'],
	['attachment; filename="C:\\\\temp\\\\x.pdf"', 'x.pdf'],
	['inline', '4711.pdf'],
	['', '4711.pdf'],
])('With the header "%s" a file is called %s', (header, name) => {
	expect(fileName(header, url, 'pdf')).toBe(name);
});

test.each([
	['https://a.example/logo.png', 'png', 'logo.png'],
	['https://a.example/gr%C3%BC%C3%9Fe', 'txt', 'grüße.txt'],
	['https://a.example/', 'bin', 'data.bin'],
	['https://a.example/download', undefined, 'download'],
	['https://a.example/%E0%A4%A', 'txt', '%E0%A4%A.txt'],
])('From the URL %s, with the extension %s, a file is called %s', (address, extension, name) => {
	expect(fileName('', new URL(address), extension)).toBe(name);
});

test.each([
	['..', ''],
	['../../.bashrc', 'bashrc'],
	['a\u0000b\r\nc.pdf', 'abc.pdf'],
	['invoice\u202Efdp.exe', 'invoicefdp.exe'],
	['a/b\\c.txt', 'c.txt'],
	[`${'x'.repeat(9000)}.pdf`, `${'x'.repeat(196)}.pdf`],
])('The name %j from outside becomes %j', (name, safe) => {
	expect(safeFileName(name)).toBe(safe);
});

test('The query of a URL, which may hold a secret, never gets into a file name', () => {
	const url = new URL('https://a.example/file?sig=SECRET.pdf');
	expect(fileName('', url, 'pdf')).toBe('file.pdf');
});

test('No header and no URL give a name with a folder, a control character or no end', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string(), (header, path) => {
			const url = new URL(`https://a.example/${encodeURIComponent(path)}`);
			const name = fileName(`attachment; filename="${header}"`, url, 'pdf');
			expect(name).not.toMatch(/[/\\\u0000-\u001f\u202a-\u202e]/);
			expect(name).not.toMatch(/^\.*$/);
			expect(Buffer.byteLength(name)).toBeLessThanOrEqual(210);
		}),
	);
});
