import { CookieJar } from './cookie-jar.mts';
import type { N8nRest } from './n8n-rest.mts';

/**
 * Connects an OAuth2 credential without a browser: follows what "Connect" opens to the service's
 * consent page, presses one of its buttons, and lets n8n's real callback have the answer.
 * Throws with what n8n's page says when the credential ends up not connected.
 */
export async function giveConsent(
	rest: N8nRest,
	credentialId: string,
	button: 'Allow' | 'Deny' = 'Allow',
): Promise<void> {
	const jar = new CookieJar();
	const page = await open(await rest.oauth2AuthUrl(credentialId), jar);
	const html = await page.text();
	if (!page.ok) throw new Error(`The consent page answered ${page.status}: ${plainText(html)}`);
	const answer = await press(button, html, page.url, jar);
	const callback = answer.headers.get('location');
	if (!callback) {
		throw new Error(`No redirect after "${button}", but ${answer.status}: ${await answer.text()}`);
	}
	const { pathname, search } = new URL(callback, answer.url);
	const result = await rest.fetch(pathname + search);
	const text = plainText(await result.text());
	if (!result.ok || !/connection successful|connected/i.test(text)) {
		throw new Error(`n8n's OAuth callback answered ${result.status}: ${text}`);
	}
}

/** GET, with redirects followed by hand, so that cookies set on the way are kept. */
async function open(url: string, jar: CookieJar): Promise<Response> {
	for (let hops = 0; hops < 10; hops++) {
		const response = await fetch(url, { redirect: 'manual', headers: { cookie: jar.header() } });
		jar.keep(response);
		const location = response.headers.get('location');
		if (!location) return response;
		url = new URL(location, url).href;
	}
	throw new Error(`Too many redirects, last to ${url}`);
}

/** Submits the form that the button belongs to, with the form's hidden fields. */
async function press(label: string, html: string, pageUrl: string, jar: CookieJar) {
	for (const [, form, content] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)) {
		const buttons = [...content.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/gi)];
		const button = buttons.find(([, , text]) => plainText(text) === label);
		if (!button) continue;
		const inputs = [...content.matchAll(/<input\b([^>]*)>/gi)].map(([, attributes]) => attributes);
		const fields = new URLSearchParams();
		for (const attributes of [...inputs, button[1]]) {
			const name = attribute(attributes, 'name');
			if (name) fields.append(name, attribute(attributes, 'value') ?? '');
		}
		const action = new URL(attribute(form, 'action') || pageUrl, pageUrl);
		const isPost = attribute(form, 'method')?.toLowerCase() === 'post';
		if (!isPost) action.search = fields.toString();
		return await fetch(action, {
			method: isPost ? 'POST' : 'GET',
			redirect: 'manual',
			headers: { cookie: jar.header() },
			...(isPost && { body: fields }),
		});
	}
	throw new Error(`The consent page has no button "${label}": ${plainText(html)}`);
}

function attribute(text: string, name: string): string | undefined {
	const value = new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`, 'i').exec(text)?.[1];
	return value === undefined ? undefined : decodeEntities(value);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const decodeEntities = (text: string) =>
	text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]);

const plainText = (html: string) =>
	decodeEntities(html.replace(/<(style|script)[\s\S]*?<\/\1>/gi, '').replace(/<[^>]*>/g, ' '))
		.replace(/\s+/g, ' ')
		.trim();
