import type { IDataObject } from 'n8n-workflow';
import { textOf } from '../../http/json';
import { assertAllowed, type AllowedHosts } from '../../http/request/allowed-hosts';
import { annySignInUrl, customInExpression, regionsInExpression } from './hosts';

/**
 * n8n's expression for a hidden field of the OAuth2 credential: an address of the sign-in. n8n sends
 * the client secret there, whichever node it renews a token for, so that the lock stands in what all of
 * them read. A custom address has to be https, except on loopback (RFC 8252, section 8.3), on the host of
 * the base URL or a listed one. Any other becomes a URL that nothing can be sent to; n8n's message
 * quotes its scheme.
 *
 * @param path below the base URL of the sign-in
 */
export function signInUrlExpression(path: string): string {
	// Without two closing braces in a row, which end an expression.
	const code = String.raw`((data) => {
		const region = ${regionsInExpression('auth')}[data["region"]];
		if (region) return region + "${path}";
		const hostOf = (url) => {
			const [, scheme, host] = /^(https|http(?=:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?:[:/]|$))):\/\/((?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?)(?:\/|$)/i.exec(url) || [];
			return host && host.toLowerCase().replace(scheme.length === 5 ? /:443$/ : /:80$/, "");
		};
		const custom = ${customInExpression('data', 'authBaseUrl')};
		const host = hostOf(custom);
		if (!host) return "oauth-base-url-does-not-start-with-https:";
		const domains = data["allowedHttpRequestDomains"] || "domains";
		const isListed = (entry) => {
			const name = entry.trim().toLowerCase().replace(/:443$/, "");
			return name === host || (name.startsWith("*.") && name.length > 2 && host.endsWith(name.slice(1)));
		};
		const isAllowed = domains === "all"
			|| host === hostOf(${customInExpression('data', 'baseUrl')})
			|| (domains === "domains" && String(data["allowedDomains"] || "").split(",").some(isListed));
		return isAllowed ? custom + "${path}" : "oauth-base-url-is-not-in-allowed-domains:";
	})($self)`;
	return `={{ ${code.replaceAll(/\s*\n\s*/g, ' ')} }}`;
}

/**
 * Holds the sign-in to the lock of the credential, in words for the user, and also where
 * expressions gave the addresses: then data has chosen them. n8n 2.0 to 2.30 take a token URL that was
 * stored in the place of the hidden field's own.
 *
 * @param credentials as n8n resolves them
 * @throws {InputError}
 */
export function assertSignInUrl(credentials: IDataObject, hosts: AllowedHosts): void {
	const tokenUrl = textOf(credentials.accessTokenUrl);
	const signIn = annySignInUrl(credentials);
	if (signIn !== undefined && tokenUrl.startsWith(`${signIn}/`)) return;
	const urls = signIn === undefined ? [textOf(credentials.authBaseUrl), tokenUrl] : [tokenUrl];
	for (const url of urls) {
		if (URL.canParse(url)) assertAllowed(new URL(url), hosts);
	}
}
