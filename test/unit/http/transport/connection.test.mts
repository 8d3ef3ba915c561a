import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { toRawResponse } from '../../../../http/response/response.ts';
import { openConnection } from '../../../../http/transport/connection.ts';

let execution: AbortController;
beforeEach(() => {
	execution = new AbortController();
});

const listeners = () => getEventListeners(execution.signal, 'abort').length;

/** A response on a connection of the execution. */
function respond(body = Readable.from([Buffer.from('{}')])) {
	const connection = openConnection(execution.signal);
	const raw = toRawResponse({ statusCode: 200, headers: {}, body }, connection);
	return { connection, raw, body };
}

test('A connection closes with the execution', () => {
	const { signal } = openConnection(execution.signal);
	expect(signal.aborted).toBe(false);
	execution.abort(new Error('canceled'));
	expect(signal.reason).toEqual(new Error('canceled'));
});

test('A connection of an execution that was canceled before is closed from the beginning', () => {
	execution.abort();
	expect(openConnection(execution.signal).signal.aborted).toBe(true);
});

test('A connection closes by itself without the execution', () => {
	const connection = openConnection(execution.signal);
	connection.close();
	expect(connection.signal.aborted).toBe(true);
	expect(execution.signal.aborted).toBe(false);
});

test('A connection needs no execution', () => {
	const connection = openConnection();
	connection.close();
	expect(connection.signal.aborted).toBe(true);
});

test('Thousands of responses leave nothing behind in the signal of their execution', async () => {
	for (let count = 0; count < 5000; count++) {
		const { raw, body } = respond();
		if (count % 2 === 0) raw.abort();
		else body.resume();
		await finished(body).catch(() => undefined);
	}
	expect(listeners()).toBe(0);
});

test('A response that nobody reads yet may fail without ending the process', () => {
	const { body } = respond();
	expect(() => body.emit('error', new Error('reset'))).not.toThrow();
});
