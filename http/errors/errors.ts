import type { ErrorResponse } from '../response/response';
import type { Peer } from './connection';

/** Base of all errors of this package; `node-error.ts` turns each into n8n's own kind. */
export abstract class PackageError extends Error {
	readonly description: string | undefined;

	/**
	 * @param message what happened
	 * @param description what to do about it
	 */
	constructor(message: string, description?: string) {
		super(message);
		this.name = new.target.name;
		this.description = description;
	}
}

/** A mistake in the node's parameters or credential, found before any request is sent. */
export class InputError extends PackageError {}

/**
 * The credential could not be used: a sign-in failed, or n8n could not refresh a token. The API did
 * not take the request.
 */
export class CredentialError extends PackageError {}

/** No complete response arrived: refused, reset, cut off, too slow. */
export class NetworkError extends PackageError {
	readonly code: string | undefined;
	readonly peer: Peer;
	/** Whether the request changes something: it may have taken effect. */
	isWrite = false;

	/**
	 * @param code Node's or axios' error code, e.g. `ECONNRESET`
	 * @param peer whom the connection was to lead to
	 */
	constructor(message: string, code?: string, peer: Peer = 'service') {
		super(message);
		this.code = code;
		this.peer = peer;
	}
}

/** A document could not be fetched from the address that the service gave. */
export class DownloadError extends PackageError {}

/** The response cannot be decoded: too large, or invalid JSON. */
export class ResponseParseError extends PackageError {}

/**
 * The response has a success status, and yet is not what was asked for: an error document, a web page
 * in the place of a list, nothing in the place of a record.
 */
export class UnexpectedResponseError extends PackageError {
	readonly response: ErrorResponse;

	/** @param message what came instead; the service's own words follow it */
	constructor(message: string, description: string, response: ErrorResponse) {
		super(message, description);
		this.response = response;
	}
}

/** The API's final response has an error status. */
export class HttpStatusError extends PackageError {
	readonly response: ErrorResponse;
	readonly attempts: number;

	/** @param attempts how many times the request was sent */
	constructor(response: ErrorResponse, attempts: number) {
		super(`The API responded with status ${response.statusCode}`);
		this.response = response;
		this.attempts = attempts;
	}
}
