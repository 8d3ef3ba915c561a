import type { IHttpRequestOptions } from 'n8n-workflow';
import { DownloadError, InputError } from '../../../../http/errors/errors.ts';
import { allowedHosts } from '../../../../http/request/allowed-hosts.ts';
import { downloadFile } from '../../../../http/transport/download.ts';
import { failureOf } from '../../support/errors.mts';
import { FakeN8n, type Outcome } from '../../support/fake-n8n.mts';

const ADDRESS = 'https://files.anny.co/invoice.pdf?access_token=from-the-service';
const PDF: Outcome = { headers: { 'content-type': 'application/pdf' }, body: '%PDF-1.7' };

let sent: IHttpRequestOptions[];

async function download(outcomes: Outcome[], address = ADDRESS) {
	const n8n = new FakeN8n(...outcomes);
	({ sent } = n8n);
	const item = n8n.item({ parameters: { options: { retry: { retry: { maxAttempts: 2 } } } } });
	const hosts = allowedHosts({ allowedDomains: 'b.anny.co' }, '');
	return await downloadFile({ ...item, hosts }, address);
}

const networkError = (code?: string) =>
	Object.assign(new Error('no response'), { isAxiosError: true, ...(code && { code }) });

test('A document is asked for without the credential, in whatever form it has', async () => {
	expect(await download([PDF])).toMatchObject({
		kind: 'file',
		body: { data: '%PDF-1.7', mimeType: 'application/pdf' },
	});
	expect(sent).toHaveLength(1);
	expect(sent[0]).toMatchObject({ method: 'GET', url: ADDRESS, headers: { accept: '*/*' } });
});

test('A document is asked for again where no response came', async () => {
	expect(await download([networkError('ECONNRESET'), PDF])).toMatchObject({ kind: 'file' });
	expect(sent).toHaveLength(2);
});

test.each<[string, Outcome[], string]>([
	[
		'a refusal',
		[{ status: 403, body: 'from-the-service' }],
		'files.anny.co responded with status 403 instead of the document',
	],
	[
		'no response',
		[networkError('ENOTFOUND'), networkError('ENOTFOUND')],
		'The document could not be downloaded from files.anny.co (ENOTFOUND)',
	],
	[
		'no response, for no reason that is named',
		[networkError(), networkError()],
		'The document could not be downloaded from files.anny.co',
	],
])('%s is told without the address, which holds a token', async (_, outcomes, message) => {
	const error = await failureOf(download(outcomes));
	expect(error).toBeInstanceOf(DownloadError);
	expect(error.message).toBe(message);
	expect(JSON.stringify([error, error.message])).not.toContain('from-the-service');
});

test('What cannot be read is told without what it says', async () => {
	const error = await failureOf(
		download([
			{ headers: { 'content-type': 'application/json' }, body: '{"token":from-the-service' },
		]),
	);
	expect(error).toBeInstanceOf(DownloadError);
	expect(error.message).toBe('The document could not be read');
});

test('An address that is none is not asked for', async () => {
	const error = await failureOf(download([], 'no address'));
	expect(error).toBeInstanceOf(DownloadError);
	expect(error.message).toBe('The address of the document is not a valid URL');
	expect(sent).toEqual([]);
});

test('An address on another host than those of the service and the credential is not asked for', async () => {
	const error = await failureOf(
		download([], 'https://elsewhere.example/invoice.pdf?access_token=x'),
	);
	expect(error).toBeInstanceOf(InputError);
	expect(error.message).toContain('elsewhere.example');
	expect(sent).toEqual([]);
});

test('A web page in the place of the document is an error, though its status is a success', async () => {
	const page = { headers: { 'content-type': 'text/html' }, body: '<h1>Sign in</h1>' };
	const error = await failureOf(download([page]));
	expect(error).toBeInstanceOf(DownloadError);
	expect(error.message).toContain('files.anny.co');
	expect(error.message).not.toContain('from-the-service');
});
