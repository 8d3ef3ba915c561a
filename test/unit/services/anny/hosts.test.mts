import { runInNewContext } from 'node:vm';
import { annyBaseUrl, hostExpression, regionFields } from '../../../../services/anny/hosts.ts';

/** Computes an n8n expression without n8n: what stands between the braces is JavaScript. */
function evaluate(expression: string, $self: Record<string, string>): unknown {
	const code = /^=\{\{(.*)\}\}$/s.exec(expression)?.[1] ?? '';
	return runInNewContext(code, { $self });
}

const expression = hostExpression('auth', '$self', 'authBaseUrl', '/oauth/token');

test.each([
	['co', 'https://b.anny.co', 'https://auth.anny.co/oauth/token'],
	['eu', 'https://b.anny.eu', 'https://auth.anny.eu/oauth/token'],
	['staging', 'https://b.staging.anny.co', 'https://auth.staging.anny.co/oauth/token'],
])('The region %s has its hosts, whatever the custom fields hold', (region, api, token) => {
	const custom = 'https://elsewhere.example';
	expect(annyBaseUrl({ region, baseUrl: custom })).toBe(api);
	expect(evaluate(expression, { region, authBaseUrl: custom })).toBe(token);
});

test('A custom region takes the custom addresses; spaces and slashes at their ends do no harm', () => {
	const data = { region: 'custom', authBaseUrl: ' https://auth.example/anny// ' };
	expect(evaluate(expression, data)).toBe('https://auth.example/anny/oauth/token');
	expect(annyBaseUrl({ region: 'custom', baseUrl: 'https://api.example' })).toBe(
		'https://api.example',
	);
});

test('A custom region without an address is no address', () => {
	expect(evaluate(expression, { region: 'custom' })).toBe('/oauth/token');
	expect(annyBaseUrl({ region: 'custom' })).toBe('');
});

test('Custom addresses are asked for in a custom region only', () => {
	const [region, baseUrl] = regionFields();
	expect(region).toMatchObject({ name: 'region', default: 'co' });
	expect(baseUrl).toMatchObject({ displayOptions: { show: { region: ['custom'] } } });
});
