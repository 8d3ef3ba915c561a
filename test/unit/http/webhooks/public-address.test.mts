import { assertPublicAddress } from '../../../../http/webhooks/public-address.ts';

const api = 'https://b.anny.co';

test.each([
	'https://n8n.example.com/webhook/1',
	'https://n8n.example.com:8443/prefix/webhook/1',
	'https://93.184.216.34/webhook/1',
	'https://172.32.0.1/webhook/1',
	'https://[2606:2800:220:1::1]/webhook/1',
])('the service gets %s', (url) => {
	expect(() => {
		assertPublicAddress(url, api, 'anny');
	}).not.toThrow();
});

test.each([
	'http://localhost:5678/webhook/1',
	'https://localhost/webhook/1',
	'https://127.0.0.1/webhook/1',
	'https://10.0.0.7/webhook/1',
	'https://172.16.0.1/webhook/1',
	'https://192.168.1.20/webhook/1',
	'https://169.254.1.1/webhook/1',
	'https://[::1]/webhook/1',
	'https://[fd12:3456::1]/webhook/1',
	'https://n8n/webhook/1',
	'https://n8n.local/webhook/1',
	'https://n8n.localhost./webhook/1',
	'http://n8n.example.com/webhook/1',
])('the service cannot reach %s, and the message says how to change that', (url) => {
	expect(() => {
		assertPublicAddress(url, api, 'anny');
	}).toThrow(
		expect.objectContaining({
			message: expect.stringMatching(
				/^anny cannot send events to this n8n, because http.*WEBHOOK_URL/,
			),
			description: expect.stringContaining('WEBHOOK_URL'),
		}),
	);
});

test('a service on this computer gets any address', () => {
	expect(() => {
		assertPublicAddress('http://localhost:5678/webhook/1', 'http://127.0.0.1:4000', 'anny');
	}).not.toThrow();
});
