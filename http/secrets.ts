import type { IDataObject } from 'n8n-workflow';
import { isObject } from './json';

/** A shorter text would be found by chance, and replaced in the middle of a word. */
const MIN_SECRET_LENGTH = 8;
const REDACTED = '[redacted]';

/** Fields of a credential that hold a secret; addresses of token endpoints hold none. */
const SECRET_FIELD = /token|secret|password|key/i;
const NO_SECRET_FIELD = /url$|expires|type$|identity$/i;

/** Looked for once in the data of a credential, not for each response; they are never changed in place. */
const knownSecrets = new WeakMap<IDataObject, readonly string[]>();

/**
 * The secrets of a credential as they may stand in a text, the longest first, since one may be part of
 * another.
 */
export function secretsOf(credential: IDataObject): readonly string[] {
	const known = knownSecrets.get(credential);
	if (known) return known;
	const secrets = findSecrets(credential);
	knownSecrets.set(credential, secrets);
	return secrets;
}

/** All that is known of some secrets, and of others as a service may echo them. */
export function addSecrets(known: readonly string[], others: readonly string[]): readonly string[] {
	const unknown = others.filter(
		(secret) => secret.length >= MIN_SECRET_LENGTH && !known.includes(secret),
	);
	return unknown.length === 0 ? known : longestFirst([...known, ...unknown.flatMap(formsOf)]);
}

/** Those of both. */
export function mergeSecrets(
	some: readonly string[],
	others: readonly string[],
): readonly string[] {
	return some.length === 0 ? others : longestFirst([...some, ...others]);
}

function longestFirst(secrets: string[]): string[] {
	return [...new Set(secrets)].sort((a, b) => b.length - a.length);
}

function findSecrets(credential: IDataObject): string[] {
	const secrets = Object.entries(credential).flatMap(([name, value]) => {
		if (isObject(value)) return findSecrets(value as IDataObject);
		const isSecret = SECRET_FIELD.test(name) && !NO_SECRET_FIELD.test(name);
		return isSecret && typeof value === 'string' && value.length >= MIN_SECRET_LENGTH
			? formsOf(value)
			: [];
	});
	return longestFirst(secrets);
}

/** As it is, in a URL or form, and in JSON, where PHP also escapes slashes and all but ASCII. */
function formsOf(secret: string): string[] {
	const json = JSON.stringify(secret).slice(1, -1);
	const ascii = json.replace(
		/[^\x20-\x7e]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	const form = new URLSearchParams({ '': secret }).toString().slice(1);
	return [secret, json, ascii, form, form.replaceAll('+', '%20')].flatMap((written) => [
		written,
		written.replaceAll('/', '\\/'),
	]);
}

/** A text from outside without the secrets that a service may echo. */
export function redact(text: string, secrets: readonly string[]): string {
	return secrets.reduce((result, secret) => result.replaceAll(secret, REDACTED), text);
}

/**
 * The same for JSON from outside.
 *
 * @returns undefined for what cannot be written as JSON, e.g. because it is nested too deep
 */
export function redactDeep(value: unknown, secrets: readonly string[]): unknown {
	try {
		const text = JSON.stringify(value, (_, inner: unknown) => redactOne(inner, secrets)) as
			| string
			| undefined;
		return text === undefined ? undefined : (JSON.parse(text) as unknown);
	} catch {
		return undefined;
	}
}

/** A text, or the names of an object's members. */
function redactOne(value: unknown, secrets: readonly string[]): unknown {
	if (typeof value === 'string') return redact(value, secrets);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [redact(name, secrets), inner]),
	);
}
