import { runInNewContext } from 'node:vm';
import { annyBaseUrl, API_URL_EXPRESSION, regionFields } from '../../../../services/anny/hosts.ts';

/** Computes an n8n expression without n8n: what stands between the braces is JavaScript. */
function evaluate(expression: string, $credentials: Record<string, string>): unknown {
	const code = /^=\{\{(.*)\}\}$/s.exec(expression)?.[1] ?? '';
	return runInNewContext(code, { $credentials });
}

test.each([
	['co', 'https://b.anny.co'],
	['eu', 'https://b.anny.eu'],
	['staging', 'https://b.staging.anny.co'],
])('The region %s has its host, whatever the custom field holds', (region, api) => {
	const data = { region, baseUrl: 'https://elsewhere.example' };
	expect(annyBaseUrl(data)).toBe(api);
	expect(evaluate(API_URL_EXPRESSION, data)).toBe(api);
});

test('A custom region takes the custom address; spaces and slashes at its ends do no harm', () => {
	const data = { region: 'custom', baseUrl: ' https://api.example/anny// ' };
	expect(evaluate(API_URL_EXPRESSION, data)).toBe('https://api.example/anny');
	expect(annyBaseUrl({ region: 'custom', baseUrl: 'https://api.example' })).toBe(
		'https://api.example',
	);
});

test('A custom region without an address is no address', () => {
	expect(evaluate(API_URL_EXPRESSION, { region: 'custom' })).toBe('');
	expect(annyBaseUrl({ region: 'custom' })).toBe('');
});

test('Custom addresses are asked for in a custom region only', () => {
	const [region, baseUrl] = regionFields();
	expect(region).toMatchObject({ name: 'region', default: 'co' });
	expect(baseUrl).toMatchObject({ displayOptions: { show: { region: ['custom'] } } });
});
