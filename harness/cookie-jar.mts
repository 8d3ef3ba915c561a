/** The cookies of one conversation with one server, as a browser would keep them. */
export class CookieJar {
	private readonly cookies: Map<string, string>;

	constructor(cookies: Record<string, string> = {}) {
		this.cookies = new Map(Object.entries(cookies));
	}

	/** Takes over what the server sets, and forgets what it clears. */
	keep(response: Response): void {
		for (const line of response.headers.getSetCookie()) {
			const [pair, ...attributes] = line.split(';');
			const [name, ...value] = pair.trim().split('=');
			const cleared = attributes.some((text) => /^\s*(max-age=0|expires=.* 1970 )/i.test(text));
			if (cleared) this.cookies.delete(name);
			else this.cookies.set(name, value.join('='));
		}
	}

	/** The value of the `Cookie` header. */
	header(): string {
		return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}

	toJSON(): Record<string, string> {
		return Object.fromEntries(this.cookies);
	}
}
