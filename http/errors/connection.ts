import { isObject, textOf } from '../json';

/** Whom a connection was to lead to. */
export type Peer = 'service' | 'sign-in' | 'proxy';

/** Why no complete response came, as Node and axios tell it. */
export interface ConnectionFailure {
	message: string;
	/** Node's or axios' error code, e.g. `ECONNRESET`. */
	code?: string | undefined;
	/** Whether the request may have taken effect, if it arrived. */
	isWrite?: boolean;
}

/** What happened, and what to do. */
export interface Explanation {
	message: string;
	description: string;
}

const CAUSES = new Map([
	['ECONNREFUSED', 'refused the connection'],
	['ECONNRESET', 'closed the connection before the response was complete'],
	['EPIPE', 'closed the connection before the response was complete'],
	['ERR_BAD_RESPONSE', 'closed the connection before the response was complete'],
	['ERR_STREAM_PREMATURE_CLOSE', 'closed the connection before the response was complete'],
	['ECONNABORTED', 'did not respond in time'],
	['ETIMEDOUT', 'did not respond in time'],
	['ENOTFOUND', 'could not be found: its host name is unknown'],
	['EAI_AGAIN', 'could not be found: the name service does not respond'],
	['EHOSTUNREACH', 'cannot be reached from here'],
	['ENETUNREACH', 'cannot be reached from here'],
	['EADDRNOTAVAIL', 'cannot be reached from here'],
	['EPROTO', 'does not speak TLS at this address'],
]);

/** The codes behind which an address or a network is wrong, rather than the moment. */
const WRONG_ADDRESS = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ENETUNREACH', 'EPROTO']);

const UNKNOWN_AUTHORITY = {
	problem: 'is signed by an authority that n8n does not trust',
	advice:
		"Often a company's proxy or firewall puts its own certificate there. Save the root certificate of that authority to a file, name the file in the environment variable NODE_EXTRA_CA_CERTS of n8n, and restart n8n.",
};

/** What is wrong with a certificate: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATES = new Map([
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNKNOWN_AUTHORITY],
	['UNABLE_TO_GET_ISSUER_CERT', UNKNOWN_AUTHORITY],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNKNOWN_AUTHORITY],
	['SELF_SIGNED_CERT_IN_CHAIN', UNKNOWN_AUTHORITY],
	[
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		{
			problem: 'is self-signed',
			advice:
				'Check the address in the credential. If it is right, save the certificate to a file, name the file in the environment variable NODE_EXTRA_CA_CERTS of n8n, and restart n8n.',
		},
	],
	[
		'CERT_HAS_EXPIRED',
		{
			problem: 'has expired',
			advice:
				'Check the clock of the computer that runs n8n. If it is right, whoever runs the server has to renew the certificate.',
		},
	],
	[
		'CERT_NOT_YET_VALID',
		{ problem: 'is not valid yet', advice: 'Check the clock of the computer that runs n8n.' },
	],
	[
		'ERR_TLS_CERT_ALTNAME_INVALID',
		{
			problem: 'is for another host',
			advice: 'Check the base URL in the credential: the certificate does not name its host.',
		},
	],
]);

/**
 * Whom a connection failed to reach. Node names the host that it cannot resolve, else the address and
 * port that it tried: where they are not those of the URL, they are those of a proxy.
 *
 * @param error of axios or of Node
 */
export function failedPeer(error: object, url: URL): Peer {
	const { cause = error } = error as { cause?: object };
	// Where a host has several addresses, each has failed.
	const [first = cause] = (cause as { errors?: object[] }).errors ?? [];
	const { hostname, port } = first as { hostname?: string; port?: number };
	const ownPort = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
	const isOther =
		hostname === undefined ? port !== undefined && port !== ownPort : hostname !== url.hostname;
	return isOther ? 'proxy' : 'service';
}

/** How a peer is called in a message. @param service e.g. "anny" */
export function peerName(peer: Peer, service: string): string {
	if (peer === 'proxy') return `The proxy between n8n and ${service}`;
	return peer === 'sign-in' ? `${service}'s sign-in` : service;
}

/**
 * Explains why no complete response came.
 *
 * @param service e.g. "anny"
 */
