import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Certificate } from './certificates.mts';

/** A server that speaks TLS to the world and plain text to a server behind it. */
export interface TlsFront {
	port: number;
	stop(): Promise<void>;
}

/**
 * Puts TLS before a plain server on loopback.
 *
 * @param port of the plain server
 */
export async function startTlsFront(port: number, certificate: Certificate): Promise<TlsFront> {
	const sockets = new Set<Socket>();
	const server = createServer(certificate, (client) => {
		const behind = connect(port, '127.0.0.1');
		for (const [socket, other] of [
			[client, behind],
			[behind, client],
		] as const) {
			sockets.add(socket);
			socket.on('error', () => other.destroy());
			socket.on('close', () => sockets.delete(socket));
			socket.pipe(other);
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		async stop() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}
