import { Agent, fetch } from 'undici';

/** A request without n8n: what the network and the sandbox alone take. */
export interface BareRequest {
	url: string;
	token: string;
}

/**
 * Sends requests from a bare Node.js program, as many at a time as our node does, and reads the
 * responses to the end: the physical floor of a case.
 *
 * @returns ms
 */
export async function bareRequests(requests: BareRequest[], atATime = 20): Promise<number> {
	const dispatcher = new Agent({ connections: atATime });
	const start = performance.now();
	const queue = [...requests];
	const worker = async () => {
		for (let request = queue.shift(); request; request = queue.shift()) {
			const { url, token } = request;
			const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.api+json' };
			const response = await fetch(url, { headers, dispatcher });
			await response.arrayBuffer();
		}
	};
	await Promise.all(Array.from({ length: Math.min(atATime, requests.length) }, worker));
	const milliseconds = performance.now() - start;
	await dispatcher.close();
	return milliseconds;
}
