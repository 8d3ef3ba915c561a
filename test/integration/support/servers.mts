import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server of a test's own, for what the sandbox does not do. */
export interface LocalServer {
	url: string;
	/** Requests so far, as `GET /path`. */
	seen: string[];
	stop(): Promise<void>;
}

async function listen(server: Server, scheme: string, seen: string[]): Promise<LocalServer> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const stop = async () => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	};
	return { url: `${scheme}://127.0.0.1:${port}`, seen, stop };
}

/** Counts requests, then responds. */
const counting =
	(seen: string[], respond: RequestListener): RequestListener =>
	(request, response) => {
		seen.push(`${request.method} ${request.url}`);
		respond(request, response);
	};

export async function httpServer(respond: RequestListener): Promise<LocalServer> {
	const seen: string[] = [];
	return await listen(createServer(counting(seen, respond)), 'http', seen);
}

/** An https server with a certificate that nobody has signed. */
export async function selfSignedServer(respond: RequestListener): Promise<LocalServer> {
	const folder = mkdtempSync(join(tmpdir(), 'self-signed-'));
	const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
	const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
	const subject = ['-nodes', '-days', '1', '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', cert];
	execFileSync('openssl', [...request, ...subject], { stdio: 'ignore' });
	const options = { key: readFileSync(key), cert: readFileSync(cert) };
	rmSync(folder, { recursive: true });
	const seen: string[] = [];
	return await listen(createTlsServer(options, counting(seen, respond)), 'https', seen);
}
