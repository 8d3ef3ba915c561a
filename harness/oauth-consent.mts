import type { N8nRest } from './n8n-rest.mts';

/**
 * Connects an OAuth2 credential without a browser: sends the service what its consent page would,
 * the authorization request with the user's decision, and lets n8n's real callback have the result.
 *
 * @throws with what the service's or n8n's page says when the credential ends up not connected
 */
export async function giveConsent(
	rest: N8nRest,
	credentialId: string,
	decision: 'allow' | 'deny' = 'allow',
): Promise<void> {
	const { origin, pathname, searchParams } = new URL(await rest.oauth2AuthUrl(credentialId));
	searchParams.append('decision', decision);
	const consent = await fetch(origin + pathname, {
		method: 'POST',
		body: searchParams,
		redirect: 'manual',
	});
	const callback = consent.headers.get('location');
	if (!callback) {
		throw new Error(`No redirect, but ${consent.status}: ${plainText(await consent.text())}`);
	}
	const { pathname: path, search } = new URL(callback);
	const result = await rest.fetch(path + search);
	const text = plainText(await result.text());
	if (!result.ok || !/connection successful|connected/i.test(text)) {
		throw new Error(`n8n's OAuth callback returned ${result.status}: ${text}`);
	}
}

const plainText = (html: string) =>
	html
		.replace(/<(style|script)[\s\S]*?<\/\1>/gi, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
