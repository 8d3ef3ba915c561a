const ENTITIES = new Map([
	['amp', '&'],
	['lt', '<'],
	['gt', '>'],
	['quot', '"'],
	['#39', "'"],
	['nbsp', ' '],
]);

/**
 * The title of a web page, else its text, as far as either can be told. Goes over the page once:
 * patterns that look for an end which never comes would take the square of its length.
 */
export function textOfMarkup(page: string): string {
	const title = between(page, '<title', '</title');
	return decodeEntities(title?.replace(/^[^>]*>/, '') ?? withoutTags(page));
}

/** @returns undefined where either end is missing */
function between(page: string, start: string, end: string): string | undefined {
	const lowerCase = page.toLowerCase();
	const from = lowerCase.indexOf(start);
	const to = from < 0 ? -1 : lowerCase.indexOf(end, from);
	return to < 0 ? undefined : page.slice(from + start.length, to);
}

function withoutTags(page: string): string {
	const lowerCase = page.toLowerCase();
	const texts: string[] = [];
	let position = 0;
	while (position < page.length) {
		const open = page.indexOf('<', position);
		if (open < 0) {
			texts.push(page.slice(position));
			break;
		}
		texts.push(page.slice(position, open));
		const end = endOfTag(lowerCase, open);
		// A tag without an end: nothing more can be told from the rest.
		if (end < 0) break;
		position = end;
	}
	return texts.join(' ');
}

/** Where the text goes on after a tag, a comment, a script or a style; -1 where it does not. */
function endOfTag(page: string, open: number): number {
	const [, name = ''] = /^<(!--|script|style)/.exec(page.slice(open, open + 8)) ?? [];
	const end = { '!--': '-->', script: '</script', style: '</style' }[name] ?? '>';
	const at = page.indexOf(end, open);
	if (at < 0) return -1;
	return end === '>' || end === '-->' ? at + end.length : page.indexOf('>', at) + 1 || -1;
}

function decodeEntities(text: string): string {
	return text.replace(
		/&(amp|lt|gt|quot|#39|nbsp);/g,
		(entity, name: string) => ENTITIES.get(name) ?? entity,
	);
}
