import {
	explainBlocked,
	explainConnection,
	explainProxyResponse,
	explainSignIn,
	failedPeer,
	type Peer,
} from '../../../../http/errors/connection.ts';

const explain = (code: string, peer: Peer = 'service') =>
	explainConnection({ code, message: 'words of Node' }, peer, 'anny');

describe('a certificate that is refused', () => {
	test.each([
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'is signed by an authority that n8n does not trust'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'is signed by an authority that n8n does not trust'],
		['UNABLE_TO_GET_ISSUER_CERT', 'is signed by an authority that n8n does not trust'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'is signed by an authority that n8n does not trust'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'is self-signed'],
	])('with %s comes with the way to trust it first, and how to ignore it last', (code, problem) => {
		const { message, description } = explain(code);
		expect(message).toBe(`The certificate of anny ${problem}`);
		expect(description).toMatch(/NODE_EXTRA_CA_CERTS.*restart n8n.*"Ignore SSL Issues"/);
	});

	test.each([
		['CERT_HAS_EXPIRED', 'has expired', /clock.*renew/],
		['CERT_NOT_YET_VALID', 'is not valid yet', /clock/],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another host', /base URL/],
	])('with %s is explained', (code, problem, advice) => {
		expect(explain(code).message).toBe(`The certificate of anny ${problem}`);
		expect(explain(code).description).toMatch(advice);
	});

	test('at the sign-in comes without advice to ignore it, since the option does not apply', () => {
		const { message, description } = explain('CERT_HAS_EXPIRED', 'sign-in');
		expect(message).toBe("The certificate of anny's sign-in has expired");
		expect(description).not.toContain('Ignore SSL');
	});
});

test.each([
	['ECONNREFUSED', 'refused the connection', /base URL in the credential/],
	['ENOTFOUND', 'could not be found: its host name is unknown', /base URL in the credential/],
	['ENETUNREACH', 'cannot be reached from here', /base URL in the credential/],
	['EPROTO', 'does not speak TLS at this address', /base URL in the credential/],
	['ETIMEDOUT', 'did not respond in time', /"Timeout"/],
	['ECONNRESET', 'closed the connection before the response was complete', /later/],
])('%s is told in words, and what to do about it', (code, words, advice) => {
	const { message, description } = explain(code);
	expect(message).toBe(`anny ${words}`);
	expect(description).toMatch(advice);
	expect(description).toContain('A write is not repeated automatically');
});

test.each(['ETIMEDOUT', 'ECONNRESET', 'EWHATEVER'])(
	'after %s, a write is to be looked at before it is sent again',
	(code) => {
		const failure = { message: 'words of Node', code, isWrite: true };
		const { description } = explainConnection(failure, 'service', 'anny');
		expect(description).toMatch(/^Check whether the request took effect before sending it again/);
		expect(description).not.toContain('Try again');
	},
);

test("a code that nobody knows is told in Node's own words", () => {
	expect(explain('EWHATEVER').message).toBe('No complete response came from anny: words of Node');
});

test('a failure at the proxy names the proxy and its settings, not the service', () => {
	const { message, description } = explain('ECONNREFUSED', 'proxy');
	expect(message).toBe('The proxy between n8n and anny refused the connection');
	expect(description).toMatch(/option "Proxy".*HTTP_PROXY/);
});

test('a sign-in that cannot be reached asks to check the network, and names no base URL', () => {
	expect(explain('ECONNREFUSED', 'sign-in')).toEqual({
		message: "anny's sign-in refused the connection",
		description: 'Check the network of n8n, and try again later.',
	});
});

