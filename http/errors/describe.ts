import { tryParseJson } from '../request/parameters';
import type { ErrorResponse, ServiceError } from '../profile';

/** One thing that an error answer complains about. */
export interface Problem {
	/** The service's own words. */
	text: string;
	/** The field that is wrong, as the user knows it, e.g. `email` or `filter[status]`. */
	field?: string;
}

/** Longer texts are cut, in characters: a message is read in one line of n8n. */
const MAX_TEXT = 500;
/** Enough problems to work on; the rest is counted. */
const MAX_PROBLEMS = 10;
/** Texts are searched up to here, in characters, so that a huge page costs nothing. */
const MAX_SEARCHED = 20_000;

/**
 * Puts together what the user sees of an error answer: the first problem's own words as the
 * message; the others, and those with a field, one sentence each; last what to do.
 *
 * @param problems what the service complains about, the most telling first
 * @param advice what the user can do, in sentences
 * @param correlationId the service's id of this request, if its body has one
 * @param headers the answer's headers, for the correlation id
 */
export function describeError(
	problems: Problem[],
	advice: string | undefined,
	correlationId: string | undefined,
	headers: ErrorResponse['headers'],
): ServiceError {
	const worthTelling = problems.filter(({ field }, index) => index > 0 || field);
	const lines = worthTelling.slice(0, MAX_PROBLEMS).map(toSentence);
	const untold = worthTelling.length - lines.length;
	if (untold > 0) lines.push(`And ${untold} more.`);
	if (advice) lines.push(advice);
	return {
		message: problems.length > 0 ? shorten(problems[0].text) : undefined,
		description: lines.join('\n') || undefined,
		correlationId: correlationId ? traceId(correlationId) : correlationIdOf(headers),
	};
}

/** "email: must be valid." */
function toSentence({ field, text }: Problem): string {
	const sentence = shorten(field ? `${field}: ${text}` : text);
	return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Cuts a text to 500 characters and puts it on one line. */
export function shorten(text: string): string {
	const line = text.slice(0, MAX_SEARCHED).replace(/\s+/g, ' ').trim();
	return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 1).trimEnd()}…` : line;
}

/** A text or number as text that says something; undefined for all else. */
export function asText(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** An object of JSON, of which nothing else is known. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The body of an error answer as JSON if it can be, else as a short readable text: a web page's
 * title or text, the message inside JSON that was cut off.
 *
 * @returns undefined where the body says nothing
 */
export function readErrorText(body: unknown): unknown {
	const text = asText(body);
	if (typeof body !== 'string' || text === undefined) return body === '' ? undefined : body;
	if (/^[{[]/.test(text)) {
		const json = tryParseJson(text);
		return json.ok ? json.value : (messageInCutJson(text) ?? shorten(text));
	}
	const isMarkup = /^<(?:!doctype|\?xml|[a-z])/i.test(text);
	return (isMarkup ? textOfMarkup(text) : shorten(text)) || undefined;
}

/** The title of a web page, else its text. */
function textOfMarkup(markup: string): string {
	const page = markup.slice(0, MAX_SEARCHED);
	const title = /<title[^>]*>([^<]+)/i.exec(page)?.[1];
	const text =
		title ?? page.replace(/<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/gi, ' ');
	return shorten(text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name]));
}

const ENTITIES: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	'#39': "'",
	nbsp: ' ',
};

/** The most telling message inside JSON whose end is missing. */
function messageInCutJson(json: string): string | undefined {
	const start = json.slice(0, MAX_SEARCHED);
	for (const name of ['detail', 'error_description', 'message', 'title', 'error']) {
		const raw = new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)`).exec(start)?.[1];
		if (!raw) continue;
		const whole = tryParseJson(`"${raw}"`);
		return asText(whole.ok ? whole.value : raw);
	}
	return undefined;
}

/**
 * The problems of `{"field": ["message", …]}`, the form in which Laravel and ASP.NET tell what is
 * wrong with a form.
 *
 * @see https://laravel.com/docs/validation#validation-error-response-format
 * @see https://learn.microsoft.com/aspnet/core/web-api/#validation-failure-error-response
 */
export function fieldProblems(errors: unknown): Problem[] {
	if (!isObject(errors)) return [];
	return Object.entries(errors).flatMap(([field, messages]) =>
		(Array.isArray(messages) ? messages : [messages]).flatMap((message) => {
			const text = asText(message);
			return text === undefined ? [] : [{ text, field: field || undefined }];
		}),
	);
}

/** Headers in which services and proxies send the id of a request, the most usual first. */
const ID_HEADERS = ['x-request-id', 'x-correlation-id', 'request-id', 'traceparent'];

/** The id by which the service's support finds this request; undefined where it sent none. */
function correlationIdOf(headers: ErrorResponse['headers'] | undefined): string | undefined {
	const lowerCase = new Map(
		Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
	);
	for (const name of ID_HEADERS) {
		const value = lowerCase.get(name);
		const id = asText(Array.isArray(value) ? value[0] : value);
		if (id) return traceId(id);
	}
	return undefined;
}

/** The trace id in a `traceparent` (https://www.w3.org/TR/trace-context/#trace-id), or the id. */
function traceId(id: string): string {
	return /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/i.exec(id)?.[1] ?? shorten(id);
}

/**
 * When to try again, where the answer says so in seconds (RFC 9110, section 10.2.3).
 *
 * @returns a sentence, or an empty text
 */
export function retryAdvice(headers: ErrorResponse['headers'] | undefined): string {
	const value = headers?.['retry-after'];
	const seconds = asText(Array.isArray(value) ? value[0] : value);
	return seconds && /^\d{1,6}$/.test(seconds) ? `Try again in ${seconds} seconds.` : '';
}
