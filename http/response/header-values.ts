/** A value with parameters, e.g. `attachment; filename="a.pdf"`. */
export interface ParameterizedValue {
	/** The part before the first semicolon, trimmed. */
	value: string;
	/** Names in lower case; of several equal names the first counts. */
	parameters: Map<string, string>;
}

/** One link of a Link header. */
export interface Link {
	target: string;
	parameters: Map<string, string>;
}

/**
 * Reads a header such as Content-Type or Content-Disposition in one pass. Quoted texts may hold
 * semicolons, commas and escaped quotes; what is malformed is passed over.
 *
 * @see RFC 9110, section 5.6.6 (parameters) and 5.6.4 (quoted strings)
 */
export function parseParameters(header: string): ParameterizedValue {
	const scanner = new Scanner(header);
	const value = scanner.readUntil(';').trim();
	return { value, parameters: readParameters(scanner, '') };
}

/**
 * Reads a Link header.
 *
 * @see RFC 8288, section 3 and appendix B.2
 */
export function parseLinks(header: string): Link[] {
	const scanner = new Scanner(header);
	const links: Link[] = [];
	while (!scanner.isAtEnd()) {
		scanner.skip(', \t');
		if (!scanner.take('<')) {
			// Not a link: on to the next comma.
			scanner.readUntil(',');
			continue;
		}
		const target = scanner.readUntil('>');
		scanner.take('>');
		links.push({ target: target.trim(), parameters: readParameters(scanner, ',') });
	}
	return links;
}

/** @param end the character that ends the list of parameters; empty for the end of the header */
function readParameters(scanner: Scanner, end: string): Map<string, string> {
	const parameters = new Map<string, string>();
	for (;;) {
		scanner.skip(' \t');
		if (scanner.isAtEnd() || scanner.isAt(end)) return parameters;
		if (!scanner.take(';')) {
			scanner.readUntil(`;${end}`);
			continue;
		}
		const name = scanner.readUntil(`=;${end}`).trim().toLowerCase();
		let value = '';
		if (scanner.take('=')) {
			scanner.skip(' \t');
			value = scanner.isAt('"') ? scanner.readQuoted() : scanner.readUntil(`;${end}`).trim();
		}
		if (name !== '' && !parameters.has(name)) parameters.set(name, value);
	}
}

/** Goes over a text once, character by character. */
class Scanner {
	private position = 0;

	private readonly text: string;

	constructor(text: string) {
		this.text = text;
	}

	isAtEnd(): boolean {
		return this.position >= this.text.length;
	}

	isAt(character: string): boolean {
		return character !== '' && this.text[this.position] === character;
	}

	/** Goes past a character, if it is the next one. */
	take(character: string): boolean {
		if (!this.isAt(character)) return false;
		this.position++;
		return true;
	}

	skip(characters: string): void {
		while (!this.isAtEnd() && characters.includes(this.text[this.position] ?? '')) this.position++;
	}

	/** The text up to one of the characters, or to the end. */
	readUntil(characters: string): string {
		const start = this.position;
		while (!this.isAtEnd() && !characters.includes(this.text[this.position] ?? '')) this.position++;
		return this.text.slice(start, this.position);
	}

	/** A quoted string without its quotes, escapes resolved; one that never ends reaches to the end. */
	readQuoted(): string {
		this.position++;
		const characters: string[] = [];
		while (!this.isAtEnd() && !this.isAt('"')) {
			if (this.isAt('\\')) this.position++;
			characters.push(this.text[this.position] ?? '');
			this.position++;
		}
		this.position++;
		return characters.join('');
	}
}