describe('a response of a proxy', () => {
	const explained = (status: number, headers: Record<string, string> = {}) =>
		explainProxyResponse(status, headers, 'anny')?.message;

	test('with status 407 asks for the user name and password of the proxy', () => {
		expect(explained(407)).toBe('The proxy between n8n and anny wants a user name and password');
	});

	test.each([
		[{ 'x-squid-error': 'ERR_CANNOT_FORWARD 0' }],
		[{ server: 'squid/6.6' }],
		[{ server: 'tinyproxy/1.11' }],
	])('with status 502 and %j is not taken for the response of the service', (headers) => {
		expect(explained(502, headers)).toBe(
			'The proxy between n8n and anny responded with status 502',
		);
	});

	test('with status 400 is not taken for the response of the service either', () => {
		expect(explained(400, { server: 'squid/6.6' })).toBe(
			'The proxy between n8n and anny responded with status 400',
		);
	});

	test('with status 502 and nothing that tells a proxy is taken for that of the service', () => {
		expect(explained(502, { server: 'nginx', via: '1.1 gateway' })).toBeUndefined();
	});

	test('is not seen in a success that passed through a proxy', () => {
		expect(explained(200, { server: 'squid/6.6' })).toBeUndefined();
	});
});

describe('whom a connection failed to reach', () => {
	const url = new URL('https://anny.co/api');
	const refused = { code: 'ECONNREFUSED', address: '10.0.0.1' };

	test.each([
		['the port of the URL', { ...refused, port: 443 }, 'service'],
		['another port', { ...refused, port: 3128 }, 'proxy'],
		[
			'another port, as axios wraps it',
			{ isAxiosError: true, cause: { ...refused, port: 3128 } },
			'proxy',
		],
		['all addresses of a host', { errors: [{ ...refused, port: 443 }, refused] }, 'service'],
		['the host of the URL', { code: 'ENOTFOUND', hostname: 'anny.co' }, 'service'],
		['another host', { code: 'ENOTFOUND', hostname: 'proxy.example' }, 'proxy'],
		['a connection that nothing is known of', { code: 'ECONNRESET' }, 'service'],
	])('is told by %s', (_, error, peer) => {
		expect(failedPeer(error, url)).toBe(peer);
	});

	test('is told by the port that a plain http URL does not write', () => {
		expect(failedPeer({ port: 80 }, new URL('http://localhost/'))).toBe('service');
	});
});

describe("what n8n's SSRF protection blocks", () => {
	const words = { message: 'The request was blocked', description: 'Ask your administrator.' };
	const blocked = Object.assign(new Error(words.message), words, { name: 'SsrfBlockedIpError' });

	test.each([
		['as it is', blocked],
		['inside an error of axios', { isAxiosError: true, cause: blocked }],
		['inside two errors of n8n', { cause: { cause: blocked } }],
	])("is told in n8n's words, %s", (_, error) => {
		expect(explainBlocked(error)).toEqual(words);
	});

	test('is seen as deep as n8n wraps errors, and no deeper', () => {
		const wrapped = (times: number): object =>
			times === 0 ? blocked : { name: 'Error', cause: wrapped(times - 1) };
		expect(explainBlocked(wrapped(4))).toEqual(words);
		expect(explainBlocked(wrapped(5))).toBeUndefined();
	});

	test.each([[new Error('other')], [{ cause: undefined }], [{ cause: null }]])(
		'is not seen in another error',
		(error) => {
			expect(explainBlocked(error)).toBeUndefined();
		},
	);
});

describe('a sign-in without a response', () => {
	const url = 'https://login.example/token';
	const explained = (error: unknown) => explainSignIn(error, url, 'anybill')?.message;

	test.each([
		[{ code: 'CERT_HAS_EXPIRED' }, "The certificate of anybill's sign-in has expired"],
		[
			{ message: 'm', cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } },
			"The certificate of anybill's sign-in is signed by an authority that n8n does not trust",
		],
		[
			{ code: 'ECONNREFUSED', cause: { port: 3128 } },
			'The proxy between n8n and anybill refused the connection',
		],
		[{ name: 'SsrfBlockedIpError', message: 'The request was blocked' }, 'The request was blocked'],
	])('is explained where the error tells: %j', (error, message) => {
		expect(explained(error)).toBe(message);
	});

	test.each([[{ code: 'ECONNREFUSED', cause: { port: 443 } }], [{}], [undefined]])(
		'is left to others where it does not: %j',
		(error) => {
			expect(explained(error)).toBeUndefined();
		},
	);
});
