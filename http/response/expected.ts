import { UnexpectedResponseError } from '../errors/errors';
import { isObject, toList } from '../json';
import type { ServiceProfile } from '../profile';
import type { ApiRequest } from '../request/request';
import { isList, recordsIn } from './items';
import type { ApiResponse, ErrorResponse } from './response';

/** What an operation promises, and so what its response has to be. */
export type Expected =
	/** One record at least. */
	| 'record'
	/** A list that comes as a whole. */
	| 'list'
	/** That it was done: a record, or nothing. */
	| 'done'
	| 'document';

/** What has to be known of the service. */
type Service = Pick<ServiceProfile, 'name' | 'isErrorDocument' | 'records'>;

/**
 * Holds a response of a success status to what was asked for: a service, or what stands between it and
 * n8n, may send a refusal, a sign-in page or nothing with status 200.
 *
 * @throws {UnexpectedResponseError}
 */
export function assertExpected(
	response: ApiResponse,
	expected: Expected,
	{ request, profile }: { request: ApiRequest; profile: Service },
): void {
	const complaint = complaintAbout(response, expected, profile);
	if (complaint) throw unexpected(complaint, response, { request, profile });
}

/**
 * What is wrong with a response of a success status.
 *
 * @returns the beginning of a message; undefined where it is what was expected
 */
export function complaintAbout(
	response: ApiResponse,
	expected: Expected,
	profile: Service,
): string | undefined {
	const { name } = profile;
	const { kind, body } = response;
	if (kind === 'json' && profile.isErrorDocument(body)) return `${name} refused the request`;
	if (expected === 'document') return complaintAboutFile(response, name);
	if (expected === 'list') {
		const records = kind === 'json' ? recordsIn(body) : undefined;
		return isList(response, records) ? undefined : `${name} did not respond with a list`;
	}
	if (kind === 'empty') return expected === 'done' ? undefined : `${name} sent no record`;
	if (kind === 'file') return `${name} responded with a file instead of JSON`;
	if (kind === 'text' || typeof body === 'string') {
		return `${name} responded with text instead of JSON`;
	}
	if (expected === 'done') return undefined;
	const records = toList(profile.records(body, { simplify: true }));
	return records.length > 0 && records.every(hasContent) ? undefined : `${name} sent no record`;
}

/** What is wrong with a response that should be a file. @param name who sent it */
export function complaintAboutFile(response: ApiResponse, name: string): string | undefined {
	switch (response.kind) {
		case 'file':
			return isEmptyFile(response.body) ? `${name} sent an empty document` : undefined;
		case 'empty':
			return `${name} sent no document`;
		case 'json':
		case 'text':
			return `${name} responded with ${response.kind === 'json' ? 'JSON' : 'text'} instead of the document`;
	}
}

/** n8n's binary store tells the size of a file in words. */
function isEmptyFile({ fileSize }: { fileSize?: string }): boolean {
	return fileSize === '0 B';
}

function hasContent(record: unknown): boolean {
	return isObject(record) && Object.keys(record).length > 0;
}

/**
 * The error of a response that is not what was asked for.
 *
 * @param complaint what is wrong; the service's own words follow it
 */
export function unexpected(
	complaint: string,
	response: ApiResponse,
	{ request, profile }: { request: ApiRequest; profile: Pick<ServiceProfile, 'name'> },
): UnexpectedResponseError {
	const advice = request.isRepeatable
		? `Run the node again. If it comes again, check the base URL in the credential, and whether something between n8n and ${profile.name} responds in its place, e.g. a proxy.`
		: 'The request may have taken effect all the same: check that before sending it again.';
	return new UnexpectedResponseError(
		complaint,
		`The response has the status ${response.statusCode}. ${advice}`,
		toErrorResponse(response, request),
	);
}

/** A response as far as an error tells of it. */
export function toErrorResponse(response: ApiResponse, request: ApiRequest): ErrorResponse {
	const { kind, statusCode, headers, body } = response;
	const { method, url, isRepeatable } = request;
	const shown = kind === 'file' ? undefined : body;
	return { statusCode, headers, body: shown, method, path: url.pathname, isRepeatable };
}
