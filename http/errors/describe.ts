import { isObject, tryParseJson } from '../json';
import type { ServiceError } from '../profile';
import { headerText, type ErrorResponse, type ResponseHeaders } from '../response/response';
import { textOfMarkup } from './markup';
import { parseRetryAfter, serverTime } from '../transport/retry-after';

/** One thing that an error response complains about. */
export interface Problem {
	/** The service's own words. */
	text: string;
	/** The field that is wrong, as the user knows it, e.g. `email` or `filter[status]`. */
	field?: string;
}

/** Longer texts are cut, in characters: a message is read in one line of n8n. */
const MAX_TEXT = 500;
/** Enough problems to work on; the others are counted. */
const MAX_PROBLEMS = 10;
/** Texts are searched up to here, in characters, so that a huge page costs nothing. */
const MAX_SEARCHED = 20_000;

/** What a service's reader of error responses has found. */
export interface ErrorDetails {
	/** What the service complains about, the most telling first. */
	problems: Problem[];
	/** What the user can do, in sentences. */
	advice: string | undefined;
	/** The service's id of this request, if the body has one; else the headers are searched. */
	correlationId: string | undefined;
	headers: ResponseHeaders;
}

/**
 * Puts together what the user sees of an error response: the first problem's own words as the
 * message; the others, and those with a field, one sentence each; last what to do.
 */
export function describeError(details: ErrorDetails): ServiceError {
	const { problems, advice, correlationId, headers } = details;
	const [first] = problems;
	const others = problems.filter(({ field }, index) => index > 0 || field);
	const lines = others.slice(0, MAX_PROBLEMS).map(toSentence);
	const hidden = others.length - lines.length;
	if (hidden > 0) lines.push(`And ${hidden} more.`);
	if (advice) lines.push(advice);
	return {
		message: first && shorten(first.text),
		description: lines.join('\n') || undefined,
		correlationId: correlationId ? traceId(correlationId) : correlationIdOf(headers),
	};
}

/** "email: must be valid." */
function toSentence({ field, text }: Problem): string {
	const sentence = shorten(field ? `${field}: ${text}` : text);
	return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Control characters, and those that change the direction of text or hide in it. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

/**
 * A text from outside as one line of at most 500 characters. n8n's editor shows descriptions as HTML,
 * so angle brackets become characters that look alike and mean nothing.
 */
export function shorten(text: string): string {
	const line = text
		.slice(0, MAX_SEARCHED)
		.replace(/\s+/g, ' ')
		.replace(INVISIBLE, '')
		.replaceAll('<', '‹')
		.replaceAll('>', '›')
		.trim();
	return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 1).trimEnd()}…` : line;
}

/** A text or number as a text that is not blank; undefined for all else. */
export function nonBlankText(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/**
 * The body of an error response as JSON if it can be, else as a short readable text: a web page's
 * title or text, the message inside JSON that was cut off.
 *
 * @returns undefined where the body says nothing
 */
export function readErrorText(body: unknown): unknown {
	const text = nonBlankText(body);
	if (typeof body !== 'string' || text === undefined) return body === '' ? undefined : body;
	if (/^[{[]/.test(text)) {
		const json = tryParseJson(text);
		return json.ok ? json.value : (messageInCutJson(text) ?? shorten(text));
	}
	const isMarkup = /^<(?:!doctype|\?xml|[a-z])/i.test(text);
	return shorten(isMarkup ? textOfMarkup(text.slice(0, MAX_SEARCHED)) : text) || undefined;
}

/** The most telling message inside JSON whose end is missing. */
function messageInCutJson(json: string): string | undefined {
	const start = json.slice(0, MAX_SEARCHED);
	for (const name of ['detail', 'error_description', 'message', 'title', 'error']) {
		const raw = new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)`).exec(start)?.[1];
		if (!raw) continue;
		const whole = tryParseJson(`"${raw}"`);
		return nonBlankText(whole.ok ? whole.value : raw);
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
			const text = nonBlankText(message);
			return text === undefined ? [] : [field ? { text, field } : { text }];
		}),
	);
}

/** Headers in which services and proxies send the id of a request, the most usual first. */
const ID_HEADERS = ['x-request-id', 'x-correlation-id', 'request-id', 'traceparent'];

/** The id by which the service's support finds this request; undefined where it sent none. */
function correlationIdOf(headers: ResponseHeaders): string | undefined {
	const lowerCase = new Map(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
	);
	for (const name of ID_HEADERS) {
		const value = lowerCase.get(name);
		const id = nonBlankText(Array.isArray(value) ? value[0] : value);
		if (id) return traceId(id);
	}
	return undefined;
}

/** The trace id in a `traceparent` (https://www.w3.org/TR/trace-context/#trace-id), or the id. */
function traceId(id: string): string {
	return /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/i.exec(id)?.[1] ?? shorten(id);
}

/**
 * When to try again, where the response says so (RFC 9110, section 10.2.3).
 *
 * @returns a sentence, or an empty text
 */
export function retryAdvice(headers: ResponseHeaders): string {
	const now = serverTime(headerText(headers.date), Date.now());
	const delayMs = parseRetryAfter(headerText(headers['retry-after']), now);
	return delayMs === undefined ? '' : tryAgainIn(delayMs);
}

/** Sentences in a row, those that there are. */
export function sentences(...all: Array<string | false | undefined>): string {
	return all.filter(Boolean).join(' ');
}

/**
 * What to do where a service itself failed: only a request that changes nothing is simply sent again.
 *
 * @param service e.g. "anny"
 */
export function serverFaultAdvice(service: string, response: ErrorResponse): string {
	const fault = `The fault is on ${service}'s side.`;
	return response.isRepeatable
		? `${fault} ${retryAdvice(response.headers) || 'Try again later.'}`
		: `${fault} Check whether the request took effect before sending it again.`;
}

/**
 * @param delayMs a moment, or a time in ms
 * @returns "Try again in 1 second.", "Try again in 42 seconds." or "Try again in a moment."
 */
export function tryAgainIn(delayMs: number): string {
	return `Try again ${delayInWords(delayMs)}.`;
}

/** @returns "in a moment", "in 1 second", "in 42 seconds", "in 10 minutes" or "in 24 hours" */
export function delayInWords(delayMs: number): string {
	const seconds = Math.ceil(delayMs / 1000);
	if (seconds < 1) return 'in a moment';
	if (seconds < 120) return `in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
	const minutes = Math.ceil(seconds / 60);
	return minutes < 120 ? `in ${minutes} minutes` : `in ${Math.ceil(minutes / 60)} hours`;
}
