import fc from 'fast-check';
import { Workflow, type INode, type INodeParameters, type INodeType } from 'n8n-workflow';
import { allowedHosts, assertAllowed } from '../../../../http/request/allowed-hosts.ts';
import { assertSignInUrl, signInUrlExpression } from '../../../../services/anny/sign-in-url.ts';

// Thousands of cases take a while on a busy machine.
jest.setTimeout(60_000);

const expression = signInUrlExpression('/oauth/token');
const NOT_HTTPS = 'oauth-base-url-does-not-start-with-https:';
const NOT_ALLOWED = 'oauth-base-url-is-not-in-allowed-domains:';

/** Computes the token URL as n8n does, with n8n's own engine. */
const nodeType = () => ({ description: { properties: [] } }) as unknown as INodeType;
const workflow = new Workflow({
	nodes: [{ id: '1', name: 'Node', type: 'x', typeVersion: 1, position: [0, 0], parameters: {} }],
	connections: {},
	active: false,
	nodeTypes: { getByName: nodeType, getByNameAndVersion: nodeType, getKnownTypes: () => ({}) },
});
function tokenUrl(fields: INodeParameters): unknown {
	const data = { ...fields, accessTokenUrl: expression };
	const { accessTokenUrl } = workflow.expression.getComplexParameterValue(
		workflow.getNode('Node') as INode,
		data,
		'internal',
		{},
		undefined,
		undefined,
		data,
	) as INodeParameters;
	return accessTokenUrl;
}

const custom = (authBaseUrl: string, allowedDomains = 'auth.example', more = {}) =>
	tokenUrl({
		region: 'custom',
		baseUrl: 'https://api.example',
		authBaseUrl,
		allowedHttpRequestDomains: 'domains',
		allowedDomains,
		...more,
	});

test.each([
	['co', 'https://auth.anny.co/oauth/token'],
	['eu', 'https://auth.anny.eu/oauth/token'],
	['staging', 'https://auth.staging.anny.co/oauth/token'],
])("The region %s signs in at anny's own host, whatever else is filled in", (region, url) => {
	const data = { region, authBaseUrl: 'https://elsewhere.example', allowedDomains: '' };
	expect(tokenUrl(data)).toBe(url);
});

test.each([
	['a listed host', 'https://auth.example', 'x.example, auth.example'],
	['spaces and slashes at the ends', ' https://auth.example// ', 'auth.example'],
	['a host in upper case', 'https://AUTH.example', 'Auth.Example'],
	['a listed port', 'https://auth.example:8443', 'auth.example:8443'],
	['the usual port, written out', 'https://auth.example:443', 'auth.example'],
	['a subdomain of a listed domain', 'https://auth.b.example', '*.b.example'],
	['the host of the base URL', 'https://api.example/sign-in', ''],
	['plain http on this computer', 'http://localhost:3000', 'localhost:3000'],
	['plain http on the loopback address', 'http://127.0.0.1', '127.0.0.1'],
	['plain http on the loopback address of IPv6', 'http://[::1]:8', '[::1]:8'],
])('A custom sign-in may be at %s', (_, url, listed) => {
	const base = url.trim().replace(/\/+$/, '');
	expect(custom(url, listed)).toBe(`${base}/oauth/token`);
});

test.each([
	['nothing', '', NOT_HTTPS],
	['plain http', 'http://auth.example', NOT_HTTPS],
	['a host that only begins like loopback', 'http://127.0.0.1.evil.example', NOT_HTTPS],
	['no scheme', 'auth.example', NOT_HTTPS],
	['another scheme', 'file://auth.example/x', NOT_HTTPS],
	['a user name before the host', 'https://auth.example@evil.example', NOT_HTTPS],
	['a backslash before the host', 'https://auth.example\\@evil.example', NOT_HTTPS],
	['a line break in the host', 'https://auth.example\n.evil.example', NOT_HTTPS],
	['a host that is not listed', 'https://evil.example', NOT_ALLOWED],
	['a port that is not listed', 'https://auth.example:8443', NOT_ALLOWED],
	['a host that ends like a listed one', 'https://evil-auth.example', NOT_ALLOWED],
	['a subdomain of a listed host', 'https://a.auth.example', NOT_ALLOWED],
	['another port of this computer', 'http://localhost:5678', NOT_ALLOWED],
])('Nothing can be sent to a custom sign-in at %s', (_, url, refusal) => {
	expect(custom(url, 'auth.example, localhost:3000')).toBe(refusal);
});

