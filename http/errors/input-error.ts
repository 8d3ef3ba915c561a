/**
 * A mistake in the node's parameters or credential, found before any request is sent.
 * The engine turns it into n8n's NodeOperationError for the item that it belongs to.
 */
export class InputError extends Error {
	/**
	 * @param message what is wrong
	 * @param description what to do about it
	 */
	constructor(
		message: string,
		readonly description?: string,
	) {
		super(message);
		this.name = 'InputError';
	}
}