export function explainConnection(
	{ code = '', message, isWrite = false }: ConnectionFailure,
	peer: Peer,
	service: string,
): Explanation {
	const name = peerName(peer, service);
	const certificate = CERTIFICATES.get(code);
	if (certificate) {
		const { problem, advice } = certificate;
		const lastResort =
			peer === 'service'
				? ' To test without this check, use the option "Ignore SSL Issues"; the sign-in is always checked.'
				: '';
		return {
			message: `The certificate of ${name} ${problem}`,
			description: `${advice}${lastResort}`,
		};
	}
	const cause = CAUSES.get(code);
	return {
		message: cause ? `${name} ${cause}` : `No complete response came from ${name}: ${message}`,
		description: adviceFor(code, peer, isWrite),
	};
}

function adviceFor(code: string, peer: Peer, isWrite: boolean): string {
	if (peer === 'proxy') {
		return 'Check the option "Proxy" of the node, else the environment variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY of n8n.';
	}
	if (peer === 'sign-in') return 'Check the network of n8n, and try again later.';
	const isWrongAddress = WRONG_ADDRESS.has(code);
	if (isWrite && !isWrongAddress) {
		return 'Check whether the request took effect before sending it again: it may have arrived, so it is not repeated automatically. Where the service takes long, set a longer time in the option "Timeout".';
	}
	const advice = isWrongAddress
		? 'Check the base URL in the credential and the network of n8n.'
		: 'Try again later, or set a longer time in the option "Timeout".';
	return `${advice} A write is not repeated automatically, since it may have arrived.`;
}

/** As deep as n8n wraps errors. */
const MAX_CAUSES = 5;

/**
 * What n8n's SSRF protection says where it blocked a request.
 *
 * @returns undefined where the error is another
 * @see https://docs.n8n.io/hosting/configuration/environment-variables/ssrf-protection/
 */
export function explainBlocked(error: unknown): Explanation | undefined {
	let current = error;
	for (let depth = 0; depth < MAX_CAUSES && isObject(current); depth++) {
		if (textOf(current.name).startsWith('SsrfBlocked')) {
			return { message: textOf(current.message), description: textOf(current.description) };
		}
		current = current.cause;
	}
	return undefined;
}

/**
 * Explains why a sign-in got no response, where more is known than that it could not be reached.
 *
 * @param error as n8n's HTTP client throws it; it holds what was sent, so only its code gets out
 * @param url the token endpoint
 * @param service e.g. "anybill"
 */
export function explainSignIn(
	error: unknown,
	url: string,
	service: string,
): Explanation | undefined {
	const blocked = explainBlocked(error);
	if (blocked || !isObject(error)) return blocked;
	const { code, cause } = error as { code?: string; cause?: { code?: string } };
	const failure = { code: code ?? cause?.code, message: 'no response' };
	const isProxy = failedPeer(error, new URL(url)) === 'proxy';
	if (!isProxy && !CERTIFICATES.has(failure.code ?? '')) return undefined;
	return explainConnection(failure, isProxy ? 'proxy' : 'sign-in', service);
}

/**
 * Explains a response that a proxy gave in the place of the service. Status 407 is a proxy's alone
 * (RFC 9110, section 15.5.8); others are known by what the usual proxies say of themselves.
 *
 * @returns undefined where the response is the service's own
 */
export function explainProxyResponse(
	statusCode: number,
	headers: Record<string, string | string[] | undefined>,
	service: string,
): Explanation | undefined {
	const name = peerName('proxy', service);
	if (statusCode === 407) {
		return {
			message: `${name} wants a user name and password`,
			description:
				'Write them into the address of the proxy: http://user:password@host:port, with %40 for @ and %3A for ":" in them. That is the option "Proxy" of the node, else HTTP_PROXY and HTTPS_PROXY of n8n.',
		};
	}
	const isFromProxy =
		headers['x-squid-error'] !== undefined ||
		/^(squid|tinyproxy|privoxy|zscaler)/i.test(String(headers.server ?? ''));
	if (statusCode < 400 || !isFromProxy) return undefined;
	return {
		message: `${name} responded with status ${statusCode}`,
		description: `The request did not get further. Ask whoever runs the proxy to let n8n through to ${service}.`,
	};
}
