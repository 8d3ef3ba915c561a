import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A forward proxy of a test's own. */
export interface ForwardProxy {
	url: string;
	/** What passed: `GET http://…` for plain http, `CONNECT host:port` for https. */
	seen: string[];
	/** The `Proxy-Authorization` of each. */
	users: Array<string | undefined>;
	/** The status with which it refuses all from now on; 407 asks for a user name and password. */
	refuseWith: 407 | 502 | undefined;
	stop(): Promise<void>;
}

/** Starts a proxy as in RFC 9110, sections 7.6 and 9.3.6, on loopback. */
export async function startForwardProxy(): Promise<ForwardProxy> {
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		note(`${request.method} ${request.url}`, request.headers['proxy-authorization']);
		if (proxy.refuseWith) {
			response.writeHead(proxy.refuseWith, refusalHeaders(proxy.refuseWith)).end('Refused');
			return;
		}
		const { method } = request;
		const headers = { ...request.headers };
		// They are for the proxy itself.
		delete headers['proxy-authorization'];
		delete headers['proxy-connection'];
		const onward = httpRequest(request.url ?? '', { method, headers }, (incoming) => {
			response.writeHead(incoming.statusCode ?? 502, incoming.headers);
			incoming.pipe(response);
		});
		onward.on('error', () => response.destroy());
		request.pipe(onward);
	});
	server.on('connection', (socket: Socket) => sockets.add(socket));
	server.on('connect', (request, client: Socket, head: Buffer) => {
		note(`CONNECT ${request.url}`, request.headers['proxy-authorization']);
		client.on('error', () => client.destroy());
		if (proxy.refuseWith) {
			const lines = Object.entries(refusalHeaders(proxy.refuseWith)).map((pair) => pair.join(': '));
			client.end([`HTTP/1.1 ${proxy.refuseWith} Refused`, ...lines, '', 'Refused'].join('\r\n'));
			return;
		}
		const { hostname, port } = new URL(`http://${request.url}`);
		const target = connect(Number(port), hostname, () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			target.write(head);
			target.pipe(client).pipe(target);
		});
		sockets.add(target);
		target.on('error', () => client.destroy());
		client.on('close', () => target.destroy());
	});
	const note = (line: string, user: string | undefined) => {
		proxy.seen.push(line);
		proxy.users.push(user);
	};
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const proxy: ForwardProxy = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen: [],
		users: [],
		refuseWith: undefined,
		async stop() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
	return proxy;
}

/** What Squid, the most usual one, sends along. */
const refusalHeaders = (status: 407 | 502) => ({
	'content-type': 'text/plain',
	'content-length': '7',
	via: '1.1 proxy.example (squid/6.6)',
	...(status === 407
		? { 'proxy-authenticate': 'Basic realm="Company"' }
		: { 'x-squid-error': 'ERR_CANNOT_FORWARD 0' }),
});
