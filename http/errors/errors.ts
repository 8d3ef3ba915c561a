import type { ErrorResponse } from '../response/response';
import type { Peer } from './connection';

/** Base of all errors of this package; `node-error.ts` turns each into n8n's own kind. */
export abstract class PackageError extends Error {
	/**
	 * @param message what happened
	 * @param description what to do about it
	 */
	constructor(
		message: string,
		readonly description?: string,
	) {
		super(message);
		this.name = new.target.name;
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
	/**
	 * @param code Node's or axios' error code, e.g. `ECONNRESET`
	 * @param peer whom the connection was to lead to
	 */
	constructor(
		message: string,
		readonly code?: string,
		readonly peer: Peer = 'service',
	) {
		super(message);
	}
}

/** A document could not be fetched from the address that the service gave. */
export class DownloadError extends PackageError {}

/** The response cannot be decoded: too large, or invalid JSON. */
export class ResponseParseError extends PackageError {}

/** The API's final response has an error status. */
export class HttpStatusError extends PackageError {
	constructor(
		readonly response: ErrorResponse,
		/** How many times the request was sent. */
		readonly attempts: number,
	) {
		super(`The API responded with status ${response.statusCode}`);
	}
}
