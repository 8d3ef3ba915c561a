import { InputError } from '../errors/errors';
import { isLoopback } from '../request/allowed-hosts';

/**
 * Refuses a webhook address that a service on the internet cannot reach, before it is given to the
 * service. A service that itself is on this computer (a stand-in for tests) reaches any address.
 *
 * @param webhookUrl as n8n made it from its settings
 * @param apiBaseUrl where the service is
 * @param service the service's name
 * @throws {InputError}
 */
export function assertPublicAddress(webhookUrl: string, apiBaseUrl: string, service: string): void {
	const api = URL.canParse(apiBaseUrl) ? new URL(apiBaseUrl).hostname : '';
	if (isLoopback(api)) return;
	const { protocol, hostname, origin } = new URL(webhookUrl);
	const problem = isPrivateHost(hostname)
		? `${origin} is an address inside your own network`
		: protocol !== 'https:'
			? `${origin} is not an https address`
			: undefined;
	if (problem === undefined) return;
	throw new InputError(
		`${service} cannot send events to this n8n, because ${problem}. Set WEBHOOK_URL to its public https address`,
		'Set the environment variable WEBHOOK_URL to the https address at which n8n can be reached from the internet (for a try-out, that of a tunnel), restart n8n, and publish the workflow again.',
	);
}

/** Reserved for private networks and single computers: RFC 1918, 3927, 4193, 4291, 6761 and 6762. */
const PRIVATE_HOSTS = [
	/^(10|127)(\.\d+){3}$/,
	/^192\.168(\.\d+){2}$/,
	/^172\.(1[6-9]|2\d|3[01])(\.\d+){2}$/,
	/^169\.254(\.\d+){2}$/,
	/^0\.0\.0\.0$/,
	/^\[(::1?|f[cd][\da-f]{2}:.*|fe[89ab][\da-f]:.*)\]$/,
	/(^|\.)(localhost|local|internal|test)$/,
	/^[^.:]+$/,
];

function isPrivateHost(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/\.$/, '');
	return PRIVATE_HOSTS.some((pattern) => pattern.test(host));
}
