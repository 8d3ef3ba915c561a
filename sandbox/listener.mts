import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback whose port can be closed (connections are refused) and opened again. */
export class Listener {
	readonly #handler: RequestListener;
	readonly #host: string;
	readonly #onConnection: () => void;
	#server: Server | undefined;
	port: number;

	constructor(
		handler: RequestListener,
		port: number,
		onConnection: () => void = () => {},
		host = '127.0.0.1',
	) {
		this.#handler = handler;
		this.port = port;
		this.#onConnection = onConnection;
		this.#host = host;
	}

	async open(): Promise<void> {
		if (this.#server) return;
		const server = createServer(this.#handler);
		server.on('connection', this.#onConnection);
		// A body of 500 MB or a fault may take its time; the sandbox never gives up on a client.
		server.requestTimeout = 0;
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(this.port, this.#host, resolve);
		});
		this.port = (server.address() as AddressInfo).port;
		this.#server = server;
	}

	async close(): Promise<void> {
		const server = this.#server;
		this.#server = undefined;
		if (!server) return;
		const closed = new Promise((resolve) => server.close(resolve));
		server.closeAllConnections();
		await closed;
	}
}