test('With "None", a custom sign-in is possible on the host of the base URL only', () => {
	const none = { allowedHttpRequestDomains: 'none' };
	expect(custom('https://auth.example', 'auth.example', none)).toBe(NOT_ALLOWED);
	expect(custom('https://api.example', '', none)).toBe('https://api.example/oauth/token');
});

test('With "All", a custom sign-in may be anywhere, by https', () => {
	const all = { allowedHttpRequestDomains: 'all' };
	expect(custom('https://any.example', '', all)).toBe('https://any.example/oauth/token');
	expect(custom('http://any.example', '', all)).toBe(NOT_HTTPS);
});

test('Whatever is filled in, the secret goes where the lock of the credential lets requests go', () => {
	const host = fc.constantFrom(
		'a.example',
		'b.a.example',
		'localhost',
		'127.0.0.1',
		'[::1]',
		'é.de',
	);
	const port = fc.constantFrom('', ':443', ':80', ':8443', ':');
	const odd = fc
		.tuple(
			fc.constantFrom('https://', 'http://', 'HTTPS://', 'https:', 'https:/\\', '//', 'ftp://', ''),
			fc.constantFrom('', 'a.example@', 'a.example:8443\\', 'a.example#', 'a.example?', ' '),
			host,
			port,
			fc.constantFrom('', '/', '/x', '?x', '#x', '\\x', '@b.example', '.', ' ', '\t'),
		)
		.map((parts) => parts.join(''));
	const plain = fc.tuple(fc.constantFrom('https://', 'http://'), host, port);
	const url = fc.oneof(
		odd,
		plain.map((parts) => parts.join('')),
	);
	const list = fc
		.array(fc.tuple(fc.constantFrom('', '*.', ' '), host, port), { maxLength: 3 })
		.map((entries) => entries.map((entry) => entry.join('')).join(','));
	const mode = fc.constantFrom('domains', 'all', 'none');
	let allowed = 0;
	fc.assert(
		fc.property(url, url, list, mode, (authBaseUrl, baseUrl, allowedDomains, domains) => {
			const data = { allowedHttpRequestDomains: domains, allowedDomains };
			const result = String(tokenUrl({ region: 'custom', baseUrl, authBaseUrl, ...data }));
			// Nothing can be sent to what is no URL.
			if (!/^https?:/i.test(result) || !URL.canParse(result)) return;
			allowed++;
			const sentTo = new URL(result);
			expect(() => assertAllowed(sentTo, allowedHosts(data, baseUrl.trim()))).not.toThrow();
		}),
		{ numRuns: 3000 },
	);
	expect(allowed).toBeGreaterThan(100);
});

const locked = allowedHosts({ allowedDomains: 'b.anny.co' }, '');

test.each([
	['http://auth.example', 'Only https is allowed'],
	['https://auth.example', 'The credential must not be sent to auth.example'],
])('The node says why it does not work with a custom sign-in at %s', (authBaseUrl, message) => {
	const accessTokenUrl = NOT_ALLOWED;
	expect(() => {
		assertSignInUrl({ region: 'custom', authBaseUrl, accessTokenUrl }, locked);
	}).toThrow(message);
});

test('A token URL that was stored in the place of the one of the region is held to the lock', () => {
	const at = (accessTokenUrl: string) => () => {
		assertSignInUrl({ region: 'co', accessTokenUrl }, locked);
	};
	expect(at('https://auth.anny.co/oauth/token')).not.toThrow();
	expect(at('https://auth.anny.co.evil.example/oauth/token')).toThrow(/must not be sent to/);
	expect(at('https://evil.example/oauth/token')).toThrow(/must not be sent to evil.example/);
});
