import { EventEmitter } from 'node:events';

/** The response to a delivery, as far as a trigger uses it; ended at once. */
export class FakeResponse extends EventEmitter {
	statusCode = 200;
	sent: unknown;

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	json(body: unknown): void {
		this.sent = body;
		this.emit('prefinish');
	}
}
