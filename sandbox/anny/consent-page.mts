const escape = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
	:root { color-scheme: light dark; --ink: #1d2433; --paper: #fff; --page: #eef1f6; --accent: #3b5bdb; }
	@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf2; --paper: #1f2430; --page: #14171f; } }
	body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page);
		color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
	main { background: var(--paper); padding: 2.5rem; border-radius: 14px; width: min(25rem, 80vw);
		box-shadow: 0 12px 40px #0002; }
	h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 1rem; }
	small { display: block; opacity: .65; margin-bottom: 1.25rem; }
	ul { padding-left: 1.2rem; } code { font-size: .9em; }
	form { display: flex; gap: .75rem; margin-top: 2rem; }
	button { flex: 1; padding: .7rem; border-radius: 8px; border: 1px solid #8886; font: inherit;
		font-weight: 600; cursor: pointer; background: transparent; color: inherit; }
	button[value=allow] { background: var(--accent); border-color: var(--accent); color: #fff; }
`;

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><style>${style}</style></head>
<body><main>${content}</main></body>
</html>`;

/**
 * The page that asks the user.
 * @param fields hidden fields that bring the authorization request back with the decision
 */
export function consentPage(
	clientId: string,
	scope: string,
	fields: Record<string, string | undefined>,
): string {
	const scopes = scope.split(' ').filter(Boolean);
	const asked = scopes.length
		? scopes.map((one) => `<li><code>${escape(one)}</code></li>`).join('')
		: '<li>everything you can do</li>';
	const hidden = Object.entries(fields)
		.filter((field): field is [string, string] => field[1] !== undefined)
		.map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`)
		.join('');
	return page(
		'Allow access?',
		`<small>anny sandbox · signed in as owner@sandbox.example</small>
		<h1>Allow <code>${escape(clientId)}</code> to use your account?</h1>
		It asks for:<ul>${asked}</ul>
		<form method="post" action="authorize">${hidden}
			<button name="decision" value="deny">Deny</button>
			<button name="decision" value="allow">Allow</button>
		</form>`,
	);
}

/** What the user sees when the request is so wrong that redirecting back would be unsafe. */
export function errorPage(error: string, description: string): string {
	return page(error, `<h1>${escape(error)}</h1><p>${escape(description)}</p>`);
}
